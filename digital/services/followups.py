"""What follows a prototype that works: a pilot with the solver, and a contract asked of the solver alone.

Nothing is typed again: the pilot begins with the challenge's words and its passed prototype gate, the draft request with
the problem and the outcome. The request then goes the usual way (checked by the authority, one bid, both sides agree).
"""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digital.models import Challenge, Pilot, TransformationDetails
from digital.reasons import PREFIX
from digital.services.common import require_editor
from digital.services.community import may_contract
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.models import Request
from portal.matchmaking.pillars import Candidate
from portal.matchmaking.services import request_create
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Capability, Organisation

ENDED = ("rejected", "cancelled", "expired", "unsuccessful")  # after these the contract may be asked for again


def pilot_values(challenge: Challenge) -> dict[str, Any]:
    """What a decided challenge already says of a pilot with its winner: the start of the form."""
    winner = challenge.winner
    return {
        "title": challenge.title, "hypothesis": challenge.outcome[:1000], "prize_share": challenge.authority_share,
        "partner": winner.organisation if winner else None,
    }  # fmt: skip


@transaction.atomic
def partner_agree(*, actor: Actor, pilot: Pilot) -> None:
    """The partner says that it takes part; until then the public page does not name it."""
    if require_editor(actor).pk != pilot.partner_id:
        raise NotAllowedError(_("Only the firm named as partner may agree."))
    agreed = Pilot.objects.filter(pk=pilot.pk, partner_agreed_at__isnull=True).update(partner_agreed_at=clock.now())
    if agreed != 1:
        raise ConflictError(_("You have agreed already."))
    record(actor=actor, verb="digital.pilot.joined", subject=pilot, concerns=[pilot.organisation])


@transaction.atomic
def contract_from_challenge(*, actor: Actor, challenge: Challenge) -> Request:
    """The draft request over the winning solution, for the winner alone. The same draft when there is one already."""
    if require_editor(actor).pk != challenge.organisation_id:
        raise NotAllowedError(_("Only the firm that set the challenge may do this."))
    if challenge.winner is None:
        raise DomainError(_("A contract is possible only with a winner whose prototype works."))
    words = {"problem": challenge.problem, "result": challenge.outcome, "currency": challenge.currency}
    return _contract(actor, challenge, challenge.winner.organisation, words)


@transaction.atomic
def contract_from_pilot(*, actor: Actor, pilot: Pilot) -> Request:
    """The same out of a pilot whose prototype gate said go."""
    if require_editor(actor).pk != pilot.organisation_id:
        raise NotAllowedError(_("Only the firm that runs the pilot may do this."))
    if pilot.partner is None or pilot.partner_agreed_at is None:
        raise DomainError(_("Name a partner for the pilot first, and let it agree."))
    if not may_contract(pilot):
        raise DomainError(_("A contract is possible only once the prototype gate said go."))
    goal = _("%(metric)s: from %(baseline)s to %(threshold)s %(unit)s") % {
        "metric": pilot.metric, "baseline": f"{pilot.baseline.normalize():f}",
        "threshold": f"{pilot.threshold.normalize():f}", "unit": pilot.unit,
    }  # fmt: skip
    words: dict[str, Any] = {"problem": pilot.hypothesis, "result": goal.strip(), "currency": pilot.currency}
    if pilot.budget > Decimal(0):
        words["budget"] = pilot.budget
    return _contract(actor, pilot, pilot.partner, words)


def _contract(actor: Actor, source: Challenge | Pilot, partner: Organisation, words: dict[str, Any]) -> Request:
    held = source.contract
    if held is not None and held.state not in ENDED:
        return held
    if not Capability.objects.in_force().filter(organisation=partner, kind=CapabilityKind.PROVIDER).exists():
        raise DomainError(
            _("%(name)s is not vetted as a provider yet. It can apply; then ask for the contract here.")
            % {"name": partner.legal_name}
        )
    made = request_create(
        actor=actor, pillar="digital", title=source.title, language=source.language,
        details={**words, "partner": partner},
    )  # fmt: skip
    type(source)._default_manager.filter(pk=source.pk).update(contract=made)
    source.contract = made
    return made


def partner_candidates(request: Request) -> list[Candidate] | None:
    """The solver alone when the request follows a challenge or pilot; None for every other request."""
    need = TransformationDetails.objects.select_related("partner").get(request=request)
    if need.partner is None:
        return None
    reason = {"fact": f"{PREFIX}prototype", "outcome": "meets", "held": "", "needed": ""}
    return [Candidate(organisation_id=need.partner.pk, score=Decimal(100), reasons=[reason])]
