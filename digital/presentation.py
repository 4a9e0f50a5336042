"""Results made ready for pages and PDF: charts, tables, sentences."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from digital.instruments.documents import cross_check_text, grade_name
from digital.instruments.gaps import Gap, horizon_label, horizon_weights, labels
from digital.instruments.ladder import climb
from digital.instruments.scoring import Change, Result
from digital.models import Assessment
from digital.roadmaps import roadmaps, steps
from digital.schemes.catalogue import scheme
from digital.services import assessments as services
from digital.services.plans import steps_for
from portal.common import charts, clock
from portal.organisations.actors import Actor


def decimal(value: Fraction, places: int = 1) -> Decimal:
    """A Fraction as Decimal for the formatter, rounded half up."""
    unit = 10**places
    return Decimal((value * unit + Fraction(1, 2)).__floor__()) / unit


def score_card(result: Result) -> dict[str, Any]:
    """The head of one instrument's result: score, possible score, band, confidence."""
    low, high = result.overall.low * 100, result.overall.high * 100
    known = result.grade_low is not None
    return {
        "title": result.instrument.title,
        "source": result.instrument.source,
        "version": result.instrument.version,
        "known": known,
        "score": decimal(low),
        "possible": decimal(high),
        "is_open": known and not result.is_complete,
        "grade": grade_name(result.instrument, result.grade_low),
        "grade_possible": grade_name(result.instrument, result.grade_high),
        "grades_differ": result.grade_low != result.grade_high,
        "answered": decimal(result.overall.known * 100, 0),
        "confidence": decimal(result.overall.confidence * 100, 0),
        "checks": [cross_check_text(code) for code in result.cross_checks],
        "levels": result.score_levels
        and {"score": result.score_levels[0], "scenes": (result.scene_levels or (0, 0))[0]},
        "dimensions": [
            {
                "label": row.label,
                "known": row.is_known,
                "score": decimal(row.low),
                "possible": decimal(row.high),
                "maximum": decimal(row.maximum, 0),
                "confidence": decimal(row.share.confidence * 100, 0),
                "answered": decimal(row.share.known * 100, 0),
            }
            for row in result.dimensions
        ],
    }


def radar_of(result: Result, before: Result | None, after_name: str, before_name: str) -> charts.Chart:
    """The six dimensions, now and before."""
    names = [str(row.label) for row in result.dimensions]
    series = [charts.Series(after_name, [decimal(row.share.low * 100) for row in result.dimensions])]
    if before is not None:
        series.append(charts.Series(before_name, [decimal(row.share.low * 100) for row in before.dimensions]))
    best = max(result.dimensions, key=lambda row: row.share.low)
    least = min(result.dimensions, key=lambda row: row.share.low)
    reading = _("Strongest: %(best)s. Weakest: %(least)s.") % {"best": best.label, "least": least.label}
    return charts.radar(_("Your six dimensions, 0 to 100"), names, series, reading=reading)


def bars_of(result: Result) -> charts.Chart:
    """The three scored parts of the Chinese instrument as shares of their points."""
    rows = [(str(row.label), decimal(row.share.low * 100)) for row in result.dimensions]
    reading = _("Each bar shows which share of the points of this part is proven.")
    return charts.bars(_("Foundation, management, results"), rows, reading=reading, unit="%")


def gap_rows(gaps: list[Gap]) -> list[dict[str, Any]]:
    """The gaps with their three factors in per cent."""
    return [
        {
            "label": gap.area.label,
            "own": decimal(gap.own.low * 100, 0),
            "best": decimal(gap.best, 0),
            "cost": decimal(gap.cost * 100),
            "goals": decimal(gap.goals * 100),
            "distance": decimal(gap.distance * 100),
            "impact": decimal(gap.impact * 100),
        }
        for gap in gaps
    ]


def next_steps(gaps: list[Gap]) -> list[dict[str, Any]]:
    """The three next steps with category, effect, price range, grant and mentor."""
    today, found = clock.today(), []
    for gap, step in steps_for(gaps):
        grant = scheme(step.scheme, today)
        found.append(
            {
                "step": step,
                "area": gap.area.label,
                "category": labels("categories")[step.category],
                "mentor": labels("mentors")[step.mentor],
                "scheme": grant,
                "rate": grant.rate * 100 if grant else None,
            }
        )
    return found


def delta_rows(changes: list[Change]) -> list[dict[str, Any]]:
    return [
        {
            "label": row.label,
            "before": None if row.before is None else decimal(row.before),
            "after": None if row.after is None else decimal(row.after),
            "delta": None if row.delta is None else decimal(row.delta),
        }
        for row in changes
    ]


def comparison_words(found: services.Comparison | None) -> dict[str, Any] | None:
    """Who the firm is compared with."""
    if found is None:
        return None
    names = [str(roadmaps()[code].label) for code in found.sectors if code in roadmaps()]
    return {
        "firms": found.firms,
        "sectors": names,
        "lower": decimal(found.lower),
        "median": decimal(found.median),
        "upper": decimal(found.upper),
    }


def results_context(assessment: Assessment, actor: Actor) -> dict[str, Any]:
    """Everything the results page and the report show."""
    found = services.results(assessment)
    before = services.results(assessment.previous) if assessment.previous else [None] * len(found)
    against = services.comparison(assessment)
    gaps = services.gap_list(assessment, against)
    weights = horizon_weights(assessment.horizon)
    roadmap = services.roadmap_of(assessment.organisation)
    earlier = assessment.previous.get_moment_display() if assessment.previous else ""
    return {
        "assessment": assessment,
        "is_own": actor.organisation is not None and actor.organisation.pk == assessment.organisation_id,
        "cards": [score_card(result) for result in found],
        "charts": [radar_of(found[0], before[0], assessment.get_moment_display(), earlier), bars_of(found[1])],
        "deltas": [(result.instrument.title, delta_rows(rows)) for result, rows in services.deltas(assessment)],
        "comparison": comparison_words(against),
        "ladder": climb(services.answer_set(assessment)),
        "gaps": gap_rows(gaps),
        "horizon": horizon_label(assessment.horizon),
        "weights": [decimal(weight * 100, 0) for weight in weights],
        "goals": [labels("kpis")[code] for code in assessment.goals if code in labels("kpis")],
        "next_steps": next_steps(gaps),
        "roadmap": roadmap,
        "known_steps": steps(),
    }
