"""From the price at the works to the price on the foreign shelf, under any Incoterm.

Pure; Decimals of one currency. Customs value follows the chosen basis ("cif" as in most countries, "fob" as in the
USA, Canada and Australia); duty on it, then import tax on value plus duty and the remaining costs before the border.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from export.trade_documents.incoterms import COSTS, seller_pays, terms

CENT = Decimal("0.01")
BEFORE_BORDER = ("inland", "export_clearance", "loading")


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the calculation: its code, amount, running sum, and whether the seller or the buyer pays it."""

    code: str
    amount: Decimal
    running: Decimal
    payer: str


@dataclass(frozen=True, slots=True)
class Landed:
    """The result for a shipment; per unit by dividing by ``units``."""

    steps: tuple[Step, ...]
    quoted: Decimal
    customs_value: Decimal
    landed: Decimal
    landed_per_unit: Decimal
    quoted_per_unit: Decimal


def landed_price(
    *, ex_works: Decimal, units: Decimal, term: str, costs: Mapping[str, Decimal], duty_rate: Decimal,
    tax_rate: Decimal, customs_basis: str = "cif",
) -> Landed:  # fmt: skip
    """The landed price of a shipment worth ``ex_works``.

    ``costs`` holds amounts by kind (``duty`` and ``import_tax`` are computed from the rates, per cent). Raises
    ValueError naming the bad argument.
    """
    _check(ex_works, units, term, costs, (duty_rate, tax_rate), customs_basis)
    given = {kind: costs.get(kind, Decimal(0)) for kind in COSTS}
    to_ship = ex_works + sum(given[kind] for kind in BEFORE_BORDER)
    customs = to_ship if customs_basis == "fob" else to_ship + given["freight"] + given["insurance"]
    given["duty"] = _cents(customs * duty_rate / 100)
    base = to_ship + given["freight"] + given["insurance"] + given["duty"]
    given["import_tax"] = _cents(base * tax_rate / 100)
    paid = seller_pays(term)
    steps, running, quoted = [Step("ex_works", ex_works, ex_works, "seller")], ex_works, ex_works
    for kind in COSTS:
        running += given[kind]
        quoted += given[kind] if kind in paid else 0
        steps.append(Step(kind, given[kind], running, "seller" if kind in paid else "buyer"))
    return Landed(tuple(steps), quoted, customs, running, _cents(running / units), _cents(quoted / units))


def _check(
    ex_works: Decimal,
    units: Decimal,
    term: str,
    costs: Mapping[str, Decimal],
    rates: tuple[Decimal, Decimal],
    basis: str,
) -> None:
    problems = {
        "ex_works": ex_works < 0,
        "units": units <= 0,
        "term": term not in terms(),
        "costs": any(kind not in COSTS or kind in ("duty", "import_tax") or value < 0 for kind, value in costs.items()),
        "rates": any(not 0 <= rate <= 1000 for rate in rates),
        "customs_basis": basis not in ("cif", "fob"),
    }
    for name, wrong in problems.items():
        if wrong:
            raise ValueError(name)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
