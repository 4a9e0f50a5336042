"""The repeated inputs of the offer editor: named charges and stages of the money, kept as lists on the offer."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lending import choices
from lending.models import OfferTerms
from portal.common.forms import MoneyField, NumberInput, QModelForm

FEE_ROWS = 4
STAGE_ROWS = 6
FEE_PARTS = ("name", "amount", "when", "payee", "avoidable")


def plain_money(label: Any, initial: Any) -> MoneyField:
    """An optional amount without the currency in front (a row of inputs shows it once)."""
    field = MoneyField(label=label, required=False, max_digits=16, initial=Decimal(initial) if initial else None)
    field.prefix = ""
    return field


class RowsForm(QModelForm):
    """Adds, reads back and checks the rows; the form itself decides which product has them."""

    instance: OfferTerms

    def add_fees(self) -> None:
        """The inputs of every charge; of what was sent, only of those that say something (and the first)."""
        for n in range(1, FEE_ROWS + 1):
            if n == 1 or not self.is_bound or any(self.data.get(f"fee_{n}_{part}") for part in ("name", "amount")):
                self._add_fee(n)

    def _add_fee(self, n: int) -> None:
        kept = list(self.instance.fees)
        row = kept[n - 1] if n <= len(kept) else {}
        self.fields[f"fee_{n}_name"] = forms.CharField(
            label=_("Charge"), max_length=80, required=False, initial=row.get("name", "")
        )
        self.fields[f"fee_{n}_amount"] = plain_money(_("Amount"), row.get("amount"))
        self.fields[f"fee_{n}_when"] = forms.ChoiceField(
            label=_("When"), choices=choices.FeeMoment.choices, required=False, initial=row.get("when", "withheld")
        )
        self.fields[f"fee_{n}_payee"] = forms.ChoiceField(
            label=_("Paid to"), choices=choices.Payee.choices, required=False, initial=row.get("payee", "lender")
        )
        self.fields[f"fee_{n}_avoidable"] = forms.BooleanField(
            label=_("The firm can avoid it"), required=False, initial=bool(row.get("avoidable"))
        )

    def add_stages(self) -> None:
        kept = list(self.instance.stages)
        for n in range(1, STAGE_ROWS + 1):
            row = kept[n - 1] if n <= len(kept) else {}
            self.fields[f"stage_{n}_month"] = forms.IntegerField(
                label=_("Paid out in month"),
                required=False,
                min_value=0,
                max_value=599,
                widget=NumberInput(whole=True),
                initial=row.get("month", 0 if n == 1 else None),
            )
            self.fields[f"stage_{n}_amount"] = plain_money(_("Amount paid out then"), row.get("amount"))

    def fee_rows(self) -> list[list[Any]]:
        """Bound fields of each charge, for the template."""
        if "fee_1_name" not in self.fields:
            return []
        for n in range(2, FEE_ROWS + 1):
            if f"fee_{n}_name" not in self.fields:
                self._add_fee(n)
        return [[self[f"fee_{n}_{part}"] for part in FEE_PARTS] for n in range(1, FEE_ROWS + 1)]

    def stage_rows(self) -> list[list[Any]]:
        """Bound fields of each stage, for the template."""
        if "stage_1_month" not in self.fields:
            return []
        return [[self[f"stage_{n}_month"], self[f"stage_{n}_amount"]] for n in range(1, STAGE_ROWS + 1)]

    def has_more_stages(self) -> bool:
        """Whether the stages after the third are in use (the page opens them)."""
        rows = range(4, STAGE_ROWS + 1)
        return any(self[f"stage_{n}_month"].value() or self[f"stage_{n}_amount"].value() for n in rows)

    def has_more_fees(self) -> bool:
        """Whether the charges after the first are in use (the page opens them)."""
        rows = [n for n in range(2, FEE_ROWS + 1) if f"fee_{n}_name" in self.fields]
        return any(self[f"fee_{n}_name"].value() or self[f"fee_{n}_amount"].value() for n in rows)

    def clean_fees(self) -> list[dict[str, Any]]:
        """Charges as stored; a name without an amount, or an amount without a name, is refused beside its field."""
        rows = []
        for n in range(1, FEE_ROWS + 1):
            name, amount = self.cleaned_data.get(f"fee_{n}_name"), self.cleaned_data.get(f"fee_{n}_amount")
            if amount and not name:
                self.add_error(f"fee_{n}_name", _("Name this charge: the firm may only be charged what is named here."))
            if name and amount is None and f"fee_{n}_amount" not in self.errors:
                self.add_error(f"fee_{n}_amount", _("Enter the amount of this charge."))
            if name and amount:
                row = {"name": name, "amount": str(amount)}
                row["when"] = self.cleaned_data.get(f"fee_{n}_when") or choices.FeeMoment.WITHHELD.value
                row["payee"] = self.cleaned_data.get(f"fee_{n}_payee") or choices.Payee.LENDER.value
                rows.append({**row, "avoidable": bool(self.cleaned_data.get(f"fee_{n}_avoidable"))})
        return rows

    def clean_stages(self) -> list[dict[str, Any]]:
        """Stages as stored, by month; each needs both its month and its amount."""
        rows = []
        for n in range(1, STAGE_ROWS + 1):
            month, amount = self.cleaned_data.get(f"stage_{n}_month"), self.cleaned_data.get(f"stage_{n}_amount")
            if amount and month is None and f"stage_{n}_month" not in self.errors:
                self.add_error(f"stage_{n}_month", _("Say when this stage is paid out."))
            if month and amount is None and f"stage_{n}_amount" not in self.errors:
                self.add_error(f"stage_{n}_amount", _("Enter the amount of this stage."))
            if amount and month is not None:
                rows.append({"month": month, "amount": str(amount)})
        return sorted(rows, key=lambda row: int(row["month"]))
