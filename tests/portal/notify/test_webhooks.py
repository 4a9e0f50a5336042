"""Webhooks: who may set them up, where they may lead, signing, retries, replay."""

import hashlib
import hmac
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from portal.common import clock
from portal.common.errors import DomainError, NotAllowedError
from portal.journal.services import record
from portal.notify import addresses, services, webhooks
from portal.notify.models import DeliveryState, WebhookDelivery
from tests.people import Cast

FORBIDDEN = [
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "198.18.0.1", "192.0.2.1", "2001:db8::1",
]  # fmt: skip


@pytest.mark.parametrize("address", FORBIDDEN)
def test_inner_addresses_are_not_public(address: str) -> None:
    assert not addresses.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_outer_addresses_are_public(address: str) -> None:
    assert addresses.is_public(ip_address(address))


def names(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    """Every name resolves to ``found``."""
    monkeypatch.setattr(addresses, "resolve", lambda _host, _port: [ip_address(item) for item in found])


@pytest.mark.parametrize(
    "url",
    [
        "", "http://example.org/", "ftp://example.org/", "file:///etc/passwd", "https://", "https://user:pw@example.org/",
        "https://example.org:22/", "https://example.org:99999/", "https://exa mple.org/", "https://example.org/\r\nX: y",
        "javascript:alert(1)", "https://[::1", "gopher://example.org",
    ],
)  # fmt: skip
def test_odd_addresses_are_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    names(monkeypatch, "1.1.1.1")
    with pytest.raises(DomainError):
        addresses.check(url)


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, "1.1.1.1", "10.0.0.5")
    with pytest.raises(DomainError):
        addresses.check("https://example.org/")


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "localhost"])
def test_disguised_loopback_is_refused(host: str) -> None:
    with pytest.raises(DomainError):
        addresses.check(f"https://{host}/")


def test_rebinding_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the address that was checked, not to what the name says a moment later."""
    names(monkeypatch, "1.1.1.1")
    target = addresses.check("https://rebind.example/")
    names(monkeypatch, "127.0.0.1")
    called: list[tuple[str, int]] = []

    def create(address: tuple[str, int], _timeout: float) -> socket.socket:
        called.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "create_connection", create)
    with pytest.raises(OSError, match="no network"):
        addresses.post(target, b"{}", {})
    assert called == [("1.1.1.1", 443)]


class Receiver(BaseHTTPRequestHandler):
    """Answers what the test wants and remembers what came."""

    status = 200
    answer = b"thanks"
    got: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((dict(self.headers), body))
        self.send_response(type(self).status)
        if type(self).status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(type(self).answer)

    def log_message(self, *args: Any) -> None:
        """Silent."""


@pytest.fixture
def receiver() -> Iterator[type[Receiver]]:
    class Fresh(Receiver):
        got: list = []
        url = ""

    server = HTTPServer(("127.0.0.1", 0), Fresh)
    Fresh.url = f"http://127.0.0.1:{server.server_port}/hook?x=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield Fresh
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def endpoint(cast: Cast, receiver: type[Receiver], settings) -> Any:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    return webhooks.endpoint_create(actor=cast.owner.actor, url=receiver.url, topics=["request", "nonsense"])


def event(cast: Cast, verb: str = "request.engaged", concerns: tuple[Any, ...] = ()) -> Any:
    entry = record(actor=cast.lender.actor, verb=verb, subject=cast.owner.organisation, concerns=concerns, notify=False)
    services.dispatch(entry)
    return entry


def test_only_administrators_set_up(cast: Cast, settings) -> None:
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    for person in (cast.colleague, cast.approver, cast.newcomer):
        with pytest.raises(NotAllowedError):
            webhooks.endpoint_create(actor=person.actor, url="http://127.0.0.1/", topics=["request"])


def test_loopback_needs_the_test_setting(cast: Cast) -> None:
    with pytest.raises(DomainError) as caught:
        webhooks.endpoint_create(actor=cast.owner.actor, url="https://127.0.0.1/", topics=["request"])
    assert "url" in caught.value.messages


def test_signed_message_without_content_arrives(cast: Cast, endpoint: Any, receiver: type[Receiver]) -> None:
    entry = event(cast, concerns=(cast.owner.organisation,))
    assert webhooks.deliver_due() == 1
    headers, body = receiver.got[0]
    moment, mac = (part.split("=")[1] for part in headers["Qantara-Signature"].split(","))
    assert mac == hmac.new(endpoint.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert json.loads(body) == {
        "id": f"evt_{entry.pk}",
        "event": "request.engaged",
        "at": entry.at.isoformat(),
        "subject": {"type": "organisations.organisation", "id": cast.owner.organisation.public_id},
    }
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status_code, delivery.answer) == ("delivered", 200, "thanks")


def test_only_concerned_organisations_and_chosen_topics(cast: Cast, endpoint: Any) -> None:
    event(cast)  # concerns the lender alone
    event(cast, "message.archived", (cast.owner.organisation,))  # a topic nobody chose
    assert not WebhookDelivery.objects.exists()


def test_dispatching_again_makes_no_second_delivery(cast: Cast, endpoint: Any) -> None:
    entry = event(cast, concerns=(cast.owner.organisation,))
    services.dispatch(entry)
    assert WebhookDelivery.objects.count() == 1


@pytest.mark.parametrize("status", [302, 404, 500])
def test_anything_but_success_is_tried_again_and_redirects_are_not_followed(
    cast: Cast, endpoint: Any, receiver: type[Receiver], status: int
) -> None:
    receiver.status = status
    event(cast, concerns=(cast.owner.organisation,))
    assert webhooks.deliver_due() == 0
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status_code, delivery.attempts) == (DeliveryState.WAITING, status, 1)
    assert delivery.next_try_at > clock.now() + timedelta(seconds=60)
    assert len(receiver.got) == 1


def test_gives_up_after_the_last_try(cast: Cast, endpoint: Any, receiver: type[Receiver]) -> None:
    receiver.status = 500
    event(cast, concerns=(cast.owner.organisation,))
    WebhookDelivery.objects.update(attempts=webhooks.MAX_ATTEMPTS - 1)
    webhooks.deliver_due()
    assert WebhookDelivery.objects.get().state == DeliveryState.FAILED


def test_two_workers_send_once(cast: Cast, endpoint: Any) -> None:
    event(cast, concerns=(cast.owner.organisation,))
    key = WebhookDelivery.objects.get().pk
    assert webhooks.claim(key) is not None
    assert webhooks.claim(key) is None


def test_a_dead_workers_claim_is_taken_over(cast: Cast, endpoint: Any) -> None:
    event(cast, concerns=(cast.owner.organisation,))
    key = WebhookDelivery.objects.get().pk
    webhooks.claim(key)
    WebhookDelivery.objects.update(claimed_at=clock.now() - webhooks.STALE_AFTER)
    assert webhooks.deliver_due() == 1


def test_replay_is_a_new_row_of_the_log(cast: Cast, endpoint: Any, receiver: type[Receiver]) -> None:
    event(cast, concerns=(cast.owner.organisation,))
    webhooks.deliver_due()
    first = WebhookDelivery.objects.get()
    again = webhooks.delivery_replay(actor=cast.owner.actor, delivery=first)
    webhooks.deliver_due()
    again.refresh_from_db()
    assert (again.replay_of, again.state) == (first, "delivered")
    assert receiver.got[0][1] == receiver.got[1][1]


def test_replaying_another_organisations_delivery_is_refused(cast: Cast, endpoint: Any) -> None:
    event(cast, concerns=(cast.owner.organisation,))
    with pytest.raises(NotAllowedError):
        webhooks.delivery_replay(actor=cast.stranger.actor, delivery=WebhookDelivery.objects.get())


def test_an_ended_address_hears_nothing_more(cast: Cast, endpoint: Any, receiver: type[Receiver]) -> None:
    event(cast, concerns=(cast.owner.organisation,))
    webhooks.endpoint_end(actor=cast.owner.actor, endpoint=endpoint)
    webhooks.deliver_due()
    event(cast, concerns=(cast.owner.organisation,))
    assert not receiver.got
    assert WebhookDelivery.objects.get().state == DeliveryState.FAILED


def test_a_receiver_that_answers_a_byte_at_a_time_is_cut_off(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """Each byte arrives in time, the whole never does: the call ends by its own clock and frees the worker."""
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    monkeypatch.setattr(addresses, "LONGEST", 0.5)
    gate = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def drip() -> None:
        line, _from = gate.accept()
        with line:
            while not stopped.wait(0.05):
                try:
                    line.sendall(b"H")
                except OSError:
                    return

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    target = addresses.check(f"http://127.0.0.1:{gate.getsockname()[1]}/")
    with pytest.raises((OSError, http.client.HTTPException)):
        addresses.post(target, b"{}", {})
    assert not stopped.is_set()  # the receiver was still talking
    stopped.set()
    dripping.join(5)
    gate.close()


def test_a_long_answer_is_read_only_at_its_start(cast: Cast, endpoint: Any, receiver: type[Receiver]) -> None:
    receiver.answer = b"x" * 1_000_000
    event(cast, concerns=(cast.owner.organisation,))
    assert webhooks.deliver_due() == 1
    assert len(WebhookDelivery.objects.get().answer) == webhooks.KEPT


@pytest.mark.parametrize("path", ["/a b", "/ä", "/x\r\nHost: evil.example", "/" + "a" * 9000])
def test_no_address_breaks_out_of_its_request(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    names(monkeypatch, "1.1.1.1")
    monkeypatch.setattr(socket, "create_connection", lambda *_arguments: (_ for _ in ()).throw(OSError("no network")))
    with pytest.raises((DomainError, OSError, UnicodeError, http.client.HTTPException)):
        addresses.post(addresses.check(f"https://example.org{path}"), b"{}", {})
