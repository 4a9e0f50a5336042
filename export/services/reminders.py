"""What somebody is reminded of: a case past its day, a goal to be read, a statement that ends. Each once; safe to repeat."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q

from export import mentoring
from export.models.cases import Case, CaseState
from export.models.mentors import MentoringGoal, MentorOffer
from portal.common import clock
from portal.journal.services import record
from portal.organisations.actors import SYSTEM

STATEMENT_DAYS = 30  # before a statement on conflicts of interest ends
DAYS_A_MONTH = 30.44
MOST = 500


def cases_overdue() -> int:
    """Remind holder and firm of every open case whose day has passed; the firm may then ask another institution."""
    now, done = clock.now(), 0
    late = Case.objects.filter(state__in=(CaseState.OPEN, CaseState.PROGRESS), due_at__lte=now)
    for case in late.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("due_at")))[:MOST]:
        with transaction.atomic():
            rows = Case.objects.filter(pk=case.pk, due_at=case.due_at, reminded_at=case.reminded_at)
            if rows.update(reminded_at=now):
                record(
                    actor=SYSTEM,
                    verb="export.case.overdue",
                    subject=case,
                    concerns=[case.holder, case.organisation],
                    payload={"to": case.holder_id, "firm": case.organisation_id},
                )
                done += 1
    return done


def goals_due() -> int:
    """Ask the firm for the value of a goal 3, 6 and 12 months after its mentorship began."""
    now, done = clock.now(), 0
    for months in mentoring.rules()["outcome_months"]:
        begun = now - timedelta(days=round(months * DAYS_A_MONTH))
        rows = MentoringGoal.objects.filter(engagement__started_at__lte=begun, asked_months__lt=months)
        for goal in rows.exclude(readings__months=months).select_related("engagement__owner")[:MOST]:
            with transaction.atomic():
                if MentoringGoal.objects.filter(pk=goal.pk, asked_months__lt=months).update(asked_months=months):
                    record(
                        actor=SYSTEM,
                        verb="export.goal.due",
                        subject=goal,
                        concerns=[goal.engagement.owner],
                        payload={"to": goal.engagement.owner_id, "months": months},
                    )
                    done += 1
    return done


def statements_ending() -> int:
    """Ask mentors to renew their statement in its last 30 days; without it they are proposed to nobody."""
    today, done = clock.today(), 0
    signed = today - timedelta(days=mentoring.rules()["statement_days"] - STATEMENT_DAYS)
    rows = MentorOffer.objects.filter(statement_signed_on__lte=signed)
    unasked = Q(statement_reminded_on__isnull=True) | Q(statement_reminded_on__lt=F("statement_signed_on"))
    for offer in rows.filter(unasked).select_related("organisation")[:MOST]:
        with transaction.atomic():
            same = MentorOffer.objects.filter(pk=offer.pk, statement_signed_on=offer.statement_signed_on)
            if same.filter(unasked).update(statement_reminded_on=today):
                record(
                    actor=SYSTEM,
                    verb="export.statement.ending",
                    subject=offer,
                    concerns=[offer.organisation],
                    payload={"to": offer.organisation_id, "user": offer.user_id},
                )
                done += 1
    return done
