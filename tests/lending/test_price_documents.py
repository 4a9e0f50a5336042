"""docs/pricing.md cannot rot: its examples are sent, its table of conventions is the one the engine reads."""

import json
import re
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lending.pricing import apr, conventions
from lending.pricing.dates import PER_YEAR
from lending.pricing.flows import CashFlow
from lending.pricing.quote import price, price_flows
from lending.pricing.terms import KINDS, Product

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "pricing.md").read_text(encoding="utf-8")
PAIRS = [tuple(map(json.loads, block.splitlines())) for block in re.findall(r"```json\n(.*?)\n```", TEXT, re.DOTALL)]
INDENTED = [json.loads(line) for line in re.findall(r"^ {4}(\{.*\})$", TEXT, re.MULTILINE)]


@pytest.mark.parametrize(("body", "figures"), PAIRS, ids=[body["product"]["kind"] for body, _figures in PAIRS])
def test_an_example_is_answered_with_the_figures_under_it(
    client: Client, body: dict[str, Any], figures: dict[str, str]
) -> None:
    answer = client.post("/api/v1/calculators/price", body, "application/json")
    assert answer.status_code == 200, answer.json()
    assert {name: answer.json()[name] for name in figures} == figures
    assert {"effective_apr", "total_cost", "largest_instalment", "cash_in_hand"} <= set(figures)


def test_every_kind_has_its_example() -> None:
    assert {body["product"]["kind"] for body, _figures in PAIRS} == set(KINDS)


def test_the_short_examples_are_answered_too(client: Client) -> None:
    assert len(INDENTED) == 3
    for body in INDENTED:
        assert client.post("/api/v1/calculators/price", body, "application/json").status_code == 200


def test_the_documents_show_the_table_the_engine_reads() -> None:
    for one in conventions.table().values():
        row = f"| `{one.code}` | {one.figure} | {one.law} | {one.in_force or 'a habit, no law'} | {one.source} |"
        assert row in TEXT


def test_every_convention_is_complete() -> None:
    table = conventions.table()
    assert {"directive-2008/48", "sama-66", "rbi-kfs", "simple"} <= set(table)
    for one in table.values():
        assert one.figure in conventions.FIGURES
        assert all((one.law, one.source, one.equation, one.included, one.left_out, one.used_for))
        assert one.periods["monthly"] == 12
        assert one.in_force or one.code == "simple"


def test_the_engine_takes_its_year_from_the_table() -> None:
    """Change a figure in the file and these change with it: nothing is written a second time in the code."""
    effective, nominal, simple = (conventions.chosen(figure) for figure in conventions.FIGURES)
    assert PER_YEAR is effective.periods
    loan = price(Product("reducing", "SAR", D(100_000), D(9), 12, frequency="weekly"))
    assert loan.convention == effective.code
    assert float(loan.nominal) / 100 == pytest.approx(
        apr.nominal(float(loan.effective) / 100, nominal.periods["weekly"])
    )
    bill = price(Product("discount", "SAR", D(100_000), D(8), days=simple.year_days))
    assert bill.total_cost == 8000
    assert bill.rows[0].t == 1
    flows = price_flows([CashFlow(D(0), D(1000)), CashFlow(D(1), D(-1100))], "SAR")
    assert float(flows.nominal) / 100 == pytest.approx(apr.nominal(0.1, nominal.periods["monthly"]))
