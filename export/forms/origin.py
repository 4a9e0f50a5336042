"""The questions of the origin self-check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from export import hs, origin
from export.forms.papers import amount
from export.forms.support import market_choices
from portal.common.forms import QForm

SAID = (("yes", _("Yes")), ("no", _("No")), ("", _("I do not know yet")))


def answer(label: Any, help_text: Any) -> forms.TypedChoiceField:
    """A question that may be left open."""
    return forms.TypedChoiceField(
        label=label, help_text=help_text, choices=SAID, widget=forms.RadioSelect, required=False,
        coerce=lambda text: text == "yes", empty_value=None,
    )  # fmt: skip


def code_of(text: str) -> str:
    """An HS code of six digits without dots. Raises ValidationError."""
    code = text.replace(".", "").strip()
    if code and not hs.is_code(code):
        raise forms.ValidationError(_("This is not a product code of six digits."))
    return code


class OriginForm(QForm):
    """The product and how it is made."""

    product = forms.CharField(label=_("Product"), max_length=120)
    hs6 = forms.CharField(
        label=_("HS code"), max_length=8, help_text=_("Six digits; the market finder helps to find them.")
    )
    origin = forms.ChoiceField(label=_("Made in"), choices=market_choices)
    destination = forms.ChoiceField(label=_("Sold to"), choices=lambda: [("", _("Choose")), *market_choices()])
    price = amount(_("Price of one unit at the works"))
    wholly = answer(
        _("Is it wholly obtained in that country?"),
        _("Grown, mined, caught or born there, and made of nothing else."),
    )
    only_simple = answer(
        _("Is no more done there than simple work?"),
        _("Packing, sorting, washing, labelling, plain mixing or putting together."),
    )
    direct = answer(
        _("Does it travel straight to the buyer's country?"),
        _("Passing through is allowed, being worked on or sold on the way is not."),
    )

    def clean_hs6(self) -> str:
        """Six digits in an existing chapter."""
        return code_of(self.cleaned_data["hs6"])

    def clean(self) -> dict[str, Any]:
        """Home is no export market; a price is above nothing."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("origin") and data.get("origin") == data.get("destination"):
            self.add_error("destination", _("Choose another country than the one it is made in."))
        if data.get("price") == 0:
            self.add_error("price", _("Enter a price above 0."))
        return data


class MaterialForm(QForm):
    """A material of one unit."""

    value = amount(_("Value in one unit"), required=True, places=4)
    hs6 = forms.CharField(label=_("HS code of the material"), max_length=8, required=False)
    made_in = forms.ChoiceField(
        label=_("Country of origin"), required=False, choices=lambda: [("", _("I do not know yet")), *market_choices()]
    )

    def clean_hs6(self) -> str:
        """Empty, or six digits in an existing chapter."""
        return code_of(self.cleaned_data["hs6"])


MaterialSet = forms.formset_factory(MaterialForm, extra=4, max_num=20, absolute_max=40)


def goods_of(form: OriginForm, materials: Any) -> origin.Goods:
    """The cleaned answers as the rules read them."""
    data = form.cleaned_data
    rows = [row for row in materials.cleaned_data if row]
    names = ("hs6", "origin", "destination", "price", "wholly", "only_simple", "direct")
    return origin.Goods(
        **{name: data[name] for name in names},
        materials=tuple(origin.Material(row["value"], row["hs6"], row["made_in"]) for row in rows),
    )
