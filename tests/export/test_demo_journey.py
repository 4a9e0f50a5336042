"""The demo firm's way abroad, page by page, in each language: readiness, markets, mentor, talks, partner, meeting,
documents, outcome. What one step told, the next one shows."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from export import demo
from export.models import Event, IssuedDocument, MentoringSession, PartnerProfile, ReadinessAssessment
from portal.common import clock
from portal.matchmaking import services
from portal.matchmaking.models import Engagement, OutcomeReport
from portal.web import demo as stage

BACKEND = "portal.identity.backends.AuthenticationBackend"


@pytest.fixture
def cast(transactional_db: None) -> Any:
    built = stage.build()
    demo.build(built)
    return built


def test_demo_firm_goes_from_readiness_to_documents(cast: Any, client: Client) -> None:
    client.force_login(cast.users["owner"], backend=BACKEND)
    firm = cast.firms["noor"]
    engagement = Engagement.objects.get(owner=firm, pillar="export")
    result = ReadinessAssessment.objects.get(organisation=firm)
    codes = list(IssuedDocument.objects.filter(shipment__organisation=firm).values_list("code", flat=True))
    paths = [
        "", f"readiness/results/{result.public_id}/", "markets/?q=biscuits", "markets/?hs6=190531&w_access=0&w_untapped=5",
        "markets/190531/DEU/", f"plans/{firm.export_plans.get().public_id}/", "mentors/", f"mentorships/{engagement.public_id}/",
        "partners/", f"partners/{PartnerProfile.objects.filter(organisation=firm).get().public_id}/",
        f"events/{Event.objects.get(state='solved').public_id}/", "documents/", f"verify/{codes[0]}/", "vouching/", "pools/", "cases/",
    ]  # fmt: skip
    for language in ("en", "zh-hans", "ar"):
        for path in paths:
            page = client.get(f"/{language}/export/{path}")
            assert page.status_code == 200, path
            html = page.content.decode()
            assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in html
            assert " style=" not in html, path
            assert " onclick=" not in html


def test_weights_without_script_change_the_order_and_example_data_are_named(cast: Any, client: Client) -> None:
    client.force_login(cast.users["owner"], backend=BACKEND)
    far = client.get("/en/export/markets/?hs6=190531&exporter=SAU&w_untapped=1&w_access=0&w_fit=0&w_readiness=0")
    near = client.get("/en/export/markets/?hs6=190531&exporter=SAU&w_untapped=0&w_access=5&w_fit=0&w_readiness=0")
    first = far.context["rows"][0]["item"].market
    assert first == "DEU"
    assert near.context["rows"][0]["item"].market != "DEU"
    assert "Example data" in far.content.decode()
    for bad in ("hs6=19", "hs6=770101", "hs6=190531&w_untapped=99", "hs6=190531&exporter=XXX"):
        assert client.get(f"/en/export/markets/?{bad}").status_code == 200


def test_outcome_is_confirmed_by_both_sides(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engagement = Engagement.objects.get(owner=cast.firms["noor"], pillar="export")
    assert MentoringSession.objects.filter(engagement=engagement, state="held").get().is_confirmed
    services.engagement_complete(actor=cast.actor("owner"), engagement=engagement)
    for key in ("owner", "mentor"):
        services.outcome_report(
            actor=cast.actor(key),
            engagement=engagement,
            answers={
                "happened": True,
                "value": Decimal(8700),
                "currency": "EUR",
                "happened_on": clock.today(),
                "without_help": "20",
            },
        )
    assert OutcomeReport.objects.filter(engagement=engagement, happened=True).count() == 2
