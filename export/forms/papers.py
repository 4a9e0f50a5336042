"""The entry form of a shipment with its lines and packages; the landed-price form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from export import countries, hs
from export.trade_documents import incoterms
from portal.common.forms import QForm, refine
from portal.common.money import CURRENCIES

MODE_WORDS = {
    "sea": _("Sea"),
    "air": _("Air"),
    "road": _("Road"),
    "rail": _("Rail"),
    "courier": _("Courier"),
}
COST_WORDS = {
    "ex_works": _("Price at the works"),
    "inland": _("Transport to the port or border"),
    "export_clearance": _("Export clearance"),
    "loading": _("Loading"),
    "freight": _("Main freight"),
    "insurance": _("Insurance"),
    "delivery": _("Delivery in the country"),
    "unloading": _("Unloading"),
    "duty": _("Import duty"),
    "import_tax": _("Import tax"),
}


def country_options() -> list[tuple[str, str]]:
    """Alpha-2 codes by name."""
    names = ((countries.alpha_2(code), countries.name_of(code)) for code in countries.known())
    return [("", ""), *sorted(((code, name) for code, name in names if code), key=lambda pair: pair[1])]


def amount(label: Any, *, required: bool = False, places: int = 2) -> forms.DecimalField:
    """A not negative figure."""
    return forms.DecimalField(label=label, required=required, min_value=0, max_digits=14, decimal_places=places)


def net_within_gross(form: forms.Form) -> dict[str, Any]:
    """The cleaned data; a net weight above the gross one is an error of its field."""
    data: dict[str, Any] = form.cleaned_data
    net, gross = data.get("net_kg"), data.get("gross_kg")
    if net is not None and gross is not None and net > gross:
        form.add_error("net_kg", _("The net weight cannot be above the gross weight."))
    return data


class ShipmentForm(QForm):
    """The header of a shipment."""

    invoice_number = forms.CharField(label=_("Invoice number"), max_length=35)
    invoice_on = forms.DateField(label=_("Invoice date"))
    shipment_on = forms.DateField(label=_("Date of shipment"))
    order_reference = forms.CharField(label=_("Order reference"), max_length=60, required=False)
    buyer_name = forms.CharField(label=_("Buyer"), max_length=120)
    buyer_address = forms.CharField(label=_("Buyer's address"), max_length=200)
    buyer_country = forms.ChoiceField(label=_("Buyer's country"), choices=country_options)
    buyer_tax_number = forms.CharField(label=_("Buyer's tax number"), max_length=30, required=False)
    consignee_name = forms.CharField(label=_("Consignee, if not the buyer"), max_length=120, required=False)
    consignee_address = forms.CharField(label=_("Consignee's address"), max_length=200, required=False)
    consignee_country = forms.ChoiceField(label=_("Consignee's country"), choices=country_options, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    incoterm = forms.ChoiceField(label=_("Incoterm 2020"), choices=[(code, code) for code in incoterms.terms()])
    named_place = forms.CharField(label=_("Named place"), max_length=80, required=False)
    mode = forms.ChoiceField(label=_("Means of transport"), choices=list(MODE_WORDS.items()))
    transport_reference = forms.CharField(label=_("Ship, flight or waybill"), max_length=60, required=False)
    loading = forms.CharField(label=_("Place of loading"), max_length=80, required=False)
    discharge = forms.CharField(label=_("Place of unloading"), max_length=80, required=False)
    payment_terms = forms.CharField(label=_("Payment terms"), max_length=120)
    origin_criterion = forms.CharField(
        label=_("Why the goods originate in your country"),
        max_length=160,
        help_text=_("For example: wholly grown there; last substantial change there."),
    )
    freight = amount(_("Freight on the invoice"))
    insurance = amount(_("Insurance on the invoice"))
    packing = amount(_("Packing on the invoice"))
    discount = amount(_("Discount on the invoice"))
    signed_by = forms.CharField(label=_("Signed by"), max_length=80)

    def clean(self) -> dict[str, Any]:
        """What contradicts itself inside the header is refused here, at its field."""
        data: dict[str, Any] = super().clean() or {}
        term, mode = data.get("incoterm"), data.get("mode")
        if term and mode and not incoterms.allows(term, mode):
            self.add_error(
                "incoterm",
                _("%(term)s is for sea transport only; by other means use FCA, CPT or CIP.") % {"term": term},
            )
        if data.get("invoice_on") and data.get("shipment_on") and data["invoice_on"] > data["shipment_on"]:
            self.add_error("shipment_on", _("The shipment cannot be earlier than its invoice."))
        if term and not data.get("named_place") and "named_place" not in self.errors:
            self.add_error("named_place", _("Name the place: an Incoterm without one says nothing."))
        if term in incoterms.NEEDS_INSURANCE and not data.get("insurance") and "insurance" not in self.errors:
            self.add_error("insurance", _("CIF and CIP include insurance: enter its amount."))
        missing = [name for name in ("consignee_address", "consignee_country") if not data.get(name)]
        if data.get("consignee_name"):
            for name in missing:
                self.add_error(name, _("Please fill this in."))
        return data


class LineForm(QForm):
    """A line of goods."""

    description = forms.CharField(label=_("Description a layman understands"), max_length=200)
    hs = forms.CharField(label=_("HS code"), max_length=6)
    origin = forms.ChoiceField(label=_("Country of origin"), choices=country_options)
    quantity = amount(_("Quantity"), required=True, places=3)
    unit = forms.CharField(label=_("Unit"), max_length=20)
    unit_price = amount(_("Price per unit"), required=True, places=4)
    net_kg = amount(_("Net weight (kg)"), required=True, places=3)
    gross_kg = amount(_("Gross weight (kg)"), required=True, places=3)

    def clean_hs(self) -> str:
        """Six digits in an existing chapter."""
        code = self.cleaned_data["hs"].replace(".", "").strip()
        if not hs.is_code(code):
            raise forms.ValidationError(_("This is not a product code of six digits."))
        return code

    def clean(self) -> dict[str, Any]:
        """Net never above gross."""
        return net_within_gross(self)


class PackageForm(QForm):
    """A group of equal packages."""

    number = forms.IntegerField(label=_("How many"), min_value=1, max_value=99999)
    kind = forms.CharField(label=_("Kind (carton, pallet …)"), max_length=30)
    marks = forms.CharField(label=_("Marks"), max_length=60)
    length_cm = forms.IntegerField(label=_("Length (cm)"), min_value=1, max_value=2000)
    width_cm = forms.IntegerField(label=_("Width (cm)"), min_value=1, max_value=2000)
    height_cm = forms.IntegerField(label=_("Height (cm)"), min_value=1, max_value=2000)
    net_kg = amount(_("Net weight each (kg)"), required=True, places=3)
    gross_kg = amount(_("Gross weight each (kg)"), required=True, places=3)

    def clean(self) -> dict[str, Any]:
        """Net never above gross."""
        return net_within_gross(self)


LineSet = forms.formset_factory(LineForm, extra=1, min_num=1, max_num=20, validate_min=True, absolute_max=40)
PackageSet = forms.formset_factory(PackageForm, extra=0, min_num=1, max_num=20, validate_min=True, absolute_max=40)


class LandedForm(QForm):
    """From the price at the works to the price on arrival."""

    ex_works = amount(_("Price of the whole shipment at the works"), required=True)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    units = forms.DecimalField(label=_("Units in the shipment"), min_value=1, max_digits=12, decimal_places=2)
    term = forms.ChoiceField(label=_("Incoterm 2020"), choices=[(code, code) for code in incoterms.terms()])
    duty_rate = forms.DecimalField(
        label=_("Import duty (%)"), min_value=0, max_value=1000, max_digits=7, decimal_places=3
    )
    tax_rate = forms.DecimalField(label=_("Import tax (%)"), min_value=0, max_value=100, max_digits=6, decimal_places=3)
    customs_basis = forms.ChoiceField(
        label=_("Customs value there"),
        choices=[
            ("cif", _("with freight and insurance (usual)")),
            ("fob", _("without them (USA, Canada, Australia)")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for kind in incoterms.COSTS:
            if kind not in ("duty", "import_tax"):
                self.fields[f"cost_{kind}"] = amount(COST_WORDS[kind])
        refine(self.fields)
