"""The profile's forms and words, generated from the facts catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common import formatting
from portal.common.forms import DateInput, QForm, refine
from portal.common.money import CURRENCIES
from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Fact, FactValue, Kind
from portal.organisations.models import Organisation
from portal.organisations.passport import INVESTMENT

SHORT_LIST: Final = 15  # longer lists become a select box
CURRENCY_OF: Final = {
    "SA": "SAR",
    "CN": "CNY",
    "AE": "AED",
    "IN": "INR",
    "JP": "JPY",
    "KR": "KRW",
    "GB": "GBP",
    "EG": "EGP",
    "US": "USD",
    "BH": "BHD",
    "KW": "KWD",
    "OM": "OMR",
    "QA": "QAR",
}
YES_NO_UNKNOWN: Final = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), ("", gettext_lazy("I am not sure")))
FROM_ASSESSMENT: Final = frozenset({"digital_score"})  # measured elsewhere, never typed


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the profile."""

    code: str
    title: Promise
    facts: tuple[str, ...]


SECTIONS: Final = (
    Section(
        "firm",
        gettext_lazy("Who you are"),
        ("founded_on", "legal_form", "sector", "region", "is_rural", "women_share", "languages"),
    ),
    Section(
        "figures",
        gettext_lazy("People and figures"),
        ("employees", "revenue", "previous_revenue", "profit", "total_assets", "equity", "debt", INVESTMENT),
    ),
    Section(
        "record",
        gettext_lazy("Track record"),
        (
            "accounts_months",
            "bank_statement_months",
            "has_audited_accounts",
            "has_tax_clearance",
            "has_borrowed_before",
            "days_overdue",
        ),
    ),
    Section(
        "markets",
        gettext_lazy("Markets and quality"),
        ("exports_already", "export_share", "markets", "certificates", "has_website"),
    ),
)
BY_CODE: Final = {section.code: section for section in SECTIONS}


def entries_of(section: Section) -> list[Fact]:
    """The section's catalogue entries that exist; facts added by other apps are in the last section."""
    wanted = [entry for code in section.facts if (entry := catalogue.get(code)) is not None]
    if section is SECTIONS[-1]:
        named = {code for item in SECTIONS for code in item.facts}
        wanted += [
            entry
            for entry in catalogue.all_facts()
            if entry.scope == "firm" and not entry.derived and entry.code not in named | FROM_ASSESSMENT
        ]
    return wanted


def currency_of(organisation: Organisation) -> str:
    """The currency a firm most likely keeps its books in."""
    return CURRENCY_OF.get(organisation.country, settings.HOME_CURRENCY)


def display(entry: Fact, held: FactValue | None) -> str:
    """A held value as HTML in the reader's language; empty when it is not known."""
    if held is None or held.value is None:
        return ""
    value = held.value
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return formatting.date_text(value)
    if isinstance(value, Decimal):
        return _display_number(entry, value, held.unit)
    names = sorted(codes.get(entry.code_list).label(code) for code in value)
    return _(", ").join(names)


def _display_number(entry: Fact, value: Decimal, unit: str) -> str:
    if entry.kind is Kind.MONEY:
        return formatting.money(value, unit)
    if entry.unit == "percent":
        return formatting.percent(value)
    if entry.unit == "months":
        return formatting.months(int(value))
    if entry.unit == "days":
        return formatting.days(int(value))
    return formatting.number(value)


def _code_field(entry: Fact, held: FactValue | None, common: Mapping[str, Any]) -> forms.Field:
    known = codes.get(entry.code_list)
    top = list(known.top())
    present = sorted(held.value) if held and isinstance(held.value, frozenset) else []
    choices = [(code, known.label(code)) for code in dict.fromkeys([*present, *top])]
    if entry.is_single or entry.code in ("sector", "region"):
        return forms.ChoiceField(choices=[("", _("Choose")), *choices], **common)
    widget = forms.CheckboxSelectMultiple if len(choices) <= SHORT_LIST else forms.SelectMultiple(attrs={"size": 8})
    return forms.MultipleChoiceField(choices=choices, widget=widget, **common)


def field_of(entry: Fact, held: FactValue | None) -> forms.Field:
    """The form field of one fact. Everything is optional: what is not known stays unknown."""
    common: dict[str, Any] = {"label": entry.label, "help_text": entry.question, "required": False}
    if entry.kind is Kind.MONEY:
        return forms.DecimalField(max_digits=16, decimal_places=2, **common)
    if entry.kind is Kind.NUMBER:
        places = 0 if entry.step == 1 else 2
        return forms.DecimalField(
            max_digits=16, decimal_places=places, min_value=entry.low, max_value=entry.high, **common
        )
    if entry.kind is Kind.DATE:
        return forms.DateField(widget=DateInput(), **common)
    if entry.kind is Kind.BOOLEAN:
        return forms.ChoiceField(choices=YES_NO_UNKNOWN, widget=forms.RadioSelect, **common)
    return _code_field(entry, held, common)


def initial_of(entry: Fact, held: FactValue | None) -> Any:
    """A held value as its field shows it."""
    if held is None or held.value is None:
        return None
    if isinstance(held.value, bool):
        return "yes" if held.value else "no"
    if isinstance(held.value, frozenset):
        chosen = sorted(held.value)
        return chosen[0] if entry.is_single or entry.code in ("sector", "region") else chosen
    return held.value


class SectionForm(QForm):
    """All facts of a section, with the day they hold for and where they come from."""

    def __init__(self, *args: Any, section: Section, facts: Mapping[str, FactValue], currency: str, **kwargs: Any):
        self.entries = entries_of(section)
        self.held = facts
        super().__init__(*args, **kwargs)
        for entry in self.entries:
            self.fields[entry.code] = field_of(entry, facts.get(entry.code))
            self.fields[entry.code].initial = initial_of(entry, facts.get(entry.code))
        if any(entry.kind is Kind.MONEY for entry in self.entries):
            used = [facts[e.code].unit for e in self.entries if e.kind is Kind.MONEY and e.code in facts]
            self.fields["currency"] = forms.ChoiceField(
                label=gettext_lazy("Currency of the amounts"),
                choices=[(code, code) for code in CURRENCIES],
                initial=used[0] if used else currency,
            )
        self.fields["as_of"] = forms.DateField(
            label=gettext_lazy("On which day were the changed answers true?"), required=False, widget=DateInput(),
            help_text=gettext_lazy("For figures of a year, its last day."),
        )  # fmt: skip
        self.fields["source"] = forms.CharField(
            label=gettext_lazy("Where do they come from?"), required=False, max_length=200,
            help_text=gettext_lazy("For example “annual accounts 2025”."),
        )  # fmt: skip
        self.refine_added()

    def refine_added(self) -> None:
        """Give the fields made here the inputs every form of the house has."""
        refine(self.fields)

    def changed_facts(self) -> dict[str, tuple[Any, str]]:
        """Code → (value, unit) of every answer that differs from what is held; None clears a fact."""
        found: dict[str, tuple[Any, str]] = {}
        for entry in self.entries:
            value = self.typed(entry, self.cleaned_data.get(entry.code))
            unit = self.cleaned_data["currency"] if entry.kind is Kind.MONEY else ""
            held = self.held.get(entry.code)
            before = held.value if held else None
            if value != before or (value is not None and entry.kind is Kind.MONEY and held and held.unit != unit):
                found[entry.code] = (value, unit)
        return found

    @staticmethod
    def typed(entry: Fact, value: Any) -> Any:
        """The field's answer as the catalogue's type; None when it is empty."""
        if value in (None, "", []):
            return None
        if entry.kind is Kind.BOOLEAN:
            return value == "yes"
        if entry.kind is Kind.CODES:
            return frozenset([value] if isinstance(value, str) else value)
        return value
