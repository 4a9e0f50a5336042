"""Conditions in words: each rule with the value needed and, for one firm, the value held."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.briefs import conditions
from portal.common import formatting
from portal.common.formatting import Medium
from portal.criteria import codes
from portal.criteria.catalogue import Fact, Kind
from portal.criteria.rules import Rule
from portal.criteria.values import Range, ValueProblem, read_fact

UNITS: Mapping[str, Promise] = {
    "percent": gettext_lazy("%(number)s %%"),
    "months": gettext_lazy("%(number)s months"),
    "persons": gettext_lazy("%(number)s people"),
    "days": gettext_lazy("%(number)s days"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One rule as shown. ``outcome`` is empty when no firm is meant."""

    label: str
    needed: str
    held: str = ""
    outcome: str = ""


def amount(fact: Fact, value: Decimal, currency: str) -> str:
    """One end of a range in words."""
    if fact.kind is Kind.MONEY:
        return formatting.money(value, currency, Medium.PLAIN, decimals=0)
    if fact.kind is Kind.DATE:
        return formatting.date_text(date.fromordinal(int(value)), Medium.PLAIN)
    if fact.unit == "percent":
        return formatting.percent(value, 1, Medium.PLAIN)
    text = formatting.number(value, None, Medium.PLAIN)
    unit = UNITS.get(fact.unit)
    return str(unit) % {"number": text} if unit else text


def range_text(fact: Fact, span: Range) -> str:
    """A range in words."""
    if span.low is not None and span.high is not None:
        low, high = amount(fact, span.low, span.currency), amount(fact, span.high, span.currency)
        return low if span.low == span.high else _("from %(low)s to %(high)s") % {"low": low, "high": high}
    if span.low is not None:
        text = _("more than %(value)s") if span.low_open else _("at least %(value)s")
        return text % {"value": amount(fact, span.low, span.currency)}
    text = _("less than %(value)s") if span.high_open else _("at most %(value)s")
    return text % {"value": amount(fact, span.high or Decimal(0), span.currency)}


def names_of(fact: Fact, chosen: Any) -> str:
    """Codes by name in the reader's language."""
    return _(", ").join(codes.get(fact.code_list).label(code) for code in sorted(chosen))


def needed(rule: Rule) -> str:
    """What a rule needs."""
    if rule.range is not None:
        text = range_text(rule.fact, rule.range)
        is_not = rule.negate is not (rule.op == "ne")
    elif rule.codes is not None:
        pattern = {
            "any_of": _("one of: %(names)s"),
            "all_of": _("all of: %(names)s"),
            "none_of": _("none of: %(names)s"),
        }
        text = pattern[rule.op] % {"names": names_of(rule.fact, rule.codes)}
        is_not = rule.negate
    else:
        return _("yes") if (rule.flag is not rule.negate) else _("no")
    return _("not %(value)s") % {"value": text} if is_not else text


def held(fact: Fact, raw: Any) -> str:
    """What is held, from its JSON form; “not known yet” when missing."""
    if raw is None:
        return _("not known yet")
    try:
        value = read_fact(fact, raw)
    except ValueProblem:
        return _("not known yet")
    if isinstance(value.value, bool):
        return _("yes") if value.value else _("no")
    if isinstance(value.value, frozenset):
        return names_of(fact, value.value)
    number = Decimal(value.value.toordinal()) if isinstance(value.value, date) else value.value
    return amount(fact, number or Decimal(0), value.unit)


def public_groups(document: Mapping[str, Any]) -> list[list[Line]]:
    """The conditions as everybody reads them: groups of lines, one group is enough."""
    criterion = conditions.criterion_of(document)
    if criterion is None:
        return []
    return [[Line(str(rule.fact.label), needed(rule)) for rule in group.rules] for group in criterion.groups]


def for_firm(document: Mapping[str, Any], findings: list[dict[str, Any]]) -> list[Line]:
    """The deciding group with the firm's own values."""
    criterion = conditions.criterion_of(document)
    rules = {rule.pointer: rule for rule in criterion.rules()} if criterion else {}
    return [
        Line(str(rule.fact.label), needed(rule), held(rule.fact, item["held"]), item["outcome"])
        for item in findings
        if (rule := rules.get(item["pointer"])) is not None
    ]
