"""Facts: entered once, typed, with history; and the passport made of them."""

from datetime import date
from decimal import Decimal

import pytest

from portal.common.errors import DomainError, NotAllowedError
from portal.organisations.fact_forms import SECTIONS, SectionForm, entries_of
from portal.organisations.facts import facts_of, history_of, record_fact, record_facts
from portal.organisations.models import Fact
from portal.organisations.passport import passport_of
from tests.people import organisation, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return person("a@x.example", organisation("Noor", "borrower", sector="1071", country="SA"))


def put(owner, code, value, unit="", **more):
    return record_fact(actor=owner.actor, organisation=owner.organisation, code=code, value=value, unit=unit, **more)


def test_a_fact_is_typed_and_its_history_kept(owner):
    put(owner, "revenue", Decimal("3900000.50"), "SAR", as_of=date(2025, 12, 31), source="accounts")
    put(owner, "revenue", Decimal(5_000_000), "SAR")
    held = facts_of(owner.organisation)["revenue"]
    assert (held.value, held.unit) == (Decimal(5_000_000), "SAR")
    assert [row.value for row in history_of(owner.organisation, "revenue")] == ["5000000", "3900000.5"]


def test_the_same_value_again_adds_nothing(owner):
    assert put(owner, "employees", 12) == put(owner, "employees", 12)
    assert Fact.objects.count() == 1


def test_mirrored_facts_follow_and_columns_stand_in(owner):
    assert facts_of(owner.organisation)["sector"].value == frozenset({"1071"})
    put(owner, "sector", frozenset({"4711"}))
    owner.organisation.refresh_from_db()
    assert owner.organisation.sector == "4711"
    put(owner, "founded_on", date(2019, 5, 1))
    owner.organisation.refresh_from_db()
    assert owner.organisation.founded_on == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        ("employees", -1, ""), ("employees", "many", ""), ("revenue", "1", "XXX"), ("revenue", "NaN", "SAR"),
        ("women_share", "101", ""), ("sector", ["zz"], ""), ("amount", "1", "SAR"), ("nonsense", "1", ""),
        ("is_rural", "perhaps", ""), ("founded_on", "yesterday", ""),
    ],
)  # fmt: skip
def test_nonsense_is_refused_on_its_own_field(owner, code, value, unit):
    with pytest.raises(DomainError) as caught:
        put(owner, code, value, unit)
    assert list(caught.value.messages) == [code]
    assert not Fact.objects.exists()


def test_several_are_all_or_none(owner):
    with pytest.raises(DomainError):
        record_facts(
            actor=owner.actor, organisation=owner.organisation, facts={"employees": (5, ""), "revenue": ("x", "SAR")}
        )
    assert not Fact.objects.exists()


def test_who_may_record(owner):
    viewer = person("v@x.example", owner.organisation, "viewer")
    stranger = person("s@x.example", organisation("Other"))
    adviser = person("c@x.example", organisation("Chamber", "adviser"))
    for someone in (viewer, stranger, adviser):
        with pytest.raises(NotAllowedError):
            record_fact(actor=someone.actor, organisation=owner.organisation, code="employees", value=3)
    with pytest.raises(NotAllowedError):
        put(owner, "employees", 3, grade=2)  # nobody checks herself
    fact = record_fact(actor=adviser.actor, organisation=owner.organisation, code="employees", value=3, grade=2)
    assert facts_of(owner.organisation)["employees"].grade == 2
    assert fact.recorded_by == adviser.user


def test_clearing_a_fact_makes_it_unknown(owner):
    put(owner, "employees", 12)
    put(owner, "employees", None)
    assert facts_of(owner.organisation)["employees"].value is None


def test_the_passport_puts_home_first_and_names_what_is_missing(owner):
    put(owner, "employees", 12)
    rows = {row.regime: row for row in passport_of(owner.organisation, date(2026, 6, 1))}
    assert list(rows) == ["SA", "CN", "EU", "IN"]
    assert rows["SA"].size_class == "unknown"
    assert rows["SA"].missing_facts == ("revenue",)
    put(owner, "revenue", Decimal(3_900_000), "SAR")
    put(owner, "total_assets", Decimal(2_000_000), "SAR")
    put(owner, "plant_investment", Decimal(1_000_000), "SAR")
    rows = {row.regime: row for row in passport_of(owner.organisation, date(2026, 6, 1))}
    assert {regime: row.size_class for regime, row in rows.items()} == {
        "SA": "small", "CN": "micro", "EU": "small", "IN": "micro",
    }  # fmt: skip


def test_every_section_form_round_trips(owner):
    """What a form shows is what it reads: posting the shown values changes nothing."""
    record_facts(
        actor=owner.actor, organisation=owner.organisation,
        facts={"employees": (12, ""), "revenue": (Decimal("1.5"), "EUR"), "is_rural": (True, ""),
               "certificates": (frozenset({"halal", "haccp"}), ""), "founded_on": (date(2020, 1, 2), "")},
    )  # fmt: skip
    facts = facts_of(owner.organisation)
    for section in SECTIONS:
        shown = SectionForm(section=section, facts=facts, currency="SAR")
        data = {name: field.initial for name, field in shown.fields.items() if field.initial is not None}
        form = SectionForm(data, section=section, facts=facts, currency="SAR")
        assert form.is_valid(), form.errors
        assert form.changed_facts() == {}
        assert entries_of(section)
