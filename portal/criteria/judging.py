"""One request or firm against many documents: what documents share is looked at once.

Appetites repeat themselves (the same region, the same smallest age), so each different rule is evaluated, and its reason
written, once per request and not once per document. The outcome is that of :func:`portal.criteria.evaluate.evaluate`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.criteria.catalogue import Facts
from portal.criteria.derived import with_derived
from portal.criteria.evaluate import Outcome, RuleResult, rule_outcome
from portal.criteria.rates import RateTable
from portal.criteria.reasons import stored
from portal.criteria.rules import Criterion, Group, Rule

Line = tuple[Outcome, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome and the reasons of the group that decides, as they are kept with a match."""

    outcome: Outcome
    reasons: list[dict[str, Any]]
    met: int
    misses: int
    unknowns: int


class Judge:
    """Facts with the derived ones added, and what was found about rules so far."""

    def __init__(self, facts: Facts, *, today: date, rates: RateTable):
        self.today, self.rates = today, rates
        self.facts = with_derived(facts, today, rates)
        self._lines: dict[tuple[Any, ...], Line] = {}

    def line(self, rule: Rule) -> Line:
        """Outcome and stored reason of a rule."""
        key = (rule.fact.code, rule.op, rule.negate, rule.codes, rule.flag, rule.range, rule.is_readable)
        found = self._lines.get(key)
        if found is None:
            held = self.facts.get(rule.fact.code)
            outcome = rule_outcome(rule, held, self.rates)
            found = self._lines[key] = outcome, stored(RuleResult(rule, outcome, held))
        return found

    def of(self, criterion: Criterion) -> Judgement:
        """The judgement of one document; the first of the best groups is shown, fewest failures first."""
        groups = [self._group(group) for group in criterion.groups]
        best = min(groups, key=lambda found: (-found.outcome, found.misses))
        if criterion.in_force(self.today):
            return best
        return Judgement(Outcome.DOES_NOT, best.reasons, best.met, best.misses, best.unknowns)

    def _group(self, group: Group) -> Judgement:
        lines = [self.line(rule) for rule in group.rules]
        outcomes = [outcome for outcome, _reason in lines]
        return Judgement(
            min(outcomes),
            [reason for _outcome, reason in lines],
            outcomes.count(Outcome.MEETS),
            outcomes.count(Outcome.DOES_NOT),
            outcomes.count(Outcome.CANNOT_TELL),
        )
