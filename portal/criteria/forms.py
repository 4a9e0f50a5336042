"""Forms of the criteria editor: one small form per rule, by the kind of its fact; documents to forms and back."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import DateInput, NumberInput, QForm
from portal.common.money import CURRENCIES
from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Fact, Kind, Label
from portal.criteria.rules import Rule
from portal.criteria.values import Range, plain
from portal.criteria.widgets import CodeTree

SHORT_LIST = 24
NUMBER_OPS: list[tuple[str, Label]] = [
    ("gte", _("at least")),
    ("gt", _("more than")),
    ("lte", _("at most")),
    ("lt", _("less than")),
    ("between", _("between")),
    ("outside", _("not between")),
    ("eq", _("exactly")),
    ("ne", _("anything but")),
]
DATE_OPS: list[tuple[str, Label]] = [
    ("gte", _("on or after")),
    ("gt", _("after")),
    ("lte", _("on or before")),
    ("lt", _("before")),
    ("between", _("between")),
    ("outside", _("not between")),
    ("eq", _("on exactly")),
    ("ne", _("on any day but")),
]
CODE_OPS: list[tuple[str, Label]] = [
    ("any_of", _("at least one of")),
    ("all_of", _("all of")),
    ("none_of", _("none of")),
    ("not_all", _("not all of")),
]
ENDS: list[tuple[str, Label]] = [
    ("", _("both ends included")),
    ("min", _("without the lower end")),
    ("max", _("without the upper end")),
    ("both", _("without both ends")),
]
SPANS = frozenset({"between", "outside"})
UNITS: Mapping[str, Label] = {
    "months": _("months"),
    "days": _("days"),
    "persons": _("people"),
    "points": _("points"),
    "units": _("units"),
    "percent": _("per cent"),
}


class CodesField(forms.MultipleChoiceField):
    """Codes of a list: check boxes when it is short and flat, else a tree that folds open."""

    def __init__(self, code_list: str, **options: Any):
        self.known = codes.get(code_list)
        offered = self.known.top()
        is_flat = len(offered) <= SHORT_LIST and not any(self.known.parent(code) for code in offered)
        widget: forms.Widget = forms.CheckboxSelectMultiple() if is_flat else CodeTree(self.known)
        super().__init__(choices=[(code, self.known.label(code)) for code in offered], widget=widget, **options)

    def valid_value(self, value: Any) -> bool:
        return self.known.is_valid(str(value))


class RuleForm(QForm):
    """One rule about one fact. ``as_rule`` gives its JSON form after validation."""

    def __init__(self, fact: Fact, *args: Any, **kwargs: Any):
        self.fact = fact
        super().__init__(*args, **kwargs)
        for name, field in self.build().items():
            self.fields[name] = field

    def build(self) -> dict[str, forms.Field]:
        kind = self.fact.kind
        if kind is Kind.BOOLEAN:
            answers = [("true", _("Yes")), ("false", _("No"))]
            return {"flag": forms.ChoiceField(label=_("The answer must be"), choices=answers)}
        if kind is Kind.CODES:
            return {
                "op": forms.ChoiceField(label=_("Condition"), choices=CODE_OPS),
                "codes": CodesField(self.fact.code_list, label=_("Which")),
            }
        is_date = kind is Kind.DATE
        first = forms.DateField(label=_("Date"), widget=DateInput()) if is_date else self.number(_("Value"))
        second = (
            forms.DateField(label=_("Last date"), widget=DateInput(), required=False)
            if is_date
            else self.number(_("Upper value"), required=False)
        )
        operators = DATE_OPS if is_date else NUMBER_OPS
        fields: dict[str, forms.Field] = {"op": forms.ChoiceField(label=_("Condition"), choices=operators)}
        fields |= {"first": first, "second": second}
        if kind is Kind.MONEY:
            fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])
        return fields | {"ends": forms.ChoiceField(label=_("The ends"), choices=ENDS, required=False)}

    def number(self, label: Any, *, required: bool = True) -> forms.DecimalField:
        field = forms.DecimalField(
            label=label, required=required, max_digits=18, decimal_places=4, widget=NumberInput()
        )
        field.suffix = UNITS.get(self.fact.unit, "")  # type: ignore[attr-defined]
        return field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("op") in SPANS:
            first, second = cleaned.get("first"), cleaned.get("second")
            if first is not None and second is None and "second" not in self.errors:
                self.add_error("second", _("Give the upper value too."))
            elif first is not None and second is not None and first > second:
                self.add_error("second", _("The largest value is below the smallest."))
        return cleaned

    def as_rule(self) -> dict[str, Any]:
        """The JSON rule; only after ``is_valid``."""
        given = self.cleaned_data
        if self.fact.kind is Kind.BOOLEAN:
            return {"fact": self.fact.code, "op": "is", "value": given["flag"] == "true"}
        if self.fact.kind is Kind.CODES:
            rule = {"fact": self.fact.code, "op": given["op"], "value": given["codes"]}
            return {**rule, "op": "all_of", "negate": True} if given["op"] == "not_all" else rule
        if given["op"] in SPANS:
            value = {"min": self.end(given["first"]), "max": self.end(given["second"])}
            value |= {f"{end}_open": True for end in ("min", "max") if given.get("ends") in {end, "both"}}
            rule = {"fact": self.fact.code, "op": "between", "value": value}
            return {**rule, "negate": True} if given["op"] == "outside" else rule
        return {"fact": self.fact.code, "op": given["op"], "value": self.end(given["first"])}

    def end(self, value: Any) -> Any:
        if self.fact.kind is Kind.DATE:
            return value.isoformat()
        if self.fact.kind is Kind.MONEY:
            return {"amount": plain(value), "currency": self.cleaned_data["currency"]}
        return plain(value)


OPPOSITE_OP = {
    "gte": "lt", "gt": "lte", "lte": "gt", "lt": "gte", "eq": "ne", "ne": "eq", "between": "outside",
    "any_of": "none_of", "none_of": "any_of", "all_of": "not_all",
}  # fmt: skip


def initial_of(rule: Rule) -> dict[str, Any] | None:
    """The form's values for a rule; None for one on a fact that is no longer in the catalogue."""
    if not rule.is_readable:
        return None
    if rule.flag is not None:
        return {"flag": "true" if rule.flag is not rule.negate else "false"}
    op = rule.op
    if rule.range is not None and op == "between" and None in (rule.range.low, rule.range.high):
        op = _one_ended(rule.range)
    if rule.negate:
        op = OPPOSITE_OP[op]
    if rule.codes is not None:
        return {"op": op, "codes": list(rule.codes)}
    return {"op": op, **_span(rule.fact, rule.range or Range(), is_span=op in SPANS)}


def _one_ended(ends: Range) -> str:
    if ends.high is None:
        return "gt" if ends.low_open else "gte"
    return "lt" if ends.high_open else "lte"


def _span(fact: Fact, ends: Range, *, is_span: bool) -> dict[str, Any]:
    low = ends.low if ends.low is not None else ends.high
    found: dict[str, Any] = {"first": _shown(fact, low)}
    if ends.currency:
        found["currency"] = ends.currency
    if is_span:
        found["second"] = _shown(fact, ends.high)
        found["ends"] = {(True, False): "min", (False, True): "max", (True, True): "both"}.get(
            (ends.low_open, ends.high_open), ""
        )
    return found


def _shown(fact: Fact, number: Decimal | None) -> Any:
    return date.fromordinal(int(number)) if fact.kind is Kind.DATE and number is not None else number


class AddRuleForm(QForm):
    """Which fact the next rule is about; ``scopes`` and ``pillar`` limit what may be asked."""

    fact = forms.ChoiceField(label=_("Add a rule about"))

    def __init__(
        self, *args: Any, scopes: Collection[str] = ("firm", "request", "product"), pillar: str = "", **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        offered = [fact for fact in catalogue.all_facts() if not pillar or fact.pillar in {"", pillar}]
        named: list[tuple[str, Label]] = [
            ("firm", _("The firm")), ("request", _("The request")), ("product", _("The product"))
        ]  # fmt: skip
        self.fields["fact"].choices = [  # type: ignore[attr-defined]
            (label, sorted_by_label(fact for fact in offered if fact.scope == scope))
            for scope, label in named
            if scope in scopes
        ]


def sorted_by_label(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    """(code, label) by label, so that a person finds a fact."""
    return sorted(((fact.code, str(fact.label)) for fact in facts), key=lambda pair: pair[1])


class SettingsForm(QForm):
    """Dates of force and the note of a version; the owner says which of them it keeps."""

    valid_from = forms.DateField(label=_("In force from"), required=False, widget=DateInput())
    valid_to = forms.DateField(label=_("In force until"), required=False, widget=DateInput())
    note = forms.CharField(label=_("What changed"), required=False, max_length=200)

    def __init__(self, *args: Any, has_dates: bool = True, has_note: bool = True, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, is_kept in (("valid_from", has_dates), ("valid_to", has_dates), ("note", has_note)):
            if not is_kept:
                del self.fields[name]


class UploadForm(QForm):
    """A document as a JSON file."""

    file = forms.FileField(label=_("Criteria as a JSON file"), required=False)
