"""Assessments: started, saved piece by piece, finished, read, compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from digital.choices import Horizon, Moment
from digital.instruments import benchmark, gaps
from digital.instruments.answers import Answer, BadAnswer, read_answer
from digital.instruments.catalogue import INSTRUMENTS, facts, instrument, sections
from digital.instruments.scoring import Change, Result, changes, score
from digital.models import Assessment, AssessmentAnswer
from digital.roadmaps import Roadmap, roadmaps, sector_of
from digital.services.common import SIZES, require_editor, require_editor_of, size_class
from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.documents.models import Document
from portal.journal.services import record
from portal.matchmaking.models import Engagement
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation

MINUTES = {"strategy": 4, "systems": 4, "people": 3, "data": 4, "work": 4, "results": 2}
NEEDED = Fraction(1, 2)  # of the questions must be answered before finishing


def current(organisation: Organisation) -> Assessment | None:
    """The unfinished assessment, if there is one."""
    return Assessment.objects.filter(organisation=organisation, finished_at__isnull=True).first()


def finished(organisation: Organisation) -> list[Assessment]:
    """Finished assessments, newest first."""
    return list(
        Assessment.objects.filter(organisation=organisation, finished_at__isnull=False).order_by("-finished_at")
    )


def next_moment(done: list[Assessment]) -> str:
    """T0 first, then T1, then T2 for every later one."""
    return (Moment.T0, Moment.T1)[len(done)] if len(done) < 2 else Moment.T2


@transaction.atomic
def assessment_start(*, actor: Actor, engagement: Engagement | None = None) -> Assessment:
    """A new assessment with the answers of the last one carried over, or the unfinished one; two clicks give one.

    ``engagement``: the project whose effect it will measure; it must be the firm's own.
    """
    organisation = require_editor(actor)
    if engagement is not None and engagement.owner_id != organisation.pk:
        raise DomainError(_("This project belongs to another firm."))
    open_one = current(organisation)
    if open_one is not None:
        if engagement is not None and open_one.engagement_id is None:
            Assessment.objects.filter(pk=open_one.pk).update(engagement=engagement)
            open_one.engagement = engagement
        return open_one
    done = finished(organisation)
    last = done[0] if done else None
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                organisation=organisation,
                moment=next_moment(done),
                started_by=actor.person,
                previous=last,
                engagement=engagement,
                horizon=last.horizon if last else Horizon.TACTICAL,
                goals=last.goals if last else list(roadmap_of(organisation).goals),
            )
    except IntegrityError as error:
        found = current(organisation)
        if found is None:
            raise ConflictError(_("A colleague has just started an assessment. Please reload the page.")) from error
        return found
    if last is not None:
        _carry(last, assessment)
    record(actor=actor, verb="digital.assessment.started", subject=assessment, notify=False)
    return assessment


def _carry(old: Assessment, new: Assessment) -> None:
    """Take the earlier answers over, marked as not yet looked at, so that nothing is typed twice."""
    AssessmentAnswer.objects.bulk_create(
        AssessmentAnswer(
            assessment=new, code=row.code, value=row.value, grade=row.grade, document_id=row.document_id,
            answered_by_id=row.answered_by_id, is_carried=True,
        )
        for row in old.answers.all()
    )  # fmt: skip


def require_unfinished(assessment: Assessment) -> None:
    if assessment.finished_at is not None:
        raise ConflictError(_("This assessment is finished and can no longer be changed. Start a new one."))


def may_answer(actor: Actor, assessment: Assessment) -> bool:
    """Whether the actor answers for the firm: its editors do; its viewers and its adviser only look."""
    return actor.may_edit and actor.organisation == assessment.organisation


@transaction.atomic
def answers_save(
    *, actor: Actor, assessment: Assessment, values: Mapping[str, Any], evidence: Mapping[str, Document] | None = None
) -> dict[str, str]:
    """Keep every good answer of ``values`` (fact code → raw value, None = not answered); returns faults by fact code.

    A fault in one answer never loses the others. A paper lifts an answer from "said" to "file".
    """
    require_editor_of(actor, assessment.organisation)
    require_unfinished(assessment)
    faults: dict[str, str] = {}
    for code, raw in values.items():
        if raw is None:
            assessment.answers.filter(code=code).delete()
            continue
        try:
            read_answer(facts()[code], raw)
        except BadAnswer as error:
            faults[code] = str(error)
            continue
        paper = (evidence or {}).get(code)
        AssessmentAnswer.objects.update_or_create(
            assessment=assessment,
            code=code,
            defaults={
                "value": raw,
                "answered_by": actor.person,
                "is_carried": False,
                "grade": 1 if paper else 0,
                "document": paper,
            },
        )
    Assessment.objects.filter(pk=assessment.pk).update(updated_at=clock.now())
    return faults


@transaction.atomic
def goals_save(*, actor: Actor, assessment: Assessment, horizon: str, goals: list[str], is_shared: bool = True) -> None:
    """Keep the horizon and at most three goals. Raises DomainError."""
    require_editor_of(actor, assessment.organisation)
    require_unfinished(assessment)
    if len(set(goals)) > gaps.MAX_GOALS:
        raise DomainError(fields={"goals": _("Choose at most three.")})
    if horizon not in Horizon.values or not set(goals) <= set(gaps.labels("kpis")):
        raise DomainError(fields={"horizon": _("Choose from the list.")})
    Assessment.objects.filter(pk=assessment.pk).update(horizon=horizon, goals=sorted(set(goals)), is_shared=is_shared)


@transaction.atomic
def assessment_finish(*, actor: Actor, assessment: Assessment) -> Assessment:
    """Finish: from now on it never changes. At least half of the questions must have an answer ("do not know" counts)."""
    organisation = require_editor_of(actor, assessment.organisation)
    require_unfinished(assessment)
    if Fraction(assessment.answers.count(), len(facts())) < NEEDED:
        raise DomainError(_("Answer at least half of the questions first; “I do not know” is an answer too."))
    changed = Assessment.objects.filter(pk=assessment.pk, finished_at__isnull=True).update(
        finished_at=clock.now(), sector=sector_of(organisation.sector), size_class=size_class(organisation)
    )
    if changed != 1:
        raise ConflictError(_("A colleague has just finished this assessment."))
    assessment.refresh_from_db()
    record(actor=actor, verb="digital.assessment.finished", subject=assessment, payload={"moment": assessment.moment})
    return assessment


def answer_set(assessment: Assessment) -> dict[str, Answer]:
    """The checked answers; an answer that no longer fits its question (after a change of the data) is left out."""
    found: dict[str, Answer] = {}
    for row in assessment.answers.all():
        fact = facts().get(row.code)
        if fact is None:
            continue
        try:
            answer = read_answer(fact, {"value": row.value, "grade": row.grade})
        except BadAnswer:
            continue
        if answer is not None:
            found[row.code] = answer
    return found


def results(assessment: Assessment) -> list[Result]:
    """The result under every instrument."""
    answers = answer_set(assessment)
    return [score(instrument(code), answers) for code in INSTRUMENTS]


def roadmap_of(organisation: Organisation) -> Roadmap:
    return roadmaps()[sector_of(organisation.sector)]


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the questionnaire and how far it is."""

    code: str
    title: str
    minutes: int
    answered: int
    carried: int
    total: int

    @property
    def state(self) -> str:
        if self.answered == self.total and not self.carried:
            return "completed"
        return "in_progress" if self.answered else "not_started"


def parts(assessment: Assessment) -> list[Part]:
    """The questionnaire's pages with their progress."""
    rows = dict(assessment.answers.values_list("code", "is_carried"))
    found = []
    for code, title in sections().items():
        codes = [fact.code for fact in facts().values() if fact.section == code]
        carried = sum(rows.get(name, False) for name in codes)
        found.append(Part(code, str(title), MINUTES[code], sum(name in rows for name in codes), carried, len(codes)))
    return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """A firm beside its group: number of firms, which firms, quartiles of the EU-style overall score."""

    firms: int
    sectors: tuple[str, ...]
    sizes: tuple[str, ...]
    lower: Fraction
    median: Fraction
    upper: Fraction
    area_tops: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class _Row:
    sector: str
    size: str
    overall: Fraction
    areas: Mapping[str, Fraction]


def _benchmark_rows() -> list[_Row]:
    """The newest finished, shared assessment of every firm."""
    newest: dict[int, Assessment] = {}
    shared = Assessment.objects.filter(finished_at__isnull=False, is_shared=True)
    for row in shared.order_by("finished_at").prefetch_related("answers"):
        newest[row.organisation_id] = row
    rows = []
    for row in newest.values():
        answers = answer_set(row)
        overall = score(instrument("eu-dma"), answers).overall
        places = {code: gaps.area_share(area, answers).low * 100 for code, area in gaps.areas().items()}
        rows.append(_Row(row.sector or "services", row.size_class or "micro", overall.low * 100, places))
    return rows


def comparison(assessment: Assessment) -> Comparison | None:
    """The finest group of at least ten firms this firm may be compared with; None when all together are too few."""
    groups = benchmark.publish(_benchmark_rows(), lambda r: r.sector, lambda r: r.size, benchmark.at_least(), SIZES)
    group = benchmark.group_for(groups, assessment.sector or "services", assessment.size_class or "micro")
    if group is None:
        return None
    overall = [row.overall for row in group.rows]
    lower, median, upper = (benchmark.quantile(overall, Fraction(n, 4)) for n in (1, 2, 3))
    tops = {code: benchmark.quantile([row.areas[code] for row in group.rows], Fraction(3, 4)) for code in gaps.areas()}
    outer, inner = (group.parent, group.keys) if group.parent else (group.keys, ())
    return Comparison(len(group.rows), outer, inner, lower, median, upper, tops)


def gap_list(assessment: Assessment, against: Comparison | None) -> list[gaps.Gap]:
    """The firm's areas by impact under its horizon and goals."""
    return gaps.order(
        answer_set(assessment),
        horizon=assessment.horizon,
        cost_shares=roadmap_of(assessment.organisation).cost_shares,
        goals=assessment.goals,
        best=against.area_tops if against else None,
    )


def deltas(assessment: Assessment) -> list[tuple[Result, list[Change]]]:
    """Per instrument, what changed since the previous assessment; empty for the first."""
    if assessment.previous is None:
        return []
    before = {result.instrument.code: result for result in results(assessment.previous)}
    return [(after, changes(before[after.instrument.code], after)) for after in results(assessment)]


def credited(engagement: Engagement) -> Assessment | None:
    """The finished assessment that measures what ``engagement`` changed."""
    return Assessment.objects.filter(engagement=engagement, finished_at__isnull=False).order_by("finished_at").first()
