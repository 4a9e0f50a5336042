"""Consents: one tick per purpose, each with its reason; who agreed to which text, when; withdrawable at any time.

Whoever uses data for a purpose asks here (``agrees``, ``agreeing``) at the moment of use, and ``follow``s the purpose
when something must stop or start with the click itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import DomainError
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.models import Consent, Organisation

MATCHING: Final = "matching"
STATISTICS: Final = "statistics"
NEWS: Final = "news"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is agreed to. A changed text gets a new ``version`` and is asked again; ``ending``: what withdrawing does."""

    code: str
    version: str
    label: Promise
    reason: Promise
    ending: Promise | str = ""
    is_required: bool = False
    of_firm: bool = False


PURPOSES: Final[tuple[Purpose, ...]] = (
    Purpose(
        "terms",
        "2026-11",
        _("I accept the terms of use and the privacy notice"),
        _("Needed for an account: it says what we keep, why, and for how long."),
        is_required=True,
    ),
    Purpose(
        NEWS,
        "2026-11",
        _("Mail me when a new scheme or policy brief fits my firm"),
        _("Optional. Your address stays with us; one link in each mail ends it."),
        _("If you withdraw, these mails stop at once. The notice inside the portal stays."),
    ),
    Purpose(
        MATCHING,
        "2026-11",
        _("Use our profile to find lenders, providers and mentors"),
        _("Only the facts a rule asks for are used. Nobody sees your name or phone before you show it."),
        _(
            "If you withdraw, nobody new is shown your requests, and whoever has not answered can no longer open them "
            "or their documents. Answers you have received stay."
        ),
        of_firm=True,
    ),
    Purpose(
        STATISTICS,
        "2026-11",
        _("Count our figures in public statistics"),
        _("Only in groups of firms, never alone. It shows government where support is missing."),
        _("If you withdraw, the public figures are counted without you, within minutes."),
        of_firm=True,
    ),
)
BY_CODE: Final = {purpose.code: purpose for purpose in PURPOSES}


def of_person() -> tuple[Purpose, ...]:
    """Purposes a person agrees to for herself."""
    return tuple(purpose for purpose in PURPOSES if not purpose.of_firm)


def of_firm() -> tuple[Purpose, ...]:
    """Purposes a member agrees to for the organisation."""
    return tuple(purpose for purpose in PURPOSES if purpose.of_firm)


def holds(actor: Actor, purpose: str) -> bool:
    """Whether the consent is in force for the actor's person or organisation."""
    return _in_force(actor, BY_CODE[purpose]).exists()


def agrees(firm: Organisation, purpose: str) -> bool:
    """Whether the organisation's consent to ``purpose`` is in force now."""
    return Consent.objects.filter(organisation=firm, purpose=purpose, withdrawn_at__isnull=True).exists()


def agreeing(purpose: str) -> QuerySet[Consent, Any]:
    """Keys of the organisations (for a person's purpose: of the persons) whose consent is in force, as a subquery."""
    column = "organisation" if BY_CODE[purpose].of_firm else "user"
    return Consent.objects.filter(purpose=purpose, withdrawn_at__isnull=True).values(column)


Follower = Callable[[Actor, bool], None]
_followers: Final[dict[str, list[Follower]]] = {}


def follow(purpose: str, follower: Follower) -> None:
    """Call ``follower(actor, is_given)`` inside the transaction in which the purpose is agreed to or withdrawn."""
    if follower not in _followers.setdefault(BY_CODE[purpose].code, []):
        _followers[purpose].append(follower)


def _tell(actor: Actor, purpose: Purpose, *, is_given: bool) -> None:
    for follower in _followers.get(purpose.code, ()):
        follower(actor, is_given)


def held(actor: Actor, purpose: Purpose) -> Consent | None:
    """The consent in force, if any."""
    return _in_force(actor, purpose).first()


def _in_force(actor: Actor, purpose: Purpose) -> QuerySet[Consent]:
    rows = Consent.objects.filter(purpose=purpose.code, withdrawn_at__isnull=True)
    if purpose.of_firm:
        return rows.filter(organisation=actor.organisation)
    return rows.filter(user=actor.user, organisation__isnull=True)


@transaction.atomic
def consent_give(*, actor: Actor, purpose: str) -> Consent:
    """Record the agreement to the present text. Giving it twice changes nothing.

    Raises ``DomainError`` for a firm's purpose without an organisation in which the person may edit.
    """
    chosen = BY_CODE[purpose]
    if not isinstance(actor.user, User) or (chosen.of_firm and not actor.may_edit):
        raise DomainError(_("Only a member who may edit can decide this for the organisation."))
    before = held(actor, chosen)
    if before is not None and before.text_version == chosen.version:
        return before
    if before is not None:
        Consent.objects.filter(pk=before.pk, withdrawn_at__isnull=True).update(withdrawn_at=clock.now())
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                user=actor.user,
                organisation=actor.organisation if chosen.of_firm else None,
                purpose=chosen.code,
                text_version=chosen.version,
                language=get_language() or "en",
                given_at=clock.now(),
            )
    except IntegrityError:  # a colleague agreed in the same moment, for example by publishing another request
        return _in_force(actor, chosen).get()
    record(
        actor=actor,
        verb="consent.given",
        subject=consent,
        payload={"purpose": chosen.code, "version": chosen.version},
        notify=False,
    )
    if before is None:
        _tell(actor, chosen, is_given=True)
    return consent


@transaction.atomic
def consent_withdraw(*, actor: Actor, purpose: str) -> bool:
    """End a consent; False when none was in force. A required one ends only with the account."""
    chosen = BY_CODE[purpose]
    if chosen.is_required:
        raise DomainError(_("This consent ends when you close your account. Write to us to close it."))
    if chosen.of_firm and not actor.may_edit:
        raise DomainError(_("Only a member who may edit can decide this for the organisation."))
    before = held(actor, chosen)
    if before is None or not Consent.objects.filter(pk=before.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    ):
        return False
    record(actor=actor, verb="consent.withdrawn", subject=before, payload={"purpose": chosen.code}, notify=False)
    _tell(actor, chosen, is_given=False)
    return True
