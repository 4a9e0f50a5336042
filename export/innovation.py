"""Innovation funding of a project by one firm or a consortium: rates by size, age, region and form; caps (after ZIM).

Pure; Decimals of the programme's currency. The programme is data (``data/innovation.json``: guideline and date). A partner's
grant = rate × min(eligible cost, cap of its kind); orders to third parties count only up to a share of own staff cost; the
grants of a project are cut back evenly to the project's cap. Whoever cannot be funded gets a coded reason, not a zero.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data" / "innovation.json"
FORMS = ("single", "cooperation")
CENT = Decimal("0.01")
LARGEST_WITH_SME, LARGEST = 1000, 500


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner: staff with linked firms, turnover and balance sheet a year, age in years, and its costs."""

    name: str
    is_research: bool
    staff: int
    turnover: Decimal
    balance: Decimal
    years: int
    weak_region: bool
    staff_cost: Decimal
    other_cost: Decimal
    orders: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """A partner's funding. ``refused`` names why there is none ("" when there is); ``binding`` what held the grant down."""

    partner: Partner
    kind: str
    rate: Decimal
    eligible: Decimal
    grant: Decimal
    binding: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """The project: its shares, the whole cost, grant, what the partners carry themselves, and faults of the whole."""

    shares: tuple[Share, ...]
    cost: Decimal
    grant: Decimal
    own: Decimal
    faults: tuple[str, ...]


@cache
def programme() -> Mapping[str, Any]:
    """Rates, caps and thresholds with their guideline."""
    return json.loads(DATA.read_text(encoding="utf-8"))


def size_of(partner: Partner) -> str:
    """small, medium or other (2003/361/EC: staff, and turnover or balance sheet)."""
    for size in ("small", "medium"):
        bound = programme()[size]
        within = partner.turnover <= Decimal(bound["turnover"]) or partner.balance <= Decimal(bound["balance"])
        if partner.staff < bound["staff"] and within:
            return size
    return "other"


def kind_of(partner: Partner) -> str:
    """The row of the rate table; "" for a firm of 1,000 people or more."""
    if partner.is_research:
        return "research"
    size = size_of(partner)
    if size == "small":
        if partner.weak_region:
            return "small_weak"
        return "small_young" if partner.years < programme()["young_years"] else "small"
    if size == "medium":
        return "medium"
    return "other_500" if partner.staff < LARGEST else "other_1000" if partner.staff < LARGEST_WITH_SME else ""


def funding(partners: Sequence[Partner], *, form: str, foreign: bool) -> Funding:
    """The grants of a project. Raises ValueError for an unknown form or a negative figure."""
    if form not in FORMS:
        raise ValueError("form")
    if any(
        min(p.staff, p.years) < 0 or min(p.turnover, p.balance, p.staff_cost, p.other_cost, p.orders) < 0
        for p in partners
    ):
        raise ValueError("partners")
    kinds = [kind_of(partner) for partner in partners]
    has_sme = any(kind.startswith(("small", "medium")) for kind in kinds)
    shares = [_share(p, kind, form, foreign, has_sme) for p, kind in zip(partners, kinds, strict=True)]
    cap, whole = Decimal(programme()["project_grant_cap"]), sum((s.grant for s in shares), Decimal(0))
    if whole > cap:
        shares = [_cut(share, cap / whole) for share in shares]
    cost = sum((p.staff_cost + p.other_cost + p.orders for p in partners), Decimal(0))
    grant = sum((share.grant for share in shares), Decimal(0))
    return Funding(tuple(shares), cost, grant, cost - grant, tuple(_faults(kinds, form, has_sme)))


def _faults(kinds: Sequence[str], form: str, has_sme: bool) -> list[str]:
    found = []
    if form == "single" and len(kinds) != 1:
        found.append("single_has_one")
    if form == "cooperation" and len(kinds) < 2:
        found.append("cooperation_needs_two")
    if not has_sme:
        found.append("needs_sme")
    return found


def _share(partner: Partner, kind: str, form: str, foreign: bool, has_sme: bool) -> Share:
    rate = programme()["rates"].get(kind, {}).get(form)
    refused = "too_large" if not kind else "not_in_this_form" if rate is None else ""
    if kind == "other_1000" and not has_sme:
        refused = "only_with_sme"
    orders = min(partner.orders, partner.staff_cost * Decimal(programme()["orders_share_of_staff"]) / 100)
    cost = partner.staff_cost + partner.other_cost + orders
    cap = Decimal(programme()["cost_caps"]["research" if kind == "research" else form])
    eligible = min(cost, cap)
    if refused:
        return Share(partner, kind, Decimal(0), eligible, Decimal(0), "", refused)
    bonus = (
        Decimal(programme()["foreign_bonus"])
        if foreign and form == "cooperation" and kind != "research"
        else Decimal(0)
    )
    percent = min(Decimal(rate) + bonus, Decimal(100))
    binding = "cost_cap" if cost > cap else "orders" if orders < partner.orders else "rate"
    return Share(partner, kind, percent, eligible, (eligible * percent / 100).quantize(CENT, ROUND_DOWN), binding)


def _cut(share: Share, part: Decimal) -> Share:
    grant = (share.grant * part).quantize(CENT, ROUND_DOWN)
    return Share(share.partner, share.kind, share.rate, share.eligible, grant, "project_cap", share.refused)
