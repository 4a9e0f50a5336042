"""Sealed and fair: a lender receives no byte that speaks of a rival, before the deadline or after; nor does the owner before it."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.matchmaking import clock as exchange_clock
from portal.matchmaking import services
from portal.matchmaking.models import Request, Response
from tests.moments import pass_time
from tests.people import PASSWORD, Cast, Person, build

pytestmark = pytest.mark.django_db(transaction=True)
PRICE, WORDS = "77123.45", "tajine-4711-zellij"
PLANTED = ("7712345", WORDS, "Palm Finance", "rival@palm.example")
BETWEEN_DIGITS = re.compile(r"(?<=\d)(?:[,.\s٬٫'’\u00a0\u202f]|&nbsp;|&#x27;)+(?=\d)")
EASTERN = {ord(c): str(n) for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for n, c in enumerate(row)}
LINK = re.compile(r'(?:href|hx-get|src)="(/[^"#]*)"')
CHANGES = re.compile(r"/(logout|setlang|theme|static)/")
MAX_PAGES = 90


@pytest.fixture
def cast(transactional_db: None, settings: object) -> Cast:
    settings.SHOW_MAILBOX = False  # type: ignore[attr-defined] - the demo's page on which everybody's mail can be read
    return build()


def client_of(person: Person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person.user)
    return client


def leaks(content: bytes | str) -> list[str]:
    """Which planted things occur in ``content``, however the figure is grouped or its digits are written."""
    text = content.decode(errors="replace") if isinstance(content, bytes) else content
    plain = BETWEEN_DIGITS.sub("", text.translate(EASTERN))
    return [thing for thing in PLANTED if thing in plain]


@dataclass
class Traffic:
    """Everything one person receives by following every link they are shown."""

    client: Client
    pages: dict[str, bytes] = field(default_factory=dict)

    def crawl(self, *start: str) -> dict[str, bytes]:
        waiting = list(start)
        while waiting and len(self.pages) < MAX_PAGES:
            path = waiting.pop(0).replace("&amp;", "&")
            if path in self.pages or CHANGES.search(path):
                continue
            answer = self.client.get(path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            self.pages[path] = body + str(dict(answer.headers)).encode()
            assert answer.status_code < 500, path
            if "Location" in answer.headers:
                waiting.append(answer.headers["Location"])
            if "html" in answer.headers.get("Content-Type", ""):
                waiting += LINK.findall(body.decode())
        return self.pages


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            yield from patterns(item, prefix + str(item.pattern))
        elif isinstance(item, URLPattern):
            yield prefix + str(item.pattern)


def addresses(*keys: str) -> Iterator[str]:
    """Every address of the portal, its ids filled with ``keys`` in every combination of one."""
    for pattern in patterns(get_resolver()):
        path = re.sub(r"[\^$]|\\/|\\Z", lambda m: "/" if m[0] == "\\/" else "", pattern)
        if "admin/" in path:
            continue
        for key in keys:
            # A named group with alternatives takes its first; everything else takes the key.
            filled = re.sub(
                r"\(\?P<\w+>([^()]*)\)", lambda m, key=key: m[1].split("|")[0] if "|" in m[1] else key, path
            )
            filled = re.sub(r"<[^>]+>", key, filled)
            filled = "/" + filled if not filled.startswith("/") else filled
            yield filled
            if "<" not in path and "(" not in path:
                break


def publish(cast: Cast) -> Request:
    request = services.request_create(actor=cast.owner.actor, pillar="probe", title="Oven", details={"amount": 5000})
    for code in ("need", "amount"):
        services.request_section_done(actor=cast.owner.actor, request=request, code=code)
    services.request_submit(actor=cast.owner.actor, request=request, open_days=10)
    return Request.objects.get(pk=request.pk)


def offer(person: Person, request: Request, price: str, message: str = "") -> Response:
    client = client_of(person)
    edit = client.post(f"/en/inbox/{request.public_id}/respond/").headers["Location"]
    valid = (clock.today() + timedelta(days=40)).isoformat()
    data = {"price": price, "valid_until": valid, "message": message, "action": "send"}
    assert client.post(edit, data).status_code == 302
    return Response.objects.get(request=request, organisation=person.organisation)


def starts(request: Request) -> list[str]:
    key = request.public_id
    roots = ["dashboard/", "inbox/", f"inbox/{key}/", "responses/", "engagements/", "threads/", "inbox/?format=csv"]
    return [
        *(f"/{language}/{root}" for language in ("en", "ar", "zh-hans") for root in roots),
        "/api/v1/openapi.json",
        "/en/notifications/",
    ]


def test_a_lender_receives_no_byte_about_a_rival_at_any_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    request = publish(cast)
    rivals = offer(cast.rival, request, PRICE, WORDS)
    own = offer(cast.lender, request, "60001")
    rows = [*Response.objects.values_list("public_id", flat=True), rivals.public_id, request.public_id]

    def look(phase: str) -> None:
        client = client_of(cast.lender)
        pages = Traffic(client).crawl(*starts(request))
        assert len(pages) > 25
        found = {path: leaks(body) for path, body in pages.items() if leaks(body)}
        for path in addresses(*rows, str(rivals.pk)):
            answer = client.get(path)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if leaks(body):
                found[path] = leaks(body)
        assert not found, (phase, found)
        address = cast.lender.user.email
        for message in mail.outbox:
            if address in message.recipients():
                assert message.recipients() == [address]  # nobody else in copy
                assert not leaks(str(message.message()))

    look("open")
    owner = client_of(cast.owner)
    before = Traffic(owner).crawl(f"/en/requests/{request.public_id}/", f"/en/requests/{request.public_id}/compare/")
    assert not [path for path, body in before.items() if "7712345" in "".join(leaks(body)) or WORDS in leaks(body)]
    assert not [m for m in mail.outbox if "7712345" in leaks(str(m.message()))]
    pass_time(monkeypatch, days=10, minutes=1)
    exchange_clock.run()
    look("closed")
    shown = owner.get(f"/en/requests/{request.public_id}/compare/").content
    assert {"7712345", WORDS} <= set(leaks(shown))  # the owner reads it now: the plant can be found
    accept = {"rationale": "Best", "agree": "on", "password": PASSWORD}
    assert owner.post(f"/en/requests/{request.public_id}/accept/{own.public_id}/", accept).status_code == 302
    look("awarded")
    assert not [record for record in caplog.records if {"7712345", WORDS} & set(leaks(record.getMessage()))]


def steady(body: bytes) -> str:
    """A page without what differs at every visit: tokens, request ids, the nonce of the visit."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b|\b[0-9a-f]{16}\b|expires=[^;]+", "", body.decode(errors="replace"))


def test_a_rivals_offer_changes_nothing_a_lender_can_see(cast: Cast) -> None:
    """Byte for byte: no count, no order, no size, no time gives away that somebody else answered."""
    request = publish(cast)
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        client = client_of(cast.lender)
        Traffic(client).crawl(*starts(request)[:7])  # first visits mark things as seen
        before = Traffic(client).crawl(*starts(request)[:7])
        rivals = offer(cast.rival, request, PRICE, WORDS)
        after = Traffic(client).crawl(*starts(request)[:7])
        services.response_withdraw(actor=cast.rival.actor, response=rivals, reason="We changed our mind")
        withdrawn = Traffic(client).crawl(*starts(request)[:7])
    assert set(before) == set(after) == set(withdrawn)
    for path, body in before.items():
        assert steady(body) == steady(after[path]) == steady(withdrawn[path]), path


def drafted(cast: Cast, request: Request, person: Person) -> Response:
    response = services.response_start(actor=person.actor, request=request)
    response.probe_terms.price = 5
    response.probe_terms.save()
    Response.objects.filter(pk=response.pk).update(valid_until=clock.today() + timedelta(days=60))
    return Response.objects.get(pk=response.pk)


TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(("shift", "counts"), [(-TICK, True), (timedelta(0), False), (TICK, False)])
def test_the_servers_clock_decides_at_the_very_moment(cast: Cast, shift: timedelta, counts: bool) -> None:
    request = publish(cast)
    response = drafted(cast, request, cast.lender)
    assert request.closes_at is not None
    with clock.standing_at(request.closes_at + shift):
        if counts:
            services.response_submit(actor=cast.lender.actor, response=response)
            assert Response.objects.get(pk=response.pk).submitted_at == request.closes_at + shift
        else:
            with pytest.raises(ConflictError):
                services.response_submit(actor=cast.lender.actor, response=response)
            assert Response.objects.get(pk=response.pk).state == "draft"


def test_setting_the_clock_back_opens_nothing_again(cast: Cast) -> None:
    """Closed by the clock, then the server's time is corrected by an hour: no late offer, and the seal stays broken."""
    request = publish(cast)
    assert request.closes_at is not None
    first = drafted(cast, request, cast.lender)
    services.response_submit(actor=cast.lender.actor, response=first)
    late = drafted(cast, request, cast.rival)
    with clock.standing_at(request.closes_at + TICK):
        exchange_clock.run()
    assert Request.objects.get(pk=request.pk).state == "closed"
    with clock.standing_at(request.closes_at - timedelta(hours=1)):
        late = Response.objects.select_related("request").get(pk=late.pk)
        with pytest.raises(DomainError):
            services.response_submit(actor=cast.rival.actor, response=late)
        assert Response.objects.visible_to(cast.owner.actor).filter(request=request).exists()


def test_setting_the_clock_forward_serves_what_is_due_once(cast: Cast) -> None:
    request = publish(cast)
    assert request.closes_at is not None
    with clock.standing_at(request.closes_at + timedelta(days=400)):
        assert exchange_clock.run()
        exchange_clock.run()
        counts = exchange_clock.run()
    assert not counts
    assert Request.objects.get(pk=request.pk).state == "unsuccessful"


def test_an_open_request_past_its_moment_is_closed_for_everybody_before_the_clock_comes(cast: Cast) -> None:
    """No beat, no worker: the deadline holds all the same."""
    request = publish(cast)
    response = drafted(cast, request, cast.lender)
    assert request.closes_at is not None
    with clock.standing_at(request.closes_at + timedelta(seconds=1)):
        assert Request.objects.get(pk=request.pk).state == "open"
        with pytest.raises(ConflictError):
            services.response_submit(actor=cast.lender.actor, response=response)
        with pytest.raises(DomainError):
            services.question_ask(actor=cast.lender.actor, request=request, text="Late?")
