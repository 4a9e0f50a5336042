"""One demo request that is answered in every vocabulary: twenty lenders, twenty kinds of contract, one honest price each.

The five lenders of the cast answer in their own words; the others exist for this request (invented, labelled as demo, each
with one person who signs nothing but offers). ``VOCABULARIES`` is also what the tests of "page, PDF and API agree" walk over.
"""

from datetime import date
from decimal import Decimal as D
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress

from lending.models import Mandate
from lending.services import mandate_move, mandate_save
from portal.common import clock
from portal.identity.models import User
from portal.organisations.actors import Actor, actor_for
from portal.organisations.choices import CapabilityState
from portal.organisations.models import Capability, Membership, Organisation

AMOUNT = D(600_000)
MONTHS = 24


class House(NamedTuple):
    """A lender made for this request: name, language, capability kind of business (ISIC), one sentence."""

    name: str
    language: str
    sector: str
    about: str


HOUSES: dict[str, House] = {
    "coop": House("Najd Cooperative Bank (example)", "en", "6419", "Lends what its members save."),
    "export": House("Coast Commercial Bank (example)", "en", "6419", "Short loans against signed orders."),
    "field": House("صندوق الحقول للتمويل (مثال)", "ar", "6492", "تمويل يسدد في مواسم البيع."),
    "machine": House("Gulf Equipment Credit (example)", "en", "6492", "Loans with a last large payment."),
    "build": House("نماء لتمويل المشاريع (مثال)", "ar", "6492", "مال يصرف على مراحل مع تقدم العمل."),
    "line": House("Eastern Line Bank (example)", "en", "6419", "Revolving lines for stock and wages."),
    "swift": House("Swift Advance (example)", "en", "6492", "Advances repaid a little every banking day."),
    "till": House("Till Capital (example)", "en", "6492", "Advances repaid with a share of sales."),
    "bills": House("Bills and Invoices House (example)", "en", "6492", "Buys confirmed invoices."),
    "wifaq": House("مصرف الوفاق (مثال)", "ar", "6419", "تورق ومرابحة."),
    "ijarah": House("شركة إجارة الشرق (مثال)", "ar", "6491", "تأجير ينتهي بالتملك."),
    "sharik": House("شراكة للمشاركة (مثال)", "ar", "6492", "مشاركة متناقصة."),
    "jinqiao": House("金桥银行（示例）", "zh-hans", "6419", "宽限期内只付利息。"),
    "yuanshan": House("远山小额贷款（示例）", "zh-hans", "6492", "宽限期内利息并入本金。"),
    "sahab": House("Sahab Ventures (example)", "en", "6430", "Buys shares in young firms."),
}
ISLAMIC = {"wifaq", "ijarah", "sharik"}


def fee(
    name: str, amount: str, when: str = "withheld", payee: str = "lender", *, avoidable: bool = False
) -> dict[str, Any]:
    """A charge as the terms store it."""
    return {"name": name, "amount": amount, "when": when, "payee": payee, "avoidable": avoidable}


# key of a house, or of a person of the cast: the terms beside amount, currency and term
VOCABULARIES: dict[str, dict[str, Any]] = {
    "lender": {"product": "reducing", "rate": D("10.50"), "day_count": "act/365", "roll": "following", "month_end": True,
               "fees": [fee("Arrangement", "3000.00"), fee("Guarantee", "5400.00", "yearly", "guarantor"),
                        fee("Valuation", "1500.00", "withheld", "third_party")],
               "claimed_apr": D("11.20"), "claim_explanation": "Our figure leaves out the guarantee fee, which the programme takes."},
    "coop": {"product": "equal_principal", "rate": D("9.75"), "fees": [fee("Membership", "500.00")]},
    "lender.palm": {"product": "flat", "rate": D("5.60"), "fees": [fee("Administration", "5000.00", "financed")],
                    "early_rule": "whole_charge"},
    "lender.zh": {"product": "interest_only", "rate": D("8.90"), "rate_kind": "floating", "index_name": "SAIBOR 3M",
                  "margin": D("2.90"), "frequency": "quarterly"},
    "export": {"product": "interest_only", "rate": D("9.20"), "frequency": "at_end", "early_rule": "percent_of_balance",
               "early_value": D(1)},
    "jinqiao": {"product": "reducing", "rate": D("9.30"), "grace_months": 6, "grace": "interest_only", "day_count": "30/360"},
    "yuanshan": {"product": "reducing", "rate": D("9.60"), "grace_months": 6, "grace": "capitalised", "day_count": "act/360"},
    "machine": {"product": "balloon", "rate": D("9.90"), "balloon": D(180_000), "fees": [
                fee("Insurance of the looms", "2400.00", "yearly", "insurer"), fee("Express handling", "750.00", avoidable=True)]},
    "build": {"product": "staged", "rate": D("10.10"), "stages": [
              {"month": 0, "amount": "200000.00"}, {"month": 3, "amount": "250000.00"}, {"month": 6, "amount": "150000.00"}]},
    "field": {"product": "seasonal", "rate": D("9.80"), "season": [5, 6, 11, 12], "grace": "interest_only"},
    "line": {"product": "line", "rate": D("10.20"), "use": D(60), "unused_rate": D("0.75")},
    "investor": {"product": "factor", "factor": D("1.14"), "months": 12, "frequency": "weekly", "early_rule": "whole_charge"},
    "swift": {"product": "factor", "factor": D("1.11"), "months": 9, "frequency": "daily", "early_rule": "whole_charge"},
    "till": {"product": "sales_share", "factor": D("1.16"), "sales": D(320_000), "share": D("12.5"), "months": None},
    "bills": {"product": "discount", "rate": D("8.40"), "days": 120, "months": None, "day_count": "act/360",
              "fees": [fee("Registry", "300.00", "withheld", "third_party")]},
    "lender.ar": {"product": "murabaha", "rate": D("4.90"), "early_rule": "months_of_charge", "early_value": D(3)},
    "wifaq": {"product": "tawarruq", "markup": D(66_000), "fees": [fee("رسوم إدارية", "5000.00")],
              "early_rule": "months_of_charge", "early_value": D(3)},
    "ijarah": {"product": "ijarah", "rate": D("8.70"), "balloon": D(60_000)},
    "sharik": {"product": "musharakah", "rate": D("8.40"), "frequency": "quarterly"},
    "sahab": {"product": "equity", "pre_money": D(5_400_000), "option_pool": D(5), "months": None},
}  # fmt: skip


def make_house(key: str) -> Actor:
    """The lender, its one person, and a mandate in force wide enough for small firms."""
    house = HOUSES[key]
    firm = Organisation.objects.create(
        legal_name=house.name, name_language=house.language, country="SA", region="SA-01", city="Riyadh",
        sector=house.sector, founded_on=date(2010, 1, 1), about=house.about, is_demo=True,
        contact_email=f"contact@{key}.example",
    )  # fmt: skip
    Capability.objects.create(
        organisation=firm, kind="lender", state=CapabilityState.APPROVED, approved_at=clock.now(), expires_on=None
    )
    email = f"desk.{key}@demo.qantara.example"
    user = User.objects.create(email=email, name=house.name, language=house.language, is_demo=True)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Membership.objects.create(organisation=firm, user=user, level="admin")
    actor = actor_for(user, firm)
    kinds = ["loan", "equity"] if key == "sahab" else ["loan"]
    mandate = Mandate(
        name=house.about, kinds=kinds, currency="SAR", amount_min=D(100_000), amount_max=D(1_000_000),
        months_max=36, shariah="only" if key in ISLAMIC else "any",
    )  # fmt: skip
    mandate_move(actor=actor, mandate=mandate_save(actor=actor, mandate=mandate), state="active")
    return actor


def make_houses() -> dict[str, Actor]:
    """Every lender that is not in the cast."""
    return {key: make_house(key) for key in HOUSES}
