"""In every pillar: what one responder offered is in no byte a rival or a visitor gets, by page, download, API, mail or log."""

import logging
from typing import Any

import pytest
from django.core import mail
from django.db import models
from django.test import Client

from portal.matchmaking.models import Response
from portal.matchmaking.pillars import Pillar
from portal.organisations.api_tokens import api_token_create
from portal.web import demo
from tests.access.test_sealed import PRICE, WORDS, Traffic, addresses, leaks
from tests.contracts.test_whole_way import PILLARS, WAYS

FIGURE = "7712345"
START = ("inbox/", "inbox/?format=csv", "journal/?format=csv", "dashboard/", "responses/", "threads/", "notifications/")
API = ("lending/requests", "lending/offers", "lending/mandates")
REAL = [pillar for pillar in PILLARS if pillar.code != "probe"]  # the probe has tests/access/test_sealed.py


def plant(given: Response) -> None:
    """Put the planted figure and words into every amount and free text of a sent answer, behind the services' back."""
    terms = next(p for p in PILLARS if p.code == given.request.pillar).terms_model
    values: dict[str, Any] = {}
    for field in terms._meta.concrete_fields:
        if isinstance(field, models.DecimalField) and field.max_digits - field.decimal_places >= 8:
            values[field.name] = PRICE
        elif isinstance(field, models.TextField) and not field.choices:
            values[field.name] = WORDS
    terms._default_manager.filter(pk=given.pk).update(**values)
    Response.objects.filter(pk=given.pk).update(message=WORDS)


def planted(body: bytes | str) -> set[str]:
    return {FIGURE, WORDS} & set(leaks(body))


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("pillar", REAL, ids=[pillar.code for pillar in REAL])
def test_a_rival_and_a_visitor_get_no_byte_of_an_answer(
    pillar: Pillar, db: None, settings: Any, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MFA_REQUIRED_FOR, settings.SHOW_MAILBOX, settings.MEDIA_ROOT = [], False, tmp_path
    caplog.set_level(logging.DEBUG)
    way, cast = WAYS[pillar.code], demo.build()
    request = way.ask(cast)
    given = way.answer(cast, request)
    plant(given)
    rival, responder, visitor = Client(), Client(), Client()
    rival.force_login(cast.users[way.rival])
    responder.force_login(cast.users[way.responder])
    assert planted(responder.get(f"/en/responses/{given.public_id}/").content), "the plant can be found"

    starts = [f"/{language}/{page}" for language in ("en", "ar") for page in (*START, f"inbox/{request.public_id}/")]
    pages = Traffic(rival).crawl(*starts)
    assert len(pages) > 25
    found = {path for path, body in pages.items() if planted(body)}
    _token, secret = api_token_create(actor=cast.actor(way.rival), name="rival")
    for client, headers in ((rival, {}), (visitor, {}), (visitor, {"Authorization": f"Bearer {secret}"})):
        if headers:
            for path in API:
                answer = client.get(f"/api/v1/{path}", headers=headers)
                assert answer.status_code == 200
                found |= {path} if planted(answer.content) else set()
            continue
        for path in addresses(request.public_id, given.public_id, str(given.pk)):
            answer = client.get(path)
            assert answer.status_code < 500, path
            found |= {path} if planted(body_of(answer)) else set()
    assert not found
    mails = [m for m in mail.outbox if cast.users[way.responder].email not in m.recipients()]
    assert not [message.subject for message in mails if planted(str(message.message()))]
    assert not [row for row in caplog.records if planted(row.getMessage())]
