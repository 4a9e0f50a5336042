"""After a refusal: the firm asks a second person, the lender answers by a clock, the request is passed on.

Everybody concerned is told (``lending.notifications``): the lender of an appeal and of its clock, the firm of the answer,
the firm's own people of a request passed on. Limits are ours (F§c, "time limits worth adopting"), the United Kingdom's
appeals process being the model: 30 days to appeal, an answer within 30 days there, ten working days here.
"""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from lending.models import Appeal
from lending.services import may_write_mandates
from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError
from portal.identity.models import User
from portal.journal.models import JournalEntry
from portal.journal.services import record
from portal.matchmaking import policies
from portal.matchmaking.matching import release_batch
from portal.matchmaking.models import Match, Request
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import Membership

WINDOW_DAYS = 30
ANSWER_WORKING_DAYS = 10
REMIND_WORKING_DAYS = 2


def refused_by(match: Match) -> User | None:
    """Who of the lender said no last, from the journal (the refusal itself keeps no name)."""
    entries = JournalEntry.objects.filter(
        verb="match.declined", subject_key=match.request.public_id, organisation=match.organisation
    )
    entry = entries.select_related("user").order_by("-pk").first()
    return entry.user if entry else None


@transaction.atomic
def appeal_raise(*, actor: Actor, match: Match, text: str) -> Appeal:
    """Ask a second person of the lender to look again; within 30 days of the refusal, once."""
    policies.require(policies.can_edit_request(actor, match.request))
    if match.declined_at is None:
        raise DomainError(_("This lender has not refused."))
    if (clock.now() - match.declined_at).days > WINDOW_DAYS:
        raise DomainError(_("An appeal must be made within 30 days of the refusal."))
    if not text.strip():
        raise DomainError(fields={"text": _("Say what should be looked at again.")})
    due = workdays.add(clock.today(), ANSWER_WORKING_DAYS, settings.HOME_COUNTRY)
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                request=match.request,
                lender=match.organisation,
                text=text,
                raised_by_id=actor.user.pk if actor.user else None,  # type: ignore[misc]
                raised_at=clock.now(),
                refused_by=refused_by(match),
                due_on=due,
            )
    except IntegrityError as error:
        raise ConflictError(_("You have already asked this lender to look again.")) from error
    record(actor=actor, verb="appeal.raised", subject=appeal, concerns=[match.organisation])
    return appeal


def has_second_person(appeal: Appeal) -> bool:
    """Whether the lender has another person who could answer than the one who refused."""
    others = Membership.objects.filter(
        organisation=appeal.lender_id,
        state=MembershipState.ACTIVE,
        level__in=(Level.ADMIN, Level.EDITOR),
        user__is_active=True,
    )
    return others.exclude(user=appeal.refused_by).exists()


@transaction.atomic
def appeal_answer(*, actor: Actor, appeal: Appeal, overturned: bool, answer: str) -> Appeal:
    """A second person of the lender decides; an overturned refusal puts the request back before the lender.

    The person who refused may not answer, unless the lender has nobody else here.
    """
    policies.require(
        may_write_mandates(actor) and actor.organisation is not None and actor.organisation.pk == appeal.lender_id
    )
    if not answer.strip():
        raise DomainError(fields={"answer": _("Say why, so that the firm understands.")})
    if actor.user and actor.user.pk == appeal.refused_by_id and has_second_person(appeal):
        raise DomainError(_("You refused this request yourself. A colleague must answer the appeal."))
    changed = Appeal.objects.filter(pk=appeal.pk, answered_at__isnull=True).update(
        overturned=overturned, answer=answer, answered_by=actor.user, answered_at=clock.now()
    )
    if changed != 1:
        raise ConflictError(_("A colleague has already answered."))
    if overturned:
        Match.objects.filter(request=appeal.request, organisation=appeal.lender).update(
            declined_at=None, decline_codes=[], decline_text=""
        )
    appeal.refresh_from_db()
    record(
        actor=actor,
        verb="appeal.answered",
        subject=appeal,
        concerns=[appeal.request.organisation],
        payload={"overturned": overturned},
    )
    return appeal


def run_clock(limit: int = 500) -> int:
    """Remind lenders two working days before an answer is due, and tell both sides once when it is late; returns how
    many were told."""
    today = clock.today()
    soon = workdays.add(today, REMIND_WORKING_DAYS, settings.HOME_COUNTRY)
    waiting = Appeal.objects.filter(answered_at__isnull=True)
    late = [("late_at", "appeal.late", row) for row in waiting.filter(due_on__lt=today, late_at__isnull=True)[:limit]]
    due = waiting.filter(due_on__gte=today, due_on__lte=soon, reminded_at__isnull=True)[:limit]
    done = 0
    for column, verb, appeal in [*late, *(("reminded_at", "appeal.due_soon", row) for row in due)]:
        with transaction.atomic():
            marked = Appeal.objects.filter(pk=appeal.pk, answered_at__isnull=True, **{f"{column}__isnull": True})
            if marked.update(**{column: clock.now()}) == 1:
                record(actor=SYSTEM, verb=verb, subject=appeal, concerns=[appeal.lender, appeal.request.organisation])
                done += 1
    return done


@transaction.atomic
def forward(*, actor: Actor, request: Request) -> int:
    """With the firm's consent (this very click, journalled) put the request before the next lenders at once; they are
    told, and so are the firm's other people. Returns how many lenders."""
    policies.require(policies.can_edit_request(actor, request))
    if request.state != "open":
        raise ConflictError(_("Only an open request can be passed on."))
    told = release_batch(request)
    if told:
        record(actor=actor, verb="request.forwarded", subject=request, payload={"lenders": told})
    return told
