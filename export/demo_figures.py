"""Part of the demo market: a plan in figures, an origin report, the companies' public commitments. Everything is invented."""

from decimal import Decimal
from typing import Any

from export.models import ExportPlan
from export.origin import Goods, Material
from export.services import mentors, origin, plan_figures

COMMITMENTS = {
    "mentor": ("We give twenty hours a month to small food firms and answer every request within two days.", "en"),
    "mentor.hanse": (
        "We share what we know of norms and contracts, and vouch for suppliers we have seen at work.",
        "en",
    ),
}
FIGURES = {
    "currency": "SAR", "market_currency": "EUR", "unit_cost": Decimal("14.20"), "ex_works": Decimal(43500), "units": Decimal(2000),
    "term": "CIP", "named_place": "Hamburg", "duty_rate": Decimal(9), "tax_rate": Decimal(7), "customs_basis": "cif", "payment_days": 45,
    "costs": {"inland": "900", "export_clearance": "350", "loading": "400", "freight": "5200", "insurance": "310", "delivery": "1400"},
    "years": [["6000", "38000"], ["14000", "16000"], ["26000", "18000"]],
}  # fmt: skip
MATERIALS = (
    Material(Decimal(6), "080410", "SAU"),
    Material(Decimal("4.10"), "110100", "UKR"),
    Material(Decimal("1.90"), "", ""),
)


def build(cast: Any) -> None:
    """The main firm's figures and report; what two companies promise in public."""
    actor = cast.actor("owner")
    plan = ExportPlan.objects.get(organisation=cast.firms["noor"], market="DEU")
    plan_figures.figures_save(actor=actor, plan=plan, values=FIGURES)
    goods = Goods(
        "190531", "SAU", "EGY", Decimal("21.75"), wholly=False, only_simple=False, direct=True, materials=MATERIALS
    )
    origin.check_make(actor=actor, product="Date biscuits, 250 g", goods=goods)
    for key, (text, language) in COMMITMENTS.items():
        mentors.commitment_publish(actor=cast.actor(key), text=text, language=language)
