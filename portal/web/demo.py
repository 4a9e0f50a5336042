"""The demo's cast: believable firms, lenders, providers, mentors and offices in three languages, with people to sign in as.

Everything is invented and labelled as such in the interface. Deterministic: the same cast at every build. The pillars'
own ``demo.py`` modules get the ``Cast`` and let its people act through the services.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.identity.models import User
from portal.organisations.actors import Actor, actor_for
from portal.organisations.choices import CapabilityState, EvidenceGrade
from portal.organisations.models import Capability, Fact, Membership, Organisation

PASSWORD = "qantara-demo-2026"  # noqa: S105 -- shown on the sign-in page of the demo, never used elsewhere

# key: (legal name, language of the name, country, region ISO 3166-2, city, ISIC sector, founded, capabilities, about)
FIRMS: dict[str, tuple[str, str, str, str, str, str, date, tuple[str, ...], str]] = {
    "noor": ("Noor Foods", "en", "SA", "SA-01", "Riyadh", "1071", date(2019, 3, 1), ("borrower",),
             "A bakery with two shops and a small factory."),
    "waha": ("مصنع الواحة للتمور", "ar", "SA", "SA-03", "المدينة المنورة", "1030", date(2016, 9, 12), ("borrower",),
             "تعبئة التمور وتصديرها."),
    "linghang": ("领航精密机械有限公司", "zh-hans", "CN", "CN-JS", "苏州", "2822", date(2014, 5, 20), ("borrower",),
                 "为汽车零部件企业加工精密件。"),
    "sadu": ("Sadu Textiles", "en", "SA", "SA-07", "Tabuk", "1311", date(2021, 1, 15), ("borrower",),
             "Hand-woven and machine-woven fabric, led by two sisters."),
    "najd": ("Najd Software House", "en", "SA", "SA-01", "Riyadh", "6201", date(2022, 6, 1), ("borrower",),
             "Point-of-sale software for small shops."),
    "rimal": ("مؤسسة رمال للمقاولات", "ar", "SA", "SA-04", "الدمام", "4100", date(2012, 2, 8), ("borrower",),
              "مقاولات عامة صغيرة ومتوسطة."),
    "qingteng": ("青藤茶叶合作社", "zh-hans", "CN", "CN-FJ", "泉州", "0127", date(2018, 11, 3), ("borrower",),
                 "农户合作的茶叶种植与加工。"),
    "marsa": ("Marsa Cold Chain", "en", "SA", "SA-02", "Jeddah", "4923", date(2020, 8, 30), ("borrower",),
              "Refrigerated transport between Jeddah and Riyadh."),
    "dune": ("Dune Bank", "en", "SA", "SA-01", "Riyadh", "6419", date(1998, 1, 1), ("lender",), "A commercial bank."),
    "palm": ("Palm Finance", "en", "SA", "SA-01", "Riyadh", "6492", date(2011, 4, 4), ("lender",), "A finance company."),
    "amanah": ("أمانة للتمويل الإسلامي", "ar", "SA", "SA-02", "جدة", "6492", date(2009, 10, 10), ("lender",),
               "تمويل متوافق مع أحكام الشريعة."),
    "silk": ("丝路普惠银行", "zh-hans", "CN", "CN-SH", "上海", "6419", date(2005, 7, 7), ("lender",), "面向小微企业的银行。"),
    "falcon": ("Falcon Growth Capital", "en", "SA", "SA-01", "Riyadh", "6430", date(2015, 3, 3), ("lender", "investor"),
               "Growth equity and revenue-based finance."),
    "kafil": ("National Guarantee Programme (example)", "en", "SA", "SA-01", "Riyadh", "6512", date(2006, 1, 1),
              ("guarantor",), "Shares the risk of loans to small firms."),
    "takaful": ("Takaful Micro", "en", "SA", "SA-02", "Jeddah", "6512", date(2013, 5, 5), ("insurer",), "Micro-insurance."),
    "caravan": ("Code Caravan", "en", "SA", "SA-01", "Riyadh", "6201", date(2015, 2, 2), ("provider",),
                "Inventory and shop systems for small firms."),
    "yunqi": ("云启数字科技", "zh-hans", "CN", "CN-ZJ", "杭州", "6202", date(2013, 8, 8), ("provider",), "中小企业数字化服务商。"),
    "bayan": ("بيان للحلول الرقمية", "ar", "SA", "SA-04", "الخبر", "6202", date(2017, 9, 9), ("provider",),
              "أنظمة محاسبة وتجارة إلكترونية."),
    "rukn": ("Rukn Retail Systems", "en", "SA", "SA-02", "Jeddah", "6202", date(2016, 3, 14), ("provider",),
             "Tills and online shops for the western region."),
    "shaheen": ("شاهين للأنظمة", "ar", "SA", "SA-01", "الرياض", "6201", date(2014, 10, 5), ("provider",),
                "أنظمة محاسبة ونقاط بيع."),
    "meridian": ("Meridian Foods International", "en", "NL", "NL-NH", "Amsterdam", "1079", date(1974, 1, 1),
                 ("mentor", "buyer"), "A multinational food group that mentors and vouches for its suppliers."),
    "hanse": ("Hanse Industrial Group", "en", "DE", "DE-HH", "Hamburg", "2811", date(1961, 1, 1), ("mentor", "buyer"),
              "Machinery; mentors suppliers on quality and export."),
    "chamber": ("Riyadh Exporters' Chamber (example)", "en", "SA", "SA-01", "Riyadh", "9411", date(1990, 1, 1), ("adviser",),
                "Advice, certificates of origin, missions."),
    "authority": ("SME Authority (example)", "en", "SA", "SA-01", "Riyadh", "8413", date(2016, 1, 1), ("authority",),
                  "Vets participants and publishes policy briefs."),
}  # fmt: skip

# e-mail local part: (name, firm key, level, language, role shown)
PERSONS: dict[str, tuple[str, str, str, str, str | Promise]] = {
    "owner": ("Layla Haddad", "noor", "admin", "en", _("SME owner (English)")),
    "owner.ar": ("سلمان الحربي", "waha", "admin", "ar", _("SME owner (Arabic)")),
    "owner.zh": ("陈立", "linghang", "admin", "zh-hans", _("SME owner (Chinese)")),
    "assistant": ("Omar Aziz", "noor", "viewer", "en", _("Viewer at the owner's firm")),
    "sadu": ("Hessa Al-Otaibi", "sadu", "admin", "en", _("SME owner (women-led, rural)")),
    "najd": ("Faisal Najdi", "najd", "admin", "en", _("SME owner (software)")),
    "rimal": ("ماجد الشمري", "rimal", "admin", "ar", _("SME owner (construction)")),
    "qingteng": ("林芳", "qingteng", "admin", "zh-hans", _("SME owner (tea)")),
    "marsa": ("Yara Samman", "marsa", "admin", "en", _("SME owner (logistics)")),
    "lender": ("Huda Karim", "dune", "admin", "en", _("Credit officer (bank)")),
    "approver": ("Tariq Bello", "dune", "editor", "en", _("Second person at the bank")),
    "lender.palm": ("Nora Palm", "palm", "admin", "en", _("Credit officer (finance company)")),
    "lender.ar": ("عبدالله القحطاني", "amanah", "admin", "ar", _("Credit officer (Islamic finance)")),
    "lender.zh": ("赵敏", "silk", "admin", "zh-hans", _("Credit officer (Chinese)")),
    "investor": ("Sami Falcon", "falcon", "admin", "en", _("Investor")),
    "guarantor": ("Reem Kafil", "kafil", "admin", "en", _("Guarantee officer")),
    "insurer": ("Adel Takaful", "takaful", "admin", "en", _("Insurer")),
    "provider": ("Maha Rashid", "caravan", "admin", "en", _("Solution provider")),
    "provider.zh": ("周涛", "yunqi", "admin", "zh-hans", _("Solution provider (Chinese)")),
    "provider.ar": ("ريم العتيبي", "bayan", "admin", "ar", _("Solution provider (Arabic)")),
    "mentor": ("Anna de Vries", "meridian", "admin", "en", _("MNC mentor and buyer")),
    "mentor.hanse": ("Jonas Brandt", "hanse", "admin", "en", _("MNC mentor (machinery)")),
    "adviser": ("Khalid Noor", "chamber", "admin", "en", _("Chamber adviser")),
    "admin": ("Aisha Al-Saud", "authority", "admin", "en", _("Government admin")),
    "admin.second": ("Bandar Saleh", "authority", "editor", "ar", _("Government admin (second person, Arabic)")),
}

# What the first pages offer to sign in as.
PEOPLE = [
    {"email": f"{key}@demo.qantara.example", "password": PASSWORD, "role": row[4], "name": row[0], "language": row[3]}
    for key, row in PERSONS.items()
]

# Facts by firm: code → value (money in the firm's currency). Codes are those of the facts catalogue.
FACTS: dict[str, dict[str, Any]] = {
    "noor": {"employees": 18, "revenue": 4_200_000, "total_assets": 2_600_000},
    "waha": {"employees": 34, "revenue": 9_800_000, "total_assets": 7_100_000},
    "linghang": {"employees": 120, "revenue": 68_000_000, "total_assets": 51_000_000},
    "sadu": {"employees": 9, "revenue": 950_000, "total_assets": 600_000},
    "najd": {"employees": 14, "revenue": 2_300_000, "total_assets": 500_000},
    "rimal": {"employees": 88, "revenue": 31_000_000, "total_assets": 19_000_000},
    "qingteng": {"employees": 46, "revenue": 12_500_000, "total_assets": 8_800_000},
    "marsa": {"employees": 27, "revenue": 6_400_000, "total_assets": 5_200_000},
}
CURRENCY_OF_COUNTRY = {"SA": "SAR", "CN": "CNY", "NL": "EUR", "DE": "EUR"}
MONEY_FACTS = {"revenue", "total_assets"}


@dataclass
class Cast:
    """Who is on stage: organisations and actors by key, and what the builders made along the way."""

    firms: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)  # builders leave things here for later builders

    def actor(self, key: str) -> Actor:
        """The actor for a person, by the local part of the e-mail address (``owner``, ``lender.palm`` …)."""
        return actor_for(self.users[key], self.firms[PERSONS[key][1]])


def make_firm(key: str) -> Organisation:
    name, language, country, region, city, sector, founded, kinds, about = FIRMS[key]
    firm = Organisation.objects.create(
        legal_name=name, name_language=language, country=country, region=region, city=city, sector=sector,
        founded_on=founded, about=about, is_demo=True, phone="+966110000000" if country == "SA" else "",
        contact_email=f"contact@{key}.example",
    )  # fmt: skip
    moment = clock.now()
    for kind in kinds:
        Capability.objects.create(
            organisation=firm,
            kind=kind,
            state=CapabilityState.APPROVED,
            approved_at=moment - timedelta(days=120),
            expires_on=clock.today() + timedelta(days=245) if kind != "borrower" else None,
        )
    for code, value in FACTS.get(key, {}).items():
        Fact.objects.create(
            organisation=firm,
            code=code,
            value=str(Decimal(value)),
            unit=CURRENCY_OF_COUNTRY[country] if code in MONEY_FACTS else "",
            as_of=date(2025, 12, 31),
            source="Annual accounts 2025 (example)",
            grade=EvidenceGrade.FILE,
        )
    return firm


def make_user(key: str, cast: Cast, password_hash: str) -> User:
    name, firm, level, language, _role = PERSONS[key]
    email = f"{key}@demo.qantara.example"
    user = User.objects.create(email=email, password=password_hash, name=name, language=language, is_demo=True)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Membership.objects.create(organisation=cast.firms[firm], user=user, level=level)
    return user


def build(cast: Cast | None = None) -> Cast:
    """Make every organisation and person of the demo."""
    cast = cast or Cast()
    cast.firms = {key: make_firm(key) for key in FIRMS}
    password_hash = make_password(PASSWORD)  # once: a good hash is slow on purpose
    for key in PERSONS:
        cast.users[key] = make_user(key, cast, password_hash)
    return cast
