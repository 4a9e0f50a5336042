"""Figures, dates and names read the same way round in three languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from portal.common import clock, formatting
from portal.common.formatting import Medium
from portal.common.forms import MoneyField, NumberInput, QForm, normalise_number

LANGUAGES = ["en", "zh-hans", "ar"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_is_isolated_and_grouped(language):
    with translation.override(language):
        assert formatting.money(Decimal("1234567.5"), "SAR") == '<bdi dir="ltr" class="num">SAR\u00a01,234,567.50</bdi>'
        assert formatting.money(250000, "SAR", Medium.PLAIN) == "\u2066SAR\u00a0250,000\u2069"
        assert formatting.percent("9.25") == '<bdi dir="ltr" class="num">9.3%</bdi>'
        assert formatting.money(None, "SAR") == ""


@pytest.mark.parametrize(
    ("currency", "text"), [("JPY", "JPY\u00a0100"), ("SAR", "SAR\u00a099.50"), ("KWD", "KWD\u00a099.500")]
)
def test_minor_units_follow_the_currency(currency, text):
    assert formatting.money(Decimal("99.5"), currency, Medium.BARE) == text


def test_negative_amounts_carry_a_minus_sign_and_nought_does_not():
    assert formatting.number(-5, None, Medium.BARE) == "\u22125"
    assert formatting.number(Decimal("-0.001"), 2, Medium.BARE) == "0.00"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "3 November 2026"), ("zh-hans", "2026年11月3日"), ("ar", "3 نوفمبر 2026")]
)
def test_dates_in_the_language(language, text):
    with translation.override(language):
        assert formatting.date_text(date(2026, 11, 3), Medium.BARE) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [(timedelta(days=3), "3 days left"), (timedelta(hours=25), "25 hours left"), (timedelta(minutes=1), "1 minute left"),
     (timedelta(seconds=20), "Less than a minute left"), (timedelta(0), "Closed"), (-timedelta(days=1), "Closed")],
)  # fmt: skip
def test_time_left(monkeypatch, left, text):
    moment = datetime(2026, 11, 3, 11, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    with translation.override("en"):
        assert formatting.time_left(moment + left, Medium.PLAIN) == text


def test_names_carry_their_language_and_are_escaped():
    with translation.override("en"):
        assert formatting.name("مصرف", "ar") == '<bdi lang="ar" dir="rtl">مصرف</bdi>'
        assert formatting.name("<b>") == "<bdi>&lt;b&gt;</bdi>"


def test_values_survive_a_translated_sentence():
    source = "{% blocktranslate with a=amount|money:'SAR' %}You asked for {{ a }}.{% endblocktranslate %}"
    with translation.override("en"):
        html = Template(source).render(Context({"amount": 1000}))
    assert html == 'You asked for <bdi dir="ltr" class="num">SAR\u00a01,000</bdi>.'


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("١٬٢٣٤٫٥", "1234.5"),
        ("１，２３４", "1234"),
        ("1 234 567", "1234567"),
        ("12,34,567", "1234567"),
        ("250,000.50", "250000.50"),
        ("12,5", "12,5"),
        ("abc", "abc"),
    ],
)
def test_numbers_as_people_type_them(typed, read):
    assert normalise_number(typed) == read


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("1000000", "1,000,000"), ("-2500.50", "-2,500.50"), ("12.", "12."), ("1234.", "1,234."), ("0012345", "0012345"),
     ("12,5", "12,5"), ("abc", "abc"), ("999", "999")],
)  # fmt: skip
def test_a_typed_figure_is_grouped_when_it_is_shown_again(typed: str, shown: str) -> None:
    assert NumberInput().format_value(typed) == shown


class AmountForm(QForm):
    amount = MoneyField(currency="SAR")


def test_money_field_reads_arabic_digits_and_refuses_a_loose_comma():
    good, bad = AmountForm({"amount": "٢٥٠٬٠٠٠"}), AmountForm({"amount": "12,5"})
    assert good.is_valid()
    assert good.cleaned_data["amount"] == Decimal(250000)
    assert not bad.is_valid()
    html = str(bad)
    assert 'aria-invalid="true"' in html
    assert 'value="12,5"' in html
    assert " required" not in html


def test_moments_of_two_zones_with_one_offset_and_of_an_hour_that_comes_twice_are_told_apart():
    noon = datetime(2026, 11, 26, 9, tzinfo=UTC)
    with translation.override("en"):
        said = [
            formatting.datetime_text(noon, formatting.Medium.PLAIN, zone=zone)
            for zone in ("Asia/Riyadh", "Asia/Kuwait")
        ]
        assert ["Riyadh" in said[0], "Kuwait" in said[1]] == [True, True]
        first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
        twice = [formatting.datetime_text(moment, zone="Europe/Berlin") for moment in (first, second)]
    assert ["UTC+2" in twice[0], "UTC+1" in twice[1]] == [True, True]
    assert len(set(twice)) == 2
