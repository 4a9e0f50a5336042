"""Which requests reach a responder whose profile makes the first rules: a provider's scope, a mentor's offer.

The pillar says in a :class:`Scope` what its profile asks (``fixed``); the owner is a row of the pillar, a ``ScopeOwner``.
Keeping and editing are the same for all, and stand here.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.criteria import editor, examples, scopes, subjects
from portal.matchmaking import appetites
from portal.matchmaking.models import ScopeOwner
from portal.organisations.actors import Actor

Owner = TypeVar("Owner", bound=ScopeOwner)


@dataclass(frozen=True, slots=True)
class Scope(Generic[Owner]):
    """The scopes of one pillar: the kind of their criteria sets, whose facts may be asked, what the profile itself asks."""

    kind: str
    pillar: str
    fixed: Callable[[Owner], scopes.Rules]
    title: Callable[[Owner], str]
    asked: Collection[str] = subjects.EVERYTHING


@dataclass(frozen=True, slots=True)
class Words:
    """The words and ways around the editor page of one scope."""

    title: str
    intro: str
    back: str
    back_label: str
    profile: str  # where the profile's own rules are changed
    profile_label: str


def keep(
    scope: Scope[Owner],
    *,
    actor: Actor,
    owner: Owner,
    document: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
    note: str = "",
) -> Owner:
    """Bring the owner's criteria set up to its profile; open requests it may fit are matched again after commit.

    ``document`` replaces the rules on top. ConflictError when the set is no longer the ``expected_version`` that the editor
    showed. Call it in the transaction in which the profile is saved; the permission has been checked.
    """
    if document is not None:
        owner.rules = dict(document)
    owner.criteria = scopes.keep(
        actor=actor,
        kind=scope.kind,
        criteria=owner.criteria,
        fixed=scope.fixed(owner),
        further=owner.rules,
        title=scope.title(owner),
        expected_version=expected_version,
        note=note,
    )
    owner.save()
    if owner.criteria is not None:
        appetites.changed(scope.pillar, owner.criteria, owner.organisation)
    return owner


def edit(
    request: HttpRequest, scope: Scope[Owner], owner: Owner, save: Callable[..., object], words: Words
) -> HttpResponse:
    """The page with the rules on top, in the criteria editor. ``save`` is the pillar's service.

    It is called with ``document``, ``expected_version`` and ``note``. The view has checked the permission.
    """

    def keep_document(document: dict[str, Any], expected: int, note: str) -> None:
        save(document=document, expected_version=expected, note=note)

    subject = subjects.of_scope(
        owner.criteria, owner.rules, keep_document, title=words.title, fixed=scope.fixed(owner), scopes=scope.asked,
        pillar=scope.pillar, saved_url=words.back,
    )  # fmt: skip
    frame = editor.Frame(
        back=words.back, back_label=words.back_label, intro=words.intro, counted=_("The newest open requests, up to 200"),
        fixed_url=words.profile, fixed_label=words.profile_label,
    )  # fmt: skip
    callbacks = editor.Callbacks(count=partial(appetites.count_open, scope.pillar), firms=examples.firms)
    return editor.edit(request, subject, callbacks, frame)
