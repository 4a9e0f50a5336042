"""The demo's one request, answered in every vocabulary: page, PDF and API say the same to the cent, in three languages."""

import io
import re
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from lending import demo
from lending.choices import Product
from lending.demo_market import VOCABULARIES
from lending.models import Mandate, OfferTerms
from portal.matchmaking.mirror import differing
from portal.matchmaking.models import Request, Response
from portal.web import demo as people

LANGUAGES = ("en", "zh-hans", "ar")
FIGURES = ("total_cost", "largest_instalment", "cash_in_hand")
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f\u202a\u202b\u202c\u00a0\u202f"), None)


@pytest.fixture(scope="module")
def market(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The demo's people and its lending stories, built once for the file and rolled back after it."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        cast = people.build()
        demo.build(cast)
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def owner(market: Any, db: None) -> Client:
    client = Client()
    client.force_login(market.users["sadu"])
    return client


def everything(market: Any) -> Request:
    return Request.objects.get(public_id=market.made["financing_everything"])


def offers(market: Any) -> list[Response]:
    rows = Response.objects.filter(request=everything(market), state="submitted").select_related("offer")
    return list(rows.order_by("pk"))


def plain(text: str) -> str:
    """Text without direction marks, so that figures can be searched in any language."""
    return re.sub("\u2212\\s*", "-", text.translate(ISOLATES))  # the true minus sign, in a PDF a run of its own


def money(value: D) -> str:
    return f"{value:,.2f}"


def has_figure(text: str, figure: str) -> bool:
    """The figure as a whole: 1,234.50 is not found in 11,234.50 or 1,234.501; 1,234.00 may stand as 1,234."""
    whole, dot, cents = figure.partition(".00")
    wanted = rf"{re.escape(whole)}(\.00)?" if dot and not cents else re.escape(figure)
    return re.search(rf"(?<![\d,.]){wanted}(?![\d]|[.,]\d)", text) is not None


def pdf_text(data: bytes) -> str:
    """The text of a PDF run by run: in a right-to-left table the cells of a row follow each other without a space."""
    runs: list[str] = []
    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text(visitor_text=lambda text, *_place: runs.append(text))
    return plain(" ".join(runs))


def test_every_vocabulary_is_offered_on_the_same_request(market: Any, db: None) -> None:
    made = offers(market)
    assert len(made) == len(VOCABULARIES) == 20
    assert {one.offer.product for one in made} == set(Product.values)
    assert all(one.offer.is_priced for one in made)
    rhythms = {(one.offer.product, one.offer.frequency) for one in made}
    assert {("factor", "weekly"), ("factor", "daily"), ("interest_only", "at_end")} <= rhythms
    assert {one.offer.grace for one in made if one.offer.grace_months} == {"interest_only", "capitalised"}


def test_the_owner_s_api_carries_the_stored_figures(market: Any, owner: Client) -> None:
    """What the API gives the owner is what the comparison shows and the statement signs."""
    rows = api_rows(owner)
    for one in offers(market):
        terms, sent = one.offer, rows[one.public_id]
        for name in (*FIGURES, "effective_apr", "nominal_apr", "total_repaid", "ownership"):
            value = getattr(terms, name)
            assert (D(sent[name]) if sent[name] is not None else None) == value, (terms.product, name)
        assert sent["schedule"] == terms.schedule


def api_rows(owner: Client) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    address: str | None = "/api/v1/lending/offers"
    while address:
        body = owner.get(address).json()
        found |= {row["public_id"]: row["terms"] for row in body["results"]}
        address = body["next"]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_comparison_statement_and_pdf_agree_with_the_api_to_the_cent(market: Any, owner: Client, language: str) -> None:
    request = everything(market)
    answer = owner.get(f"/{language}/requests/{request.public_id}/compare/")
    assert answer.status_code == 200
    comparison = plain(answer.content.decode())
    rows = api_rows(owner)
    for one in offers(market):
        api = rows[one.public_id]
        page = plain(owner.get(f"/{language}/financing/offers/{one.public_id}/key-facts/").content.decode())
        pdf = pdf_text(owner.get(f"/{language}/financing/offers/{one.public_id}/key-facts.pdf").content)
        article = comparison[comparison.index(f'id="offer-{one.public_id}"') :].split("</article>")[0]
        for text, where in ((article, "comparison"), (page, "statement"), (pdf, "pdf")):
            for figure in expected(api):
                assert has_figure(text, figure), (language, api["product"], where, figure)
        for row in api["schedule"]:
            for name in ("instalment", "principal", "interest", "balance"):
                assert has_figure(page, money(D(row[name]))), (language, api["product"], row["n"], name)
                assert has_figure(pdf, money(D(row[name]))), (language, api["product"], row["n"], name)


def expected(api: dict[str, Any]) -> list[str]:
    """The figures an owner sees of an offer, as they are printed."""
    if api["product"] == "equity":
        return [f"{D(api['ownership']):.2f}%", money(D(api["cash_in_hand"]))]
    return [*(money(D(api[name])) for name in FIGURES), f"{D(api['effective_apr']):.2f}%"]


@pytest.mark.parametrize("sort", ["effective_apr", "total_cost", "largest_instalment", "cash_in_hand"])
def test_cards_and_table_follow_each_of_the_four_figures(market: Any, owner: Client, sort: str) -> None:
    request = everything(market)
    page = owner.get(f"/en/requests/{request.public_id}/compare/", {"sort": sort}).content.decode()
    shown = re.findall(r'<h3 id="offer-([-\w]+)"', page)
    values = {one.public_id: getattr(one.offer, sort) for one in offers(market)}
    known = [values[key] for key in shown if values[key] is not None]
    assert len(shown) == 20
    assert known == sorted(known, reverse=sort == "cash_in_hand")


def test_the_public_calculator_gives_the_same_price_for_the_same_terms(market: Any, owner: Client) -> None:
    """The stateless API, fed with an offer's inputs, returns the offer's figures."""
    from lending.offers import to_product

    done = 0
    for one in offers(market):
        if one.offer.is_equity:
            continue
        assert one.offer.starts_on is not None
        product = to_product(one.offer, one.offer.starts_on)
        body = {"currency": product.currency, "product": as_json(product)}
        sent = owner.post("/api/v1/calculators/price", body, "application/json")
        assert sent.status_code == 200, (product.kind, sent.json())
        for name in (*FIGURES, "total_repaid"):
            assert D(sent.json()[name]) == getattr(one.offer, name), (product.kind, name)
        assert D(sent.json()["effective_apr"]) == one.offer.effective_apr
        done += 1
    assert done == 19


def as_json(product: Any) -> dict[str, Any]:
    """A product in the public description, without what stands at its default."""
    usual = type(product)("reducing", "SAR", D(1))
    body: dict[str, Any] = {"kind": product.kind, "principal": str(product.principal), "rate": str(product.rate)}
    for name in type(product).__dataclass_fields__:
        value = getattr(product, name)
        if name in ("kind", "principal", "rate", "currency") or value == getattr(usual, name):
            continue
        if name == "fees":
            value = [
                {"amount": str(f.amount), "when": str(f.when), "avoidable": f.avoidable, "payee": f.payee}
                for f in value
            ]
        elif name == "drawdowns":
            value = [{"month": stage.month, "amount": str(stage.amount)} for stage in value]
        elif name == "start":
            value = value.isoformat()
        elif isinstance(value, D):
            value = str(value)
        body[name] = list(value) if isinstance(value, tuple) else value
    return body


def test_an_equity_offer_can_be_signed_and_chosen(market: Any, owner: Client) -> None:
    """Equity has no rate, but it has a statement: who owns what afterwards."""
    one = next(one for one in offers(market) if one.offer.is_equity)
    page = plain(owner.get(f"/en/financing/offers/{one.public_id}/key-facts/").content.decode())
    assert "10.00%" in page
    assert "85.00%" in page
    assert "No." not in page
    assert owner.post(f"/en/financing/offers/{one.public_id}/key-facts/sign/", {"read": "on"}).status_code == 302
    accept = owner.get(f"/en/requests/{everything(market).public_id}/accept/{one.public_id}/")
    assert accept.status_code == 200


def test_statements_are_numbered_once_and_valid_long_enough(market: Any, db: None) -> None:
    from lending.services import KEY_FACTS_DAYS, earliest_validity, key_facts_number

    made = offers(market)
    assert len({key_facts_number(one) for one in made}) == len(made)
    assert all(one.valid_until and one.valid_until >= earliest_validity(one.request) for one in made)
    assert KEY_FACTS_DAYS == 3


def test_terms_of_the_demo_are_those_of_the_list(market: Any, db: None) -> None:
    staged = OfferTerms.objects.get(response__request=everything(market), product="staged")
    assert [row["month"] for row in staged.stages] == [0, 3, 6]
    assert staged.cash_in_hand == 600_000


def test_moving_the_demo_into_the_past_keeps_every_inbox_right(market: Any, db: None) -> None:
    assert list(differing()) == []


def test_a_visitors_request_reaches_people_one_can_sign_in_as(market: Any, db: None) -> None:
    """The lenders made for one request would take all ten places of every new one."""
    in_force = set(Mandate.objects.in_force().values_list("organisation__legal_name", flat=True))
    assert in_force == {market.firms[key].legal_name for key in ("dune", "palm", "amanah", "silk", "falcon")}
