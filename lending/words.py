"""The right words for each contract: an Islamic sale has profit and a price, a lease has rent, never "interest"."""

from django.utils.translation import gettext as _

from lending.choices import Product


def vocabulary(product: str) -> dict[str, str]:
    """Labels of the figures for ``product``: charge, principal, total_cost, largest_instalment, cash_in_hand, late."""
    words = {
        "charge": _("Interest"),
        "principal": _("Principal"),
        "total_cost": _("Total cost"),
        "largest_instalment": _("Largest instalment"),
        "cash_in_hand": _("Money you receive"),
        "late": _("Late payment may cost extra interest as the contract says."),
    }
    return words | _islamic(product) | _of_receivables(product)


def _islamic(product: str) -> dict[str, str]:
    """What differs for Islamic contracts; empty for others."""
    charity = _("Late amounts may only cover real cost or go to charity; the price never grows.")
    if product in (Product.MURABAHA, Product.TAWARRUQ):
        return {
            "charge": _("Profit"),
            "principal": _("Cost"),
            "total_cost": _("Total profit and charges"),
            "cash_in_hand": _("Goods or cash you receive"),
            "late": charity,
        }
    if product == Product.IJARAH:
        return {
            "charge": _("Rent"),
            "principal": _("Part towards ownership"),
            "total_cost": _("Total rent above the asset's cost"),
            "largest_instalment": _("Largest rent payment"),
            "cash_in_hand": _("Value of the asset"),
            "late": charity,
        }
    if product == Product.MUSHARAKAH:
        return {
            "charge": _("Rent"),
            "principal": _("Buying the bank's share"),
            "total_cost": _("Total rent and charges"),
            "cash_in_hand": _("The bank's share"),
            "late": charity,
        }
    return {}


def _of_receivables(product: str) -> dict[str, str]:
    """What differs where invoices or sales are sold; empty for others."""
    if product in (Product.FACTOR, Product.SALES_SHARE):
        return {"charge": _("Cost"), "largest_instalment": _("Largest payment")}
    if product == Product.DISCOUNT:
        return {
            "charge": _("Discount"),
            "principal": _("Money paid out"),
            "total_cost": _("Discount and charges"),
            "largest_instalment": _("Paid by your customer"),
        }
    return {}
