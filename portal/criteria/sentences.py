"""Rules in words: whole translatable sentences per operator, values formatted for the reader's language.

Three sentences per operator: what is needed; what is held beside what is needed; what is needed while the answer is
missing.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Fact, FactValue, Kind, Label
from portal.criteria.evaluate import Outcome, RuleResult
from portal.criteria.phrases import HELD, MISSING, NEEDED
from portal.criteria.rules import Criterion, Rule
from portal.criteria.values import Range, plain

LIST_LIMIT = 6
OUTCOMES: Mapping[Outcome, Label] = {
    Outcome.MEETS: _("Meets"),
    Outcome.DOES_NOT: _("Does not meet"),
    Outcome.CANNOT_TELL: _("Cannot tell"),
}
SIGNS = {"gte": ">= ", "gt": "> ", "lte": "<= ", "lt": "< ", "eq": "= ", "ne": "!= "}
OPPOSITE = {
    "gte": "lt", "gt": "lte", "lte": "gt", "lt": "gte", "eq": "ne", "ne": "eq", "any_of": "none_of",
    "none_of": "any_of", "all_of": "not_all", "true": "false", "false": "true",
    "between": "outside", "between_below": "outside", "between_above": "outside", "between_inside": "outside",
}  # fmt: skip
UNITS: Mapping[str, Callable[[int], str]] = {
    "months": lambda count: ngettext("%(n)s month", "%(n)s months", count),
    "days": lambda count: ngettext("%(n)s day", "%(n)s days", count),
    "persons": lambda count: ngettext("%(n)s person", "%(n)s people", count),
    "points": lambda count: ngettext("%(n)s point", "%(n)s points", count),
    "units": lambda count: ngettext("%(n)s unit", "%(n)s units", count),
}


# Looking a text up in Django's catalogue costs more than everything else in a sentence, so each is looked up once per
# language and process.

TABLES = {"needed": NEEDED, "held": HELD, "missing": MISSING}
_labels: dict[tuple[str, str], tuple[Label, str]] = {}


def language() -> str:
    return get_language() or ""


@lru_cache(maxsize=1_000)
def phrase(table: str, form: str, speaking: str) -> str:
    """The sentence in the active language; ``speaking`` is that language, for the cache."""
    return str(TABLES[table][form])


@lru_cache(maxsize=20_000)
def unit_phrase(unit: str, count: int, speaking: str) -> str:
    return UNITS[unit](count)


@lru_cache(maxsize=20_000)
def code_label(code_list: str, code: str, speaking: str) -> str:
    return codes.get(code_list).label(code)


@lru_cache(maxsize=10)
def separator(speaking: str) -> str:
    return pgettext("between the parts of a list", ", ")


def label_of(fact: Fact) -> str:
    """The fact's label in the active language (looked up again when the fact was registered anew)."""
    key = (fact.code, language())
    known = _labels.get(key)
    if known is None or known[0] is not fact.label:
        if len(_labels) > 5_000:
            _labels.clear()
        known = _labels[key] = fact.label, str(fact.label)
    return known[1]


def form_of(rule: Rule) -> str:
    """The operator after negation and open ends: the key of the sentences."""
    form = rule.op
    if rule.flag is not None:
        form = "true" if rule.flag else "false"
    elif rule.op == "between" and rule.range is not None:
        form = _between_form(rule.range)
    return OPPOSITE[form] if rule.negate else form


def phrase_form(rule: Rule) -> str:
    """As :func:`form_of`; a list of one code is told without "at least one of"."""
    form = form_of(rule)
    if rule.codes is not None and len(rule.codes) == 1:
        return "one" if form in {"any_of", "all_of"} else "ne"
    return form


def _between_form(ends: Range) -> str:
    if ends.high is None:
        return "gt" if ends.low_open else "gte"
    if ends.low is None:
        return "lt" if ends.high_open else "lte"
    return {
        (False, False): "between", (False, True): "between_below", (True, False): "between_above",
        (True, True): "between_inside",
    }[ends.low_open, ends.high_open]  # fmt: skip


def sentence(result: RuleResult) -> str:
    """The whole sentence for an evaluated rule, in the active language."""
    words = _words(result.rule)
    form = phrase_form(result.rule)
    if not result.rule.is_readable:
        return str(_("A rule asks for “%(fact)s”, which is no longer in use; we cannot tell.")) % words
    if result.held is None or result.held.value is None:
        return phrase("missing", form, language()) % words
    if result.outcome is Outcome.CANNOT_TELL:
        words |= {"held": in_words(result.rule.fact, result.held)}
        return str(_("%(fact)s: %(held)s. Without an exchange rate this cannot be compared with %(needed)s.")) % words
    return phrase("held", form, language()) % {**words, "held": in_words(result.rule.fact, result.held)}


def requirement(rule: Rule) -> str:
    """What the rule needs, in the active language, without anybody's facts."""
    if not rule.is_readable:
        return str(_("A rule asks for “%(fact)s”, which is no longer in use; we cannot tell.")) % _words(rule)
    return phrase("needed", phrase_form(rule), language()) % _words(rule)


def requirements(criterion: Criterion) -> list[list[str]]:
    """What a document needs, in the active language: the sentences of each group; one group is enough."""
    return [[requirement(rule) for rule in group.rules] for group in criterion.groups]


def _words(rule: Rule) -> dict[str, str]:
    words = {"fact": label_of(rule.fact)}
    if rule.range is not None:
        ends = rule.range
        low, high = (
            None if end is None else number_in_words(rule.fact, end, ends.currency) for end in (ends.low, ends.high)
        )
        words |= {"low": low or "", "high": high or "", "needed": low or high or ""}
    elif rule.codes is not None:
        words["needed"] = list_in_words(rule.fact, rule.codes)
    return words


def in_words(fact: Fact, held: FactValue) -> str:
    """A held value for the reader; empty set and missing have their own words."""
    value = held.value
    if value is None:
        return pgettext("fact", "not known")
    if isinstance(value, bool):
        return pgettext("fact", "yes") if value else pgettext("fact", "no")
    if isinstance(value, frozenset):
        return list_in_words(fact, sorted(value)) if value else pgettext("fact", "none")
    number = Decimal(value.toordinal()) if isinstance(value, date) else value
    return number_in_words(fact, number, held.unit if fact.kind is Kind.MONEY else "")


def grouped(number: Decimal) -> str:
    whole, dot, rest = plain(number).partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole not in {"-0", ""} else f"{whole}{dot}{rest}"


def isolated(text: str) -> str:
    """Keeps the order of figures and codes inside right-to-left text (Unicode isolates)."""
    return f"\u2066{text}\u2069" if get_language_bidi() else text


def number_in_words(fact: Fact, number: Decimal, currency: str) -> str:
    """An amount, a count with its unit or a date, in the active language."""
    if fact.kind is Kind.DATE:
        return date_format(date.min + timedelta(days=int(number) - 1), "DATE_FORMAT")
    text = isolated(f"{currency} {grouped(number)}" if currency else grouped(number))
    return with_unit(text, number, fact.unit)


def with_unit(text: str, number: Decimal, unit: str) -> str:
    count = int(number) if number == int(number) and abs(number) < 10**9 else 11
    if unit in UNITS:
        return unit_phrase(unit, count, language()) % {"n": text}
    return isolated(f"{text}%") if unit == "percent" else text


def list_in_words(fact: Fact, chosen: tuple[str, ...] | list[str]) -> str:
    """Names of codes, the first six and how many more."""
    speaking = language()
    names = separator(speaking).join(code_label(fact.code_list, code, speaking) for code in chosen[:LIST_LIMIT])
    rest = len(chosen) - LIST_LIMIT
    if rest <= 0:
        return names
    return ngettext("%(names)s and %(rest)s more", "%(names)s and %(rest)s more", rest) % {"names": names, "rest": rest}


# --- short technical forms for the API --------------------


def raw_number(fact: Fact, number: Decimal, currency: str) -> str:
    if fact.kind is Kind.DATE:
        return (date.min + timedelta(days=int(number) - 1)).isoformat()
    return f"{plain(number)} {currency}" if currency else plain(number)


def raw_held(fact: Fact, held: FactValue | None) -> str | None:
    """The held value as the API shows it: ``18``, ``500000 SAR``, ``C, 62``, ``true``; None when missing."""
    if held is None or held.value is None:
        return None
    value = held.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    number = Decimal(value.toordinal()) if isinstance(value, date) else value
    return raw_number(fact, number, held.unit if fact.kind is Kind.MONEY else "")


def raw_needed(rule: Rule) -> str:
    """What is needed as the API shows it: ``>= 24``, ``any of C, 62``, ``outside 5..10``, ``true``."""
    form = form_of(rule)
    if rule.codes is not None:
        return f"{form.replace('_', ' ')} {', '.join(rule.codes)}"
    if rule.range is None:
        return form
    ends = rule.range
    low, high = (None if end is None else raw_number(rule.fact, end, ends.currency) for end in (ends.low, ends.high))
    if form in SIGNS:
        return SIGNS[form] + (low or high or "")
    text = f"{'(' if ends.low_open else '['}{low}, {high}{')' if ends.high_open else ']'}"
    return f"outside {text}" if form == "outside" else f"in {text}"


def change_sentence(code: str, held: FactValue, to: FactValue) -> str:
    """A step of the nearest change, in the active language."""
    fact = catalogue.require(code)
    words = {"fact": label_of(fact), "held": in_words(fact, held), "to": in_words(fact, to)}
    return str(_("%(fact)s: from %(held)s to %(to)s.")) % words
