"""The function interface of criteria for the pillars: match a kind, explain one set, count who passes.

Facts are plain: ``{code: FactValue}``; derived facts are added here. Index and plain evaluation give the same answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.common import clock
from portal.common.errors import DomainError
from portal.criteria import catalogue, read_model, sentences, values
from portal.criteria.catalogue import Facts, FactValue
from portal.criteria.derived import with_derived
from portal.criteria.evaluate import Evaluation, Outcome, RuleResult, evaluate, quick_outcome
from portal.criteria.index import Hit, Matches, NearMisses, draw, plain_near_miss
from portal.criteria.models import CriteriaSet
from portal.criteria.nearest import NearestChange, nearest_change
from portal.criteria.rates import RateTable, default_table
from portal.criteria.rules import Criterion, DocumentError, read
from portal.criteria.values import ValueProblem


@dataclass(frozen=True, slots=True)
class KindMatches:
    """Exact counts and the rows found, best first: those that meet, those that cannot be told."""

    count: int
    untold: int
    hits: list[CriteriaSet] = field(default_factory=list)
    maybe: list[CriteriaSet] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Opened:
    """How many sets are met before and after a change of the facts, and the keys of the newly met, best first."""

    before: int
    after: int
    keys: list[int]


@dataclass(frozen=True, slots=True)
class KindMisses:
    """Rows that one fact alone keeps away, best first, and how many per fact (the binding conditions)."""

    count: int
    by_fact: dict[str, int]
    hits: list[CriteriaSet]


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """One rule for a person (``sentence``) and for a machine (``held``, ``needed``)."""

    fact: str
    outcome: Outcome
    held: str | None
    needed: str
    sentence: str

    @property
    def code(self) -> str:
        """The outcome as pages and stored reasons name it."""
        return self.outcome.code


@dataclass(frozen=True, slots=True)
class Explanation:
    """The outcome of one set, the rules of the group that decides, and the nearest change when it says no."""

    outcome: Outcome
    rules: tuple[RuleExplanation, ...]
    missing: tuple[str, ...]
    nearest: NearestChange | None
    in_force: bool = True


@dataclass(frozen=True, slots=True)
class Passing:
    """How many firms meet, do not, cannot be told."""

    meets: int = 0
    does_not: int = 0
    cannot_tell: int = 0

    @property
    def total(self) -> int:
        return self.meets + self.does_not + self.cannot_tell

    @property
    def possible(self) -> int:
        """Those that meet or might."""
        return self.meets + self.cannot_tell


def facts_from_json(raw: Mapping[str, Any], *, prefix: str = "facts") -> dict[str, FactValue]:
    """Typed facts from their JSON form. DomainError naming ``prefix.code`` for unknown facts and wrong values."""
    found: dict[str, FactValue] = {}
    wrong: dict[str, Any] = {}
    for code, value in raw.items():
        fact = catalogue.get(code)
        if fact is None:
            wrong[f"{prefix}.{code}"] = _("This fact is not in the catalogue.")
            continue
        try:
            found[code] = values.read_fact(fact, value)
        except ValueProblem as problem:
            wrong[f"{prefix}.{code}{problem.path.replace('/', '.')}"] = problem.message
    if wrong:
        raise DomainError(fields=wrong)
    return found


def keys_worth_a_look(kind: str, facts: Facts, limit: int, near: int, *, seed: int = 0) -> list[int]:
    """Keys of the active sets that ``facts`` meet or may meet, then of those one fact alone keeps away; best first."""
    today, rates = clock.today(), default_table()
    complete = with_derived(facts, today, rates)
    index = read_model.index_for(kind)
    if index is None:
        found = match_rows(kind, complete, today, rates, limit, seed, limit)
        missed = _near_rows(kind, complete, today, rates, near, seed)
    else:
        found = index.match(complete, today=today, rates=rates, limit=limit, seed=seed, untold=limit)
        missed = index.near_misses(complete, today=today, rates=rates, limit=near, seed=seed)
    return list(dict.fromkeys(hit.key for hit in (*found.top, *found.top_untold, *missed.top)))


def match_kind(
    kind: str, facts: Facts, limit: int = 20, *, seed: int = 0, untold: int = 0, rates: RateTable | None = None
) -> KindMatches:
    """The active sets of ``kind`` that ``facts`` meet. ``seed`` draws among equals (use the request's number)."""
    found = _matches(kind, facts, limit, seed, untold, rates)
    return KindMatches(found.count, found.untold, rows_of(found.top), rows_of(found.top_untold))


def opened_by(kind: str, before: Facts, after: Facts, most: int) -> Opened:
    """Which active sets of ``kind`` are met with ``after`` and not with ``before`` (a what-if of one firm)."""
    first, then = (_matches(kind, facts, most, 0, 0, None) for facts in (before, after))
    met = {hit.key for hit in first.top}
    return Opened(first.count, then.count, [hit.key for hit in then.top if hit.key not in met])


def _matches(kind: str, facts: Facts, limit: int, seed: int, untold: int, rates: RateTable | None) -> Matches:
    today, rates = clock.today(), rates or default_table()
    complete = with_derived(facts, today, rates)
    index = read_model.index_for(kind)
    if index is None:
        return match_rows(kind, complete, today, rates, limit, seed, untold)
    return index.match(complete, today=today, rates=rates, limit=limit, seed=seed, untold=untold)


def near_misses(
    kind: str, facts: Facts, limit: int = 20, *, seed: int = 0, rates: RateTable | None = None
) -> KindMisses:
    """The active sets of ``kind`` that one fact alone keeps away."""
    today, rates = clock.today(), rates or default_table()
    complete = with_derived(facts, today, rates)
    index = read_model.index_for(kind)
    if index is None:
        found = _near_rows(kind, complete, today, rates, limit, seed)
    else:
        found = index.near_misses(complete, today=today, rates=rates, limit=limit, seed=seed)
    return KindMisses(found.count, found.by_fact, rows_of(found.top))


def match_rows(kind: str, facts: Facts, today: date, rates: RateTable, limit: int, seed: int, untold: int) -> Matches:
    """What the index answers, by evaluating every row."""
    found: dict[Outcome, list[Hit]] = {outcome: [] for outcome in Outcome}
    for row, criterion in read_model.plain_rows(kind):
        outcome = quick_outcome(criterion, facts, today=today, rates=rates)
        found[outcome].append(Hit(row.pk, row.score, draw(row.pk, seed)))
    meets, maybe = (
        sorted(found[outcome], key=lambda hit: hit.order) for outcome in (Outcome.MEETS, Outcome.CANNOT_TELL)
    )
    return Matches(len(meets), len(maybe), tuple(meets[:limit]), tuple(maybe[:untold]))


def _near_rows(kind: str, facts: Facts, today: date, rates: RateTable, limit: int, seed: int) -> NearMisses:
    by_fact: dict[str, int] = {}
    hits = []
    for row, criterion in read_model.plain_rows(kind):
        culprits = plain_near_miss(criterion, facts, today, rates)
        for code in culprits:
            by_fact[code] = by_fact.get(code, 0) + 1
        if culprits:
            hits.append(Hit(row.pk, row.score, draw(row.pk, seed)))
    return NearMisses(len(hits), by_fact, tuple(sorted(hits, key=lambda hit: hit.order)[:limit]))


def active_count(kind: str) -> int:
    """How many active sets there are; from the index when it is loaded (counting a million rows is slow)."""
    index = read_model.index_for(kind)
    return CriteriaSet.objects.filter(kind=kind, is_active=True).count() if index is None else len(index)


def rows_of(hits: Iterable[Hit]) -> list[CriteriaSet]:
    """The rows in the order of the hits, in one query."""
    keys = [hit.key for hit in hits]
    rows = {row.pk: row for row in CriteriaSet.objects.filter(pk__among=keys)} if keys else {}
    return [rows[key] for key in keys if key in rows]


def fits(criteria: CriteriaSet, facts: Facts, *, rates: RateTable | None = None) -> Outcome:
    """The outcome alone. A document that cannot be read at all cannot be told."""
    criterion = read_model.criterion_of(criteria)
    if criterion is None:
        return Outcome.CANNOT_TELL
    today, rates = clock.today(), rates or default_table()
    return quick_outcome(criterion, with_derived(facts, today, rates), today=today, rates=rates)


def explain(criteria: CriteriaSet, facts: Facts, *, rates: RateTable | None = None) -> Explanation:
    """The outcome with its reasons in the active language."""
    criterion = read_model.criterion_of(criteria)
    if criterion is None:
        return Explanation(Outcome.CANNOT_TELL, (), (), None)
    return explain_criterion(criterion, facts, rates=rates)


def explain_criterion(criterion: Criterion, facts: Facts, *, rates: RateTable | None = None) -> Explanation:
    """As :func:`explain`, for a criterion that is not stored (the editor's "test one firm")."""
    today, rates = clock.today(), rates or default_table()
    result: Evaluation = evaluate(criterion, with_derived(facts, today, rates), today=today, rates=rates)
    nearest = None
    if result.outcome is Outcome.DOES_NOT:
        nearest = nearest_change(criterion, facts, today=today, rates=rates)
    rules = tuple(rule_explanation(rule) for rule in result.shown.rules)
    return Explanation(result.outcome, rules, result.missing, nearest, result.in_force)


def rule_explanation(result: RuleResult) -> RuleExplanation:
    return RuleExplanation(
        fact=result.rule.fact.code,
        outcome=result.outcome,
        held=sentences.raw_held(result.rule.fact, result.held),
        needed=sentences.raw_needed(result.rule),
        sentence=sentences.sentence(result),
    )


def count_passing(document: Any, facts_iterable: Iterable[Facts], *, rates: RateTable | None = None) -> Passing:
    """How many of the given firms pass; DomainError naming the places when the document is wrong."""
    try:
        criterion = read(document)
    except DocumentError as error:
        raise DomainError(fields={p.pointer: p.message for p in error.problems}) from error
    today, rates = clock.today(), rates or default_table()
    tally = dict.fromkeys(Outcome, 0)
    for facts in facts_iterable:
        tally[quick_outcome(criterion, with_derived(facts, today, rates), today=today, rates=rates)] += 1
    return Passing(tally[Outcome.MEETS], tally[Outcome.DOES_NOT], tally[Outcome.CANNOT_TELL])
