"""What is known is not asked again: steps, packages, prices, contracts and papers carry over by themselves."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from digital.models import ProposalTerms
from digital.schemes.grant import Cost
from digital.services import grants, providers
from portal.common import clock
from portal.matchmaking import services as exchange
from portal.organisations.services import capability_add
from portal.vetting import services as vetting
from portal.vetting.models import VettingCase
from tests.digital.world import award, bid, need, provider
from tests.people import Cast

pytestmark = pytest.mark.django_db
D = Decimal


def test_a_step_of_the_roadmap_goes_on_the_plan_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.owner.user)
    page = reverse("digital:roadmap", args=["food"])
    add = reverse("digital:plan-step", args=["stock"])
    assert add in client.get(page).content.decode()
    for _twice in range(2):
        assert client.post(add).status_code == 302
    item = cast.owner.organisation.plan_items.get()
    assert (item.step, item.state, item.assessment) == ("stock", "proposed", None)
    assert add not in client.get(page).content.decode()
    client.force_login(cast.colleague.user)  # a viewer looks
    assert "/plan/steps/" not in client.get(page).content.decode()
    client.post(reverse("digital:plan-step", args=["backup"]))
    client.force_login(cast.owner.user)
    client.post(reverse("digital:plan-step", args=["nonsense"]))
    assert cast.owner.organisation.plan_items.count() == 1


def test_a_bid_on_an_own_package_starts_with_the_package(cast: Cast) -> None:
    seller, rival = provider("Scan", "scan@code.example"), provider("Rival", "rival@code.example")
    lines = {"software": D(16000), "equipment": D(6000), "training": D(4000)}
    values = {
        "title": "Stock",
        "category": "inventory",
        "scope": "Two scanners",
        "excluded": "Labels",
        "months": 4,
        "yearly_fee": D(3600),
    }
    listed = providers.package_save(actor=seller.actor, values=values, lines=lines)
    asked = need(cast, package=listed)
    draft = exchange.response_start(actor=seller.actor, request=asked)
    terms = ProposalTerms.objects.get(response=draft)
    assert (terms.price, terms.scope, terms.not_included, terms.months, terms.package) == (
        D(26000),
        "Two scanners",
        "Labels",
        4,
        listed,
    )
    assert {row.kind: row.amount for row in terms.milestones.all()} == lines
    assert [row.month for row in terms.milestones.all()] == [0, 2, 4]
    other = ProposalTerms.objects.get(response=exchange.response_start(actor=rival.actor, request=asked))
    assert (other.price, other.milestones.count()) == (None, 0)


def test_the_price_left_empty_is_the_sum_of_the_milestones_and_the_panel_shows_it(cast: Cast, client: Client) -> None:
    seller = provider("Scan", "scan@code.example")
    draft = exchange.response_start(actor=seller.actor, request=need(cast))
    client.force_login(seller.user)
    page = reverse("matchmaking:response-edit", args=[draft.public_id])
    typed = {"step_1": "Start", "step_1_amount": "12,000", "step_1_kind": "software", "step_2": "End", "step_2_month": "2",
             "step_2_amount": "8000", "step_2_kind": "delivery", "valid_until": "2030-01-01"}  # fmt: skip
    html = client.post(page, {**typed, "action": "recalculate"}).content.decode()
    assert "20,000" in html  # the milestones as typed, not as saved
    assert "14,000" in html  # half of the software is paid by the grant
    client.post(page, {**typed, "action": "save"})
    assert ProposalTerms.objects.get(response=draft).price == D(20000)


def test_accepting_writes_the_contract_into_the_grant_and_the_claims_papers_open_for_the_authority_alone(
    cast: Cast, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    response = bid(provider("Scan", "scan@code.example"), need(cast), 40000)
    row = grants.application_create(
        actor=cast.owner.actor, code="solution-grant", title="Stock", costs=[Cost("software", D(38000))], request=response.request
    )  # fmt: skip
    grants.application_submit(actor=cast.owner.actor, application=row)
    engagement = award(cast, response).engagement
    event = row.events.get()
    assert (event.kind, event.happened_on, event.amount) == ("contract", clock.today(), D(40000))
    assert not grants.forfeited(row)
    assert "quotation" not in grants.missing_for_claim(row)  # the accepted bid is the signed quotation
    grants.application_decide(actor=cast.authority.actor, application=row, approve=True)
    client.force_login(cast.owner.user)
    for kind in ("invoice", "payment_proof", "activation", "usage"):
        upload = SimpleUploadedFile(f"{kind}.txt", b"words")
        client.post(reverse("digital:grant-paper", args=[row.public_id]), {"kind": kind, "file": upload})
    empty = client.post(reverse("digital:grant-paper", args=[row.public_id]), {"kind": "invoice"})
    assert empty.context["evidence_form"].errors["document"]
    version = row.evidence.get(kind="invoice").document.versions.get()
    paper = reverse("documents:download", args=[version.public_id])
    client.force_login(cast.authority.user)
    assert client.get(paper).status_code == 404  # not before the claim
    grants.claim_submit(actor=cast.owner.actor, application=row)
    answer = client.get(paper)
    assert b"".join(answer.streaming_content) == b"words"
    client.force_login(cast.provider.user)
    assert client.get(paper).status_code == 404
    assert engagement.state == "agreed"


def test_the_answers_of_reference_customers_stand_in_the_application_and_in_the_officers_file(
    cast: Cast, client: Client
) -> None:
    firm = cast.stranger
    for number in range(2):
        row = providers.reference_ask(actor=firm.actor, firm=f"C{number}", email=f"c{number}@c.example", language="en")
        providers.reference_answer(
            row=row, values={"is_independent": True, "still_uses": True, "months_used": 9, "satisfied": number == 0, "gain_percent": 20}
        )  # fmt: skip
    assert [(row.code, row.held, row.is_met) for row in providers.counted(firm.organisation)] == [
        ("five_customers", 2, False), ("satisfied", 1, False), ("productivity", 2, False), ("no_negative", 1, False)
    ]  # fmt: skip
    case = vetting.case_start(actor=firm.actor, capability=capability_add(firm.organisation, "provider"))
    client.force_login(firm.user)
    page = client.get(reverse("vetting:answer", args=[case.public_id, "satisfied"]))
    assert [row.held for row in page.context["counts"]] == [1]
    assert reverse("digital:reference-new") in page.content.decode()
    for answer in case.answers.select_related("case__capability"):
        vetting.answer_save(actor=firm.actor, answer=answer, is_met=True, text="See our site.", link="")
    vetting.case_submit(actor=firm.actor, case=VettingCase.objects.get())
    client.force_login(cast.authority.user)
    html = client.get(reverse("vetting:review", args=[case.public_id])).content.decode()
    assert html.count("Counted by the portal") == 4
