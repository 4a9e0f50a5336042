"""Three-valued evaluation (Kleene): meets, does not, cannot tell. A missing fact never counts as no."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Facts, FactValue
from portal.criteria.rates import RateTable
from portal.criteria.rules import Criterion, Group, Rule
from portal.criteria.values import number_of


class Outcome(IntEnum):
    """Ordered: AND is the smallest, OR the largest."""

    DOES_NOT = 0
    CANNOT_TELL = 1
    MEETS = 2

    @property
    def code(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class RuleResult:
    rule: Rule
    outcome: Outcome
    held: FactValue | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    group: Group
    outcome: Outcome
    rules: tuple[RuleResult, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcome and why. ``shown`` is the group that decides: the first of the best groups, fewest failures first."""

    outcome: Outcome
    groups: tuple[GroupResult, ...]
    in_force: bool = True

    @property
    def shown(self) -> GroupResult:
        def failures(result: GroupResult) -> int:
            return sum(r.outcome is Outcome.DOES_NOT for r in result.rules)

        return min(self.groups, key=lambda g: (-g.outcome, failures(g)))

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts without which the deciding group cannot be told."""
        return tuple(dict.fromkeys(r.rule.fact.code for r in self.shown.rules if r.outcome is Outcome.CANNOT_TELL))


def holds_codes(rule: Rule, held: Iterable[str]) -> bool:
    """A code rule against the codes held; a rule's code covers every narrower code."""
    covered = codes.get(rule.fact.code_list).closure(held)
    wanted = rule.codes or ()
    if rule.op == "all_of":
        return all(code in covered for code in wanted)
    found = any(code in covered for code in wanted)
    return found if rule.op == "any_of" else not found


def rule_outcome(rule: Rule, held: FactValue | None, rates: RateTable) -> Outcome:
    """One rule against what is held; also unknown when no rate connects the two currencies."""
    if held is None or held.value is None or not rule.is_readable:
        return Outcome.CANNOT_TELL
    if rule.range is not None:
        number = number_of(held)
        if number is not None and rule.range.currency:
            number = rates.convert(number, held.unit, rule.range.currency)
        if number is None:
            return Outcome.CANNOT_TELL
        yes = rule.range.holds(number)
        yes = not yes if rule.op == "ne" else yes
    elif rule.codes is not None:
        if not isinstance(held.value, frozenset):
            return Outcome.CANNOT_TELL
        yes = holds_codes(rule, held.value)
    else:
        yes = held.value is rule.flag
    return Outcome.MEETS if yes is not rule.negate else Outcome.DOES_NOT


def group_result(group: Group, facts: Facts, rates: RateTable) -> GroupResult:
    results = tuple(
        RuleResult(rule, rule_outcome(rule, facts.get(rule.fact.code), rates), facts.get(rule.fact.code))
        for rule in group.rules
    )
    return GroupResult(group, min(r.outcome for r in results), results)


def evaluate(criterion: Criterion, facts: Facts, *, today: date, rates: RateTable) -> Evaluation:
    """The criterion against facts (derived ones already added). Outside its dates of force it is not met."""
    groups = tuple(group_result(group, facts, rates) for group in criterion.groups)
    if not criterion.in_force(today):
        return Evaluation(Outcome.DOES_NOT, groups, in_force=False)
    return Evaluation(max(g.outcome for g in groups), groups)


def quick_outcome(criterion: Criterion, facts: Facts, *, today: date, rates: RateTable) -> Outcome:
    """The same outcome without the reasons: stops as early as Kleene's tables allow."""
    if not criterion.in_force(today):
        return Outcome.DOES_NOT
    best = Outcome.DOES_NOT
    for group in criterion.groups:
        worst = Outcome.MEETS
        for rule in group.rules:
            worst = min(worst, rule_outcome(rule, facts.get(rule.fact.code), rates))
            if worst is Outcome.DOES_NOT:
                break
        best = max(best, worst)
        if best is Outcome.MEETS:
            break
    return best


def failing_facts(result: GroupResult) -> frozenset[str]:
    """Codes of the facts that some rule of the group refuses."""
    return frozenset(r.rule.fact.code for r in result.rules if r.outcome is Outcome.DOES_NOT)


def missing_facts(criterion: Criterion, facts: Facts) -> tuple[str, ...]:
    """Facts any rule asks for that are not known."""
    asked = dict.fromkeys(rule.fact.code for rule in criterion.rules())
    return tuple(code for code in asked if not catalogue.is_known(facts, code))
