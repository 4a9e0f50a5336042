"""Islamic contracts as their own cash flows and in their own words (F§d5).

murabaha    the bank buys the goods and sells them at cost plus a stated markup; the price never changes
tawarruq    a commodity sale on deferred payment, sold on for cash; the firm gets cash, owes the deferred price
ijarah      the bank buys the asset and lets it; rent, then transfer at a stated price (the balloon)
musharakah  the firm buys out the bank's share in equal units and pays rent on the share still held (diminishing)
"""

from lending.pricing.schedules import Row, equal_principal, flat, level
from lending.pricing.terms import Product

WORDS = {
    "murabaha": ("cost", "profit", "sale_price"),
    "tawarruq": ("cash", "profit", "deferred_price"),
    "ijarah": ("asset_cost", "rent", "rent_and_transfer"),
    "musharakah": ("bank_share", "rent", "buy_out_and_rent"),
}
"""Codes of the contract's words for principal, charge and total; pages translate them, never "interest"."""


def sale(product: Product) -> list[Row]:
    """Murabaha and tawarruq: the markup fixed at once, or worked out on the reducing cost and then fixed."""
    return flat(product) if product.is_flat or product.markup is not None else level(product)


def ijarah(product: Product) -> list[Row]:
    """Level rent, and the transfer price with the last one."""
    return flat(product) if product.is_flat or product.markup is not None else level(product)


def musharakah(product: Product) -> list[Row]:
    """Equal buy-outs of units plus rent on the bank's remaining share."""
    return flat(product) if product.is_flat else equal_principal(product)
