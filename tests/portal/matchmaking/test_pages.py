"""The exchange's pages, walked as each person would, on the probe pillar."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.common import clock
from portal.matchmaking import clock as exchange_clock
from portal.matchmaking.models import Engagement, Request, Response
from tests.moments import pass_time
from tests.people import PASSWORD, Cast, build, client_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def url(name: str, *args: str) -> str:
    with translation.override("en"):
        return reverse(f"matchmaking:{name}", args=args)


def test_owner_and_lender_walk_the_whole_journey(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, lender, rival = client_of(cast.owner), client_of(cast.lender), client_of(cast.rival)
    assert owner.get(url("requests")).status_code == 200
    answer = owner.post(url("request-new"), {"pillar": "probe"})
    request = Request.objects.get()
    assert answer.url == url("request-tasks", request.public_id)
    assert owner.get(answer.url).status_code == 200
    section = url("request-section", request.public_id, "need")
    assert owner.get(section).status_code == 200
    owner.post(section, {"title": "A new oven", "summary": "We bake", "next": "1"})
    owner.post(url("request-section", request.public_id, "amount"), {"amount": "5000"})
    check = url("request-check", request.public_id)
    page = owner.get(check)
    assert b"A new oven" in page.content
    refused = owner.post(check, {"open_days": "10"})
    assert refused.status_code == 200
    assert b"error-summary" in refused.content
    published = owner.post(check, {"open_days": "10", "consent": "on"})
    assert published.url == url("request-published", request.public_id)
    assert owner.get(published.url).status_code == 200
    assert owner.get(url("request-home", request.public_id)).status_code == 200
    assert owner.get(url("request-calendar", request.public_id)).content.startswith(b"BEGIN:VCALENDAR")

    inbox = lender.get(url("inbox"))
    assert b"A new oven" in inbox.content
    assert b"Noor Foods" not in inbox.content
    file = lender.get(url("inbox-detail", request.public_id))
    assert b"Noor Foods" not in file.content
    lender.post(url("inbox-act", request.public_id, "ask"), {"text": "Gas or electric?"})
    lender.post(url("inbox-act", request.public_id, "watch"))
    started = lender.post(url("inbox-act", request.public_id, "respond"))
    draft = Response.objects.get()
    assert lender.get(started.url).status_code == 200
    valid = (clock.today() + timedelta(days=40)).isoformat()
    lender.post(started.url, {"price": "77123", "valid_until": valid, "message": "Hello", "action": "send"})
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert lender.get(url("response-detail", draft.public_id)).status_code == 200
    assert lender.get(url("responses")).status_code == 200
    sealed = owner.get(url("compare", request.public_id))
    assert b"77,123" not in sealed.content
    assert rival.get(url("response-detail", draft.public_id)).status_code == 404
    assert rival.get(url("compare", request.public_id)).status_code == 404

    pass_time(monkeypatch, days=10, minutes=1)
    exchange_clock.run()
    opened = owner.get(url("compare", request.public_id))
    assert b"77,123" in opened.content
    accept = url("accept", request.public_id, draft.public_id)
    assert owner.get(accept).status_code == 200
    wrong = owner.post(accept, {"rationale": "Best", "agree": "on", "password": "wrong"})
    assert b"error-summary" in wrong.content
    done = owner.post(accept, {"rationale": "Best", "agree": "on", "password": PASSWORD})
    assert done.status_code == 302
    engagement = Engagement.objects.get()
    page = lender.get(url("engagement-detail", engagement.public_id))
    assert b"Noor Foods" in page.content
    lender.post(url("engagement-act", engagement.public_id, "start"), {})
    owner.post(url("engagement-act", engagement.public_id, "complete"), {})
    engagement.refresh_from_db()
    assert engagement.state == "completed"
    report = url("engagement-report", engagement.public_id)
    assert owner.get(report).status_code == 200
    year = clock.today().year
    split = {"value": "900", "currency": "SAR", f"year_{year}": "600"}
    told = {"happened": "yes", "without_help": "20", **split}
    short = owner.post(report, told)
    assert b"must add up" in short.content  # 600 of 900: nothing is kept, what was typed is
    assert b'value="600' in short.content
    assert engagement.outcomes.count() == 0
    owner.post(report, {**told, f"year_{year + 2}": "300"})
    assert engagement.outcomes.get().value_by_year == {str(year): "600", str(year + 2): "300"}
    assert owner.get(url("engagements")).status_code == 200


def published(owner: Client) -> Request:
    """A request written and published through its pages."""
    owner.post(url("request-new"), {"pillar": "probe"})
    request = Request.objects.get()
    owner.post(url("request-section", request.public_id, "need"), {"title": "Oven", "summary": ""})
    owner.post(url("request-section", request.public_id, "amount"), {"amount": "5"})
    owner.post(url("request-check", request.public_id), {"open_days": "5", "consent": "on"})
    return request


def test_conversation_stays_between_two(cast: Cast) -> None:
    owner, lender = client_of(cast.owner), client_of(cast.lender)
    request = published(owner)
    started = lender.post(url("talk", request.public_id))
    assert lender.post(started.url, {"text": "Good morning"}).status_code == 302
    assert b"Noor Foods" not in lender.get(started.url).content
    assert b"Good morning" in owner.get(started.url).content
    assert client_of(cast.rival).get(started.url).status_code == 404
    assert owner.get(url("threads")).status_code == 200


def test_decline_needs_a_coded_reason(cast: Cast) -> None:
    owner, lender = client_of(cast.owner), client_of(cast.lender)
    request = published(owner)
    decline = url("inbox-decline", request.public_id)
    assert b"error-summary" in lender.post(decline, {}).content
    assert lender.post(decline, {"codes": ["1"], "text": "Bring a statement"}).status_code == 302
    home = owner.get(url("request-home", request.public_id))
    assert b"Bring a statement" in home.content
    assert b"Dune Bank" in home.content
    assert b"Palm" not in lender.get(url("inbox-detail", request.public_id)).content


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_lists_speak_every_language_when_empty(cast: Cast, language: str) -> None:
    client = client_of(cast.owner)
    for name in ("requests", "inbox", "inbox-near", "responses", "engagements", "threads", "request-new"):
        page = client.get(url(name).replace("/en/", f"/{language}/"))
        assert page.status_code == 200, name
        assert (b'<html lang="ar" dir="rtl"' in page.content) == (language == "ar")
    officer = client_of(cast.authority)
    for name in ("moderation", "disputes"):
        assert officer.get(url(name).replace("/en/", f"/{language}/")).status_code == 200
        assert client.get(url(name)).status_code == 403
