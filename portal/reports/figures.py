"""The figures of the portal: each with a code, a definition, how it is worked out, and what may be shown.

Everything is counted for a period of 90 days (data) with the period before beside it. Counts below ten are hidden from
the public, also under subtraction (``portal.common.suppression``). Working out runs in the background; pages read the snapshot.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Min, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.briefs.models import Application, Brief, BriefAudience, ClarityAnswer
from portal.common import clock, suppression
from portal.complaints.models import Complaint
from portal.matchmaking import registry
from portal.matchmaking.codes import pillar_choices
from portal.matchmaking.models import Award, Match, Request, Response, UnmetDemand
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.consents import STATISTICS, agreeing
from portal.organisations.models import Capability, Fact
from portal.reports.data import read


def settings() -> dict[str, Any]:
    """Period and thresholds (data)."""
    return dict(read("settings"))


@dataclass(frozen=True, slots=True)
class Period:
    """Days ``start`` to ``end``, both included."""

    start: date
    end: date

    @classmethod
    def now(cls) -> "Period":
        end = clock.today()
        return cls(end - timedelta(days=settings()["period_days"] - 1), end)

    @property
    def before(self) -> "Period":
        length = self.end - self.start + timedelta(days=1)
        return Period(self.start - length, self.start - timedelta(days=1))

    def on(self, field: str) -> Q:
        """A filter on a datetime column."""
        return Q(**{f"{field}__date__gte": self.start, f"{field}__date__lte": self.end})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``kind``: number, percent, days (a single value) or table; ``columns`` names a table's columns."""

    code: str
    label: Promise
    definition: Promise
    kind: str
    compute: Callable[[Period], Any]
    columns: tuple[tuple[str, Promise], ...] = ()
    row_names: str = ""  # how row keys are named: region, sector, fact, pillar, group
    is_public: bool = True


EXACT: ContextVar[bool] = ContextVar("exact", default=False)  # True while the authority's own figures are worked out


def small(count: int) -> int | None:
    """A count as it may be shown alone."""
    return None if suppression.is_small(count) and not EXACT.get() else count


def as_percent(part: int, whole: int) -> str | None:
    """A share in per cent with one decimal, or None when it may not be shown."""
    share = (part / whole if whole else None) if EXACT.get() else suppression.share(part, whole)
    return None if share is None else f"{100 * share:.1f}"


def enough(spans: list[float]) -> bool:
    """Whether a middle value may be shown: ten values for the public, one for the authority."""
    return len(spans) >= (1 if EXACT.get() else suppression.K)


def counted(rows: Any, firm: str = "organisation") -> Any:
    """Rows of firms that agreed to be counted in public statistics; ``firm`` leads from a row to its organisation.

    The authority's own figures count everybody: they are how it does its work, not statistics it publishes.
    """
    return rows if EXACT.get() else rows.filter(**{f"{firm}__in": agreeing(STATISTICS)})


def holders(*kinds: str) -> int:
    """Organisations holding one of the approved capabilities."""
    return (
        Capability.objects.filter(kind__in=kinds, state=CapabilityState.APPROVED)
        .values("organisation")
        .distinct()
        .count()
    )


def firms(period: Period) -> Any:
    return small(holders(CapabilityKind.BORROWER))


def institutions(period: Period) -> Any:
    kinds = (
        CapabilityKind.LENDER,
        CapabilityKind.GUARANTOR,
        CapabilityKind.INSURER,
        CapabilityKind.PROVIDER,
        CapabilityKind.MENTOR,
    )
    return holders(*kinds)  # institutions are public anyway: their register names each of them


def requests_opened(period: Period) -> Any:
    return small(counted(Request.objects.filter(period.on("opened_at"))).count())


def answered_share(period: Period) -> Any:
    rows = counted(Request.objects.filter(period.on("opened_at")))
    whole = rows.count()
    answered = rows.filter(responses__submitted_at__isnull=False).distinct().count()
    return as_percent(answered, whole)


def first_answer_days(period: Period) -> Any:
    rows = (
        counted(Request.objects.filter(period.on("opened_at")))
        .annotate(first=Min("responses__submitted_at"))
        .filter(first__isnull=False)
    )
    spans = [(first - opened).total_seconds() / 86400 for first, opened in rows.values_list("first", "opened_at")]
    return f"{median(spans):.1f}" if enough(spans) else None


def awards(period: Period) -> Any:
    return small(counted(Award.objects.filter(period.on("awarded_at")), "request__organisation").count())


def unmet_open(period: Period) -> Any:
    return small(counted(UnmetDemand.objects.filter(met_at__isnull=True), "request__organisation").count())


def overdue_all(period: Period) -> Any:
    """Exact: clocks are about offices, not firms."""
    return sum(row["overdue"] for row in clocks(period).values())


def benefits_paid(period: Period) -> Any:
    return small(counted(Application.objects.filter(period.on("paid_at"))).count())


def briefs_clear(period: Period) -> Any:
    rows = ClarityAnswer.objects.filter(period.on("created_at"))
    return as_percent(rows.filter(is_clear=True).count(), rows.count())


def briefs_understood(period: Period) -> Any:
    rows = ClarityAnswer.objects.filter(period.on("created_at"), is_right__isnull=False)
    return as_percent(rows.filter(is_right=True).count(), rows.count())


STEPS = ("submitted", "opened", "matched", "answered", "awarded", "completed")


def funnel(period: Period) -> Any:
    """Requests submitted in the period, per pillar, and how far they came."""
    rows = counted(Request.objects.filter(period.on("submitted_at"))).values("pillar")
    counts = rows.annotate(
        submitted=Count("pk", distinct=True),
        opened=Count("pk", filter=Q(opened_at__isnull=False), distinct=True),
        matched=Count("pk", filter=Q(matches__isnull=False), distinct=True),
        answered=Count("pk", filter=Q(responses__submitted_at__isnull=False), distinct=True),
        awarded=Count("pk", filter=Q(awarded_at__isnull=False), distinct=True),
        completed=Count("pk", filter=Q(completed_at__isnull=False), distinct=True),
    )
    return {row["pillar"]: steps(dict(row)) for row in counts.order_by("pillar")}


def steps(row: dict[str, Any]) -> dict[str, int | None]:
    """One pillar's funnel with neighbouring steps hidden whose difference would be a small count."""
    shown: dict[str, int | None] = {}
    last: int | None = None
    for step in STEPS:
        count = row[step]
        is_hidden = not EXACT.get() and (
            suppression.is_small(count) or (last is not None and suppression.is_small(abs(last - count)))
        )
        shown[step] = None if is_hidden else count
        last = last if is_hidden else count
    return shown


def one_column(counts: dict[str, int]) -> dict[str, dict[str, int | None]]:
    """Counts per key after suppression, biggest first."""
    cells = dict(counts) if EXACT.get() else suppression.hide(counts).cells
    return {key: {"count": cells[key]} for key in sorted(counts, key=lambda key: -counts[key]) if counts[key]}


def unmet_by(column: str) -> Callable[[Period], Any]:
    """Open unmet demand by district, sector or binding condition."""

    def compute(period: Period) -> Any:
        found = counted(UnmetDemand.objects.filter(met_at__isnull=True), "request__organisation")
        rows = found.values_list(column).annotate(n=Count("pk"))
        return one_column({key or "?": n for key, n in rows})

    return compute


def responders(period: Period) -> Any:
    """Per pillar: asked, looked, answered or declined, of the matches told in the period; and the median hours."""
    found = {}
    for code in registry_codes():
        rows = Match.objects.filter(period.on("notified_at"), request__pillar=code)
        told = rows.count()
        if not told:
            continue
        reacted = rows.filter(Q(responded_at__isnull=False) | Q(declined_at__isnull=False))
        spans = [
            (moment - told_at).total_seconds() / 3600
            for moment, told_at in rows.filter(responded_at__isnull=False).values_list("responded_at", "notified_at")
            if moment is not None and told_at is not None
        ]
        sent = Response.objects.filter(period.on("submitted_at"), request__pillar=code)
        final = sent.filter(state="accepted")
        found[code] = {
            "told": small(told),
            "reacted": as_percent(reacted.count(), told),
            "hours": f"{median(spans):.0f}" if enough(spans) else None,
            "changed": as_percent(final.filter(revision__gt=1).count(), final.count()),
        }
    return found


def registry_codes() -> list[str]:
    """Codes of the registered pillars."""
    return [code for code, _label in pillar_choices()]


GROUPS: dict[str, tuple[Promise, Q]] = {
    "rural": (_("Rural firms"), Q(code="is_rural", value=True)),
    "first_time": (_("Never borrowed before"), Q(code="has_borrowed_before", value=False)),
}


def members_of(group: str) -> set[int]:
    """Firms of an inclusion group by their current facts."""
    rows = Fact.objects.filter(is_current=True)
    if group in GROUPS:
        return set(rows.filter(GROUPS[group][1]).values_list("organisation_id", flat=True))
    if group == "micro":
        staff = rows.filter(code="employees").values_list("organisation_id", "value")
        return {pk for pk, value in staff if number(value) is not None and (number(value) or 0) < 10}
    shares = rows.filter(code="women_share").values_list("organisation_id", "value")
    return {pk for pk, value in shares if (number(value) or 0) >= settings()["women_owned_percent"]}


def number(value: Any) -> float | None:
    """A fact's value as a number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def inclusion(period: Period) -> Any:
    """Share of each group among registered firms, firms that asked, and firms that got an award in the period."""
    borrowers = Capability.objects.filter(kind=CapabilityKind.BORROWER, state=CapabilityState.APPROVED)
    opened = Request.objects.filter(period.on("opened_at"))
    awarded = Award.objects.filter(period.on("awarded_at"))
    everyone = set(counted(borrowers).values_list("organisation_id", flat=True))
    asked = set(counted(opened).values_list("organisation_id", flat=True))
    won = set(counted(awarded, "request__organisation").values_list("request__organisation_id", flat=True))
    found = {}
    for group in ("rural", "micro", "first_time", "women"):
        members = members_of(group)
        found[group] = {
            "registered": as_percent(len(everyone & members), len(everyone)),
            "asked": as_percent(len(asked & members), len(asked)),
            "won": as_percent(len(won & members), len(won)),
        }
    return found


def lender_terms(period: Period) -> Any:
    """Over all agreed loans, not only those of the period: a lender needs ten."""
    return {
        name: row
        for pillar in registry.everyone()
        if pillar.moved_terms
        for name, row in pillar.moved_terms(is_exact=EXACT.get()).items()
    }


def clocks(period: Period) -> Any:
    """Open items and those past their limit. Clocks are about offices, so nothing is hidden."""
    today = clock.today()
    waiting = Application.objects.filter(state__in=["submitted", "approved"])
    late = Q(state="submitted", decision_due_on__lt=today) | Q(state="approved", payment_due_on__lt=today)
    cases = Complaint.objects.filter(state__in=["received", "taken", "hearing"])
    open_requests = Request.objects.filter(state__in=["submitted", "open", "closed"])
    vetting = Capability.objects.filter(state=CapabilityState.SUBMITTED)
    return {
        "applications": {"open": waiting.count(), "overdue": waiting.filter(late).count()},
        "complaints": {"open": cases.count(), "overdue": cases.filter(due_on__lt=today).count()},
        "requests": {
            "open": open_requests.count(),
            "overdue": open_requests.filter(escalated_at__isnull=False).count(),
        },
        "vetting": {
            "open": vetting.count(),
            "overdue": vetting.filter(updated_at__lt=clock.now() - timedelta(days=28)).count(),
        },
    }


def brief_reach(period: Period) -> Any:
    """Per published brief: firms told, opened, applied, paid."""
    found = {}
    for brief in (
        Brief.objects.filter(state="published").select_related("current_version").order_by("-published_at")[:30]
    ):
        rows = BriefAudience.objects.filter(version__brief=brief)  # a firm told about two versions counts once
        asked = Application.objects.filter(brief=brief).exclude(state__in=["draft", "withdrawn"])
        counts = {
            "told": rows.filter(told_at__isnull=False).values("organisation").distinct().count(),
            "opened": rows.filter(opened_at__isnull=False).values("organisation").distinct().count(),
        }
        applied = asked.aggregate(applied=Count("pk"), paid=Count("pk", filter=Q(state="paid")))
        found[brief.reference] = {key: small(value) for key, value in {**counts, **applied}.items()}
    return found


def first_versus_final(period: Period) -> Any:
    """Share of accepted answers that were changed after the first was sent (a revision above one)."""
    rows = counted(Award.objects.filter(period.on("awarded_at")), "request__organisation")
    return as_percent(rows.filter(response__revision__gt=1).count(), rows.annotate(r=F("response__revision")).count())
