"""Challenges: entries sealed until the last day, a jury with declared conflicts, a prototype gate, a prize by figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from digital.choices import ChallengeState, PrototypeState
from digital.models import (
    Challenge,
    ChallengeCriterion,
    ChallengeEntry,
    ChallengeJuror,
    ChallengeOpinion,
    ChallengePoints,
)
from digital.models.challenges import POINTS
from digital.schemes.grant import CENT
from digital.services.common import require_editor
from digital.services.deadlines import WEEK, end_of, stage
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import MembershipState
from portal.organisations.models import Membership

JURORS = 3  # fewest opinions without a conflict that make a score
CRITERIA = 5  # most criteria of a challenge
DAYS_TO_JUDGE = 14  # fewest days between the last entry and the decision


@transaction.atomic
def challenge_publish(*, actor: Actor, values: Mapping[str, Any], criteria: Sequence[tuple[str, int]]) -> Challenge:
    """Publish a problem with its prize and criteria. Criteria, prize and days never change afterwards."""
    organisation = require_editor(actor)
    if not 2 <= len(criteria) <= CRITERIA:
        raise DomainError(fields={"criterion_1": _("Name two to five criteria.")})
    if values["closes_on"] <= clock.today():
        raise DomainError(fields={"closes_on": _("Give solvers at least a day.")})
    if (values["decide_on"] - values["closes_on"]).days < DAYS_TO_JUDGE:
        raise DomainError(fields={"decide_on": _("Leave at least fourteen days for prototypes and the jury.")})
    row = Challenge.objects.create(
        organisation=organisation, next_check_at=end_of(values["decide_on"]) - WEEK, **values
    )
    ChallengeCriterion.objects.bulk_create(
        ChallengeCriterion(challenge=row, position=n, title=title, weight=weight)
        for n, (title, weight) in enumerate(criteria, start=1)
    )
    record(actor=actor, verb="digital.challenge.published", subject=row, notify=False)
    return row


def _require_owner(actor: Actor, challenge: Challenge) -> None:
    if require_editor(actor).pk != challenge.organisation_id:
        raise NotAllowedError(_("Only the firm that set the challenge may do this."))


@transaction.atomic
def juror_name(*, actor: Actor, challenge: Challenge, email: str) -> ChallengeJuror:
    """Name a juror by the address of an account; nobody of a firm that has entered can judge."""
    _require_owner(actor, challenge)
    if challenge.state != ChallengeState.OPEN:
        raise ConflictError(_("This challenge has been decided."))
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise DomainError(fields={"email": _("Nobody with this address has an account here.")})
    firms = Membership.objects.filter(user=user, state=MembershipState.ACTIVE).values("organisation")
    if challenge.entries.filter(organisation__in=firms, withdrawn_at__isnull=True).exists():
        raise DomainError(fields={"email": _("This person belongs to a firm that has entered.")})
    row, _made = ChallengeJuror.objects.get_or_create(
        challenge=challenge, user=user, defaults={"named_at": clock.now()}
    )
    record(actor=actor, verb="digital.challenge.juror", subject=challenge, payload={"user": user.pk})
    return row


@transaction.atomic
def entry_save(*, actor: Actor, challenge: Challenge, values: Mapping[str, Any]) -> ChallengeEntry:
    """Enter, or change the own entry, until the end of the last day. Owner and jury read nothing before."""
    organisation = require_editor(actor)
    if organisation.pk == challenge.organisation_id:
        raise DomainError(_("This is your own challenge."))
    if not challenge.is_open:
        raise ConflictError(_("The time for entries has ended."))
    members = Membership.objects.filter(organisation=organisation, state=MembershipState.ACTIVE).values("user")
    if challenge.jurors.filter(user__in=members).exists():
        raise DomainError(_("A person of your firm is on the jury: your firm cannot enter."))
    row, made = ChallengeEntry.objects.update_or_create(
        challenge=challenge,
        organisation=organisation,
        defaults={**values, "submitted_at": clock.now(), "withdrawn_at": None},
    )
    record(actor=actor, verb="digital.challenge.entered" if made else "digital.challenge.entry_changed", subject=row,
           notify=False)  # fmt: skip
    return row


@transaction.atomic
def entry_withdraw(*, actor: Actor, entry: ChallengeEntry) -> None:
    """Take the entry back before the decision."""
    if require_editor(actor).pk != entry.organisation_id:
        raise NotAllowedError(_("Only the firm that entered may do this."))
    open_ones = ChallengeEntry.objects.filter(
        pk=entry.pk, withdrawn_at__isnull=True, challenge__state=ChallengeState.OPEN
    )
    if open_ones.update(withdrawn_at=clock.now()) != 1:
        raise ConflictError(_("This entry can no longer be taken back."))
    record(actor=actor, verb="digital.challenge.withdrawn", subject=entry, notify=False)


@transaction.atomic
def prototype_show(*, actor: Actor, entry: ChallengeEntry, text: str) -> None:
    """The solver says what can be tried; after a refusal it may show an improved one until the last day."""
    if require_editor(actor).pk != entry.organisation_id:
        raise NotAllowedError(_("Only the firm that entered may do this."))
    if not text.strip():
        raise DomainError(fields={"prototype_text": _("Say what can be seen and tried, and where.")})
    _require_judging(entry.challenge)
    changed = ChallengeEntry.objects.filter(pk=entry.pk, withdrawn_at__isnull=True).exclude(
        prototype=PrototypeState.WORKS
    )
    if changed.update(prototype=PrototypeState.SHOWN, prototype_text=text.strip()[:2000]) != 1:
        raise ConflictError(_("The prototype of this entry has passed already."))
    record(actor=actor, verb="digital.challenge.prototype", subject=entry, concerns=[entry.challenge.organisation])


def _require_judging(challenge: Challenge) -> None:
    if challenge.state != ChallengeState.OPEN:
        raise ConflictError(_("This challenge has been decided."))
    if challenge.is_open:
        raise ConflictError(_("Entries are sealed until the last day has passed."))


@transaction.atomic
def prototype_judge(*, actor: Actor, entry: ChallengeEntry, works: bool, reason: str) -> None:
    """The gate: the owner tried the prototype and says whether it works, with a reason. No contract without it."""
    _require_owner(actor, entry.challenge)
    _require_judging(entry.challenge)
    if not reason.strip():
        raise DomainError(fields={"reason": _("Say what you saw when you tried it.")})
    state = PrototypeState.WORKS if works else PrototypeState.FAILS
    changed = ChallengeEntry.objects.filter(pk=entry.pk, prototype=PrototypeState.SHOWN, withdrawn_at__isnull=True)
    if changed.update(prototype=state, prototype_reason=reason.strip()[:1000]) != 1:
        raise ConflictError(_("There is no prototype to judge."))
    record(actor=actor, verb="digital.challenge.gate", subject=entry, concerns=[entry.organisation],
           payload={"works": works})  # fmt: skip


@transaction.atomic
def opinion_give(
    *, actor: Actor, entry: ChallengeEntry, has_conflict: bool, points: Mapping[int, int], feedback: str
) -> ChallengeOpinion:
    """A juror's points for every criterion, or a declared conflict. ``points``: criterion key → 0–10."""
    juror = ChallengeJuror.objects.filter(challenge=entry.challenge, user=actor.person).first()
    if juror is None:
        raise NotAllowedError(_("Only a juror of this challenge may do this."))
    _require_judging(entry.challenge)
    criteria = list(entry.challenge.criteria.all())
    if not has_conflict:
        if {row.pk for row in criteria} != set(points) or not all(0 <= value <= POINTS for value in points.values()):
            raise DomainError(fields={"points": _("Give every criterion 0 to 10 points.")})
        if not feedback.strip():
            raise DomainError(fields={"feedback": _("Write what the solver can learn.")})
    row, _made = ChallengeOpinion.objects.update_or_create(
        entry=entry,
        juror=juror,
        defaults={"has_conflict": has_conflict, "feedback": feedback.strip()[:1000], "made_at": clock.now()},
    )
    row.points.all().delete()
    if not has_conflict:
        ChallengePoints.objects.bulk_create(
            ChallengePoints(opinion=row, criterion=criterion, points=points[criterion.pk]) for criterion in criteria
        )
    record(
        actor=actor, verb="digital.challenge.judged", subject=entry, payload={"conflict": has_conflict}, notify=False
    )
    return row


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry's figures: the weighted mean (0–10, two decimals), the jurors' lowest and highest, who judged.

    ``by_criterion``: mean points in the criteria's order. ``score`` None: fewer than three opinions without conflict.
    """

    entry: ChallengeEntry
    score: Decimal | None
    low: Decimal | None
    high: Decimal | None
    jurors: int
    conflicts: int
    by_criterion: tuple[Decimal, ...]
    can_win: bool

    @property
    def spread(self) -> Decimal | None:
        return None if self.low is None or self.high is None else self.high - self.low


def _mean(values: Sequence[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(CENT, rounding=ROUND_HALF_UP)


def standing_of(entry: ChallengeEntry, criteria: Sequence[ChallengeCriterion]) -> Standing:
    """The figures of one entry."""
    opinions = list(entry.opinions.prefetch_related("points"))
    weight = sum(row.weight for row in criteria)
    sheets = [{p.criterion_id: p.points for p in row.points.all()} for row in opinions if not row.has_conflict]
    totals = [sum((Decimal(s[c.pk] * c.weight) for c in criteria), Decimal(0)) / weight for s in sheets]
    by_criterion = tuple(_mean([Decimal(sheet[c.pk]) for sheet in sheets]) for c in criteria) if sheets else ()
    enough = len(sheets) >= JURORS
    return Standing(
        entry, _mean(totals) if enough else None, min(totals).quantize(CENT) if totals else None,
        max(totals).quantize(CENT) if totals else None, len(sheets), len(opinions) - len(sheets), by_criterion,
        enough and entry.prototype == PrototypeState.WORKS,
    )  # fmt: skip


def standings(challenge: Challenge) -> list[Standing]:
    """Entries by the rule: those that can win first; score; the heaviest criteria one by one; the earlier entry."""
    criteria = list(challenge.criteria.all())
    heavy = sorted(range(len(criteria)), key=lambda n: (-criteria[n].weight, n))
    rows = [standing_of(entry, criteria) for entry in challenge.entries.filter(withdrawn_at__isnull=True)]

    def rank(row: Standing) -> tuple[Any, ...]:
        ties = tuple(-row.by_criterion[n] for n in heavy) if row.by_criterion else ()
        return (not row.can_win, row.score is None, -(row.score or Decimal(0)), *ties, row.entry.submitted_at)

    return sorted(rows, key=lambda row: (*rank(row)[:3], len(row.by_criterion) == 0, rank(row)[3:]))


@transaction.atomic
def challenge_decide(*, actor: Actor, challenge: Challenge) -> Challenge:
    """End it: the first of the standings wins; none that can win ends it in public without a winner."""
    _require_owner(actor, challenge)
    _require_judging(challenge)
    found = standings(challenge)
    waiting = [row for row in found if row.entry.prototype == PrototypeState.SHOWN]
    unjudged = [row for row in found if row.entry.prototype == PrototypeState.WORKS and row.score is None]
    if (waiting or unjudged) and clock.today() <= challenge.decide_on:
        raise DomainError(_("A prototype waits for you, or for three jurors. You can decide once all are judged."))
    _end(challenge, found, actor)
    return challenge


def _end(challenge: Challenge, found: Sequence[Standing], actor: Actor) -> None:
    winner = next((row.entry for row in found if row.can_win), None)
    changed = Challenge.objects.filter(pk=challenge.pk, state=ChallengeState.OPEN).update(
        state=ChallengeState.DECIDED if winner else ChallengeState.UNMET, winner=winner, decided_at=clock.now(),
        **stage(None),
    )  # fmt: skip
    if changed != 1:
        raise ConflictError(_("This challenge has been decided."))
    challenge.refresh_from_db()
    record(actor=actor, verb="digital.challenge.decided", subject=challenge,
           concerns=[row.entry.organisation for row in found], payload={"has_winner": winner is not None})  # fmt: skip


def end_overdue(challenge: Challenge) -> None:
    """Weeks past its last day an undecided challenge ends by its figures: solvers are not kept waiting."""
    _end(challenge, standings(challenge), SYSTEM)


@dataclass(frozen=True, slots=True)
class Prize:
    """Who pays how much; the parts add up to the prize."""

    authority: Decimal
    owner: Decimal


def prize_of(challenge: Challenge) -> Prize:
    """The split, to the cent, the authority's part rounded half up."""
    part = (challenge.prize * challenge.authority_share / 100).quantize(CENT, rounding=ROUND_HALF_UP)
    return Prize(part, challenge.prize - part)


def may_contract(entry: ChallengeEntry) -> bool:
    """A contract is possible only once the prototype works."""
    return entry.prototype == PrototypeState.WORKS


def is_late(challenge: Challenge, day: date) -> bool:
    return challenge.state == ChallengeState.OPEN and day > challenge.decide_on
