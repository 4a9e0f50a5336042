"""Answers to the shared facts: shapes, checks and the difference between "not applicable" and "do not know".

An answer is a plain JSON value, or ``{"value": …, "grade": 0–3}`` with the evidence grade (said, file, checked by an
adviser, confirmed by a third party). ``"na"`` = not applicable (taken out of the score), ``"unknown"`` or absent = do
not know (kept in the score as an open range).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from digital.instruments.catalogue import SCALE_TOP, SCENE_TOP, SharedFact, facts
from portal.common.errors import DomainError

NOT_APPLICABLE = "na"
UNKNOWN = "unknown"
MAX_GRADE = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """One checked answer. ``value`` by kind: frozenset of items (ticks), item → number or word (grids; items that are
    not known are absent, items not applicable are ``"na"``), item (choice), Fraction (percent)."""

    value: Any
    grade: int = 0
    is_na: bool = False


AnswerSet = Mapping[str, Answer]


class BadAnswer(ValueError):
    """A value that does not fit its question; the message is for the person."""


def _ticks(fact: SharedFact, value: Any) -> frozenset[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(code, str) for code in value):
        raise BadAnswer(_("Give a list of the items that hold, an empty list when none does."))
    chosen = frozenset(value)
    strangers = sorted(chosen - set(fact.item_codes))
    if strangers:
        raise BadAnswer(_("Unknown item: %(item)s.") % {"item": ", ".join(strangers)[:80]})
    if chosen & fact.exclusive and len(chosen) > 1:
        label = next(str(item.label) for item in fact.items if item.code in fact.exclusive)
        raise BadAnswer(_("“%(item)s” cannot be ticked together with another line.") % {"item": label})
    return chosen


def _whole(value: Any, top: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip().isdecimal():
        raise BadAnswer(_("Give a whole number from 0 to %(top)s.") % {"top": top})
    number = int(value) if len(str(value)) < 4 else top + 1
    if number > top:
        raise BadAnswer(_("Give a whole number from 0 to %(top)s.") % {"top": top})
    return number


def _grid(fact: SharedFact, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise BadAnswer(_("Give one answer for each item."))
    found: dict[str, Any] = {}
    for code, given in value.items():
        if code not in fact.item_codes:
            raise BadAnswer(_("Unknown item: %(item)s.") % {"item": str(code)[:80]})
        if given in (UNKNOWN, None, ""):
            continue
        if given == NOT_APPLICABLE:
            if not fact.may_be_na:
                raise BadAnswer(_("“Not applicable” is not possible here."))
            found[code] = NOT_APPLICABLE
        elif fact.kind == "levels":
            if not isinstance(given, str) or given not in fact.values:
                raise BadAnswer(_("Choose one of: %(choices)s.") % {"choices": ", ".join(fact.values)})
            found[code] = given
        else:
            found[code] = _whole(given, SCENE_TOP if fact.kind == "scenes" else SCALE_TOP)
    return found


def _percent(value: Any) -> Fraction:
    try:
        number = Decimal(str(value).strip()) if not isinstance(value, bool | list | dict) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not 0 <= number <= 100:
        raise BadAnswer(_("Give a percentage from 0 to 100."))
    return Fraction(number)


def read_value(fact: SharedFact, value: Any) -> Any:
    """The checked form of ``value`` for ``fact``; raises BadAnswer."""
    if fact.kind == "ticks":
        return _ticks(fact, value)
    if fact.is_grid:
        return _grid(fact, value)
    if fact.kind == "percent":
        return _percent(value)
    if not isinstance(value, str) or value not in fact.item_codes:
        raise BadAnswer(_("Choose one of: %(choices)s.") % {"choices": ", ".join(fact.item_codes)})
    return value


def _split(given: Any) -> tuple[Any, int]:
    """Value and grade of a raw answer."""
    if isinstance(given, Mapping) and "value" in given and set(given) <= {"value", "grade"}:
        grade = given.get("grade", 0)
        if isinstance(grade, bool) or not isinstance(grade, int) or not 0 <= grade <= MAX_GRADE:
            raise BadAnswer(_("The evidence grade is a whole number from 0 to 3."))
        return given["value"], grade
    return given, 0


def read_answer(fact: SharedFact, given: Any) -> Answer | None:
    """The answer, or None for "do not know"; raises BadAnswer."""
    value, grade = _split(given)
    if value is None or value == UNKNOWN:
        return None
    if value == NOT_APPLICABLE:
        if not fact.may_be_na:
            raise BadAnswer(_("“Not applicable” is not possible here."))
        return Answer(None, grade, is_na=True)
    checked = read_value(fact, value)
    if fact.is_grid:
        if not checked:
            return None
        if len(checked) == len(fact.items) and set(checked.values()) == {NOT_APPLICABLE}:
            return Answer(None, grade, is_na=True)
    return Answer(checked, grade)


def read_answers(given: Any) -> dict[str, Answer]:
    """All known answers by fact code; raises DomainError naming every fact at fault."""
    if not isinstance(given, Mapping):
        raise DomainError(fields={"answers": _("Give an object with one entry per question.")})
    found: dict[str, Answer] = {}
    faults: dict[str, str] = {}
    for code, raw in given.items():
        fact = facts().get(code)
        if fact is None:
            faults[f"answers.{str(code)[:60]}"] = _("Unknown question.")
            continue
        try:
            answer = read_answer(fact, raw)
        except BadAnswer as error:
            faults[f"answers.{code}"] = str(error)
            continue
        if answer is not None:
            found[code] = answer
    if faults:
        raise DomainError(fields=faults)
    return found
