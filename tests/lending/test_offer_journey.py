"""The financing journey in the browser's terms: request, match, offer, sealed, compare, key facts, accept, booked."""

import re
import zlib
from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.test import Client

from lending.models import FacilityDetails, FinancingDetails, KeyFacts, Mandate, OfferTerms
from lending.services import mandate_move, mandate_save
from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.matchmaking import clock as exchange_clock
from portal.matchmaking import services
from portal.matchmaking.models import Award, Match, Request, Response
from tests.moments import pass_time
from tests.people import PASSWORD, Cast, Person, build

pytestmark = pytest.mark.django_db(transaction=True)
SECTIONS = ("need", "money", "purpose", "security", "figures")


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def mandate(person: Person, **values: Any) -> Mandate:
    values = {"name": "Working capital", "kinds": ["loan"], "currency": "SAR", **values}
    saved = mandate_save(actor=person.actor, mandate=Mandate(**values))
    return mandate_move(actor=person.actor, mandate=saved, state="active")


def ask(cast: Cast, **details: Any) -> Request:
    base = {
        "kind": "loan",
        "amount": D(1_000_000),
        "currency": "SAR",
        "months": 36,
        "purpose": "4",
        "security": ["equipment"],
        "revenue": D(4_000_000),
    }
    request = services.request_create(
        actor=cast.owner.actor, pillar="lending", title="Second oven", details={**base, **details}
    )
    for code in SECTIONS:
        services.request_section_done(actor=cast.owner.actor, request=request, code=code)
    services.request_submit(actor=cast.owner.actor, request=request, open_days=10)
    return Request.objects.get(pk=request.pk)


def offer(person: Person, request: Request, **terms: Any) -> Response:
    draft = services.response_start(actor=person.actor, request=request)
    base = {"product": "reducing", "amount": D(1_000_000), "currency": "SAR", "months": 36, "rate": D(9)}
    OfferTerms.objects.filter(response=draft).update(**{**base, **terms})
    Response.objects.filter(pk=draft.pk).update(valid_until=clock.today() + timedelta(days=40))
    return services.response_submit(actor=person.actor, response=Response.objects.get(pk=draft.pk))


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    pass_time(monkeypatch, days=days, minutes=5)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def inflated(pdf: bytes) -> bytes:
    """The document with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    opened = [zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x"]
    return pdf + b"".join(opened)


def test_a_request_reaches_only_mandates_it_meets(cast: Cast) -> None:
    mandate(cast.lender, amount_min=D(100_000), amount_max=D(2_000_000))
    mandate(cast.rival, amount_max=D(500_000))
    request = ask(cast)
    rows = {m.organisation.legal_name: m for m in Match.objects.filter(request=request)}
    assert rows["Dune Bank"].released_at is not None
    assert rows["Palm Finance"].misses == 1
    assert rows["Palm Finance"].released_at is None
    missed = [reason for reason in rows["Palm Finance"].reasons if reason["outcome"] == "does_not"]
    assert [reason["fact"] for reason in missed] == ["amount"]


def test_a_missing_fact_is_never_a_no(cast: Cast) -> None:
    mandate(cast.lender, age_months_min=24)
    request = ask(cast)
    match = Match.objects.get(request=request, organisation=cast.lender.organisation)
    assert (match.misses, match.unknowns) == (0, 1)


def test_whole_journey_books_what_was_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    mandate(cast.lender)
    mandate(cast.rival)
    request = ask(cast)
    fees = [{"name": "Set-up", "amount": "20000.00", "when": "withheld", "avoidable": False, "payee": "lender"}]
    first = offer(cast.lender, request, fees=fees)
    second = offer(cast.rival, request, product="murabaha", rate=D(6))
    assert not Response.objects.visible_to(cast.owner.actor).filter(request=request).exists()
    later(monkeypatch, 10)
    exchange_clock.run()
    owner = signed_in(cast.owner)
    page = owner.get(f"/en/requests/{request.public_id}/compare/").content.decode()
    assert "10.89%" in page
    assert "11.66%" in page
    first.refresh_from_db()
    with pytest.raises(DomainError):
        services.award_make(actor=cast.owner.actor, response=first, rationale="x", checked_identity_by="password")
    statement = owner.get(f"/en/financing/offers/{first.public_id}/key-facts/")
    assert "164,790.39" in statement.content.decode()
    assert owner.post(f"/en/financing/offers/{first.public_id}/key-facts/sign/", {"read": "on"}).status_code == 302
    answer = owner.post(
        f"/en/requests/{request.public_id}/accept/{first.public_id}/",
        {"rationale": "Cheapest", "agree": "on", "password": PASSWORD},
    )
    assert answer.status_code == 302
    facility = FacilityDetails.objects.get()
    shown = OfferTerms.objects.get(response=first)
    assert facility.schedule == shown.schedule
    assert facility.key_facts_number == KeyFacts.objects.get().number
    assert sum(D(row["principal"]) for row in facility.schedule) == 1_000_000
    second.refresh_from_db()
    assert second.state == "declined"
    engagement = Award.objects.get().engagement
    assert engagement.milestones.get().amount == D("980000.00")
    assert owner.get(f"/en/engagements/{engagement.public_id}/").status_code == 200


def test_a_changed_offer_breaks_the_signature(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    mandate(cast.lender)
    request = ask(cast)
    made = offer(cast.lender, request)
    later(monkeypatch, 10)
    owner = signed_in(cast.owner)
    owner.post(f"/en/financing/offers/{made.public_id}/key-facts/sign/", {"read": "on"})
    OfferTerms.objects.filter(response=made).update(conditions="And a surprise fee")
    made.refresh_from_db()
    with pytest.raises(ConflictError):
        services.award_make(actor=cast.owner.actor, response=made, rationale="x", checked_identity_by="password")


def test_signing_needs_the_tick(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    mandate(cast.lender)
    request = ask(cast)
    made = offer(cast.lender, request)
    later(monkeypatch, 10)
    signed_in(cast.owner).post(f"/en/financing/offers/{made.public_id}/key-facts/sign/", {})
    assert not KeyFacts.objects.exists()


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"rate": None}, "rate"),
        ({"claimed_apr": D("9.00")}, "claim_explanation"),
        ({"product": "balloon"}, "balloon"),
        ({"product": "factor"}, "factor"),
        ({"grace_months": 36}, "grace_months"),
    ],
)
def test_an_offer_that_does_not_hold_together_is_not_sent(cast: Cast, terms: dict[str, Any], field: str) -> None:
    mandate(cast.lender)
    request = ask(cast)
    with pytest.raises(DomainError) as caught:
        offer(cast.lender, request, **terms)
    assert field in caught.value.messages


def test_an_offer_must_stay_valid_three_working_days_after_opening(cast: Cast) -> None:
    mandate(cast.lender)
    request = ask(cast)
    draft = services.response_start(actor=cast.lender.actor, request=request)
    OfferTerms.objects.filter(response=draft).update(amount=1000, months=12, rate=9)
    assert request.closes_at is not None
    Response.objects.filter(pk=draft.pk).update(valid_until=request.closes_at.date())
    with pytest.raises(DomainError) as caught:
        services.response_submit(actor=cast.lender.actor, response=Response.objects.get(pk=draft.pk))
    assert "valid_until" in caught.value.messages


def test_what_is_missing_is_said_all_at_once(cast: Cast) -> None:
    mandate(cast.lender)
    request = ask(cast)
    draft = services.response_start(actor=cast.lender.actor, request=request)
    OfferTerms.objects.filter(response=draft).update(amount=1000, months=12)
    with pytest.raises(DomainError) as caught:
        services.response_submit(actor=cast.lender.actor, response=Response.objects.get(pk=draft.pk))
    assert set(caught.value.messages) == {"rate", "valid_until"}
    data = {"product": "reducing", "amount": "1000", "currency": "SAR", "months": "12", "early_rule": "none"}
    address = f"/en/responses/{draft.public_id}/edit/"
    page = signed_in(cast.lender).post(address, {**data, "action": "send"})
    forms = page.context["forms"]
    assert [list(form.errors) for form in forms] == [["valid_until"], ["rate"]]
    saved = signed_in(cast.lender).post(address, {**data, "action": "save", "valid_until": clock.today().isoformat()})
    assert saved.status_code == 302, "a draft may lack its rate"


def test_four_eyes(cast: Cast) -> None:
    mandate(cast.lender, four_eyes=True)
    request = ask(cast)
    with pytest.raises(DomainError):
        offer(cast.lender, request)
    draft = Response.objects.get(organisation=cast.lender.organisation)
    services.response_ask_approval(actor=cast.lender.actor, response=draft)
    services.response_submit(actor=cast.approver.actor, response=draft)
    assert Response.objects.get(pk=draft.pk).state == "submitted"


def test_key_facts_are_closed_to_rivals_and_sealed_to_the_owner(cast: Cast) -> None:
    mandate(cast.lender)
    mandate(cast.rival)
    request = ask(cast)
    made = offer(cast.lender, request)
    address = f"/en/financing/offers/{made.public_id}/key-facts/"
    assert signed_in(cast.rival).get(address).status_code == 404
    assert signed_in(cast.owner).get(address).status_code == 404
    assert signed_in(cast.stranger).get(address).status_code == 404
    assert signed_in(cast.lender).get(address).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_pdf_page_and_api_agree(cast: Cast, language: str, client: Client) -> None:
    mandate(cast.lender)
    request = ask(cast)
    made = offer(cast.lender, request)
    lender = signed_in(cast.lender)
    page = lender.get(f"/{language}/financing/offers/{made.public_id}/key-facts/").content.decode()
    body = {"kind": "reducing", "principal": "1000000", "rate": "9", "months": 36}
    api = client.post("/api/v1/calculators/price", {"currency": "SAR", "product": body}, "application/json").json()
    assert f"{D(api['total_cost']):,}" in page
    assert f"{D(api['effective_apr']):.2f}%" in page
    pdf = lender.get(f"/{language}/financing/offers/{made.public_id}/key-facts.pdf")
    assert pdf.content.startswith(b"%PDF-")
    inside = inflated(pdf.content)
    assert b"/StructTreeRoot" in inside
    assert b"pdfuaid" in inside


def test_editor_prices_while_typing_and_saves_drafts(cast: Cast) -> None:
    mandate(cast.lender)
    request = ask(cast)
    lender = signed_in(cast.lender)
    draft = services.response_start(actor=cast.lender.actor, request=request)
    page = lender.get(f"/en/responses/{draft.public_id}/edit/").content.decode()
    assert 'value="1,000,000"' in page or 'value="1000000' in page
    data = {
        "product": "flat",
        "amount": "1,000,000",
        "currency": "SAR",
        "months": "36",
        "rate": "6",
        "frequency": "monthly",
        "early_rule": "none",
        "valid_until": (clock.today() + timedelta(days=40)).isoformat(),
    }
    panel = lender.post(f"/en/financing/offers/{draft.public_id}/panel/", data).content.decode()
    assert "11.66%" in panel
    assert not OfferTerms.objects.get(response=draft).is_priced
    recalculated = lender.post(
        f"/en/responses/{draft.public_id}/edit/", {**data, "action": "recalculate"}
    ).content.decode()
    assert "11.66%" in recalculated
    assert 'value="1,000,000"' in recalculated, "an amount keeps its grouping"
    wrong = lender.post(f"/en/responses/{draft.public_id}/edit/", {**data, "amount": "-5", "action": "send"})
    assert wrong.status_code == 200
    assert lender.post(f"/en/responses/{draft.public_id}/edit/", {**data, "action": "send"}).status_code == 302
    assert OfferTerms.objects.get(response=draft).effective_apr == D("11.663055166459").quantize(D("1e-12")) or (
        abs(OfferTerms.objects.get(response=draft).effective_apr - D("11.6631")) < D("0.0001")
    )


def test_task_list_asks_at_most_sixteen_required_inputs(cast: Cast) -> None:
    from lending.pillar import LENDING

    draft = services.request_create(actor=cast.owner.actor, pillar="lending")
    details = FinancingDetails.objects.get(request=draft)
    required = 0
    for section in LENDING.sections:
        form = section.form_class(instance=draft if section.on == "request" else details)
        required += sum(field.required for field in form.fields.values())
    assert required <= 16


def test_request_forms_keep_absurd_input_out(cast: Cast) -> None:
    owner = signed_in(cast.owner)
    draft = services.request_create(actor=cast.owner.actor, pillar="lending")
    address = f"/en/requests/{draft.public_id}/tasks/money/"
    data = {"kind": "loan", "amount": "-1", "currency": "SAR", "months": "36"}
    for change in ({"amount": "-1"}, {"amount": "9" * 40}, {"amount": "abc"}, {"months": "0"}, {"kind": "' OR 1=1"}):
        page = owner.post(address, {**data, "amount": "1000", **change})
        assert page.status_code == 200
        assert "error" in page.content.decode().lower()
    assert FinancingDetails.objects.get(request=draft).amount is None
    arabic = owner.post(address, {**data, "amount": "٢٥٠٬٠٠٠"})
    assert arabic.status_code == 302
    assert FinancingDetails.objects.get(request=draft).amount == 250_000


def test_comparison_of_thirty_offers_stays_within_its_queries(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    mandate(cast.lender)
    request = ask(cast)
    made = offer(cast.lender, request)
    from tests.people import organisation

    for n in range(29):
        firm = organisation(f"Lender {n}", "lender")
        copy = Response.objects.create(
            request=request, organisation=firm, created_by=cast.lender.user, state="submitted",
            submitted_at=clock.now(), valid_until=clock.today() + timedelta(days=40),
        )  # fmt: skip
        terms = OfferTerms.objects.get(response=made)
        terms.pk = copy.pk
        terms.save(force_insert=True)
    later(monkeypatch, 10)
    owner = signed_in(cast.owner)
    owner.get(f"/en/requests/{request.public_id}/compare/")
    with django_assert_max_num_queries(12):
        page = owner.get(f"/en/requests/{request.public_id}/compare/")
    assert len(re.findall('class="offer"', page.content.decode())) == 30
