"""Criterion documents: OR of AND groups of (fact, operator, value); reading, upgrading and refusing them by place.

The JSON form is taught in ``docs/criteria.md`` and published as JSON Schema (``schema.json``). :func:`read` turns a
document
into typed rules or names everything wrong with it by JSON pointer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.criteria import catalogue, values
from portal.criteria.catalogue import Fact, Kind
from portal.criteria.values import Range, ValueProblem

SCHEMA_VERSION = 2
MAX_RULES = 1_000
MAX_GROUPS = 100
MAX_NAME = 120

COMPARISONS = ("gte", "gt", "lte", "lt", "eq", "ne", "between")
SET_OPERATORS = ("any_of", "all_of", "none_of")
OPERATORS = (*COMPARISONS, *SET_OPERATORS, "is")
OPERATORS_OF: Mapping[Kind, tuple[str, ...]] = {
    Kind.NUMBER: COMPARISONS,
    Kind.MONEY: COMPARISONS,
    Kind.DATE: COMPARISONS,
    Kind.CODES: SET_OPERATORS,
    Kind.BOOLEAN: ("is",),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a document and where (JSON pointer, RFC 6901)."""

    pointer: str
    message: str | Promise


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, typed. Exactly one of ``range``, ``codes``, ``flag`` is set, after the fact's kind."""

    fact: Fact
    op: str
    negate: bool = False
    range: Range | None = None
    codes: tuple[str, ...] | None = None
    flag: bool | None = None
    pointer: str = ""
    is_readable: bool = True  # False: a fact the catalogue no longer knows; it can never be told

    @property
    def sense(self) -> tuple[Any, ...]:
        """What the rule says, wherever it stands: equal for rules that always give the same answer."""
        return self.fact.code, self.op, self.negate, self.codes, self.flag, self.range, self.is_readable


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that must all hold."""

    rules: tuple[Rule, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A document, read: one group is enough. In force from ``valid_from`` to ``valid_to``, both days included."""

    groups: tuple[Group, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    name: str = ""

    def in_force(self, day: date) -> bool:
        return not (self.valid_from and day < self.valid_from) and not (self.valid_to and day > self.valid_to)

    def rules(self) -> Iterator[Rule]:
        for group in self.groups:
            yield from group.rules


class DocumentError(Exception):
    """The document cannot be used; ``problems`` name every place."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(f"{p.pointer}: {p.message}" for p in problems[:5]))
        self.problems = problems


def upgraded(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A document of an older schema in the present form. Schema 1 was one list of rules that must all hold."""
    if document.get("schema") == 1 and "all" in document:
        rest = {name: value for name, value in document.items() if name not in {"all", "schema"}}
        return {"schema": SCHEMA_VERSION, **rest, "any": [{"all": document["all"]}]}
    return document


def read(document: Any, *, strict: bool = True) -> Criterion:
    """The typed criterion; raises DocumentError naming every place.

    ``strict=False`` is for stored documents: a fact the catalogue has dropped since then reads as a rule that cannot be
    told, instead of refusing the whole.
    """
    return _Reader(strict).read(document)


def pointer_escape(text: str) -> str:
    return text.replace("~", "~0").replace("/", "~1")


class _Reader:
    """Reads one document, collecting problems."""

    def __init__(self, strict: bool):
        self.strict = strict
        self.problems: list[Problem] = []
        self.count = 0
        self.define: Mapping[str, Any] = {}

    def refuse(self, pointer: str, message: str | Promise) -> None:
        if len(self.problems) < 100:
            self.problems.append(Problem(pointer, message))

    def read(self, document: Any) -> Criterion:
        if not isinstance(document, Mapping):
            raise DocumentError([Problem("", _("The document must be an object."))])
        document = upgraded(document)
        self.keys(document, {"schema", "name", "valid_from", "valid_to", "define", "any"}, "")
        if document.get("schema", SCHEMA_VERSION) != SCHEMA_VERSION:
            self.refuse("/schema", _("This version of the language is not known."))
        start, end = self.day(document, "valid_from"), self.day(document, "valid_to")
        if start and end and end < start:
            self.refuse("/valid_to", _("The last day lies before the first day."))
        self.read_define(document.get("define", {}))
        groups = self.read_groups(document.get("any"))
        name = self.text(document.get("name", ""), "/name")
        if self.problems:
            raise DocumentError(self.problems)
        return Criterion(groups, start, end, name)

    def keys(self, thing: Mapping[str, Any], allowed: set[str], pointer: str) -> None:
        for key in thing:
            if key not in allowed:
                self.refuse(f"{pointer}/{pointer_escape(str(key))}", _("Unknown field."))

    def text(self, raw: Any, pointer: str) -> str:
        if not isinstance(raw, str) or len(raw) > MAX_NAME:
            self.refuse(pointer, _("Enter a short text."))
            return ""
        return raw

    def day(self, document: Mapping[str, Any], key: str) -> date | None:
        raw = document.get(key)
        if raw is None:
            return None
        try:
            return values.read_date(raw)
        except ValueProblem as problem:
            self.refuse(f"/{key}", problem.message)
            return None

    def read_define(self, raw: Any) -> None:
        if not isinstance(raw, Mapping):
            self.refuse("/define", _("Named lists of rules must be an object."))
            return
        for name, entries in raw.items():
            if not isinstance(entries, list) or not entries:
                self.refuse(f"/define/{pointer_escape(str(name))}", _("A list needs at least one rule."))
        if self.problems:
            return
        self.define = raw
        for name, entries in raw.items():  # a list nobody uses is checked too
            list(self.read_entries(entries, f"/define/{pointer_escape(str(name))}", (str(name),)))
        self.count = 0

    def read_groups(self, raw: Any) -> tuple[Group, ...]:
        if not isinstance(raw, list) or not raw:
            self.refuse("/any", _("A criterion needs at least one group of rules."))
            return ()
        if len(raw) > MAX_GROUPS:
            self.refuse("/any", _("There are too many groups."))
            return ()
        groups = []
        for position, entry in enumerate(raw):
            pointer = f"/any/{position}"
            if not isinstance(entry, Mapping):
                self.refuse(pointer, _("A group must be an object."))
                continue
            self.keys(entry, {"name", "all"}, pointer)
            entries = entry.get("all")
            if not isinstance(entries, list) or not entries:
                self.refuse(f"{pointer}/all", _("A group needs at least one rule."))
                continue
            name = self.text(entry.get("name", ""), f"{pointer}/name")
            groups.append(Group(tuple(self.read_entries(entries, f"{pointer}/all", ())), name))
        return tuple(groups)

    def read_entries(self, entries: list[Any], pointer: str, path: tuple[str, ...]) -> Iterator[Rule]:
        for position, entry in enumerate(entries):
            place = f"{pointer}/{position}"
            if self.count > MAX_RULES:
                return
            if not isinstance(entry, Mapping):
                self.refuse(place, _("A rule must be an object."))
                continue
            self.count += 1  # a reference counts too, so that nested lists cannot multiply without end
            if self.count > MAX_RULES:
                self.refuse(place, _("There are too many rules."))
                return
            if "use" in entry:
                yield from self.read_use(entry, place, path)
            elif (rule := self.read_rule(entry, place)) is not None:
                yield rule

    def read_use(self, entry: Mapping[str, Any], place: str, path: tuple[str, ...]) -> Iterator[Rule]:
        self.keys(entry, {"use"}, place)
        name = entry["use"]
        if not isinstance(name, str) or name not in self.define:
            self.refuse(f"{place}/use", _("There is no list of this name."))
        elif name in path:
            self.refuse(f"{place}/use", _("This list contains itself."))
        elif len(path) >= 20:
            self.refuse(f"{place}/use", _("Lists are nested too deeply."))
        else:
            yield from self.read_entries(self.define[name], f"/define/{pointer_escape(name)}", (*path, name))

    def read_rule(self, entry: Mapping[str, Any], place: str) -> Rule | None:
        self.keys(entry, {"fact", "op", "value", "negate"}, place)
        code, op, negate = entry.get("fact"), entry.get("op"), entry.get("negate", False)
        fact = catalogue.get(code) if isinstance(code, str) else None
        if fact is None:
            if not self.strict and isinstance(code, str):
                lost = Fact(code, Kind.BOOLEAN, code, code, change=catalogue.Change.NEVER)
                return Rule(lost, "is", flag=True, pointer=place, is_readable=False)
            self.refuse(f"{place}/fact", _("This fact is not in the catalogue."))
            return None
        if not isinstance(negate, bool):
            self.refuse(f"{place}/negate", _("Answer with true or false."))
            return None
        if not isinstance(op, str) or op not in OPERATORS_OF[fact.kind]:
            self.refuse(f"{place}/op", _("This operator does not suit the fact."))
            return None
        if "value" not in entry:
            self.refuse(f"{place}/value", _("The value is missing."))
            return None
        try:
            return read_value(fact, op, entry["value"], negate=negate, pointer=place)
        except ValueProblem as problem:
            self.refuse(f"{place}/value{problem.path}", problem.message)
            return None


def read_value(fact: Fact, op: str, raw: Any, *, negate: bool = False, pointer: str = "") -> Rule:
    """The rule for a raw value; raises ValueProblem."""
    if fact.kind is Kind.BOOLEAN:
        if not isinstance(raw, bool):
            raise ValueProblem(_("Answer with true or false."))
        return Rule(fact, op, negate, flag=raw, pointer=pointer)
    if fact.kind is Kind.CODES:
        chosen = values.read_codes(raw, fact.code_list)
        if not chosen:
            raise ValueProblem(_("Choose at least one."))
        return Rule(fact, op, negate, codes=chosen, pointer=pointer)
    if op == "between":
        return Rule(fact, op, negate, range=_read_between(fact, raw), pointer=pointer)
    number, currency = _read_end(fact, raw, "")
    bounds = {
        "gte": Range(low=number, currency=currency),
        "gt": Range(low=number, low_open=True, currency=currency),
        "lte": Range(high=number, currency=currency),
        "lt": Range(high=number, high_open=True, currency=currency),
    }
    return Rule(fact, op, negate, range=bounds.get(op, Range(number, number, currency=currency)), pointer=pointer)


def _read_end(fact: Fact, raw: Any, path: str) -> tuple[Decimal, str]:
    if fact.kind is Kind.MONEY:
        return values.read_money(raw, path)
    if fact.kind is Kind.DATE:
        return Decimal(values.read_date(raw, path).toordinal()), ""
    return values.read_decimal(raw, path), ""


def _read_between(fact: Fact, raw: Any) -> Range:
    if not isinstance(raw, Mapping) or not set(raw) <= {"min", "max", "min_open", "max_open"}:
        raise ValueProblem(_("Give the smallest and the largest value."))
    ends: list[tuple[Decimal | None, str]] = [
        (None, "") if raw.get(key) is None else _read_end(fact, raw[key], f"/{key}") for key in ("min", "max")
    ]
    for key in ("min_open", "max_open"):
        if not isinstance(raw.get(key, False), bool):
            raise ValueProblem(_("Answer with true or false."), f"/{key}")
    (low, low_currency), (high, high_currency) = ends
    if low is None and high is None:
        raise ValueProblem(_("Give the smallest value, the largest value or both."))
    if low is not None and high is not None:
        if low_currency != high_currency:
            raise ValueProblem(_("Give both ends in the same currency."), "/max")
        if low > high:
            raise ValueProblem(_("The largest value is below the smallest."), "/max")
    return Range(low, high, raw.get("min_open", False), raw.get("max_open", False), low_currency or high_currency)


def problems_of(document: Any) -> list[Problem]:
    """Everything wrong with a document; empty when it can be used."""
    try:
        read(document)
    except DocumentError as error:
        return error.problems
    return []
