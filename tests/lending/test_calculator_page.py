"""The public calculator: every product of the offer editor, by the same engine, without script and without an account."""

from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client

from lending.choices import Product as Code
from lending.pricing.equity import stake
from lending.pricing.quote import price
from lending.pricing.terms import Drawdown, Fee, Product
from portal.common import clock

pytestmark = pytest.mark.django_db
LOAN = {"rate": "9", "months": "24"}
STAGES = {"stage_1_month": "0", "stage_1_amount": "400000", "stage_2_month": "6", "stage_2_amount": "200000"}
DRAWN = {"drawdowns": (Drawdown(0, D(400_000)), Drawdown(6, D(200_000)))}
# product: what is typed beside amount and currency, and the engine's description of the same
CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    Code.REDUCING: ({**LOAN, "grace_months": "3", "grace": "capitalised"}, {"grace_months": 3, "grace": "capitalised"}),
    Code.EQUAL_PRINCIPAL: (LOAN, {}),
    Code.FLAT: (LOAN, {}),
    Code.INTEREST_ONLY: ({**LOAN, "frequency": "quarterly"}, {"frequency": "quarterly"}),
    Code.BALLOON: ({**LOAN, "balloon": "180000"}, {"balloon": D(180_000)}),
    Code.STAGED: ({**LOAN, **STAGES}, DRAWN),
    Code.SEASONAL: ({**LOAN, "season": ["5", "6", "11"]}, {"season": (5, 6, 11)}),
    Code.LINE: ({**LOAN, "use": "60", "unused_rate": "0.75"}, {"use": D("0.6"), "unused_rate": D("0.75")}),
    Code.FACTOR: ({"factor": "1.14", "months": "12", "frequency": "weekly"},
                  {"factor": D("1.14"), "months": 12, "frequency": "weekly", "rate": D(0)}),
    Code.SALES_SHARE: ({"factor": "1.16", "sales": "320000", "share": "12.5"},
                       {"factor": D("1.16"), "sales": D(320_000), "share": D("12.5"), "rate": D(0), "months": 0}),
    Code.DISCOUNT: ({"rate": "8.4", "days": "120"}, {"rate": D("8.4"), "days": 120, "months": 0}),
    Code.MURABAHA: ({"months": "24", "markup": "70000"}, {"rate": D(0), "markup": D(70_000)}),
    Code.TAWARRUQ: (LOAN, {}),
    Code.IJARAH: ({**LOAN, "balloon": "60000"}, {"balloon": D(60_000)}),
    Code.MUSHARAKAH: ({**LOAN, "frequency": "quarterly"}, {"frequency": "quarterly"}),
}  # fmt: skip
URL = "/financing/calculator/"


def ask(client: Client, language: str = "en", **typed: Any) -> Any:
    typed = {"currency": "SAR", "amount": "600,000", "shown": typed.get("product"), **typed}
    return client.get(f"/{language}{URL}", typed)


def test_every_product_of_the_editor_is_here(client: Client) -> None:
    assert {*CASES, Code.EQUITY} == set(Code.values)
    page = client.get(f"/en{URL}").content.decode()
    assert all(f'value="{code}"' in page for code in Code.values)


@pytest.mark.parametrize("code", list(CASES))
@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_the_page_gives_the_engine_s_price(client: Client, code: str, language: str) -> None:
    typed, terms = CASES[code]
    answer = ask(client, language, product=code, fee="1500", **typed)
    assert not answer.context["form"].errors
    values: dict[str, Any] = {"rate": D(9), "months": 24, **terms}
    wanted = price(Product(code, "SAR", D(600_000), start=clock.today(), fees=(Fee(D(1500)),), **values))
    quote = answer.context["quote"]
    assert quote == wanted
    assert f"{quote.total_cost:,.2f}".removesuffix(".00") in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_equity_is_dilution_and_has_no_rate(client: Client, language: str) -> None:
    answer = ask(client, language, product="equity", pre_money="5400000", option_pool="5")
    assert answer.context["quote"] is None
    assert answer.context["stake"] == stake(amount=D(600_000), pre_money=D(5_400_000), option_pool=D(5))
    page = answer.content.decode()
    assert "10.00" in page
    assert "85.00" in page


@pytest.mark.parametrize("code", Code.values)
def test_another_product_asks_for_its_own_inputs_first(client: Client, code: str) -> None:
    """Nobody is told off for fields that were not on the page yet; what was typed stays."""
    other = Code.FLAT if code != Code.FLAT else Code.REDUCING
    answer = ask(client, product=code, shown=other, rate="7.25")
    form = answer.context["form"]
    assert not form.is_bound
    assert f'<input type="hidden" name="shown" value="{code}">' in answer.content.decode()
    assert 'value="600,000"' in answer.content.decode()
    for name in {"balloon", "season", "use", "factor", "days", "pre_money"} & set(CASES.get(code, ({}, {}))[0]):
        assert name in form.fields
    assert not {"claimed_apr", "day_count", "rate_kind", "security", "fee_1_name"} & set(form.fields)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"product": "balloon", **LOAN}, "balloon"),
        ({"product": "staged", **LOAN}, "stage_1_amount"),
        ({"product": "staged", **LOAN, **STAGES, "stage_2_amount": "1"}, "stage_1_amount"),
        ({"product": "tawarruq", "months": "12"}, "rate"),
        ({"product": "flat", **LOAN, "fee": "600000"}, "fee"),
        ({"product": "equity", "pre_money": "1", "option_pool": "50"}, "option_pool"),
        ({"product": "flat", **LOAN, "amount": "lots"}, "amount"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(client: Client, typed: dict[str, Any], field: str) -> None:
    answer = ask(client, **typed)
    assert field in answer.context["form"].errors
    assert answer.context["quote"] is None
    assert answer.context["stake"] is None


@pytest.mark.parametrize("query", ["product=nonsense", "product=&amount=1", "shown=flat"])
def test_a_broken_address_shows_the_empty_page(client: Client, query: str) -> None:
    assert client.get(f"/en{URL}?{query}").status_code == 200
