"""What the pillar's views share."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from digital.services.common import require_editor
from digital.texts import LANGUAGES
from portal.common.errors import DomainError
from portal.criteria import editor, examples, subjects
from portal.criteria.models import CriteriaSet
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation
from portal.organisations.population import count_firms


def actor_of(request: HttpRequest) -> Actor:
    """The acting person and organisation, a visitor's empty actor included."""
    return getattr(request, "actor", None) or Actor()


def firm_of(request: HttpRequest) -> Organisation:
    """The organisation acting; answers 403 when the person acts for none."""
    organisation = actor_of(request).organisation
    if organisation is None:
        raise PermissionDenied(_("Act for a firm first: choose or register one."))
    return organisation


def editing_firm_of(request: HttpRequest) -> Organisation:
    """The organisation acting; answers 403 to those who may only look, before they fill in a form in vain."""
    return require_editor(actor_of(request))


def exchange_path(kind: str, public_id: str) -> str:
    """A page of the exchange (``requests``, ``responses``, ``engagements``, ``inbox``) in the reader's language."""
    language = get_language() or "en"
    return f"/{language if language in LANGUAGES else 'en'}/{kind}/{public_id}/"


def tell(request: HttpRequest, error: DomainError) -> None:
    """A refusal without a form, as messages on the next page."""
    for texts in error.messages.values():
        for text in texts:
            messages.error(request, str(text))


def crumbs(*pairs: tuple[Any, str]) -> list[dict[str, Any]]:
    """Breadcrumb entries; an empty address is the present page."""
    return [{"label": label, "url": url} for label, url in pairs]


def edit_conditions(
    request: HttpRequest,
    criteria: CriteriaSet | None,
    document: Mapping[str, Any],
    save: Callable[..., object],
    *,
    title: str,
    intro: str,
    back: str,
    back_label: str,
) -> HttpResponse:
    """For whom something given is, in the criteria editor: rules about the firm alone, counted among approved firms.

    ``save`` is the owner's service; it takes ``document``, ``expected_version`` and ``note``.
    """

    def keep(document: dict[str, Any], expected: int, note: str) -> None:
        save(document=document, expected_version=expected, note=note)

    subject = subjects.of_scope(criteria, document, keep, title=title, scopes=("firm",), saved_url=back)
    frame = editor.Frame(
        back=back, back_label=back_label, intro=intro,
        counted=_("Approved firms, rounded down to tens so that no single firm can be made out"),
    )  # fmt: skip
    return editor.edit(request, subject, editor.Callbacks(count=count_firms, firms=examples.firms), frame)
