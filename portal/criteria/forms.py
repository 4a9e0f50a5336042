"""Forms of the criteria editor: one small form per rule, by the kind of its fact; documents to forms and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from portal.common.forms import DateInput, NumberInput, QForm
from portal.common.money import CURRENCIES
from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Fact, Kind, Label
from portal.criteria.values import plain

SHORT_LIST = 24
NUMBER_OPS: list[tuple[str, Label]] = [
    ("gte", _("at least")),
    ("gt", _("more than")),
    ("lte", _("at most")),
    ("lt", _("less than")),
    ("between", _("between (both included)")),
    ("outside", _("not between")),
    ("eq", _("exactly")),
    ("ne", _("anything but")),
]
DATE_OPS: list[tuple[str, Label]] = [
    ("gte", _("on or after")),
    ("lte", _("on or before")),
    ("between", _("between (both included)")),
]
CODE_OPS: list[tuple[str, Label]] = [
    ("any_of", _("at least one of")),
    ("all_of", _("all of")),
    ("none_of", _("none of")),
]
UNITS: Mapping[str, Label] = {
    "months": _("months"),
    "days": _("days"),
    "persons": _("people"),
    "points": _("points"),
    "units": _("units"),
    "percent": _("per cent"),
}


class CodesField(forms.MultipleChoiceField):
    """Codes of a list: check boxes when short, a list box when long; codes below those offered stay chosen."""

    def __init__(self, code_list: str, **options: Any):
        self.known = codes.get(code_list)
        offered = [(code, self.known.label(code)) for code in self.known.top()]
        if len(offered) > SHORT_LIST:
            offered = [(code, f"{code} · {label}") for code, label in offered]
            widget: forms.Widget = forms.SelectMultiple(attrs={"size": 8})
        else:
            widget = forms.CheckboxSelectMultiple()
        super().__init__(choices=offered, widget=widget, **options)

    def valid_value(self, value: Any) -> bool:
        return self.known.is_valid(str(value))

    def offer(self, chosen: list[str]) -> None:
        """Offer narrower codes that are chosen already, which the short form does not list."""
        offered: list[tuple[str, str]] = list(self.choices)  # type: ignore[arg-type]
        listed = {code for code, _label in offered}
        more = [(code, self.known.label(code)) for code in chosen if code not in listed and self.known.is_valid(code)]
        self.choices = [*offered, *more]


class RuleForm(QForm):
    """One rule about one fact. ``as_rule`` gives its JSON form after validation."""

    def __init__(self, fact: Fact, *args: Any, **kwargs: Any):
        self.fact = fact
        super().__init__(*args, **kwargs)
        for name, field in self.build().items():
            self.fields[name] = field
        chosen = self.fields.get("codes")
        if isinstance(chosen, CodesField):
            name, posted = self.add_prefix("codes"), self.data
            given = posted.getlist(name) if isinstance(posted, MultiValueDict) else self.initial.get("codes", [])
            chosen.offer(list(given))

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
        if kind is Kind.DATE:
            return {
                "op": forms.ChoiceField(label=_("Condition"), choices=DATE_OPS),
                "first": forms.DateField(label=_("Date"), widget=DateInput()),
                "second": forms.DateField(label=_("Last date (for between)"), widget=DateInput(), required=False),
            }
        fields: dict[str, forms.Field] = {"op": forms.ChoiceField(label=_("Condition"), choices=NUMBER_OPS)}
        if kind is Kind.MONEY:
            fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])
        return fields | {
            "first": self.number(_("Value")),
            "second": self.number(_("Upper value (for between)"), required=False),
        }

    def number(self, label: Any, *, required: bool = True) -> forms.DecimalField:
        field = forms.DecimalField(
            label=label, required=required, max_digits=18, decimal_places=4, widget=NumberInput()
        )
        field.suffix = UNITS.get(self.fact.unit, "")  # type: ignore[attr-defined]
        return field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("op") in {"between", "outside"}:
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
            return {"fact": self.fact.code, "op": given["op"], "value": given["codes"]}
        if given["op"] in {"between", "outside"}:
            value = {"min": self.end(given["first"]), "max": self.end(given["second"])}
            rule = {"fact": self.fact.code, "op": "between", "value": value}
            return {**rule, "negate": True} if given["op"] == "outside" else rule
        return {"fact": self.fact.code, "op": given["op"], "value": self.end(given["first"])}

    def end(self, value: Any) -> Any:
        if self.fact.kind is Kind.DATE:
            return value.isoformat()
        if self.fact.kind is Kind.MONEY:
            return {"amount": plain(value), "currency": self.cleaned_data["currency"]}
        return plain(value)


OPPOSITE_OP = {"gte": "lt", "gt": "lte", "lte": "gt", "lt": "gte", "eq": "ne", "ne": "eq", "any_of": "none_of"}


def initial_of(rule: Mapping[str, Any]) -> dict[str, Any] | None:
    """The form's values for a JSON rule; None when the form cannot show it (it is then kept as it is)."""
    fact = catalogue.get(rule.get("fact", ""))
    if fact is None or "use" in rule:
        return None
    op, value, negate = rule["op"], rule["value"], rule.get("negate", False)
    if fact.kind is Kind.BOOLEAN:
        return {"flag": "true" if value is not negate else "false"}
    if op == "between":
        if value.get("min") is None or value.get("max") is None or value.get("min_open") or value.get("max_open"):
            return None
        if negate and fact.kind is Kind.DATE:
            return None
        first, currency = _end_of(value["min"])
        second, _same = _end_of(value["max"])
        return {"op": "outside" if negate else "between", "first": first, "second": second, "currency": currency}
    if negate:
        op = {**OPPOSITE_OP, "none_of": "any_of"}.get(op, "")
    offered = {Kind.CODES: CODE_OPS, Kind.DATE: DATE_OPS}.get(fact.kind, NUMBER_OPS)
    if op not in dict(offered):
        return None
    if fact.kind is Kind.CODES:
        return {"op": op, "codes": list(value)}
    first, currency = _end_of(value)
    return {"op": op, "first": first, "currency": currency}


def _end_of(value: Any) -> tuple[Any, str]:
    if isinstance(value, Mapping):
        return Decimal(str(value["amount"])), value["currency"]
    text = str(value)
    return (text if text.count("-") == 2 else Decimal(text)), ""


class AddRuleForm(QForm):
    """Which fact the next rule is about."""

    fact = forms.ChoiceField(label=_("Add a rule about"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        scopes: list[tuple[str, Label]] = [
            ("firm", _("The firm")), ("request", _("The request")), ("product", _("The product"))
        ]  # fmt: skip
        self.fields["fact"].choices = [  # type: ignore[attr-defined]
            (label, [(fact.code, fact.label) for fact in catalogue.all_facts() if fact.scope == scope])
            for scope, label in scopes
        ]


class SettingsForm(QForm):
    """Dates of force and the note of a version."""

    valid_from = forms.DateField(label=_("In force from"), required=False, widget=DateInput())
    valid_to = forms.DateField(label=_("In force until"), required=False, widget=DateInput())
    note = forms.CharField(label=_("What changed"), required=False, max_length=200)


class UploadForm(QForm):
    """A document as a JSON file."""

    file = forms.FileField(label=_("Criteria as a JSON file"), required=False)
