"""The demo market's organisations in full: numbers, facts, members at work, consents, a token, invitations.

``build(cast)`` expects the cast of ``portal.web.demo`` (``cast.firms``, ``cast.users``, ``cast.actor(key)``); everything
goes through the services where a service exists. Invented, with numbers that pass their checks.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from stdnum.cn import uscc
from stdnum.iso7064 import mod_97_10

from portal.identity.models import User
from portal.organisations.actors import Actor
from portal.organisations.api_tokens import api_token_create
from portal.organisations.choices import IdentifierKind
from portal.organisations.consents import PURPOSES, consent_give
from portal.organisations.facts import record_fact
from portal.organisations.members import membership_request
from portal.organisations.models import Identifier, Organisation


class CastLike(Protocol):
    """What the builders need of the cast."""

    firms: dict[str, Organisation]
    users: dict[str, User]

    def actor(self, key: str) -> Actor: ...


# Facts beyond the first figures: owner's key → code → (value, currency).
FACTS: Final[dict[str, dict[str, tuple[Any, str]]]] = {
    "owner": {
        "revenue": (Decimal(4_200_000), "SAR"),
        "previous_revenue": (Decimal(3_600_000), "SAR"),
        "profit": (Decimal(310_000), "SAR"),
        "total_assets": (Decimal(2_600_000), "SAR"),
        "debt": (Decimal(420_000), "SAR"),
        "plant_investment": (Decimal(900_000), "SAR"),
        "accounts_months": (36, ""),
        "bank_statement_months": (24, ""),
        "days_overdue": (0, ""),
        "has_tax_clearance": (True, ""),
        "has_borrowed_before": (False, ""),
        "is_rural": (False, ""),
        "women_share": (Decimal(60), ""),
        "languages": (frozenset({"ar", "en"}), ""),
        "certificates": (frozenset({"halal", "haccp"}), ""),
    },
    "owner.ar": {
        "revenue": (Decimal(9_800_000), "SAR"),
        "total_assets": (Decimal(7_100_000), "SAR"),
        "is_rural": (True, ""),
        "exports_already": (True, ""),
        "export_share": (Decimal(15), ""),
        "markets": (frozenset({"AE", "KW", "ID"}), ""),
        "certificates": (frozenset({"halal", "iso22000"}), ""),
        "has_audited_accounts": (True, ""),
    },
    "owner.zh": {
        "revenue": (Decimal(68_000_000), "CNY"),
        "total_assets": (Decimal(51_000_000), "CNY"),
        "plant_investment": (Decimal(22_000_000), "CNY"),
        "certificates": (frozenset({"iso9001", "iso14001"}), ""),
        "has_audited_accounts": (True, ""),
        "exports_already": (True, ""),
        "export_share": (Decimal(35), ""),
    },
    "sadu": {
        "revenue": (Decimal(950_000), "SAR"),
        "women_share": (Decimal(100), ""),
        "is_rural": (True, ""),
        "has_borrowed_before": (False, ""),
    },
}


def numbers_of(country: str, serial: int) -> list[tuple[str, str]]:
    """Official numbers of an invented firm that pass their checks."""
    if country == "SA":
        base = f"{serial:09d}"[-9:]
        return [
            (IdentifierKind.SA_CR, f"1{base}"),
            (IdentifierKind.SA_UNIFIED, f"7{base}"),
            (IdentifierKind.SA_VAT, f"3{base}00003"),
        ]
    if country == "CN":
        stem = f"91310000{serial:08d}A"
        return [(IdentifierKind.CN_USCC, stem + uscc.calc_check_digit(stem))]
    stem = f"9598{serial:014d}"
    return [(IdentifierKind.LEI, stem + mod_97_10.calc_check_digits(stem))]


def build(cast: CastLike) -> None:
    """Fill in the organisations of the cast."""
    for serial, firm in enumerate(cast.firms.values(), start=10_123_401):
        for kind, value in numbers_of(firm.country, serial):
            Identifier.objects.get_or_create(organisation=firm, kind=kind, defaults={"value": value})
    for key, facts in FACTS.items():
        actor = cast.actor(key)
        if actor.organisation is None:
            continue
        for code, (value, unit) in facts.items():
            record_fact(
                actor=actor,
                organisation=actor.organisation,
                code=code,
                value=value,
                unit=unit,
                as_of=date(2025, 12, 31),
                source="2025",
            )
    for key in cast.users:
        for purpose in PURPOSES:
            if not purpose.of_firm or cast.actor(key).may_edit:
                consent_give(actor=cast.actor(key), purpose=purpose.code)
    api_token_create(actor=cast.actor("lender"), name="Core banking", may_write=False)
    membership_request(
        actor=Actor(user=cast.users["najd"]), organisation=cast.firms["noor"], message="I keep the books of Noor Foods."
    )
