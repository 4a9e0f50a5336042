"""One request or firm against many documents: what documents share is looked at once.

Appetites repeat themselves (the same region, the same smallest age), so each different rule is evaluated, and its reason
written, once per request and not once per document. The outcome is that of :func:`portal.criteria.evaluate.evaluate`.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from portal.common import clock
from portal.criteria import matching, ranking, read_model
from portal.criteria.catalogue import Facts
from portal.criteria.derived import with_derived
from portal.criteria.evaluate import Outcome, RuleResult, rule_outcome
from portal.criteria.models import CriteriaSet
from portal.criteria.rates import RateTable, default_table
from portal.criteria.reasons import stored
from portal.criteria.rules import Criterion, Group, Rule


class Line(NamedTuple):
    """What one rule says: the outcome, the reason as it is kept, room inside its range and evidence of its fact."""

    outcome: Outcome
    reason: dict[str, Any]
    room: float | None
    grade: int | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome and the reasons of the group that decides, as they are kept with a match.

    ``fit`` and ``evidence`` (0–1) are the request's part of the published order.
    """

    outcome: Outcome
    reasons: list[dict[str, Any]]
    met: int
    misses: int
    unknowns: int
    fit: float
    evidence: float


class Judge:
    """Facts with the derived ones added, and what was found about rules so far."""

    def __init__(self, facts: Facts, *, today: date, rates: RateTable):
        self.today, self.rates = today, rates
        self.facts = with_derived(facts, today, rates)
        self._lines: dict[tuple[Any, ...], Line] = {}
        self._seen: dict[int, tuple[Rule, Line]] = {}  # by identity: stored documents share their rules

    def line(self, rule: Rule) -> Line:
        """Outcome and stored reason of a rule."""
        seen = self._seen.get(id(rule))
        if seen is not None:
            return seen[1]
        found = self._lines.get(rule.sense)
        if found is None:
            held = self.facts.get(rule.fact.code)
            result = RuleResult(rule, rule_outcome(rule, held, self.rates), held)
            found = self._lines[rule.sense] = Line(
                result.outcome, stored(result), ranking.room_of(result, self.rates), ranking.grade_of(result)
            )
        self._seen[id(rule)] = rule, found
        return found

    def of(self, criterion: Criterion) -> Judgement:
        """The judgement of one document; the first of the best groups is shown, fewest failures first."""
        groups = [self._group(group) for group in criterion.groups]
        best = groups[0] if len(groups) == 1 else min(groups, key=lambda found: (-found.outcome, found.misses))
        return best if criterion.in_force(self.today) else replace(best, outcome=Outcome.DOES_NOT)

    def _group(self, group: Group) -> Judgement:
        lines = [self.line(rule) for rule in group.rules]
        outcomes = [line.outcome for line in lines]
        met = outcomes.count(Outcome.MEETS)
        return Judgement(
            min(outcomes),
            [line.reason for line in lines],
            met,
            outcomes.count(Outcome.DOES_NOT),
            outcomes.count(Outcome.CANNOT_TELL),
            ranking.fit_of(met, len(lines), [line.room for line in lines if line.room is not None]),
            ranking.evidence_of([line.grade for line in lines if line.grade is not None]),
        )


def judged(kind: str, facts: Facts, *, limit: int, near: int, seed: int = 0) -> dict[int, Judgement]:
    """The active sets of ``kind`` that ``facts`` meet, may meet, or miss by one fact: {key of the set: judgement}.

    Best first, at most ``limit`` that meet, ``limit`` that may, ``near`` near misses. A rule many sets share is looked at once.
    """
    keys = matching.keys_worth_a_look(kind, facts, limit, near, seed=seed)
    versions = dict(CriteriaSet.objects.filter(pk__among=keys).values_list("pk", "version"))
    documents = read_model.criteria_of(versions)
    judge = Judge(facts, today=clock.today(), rates=default_table())
    return {key: judge.of(documents[key]) for key in keys if key in documents}
