"""Webhooks: an organisation's own system is told of events, signed, retried, with a log that can be replayed.

The message is thin (what happened to which thing); the content is fetched through the API under the same permissions,
so a webhook can never carry a sealed figure.
"""

import hashlib
import hmac
import http.client
import json
import logging
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.common import clock, queue
from portal.common.errors import DomainError, NotAllowedError
from portal.journal.models import JournalEntry
from portal.journal.services import record
from portal.notify import addresses
from portal.notify.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookTopic
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation

logger = logging.getLogger(__name__)

DELIVER_TASK: Final = "notify.webhooks_due"
ENDPOINT_LIMIT: Final = 10  # per organisation
MAX_ATTEMPTS: Final = 10  # over about three days
STALE_AFTER: Final = timedelta(minutes=5)
KEPT: Final = 2000  # letters of an answer or error kept in the log
# The first part of a verb is its topic.
TOPICS: Final = (
    ("request", _("Requests")),
    ("match", _("Requests that fit")),
    ("response", _("Answers")),
    ("question", _("Questions")),
    ("message", _("Messages")),
    ("engagement", _("Agreed work")),
    ("milestone", _("Steps")),
    ("outcome", _("Results")),
)


def require_admin(actor: Actor) -> Organisation:
    """Webhooks are set up by administrators of an organisation."""
    if actor.organisation is None or not actor.is_admin:
        raise NotAllowedError(_("Only an administrator of your organisation can set this up."))
    return actor.organisation


@transaction.atomic
def endpoint_create(*, actor: Actor, url: str, topics: Sequence[str]) -> WebhookEndpoint:
    """Set up an address. Raises DomainError on ``url`` (not public) or ``topics``."""
    organisation = require_admin(actor)
    known = [code for code, _label in TOPICS if code in topics]
    if not known:
        raise DomainError(fields={"topics": _("Choose at least one.")})
    if WebhookEndpoint.objects.filter(organisation=organisation, ended_at__isnull=True).count() >= ENDPOINT_LIMIT:
        raise DomainError(fields={"url": _("You have set up ten addresses already. End one first.")})
    addresses.check(url)
    endpoint = WebhookEndpoint.objects.create(
        organisation=organisation, url=url.strip(), secret=secrets.token_urlsafe(32), created_at=clock.now()
    )
    WebhookTopic.objects.bulk_create([WebhookTopic(endpoint=endpoint, code=code) for code in known])
    record(actor=actor, verb="webhook.created", subject=endpoint, notify=False)
    return endpoint


@transaction.atomic
def endpoint_end(*, actor: Actor, endpoint: WebhookEndpoint) -> None:
    """Stop telling an address; what waits for it is dropped."""
    require_own(actor, endpoint)
    if WebhookEndpoint.objects.filter(pk=endpoint.pk, ended_at__isnull=True).update(ended_at=clock.now()):
        endpoint.deliveries.filter(state=DeliveryState.WAITING).update(state=DeliveryState.FAILED, error="ended")
        record(actor=actor, verb="webhook.ended", subject=endpoint, notify=False)


@transaction.atomic
def endpoint_renew_secret(*, actor: Actor, endpoint: WebhookEndpoint) -> str:
    """A new secret; the old one signs nothing from now on."""
    require_own(actor, endpoint)
    secret = secrets.token_urlsafe(32)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(secret=secret)
    record(actor=actor, verb="webhook.secret_renewed", subject=endpoint, notify=False)
    return secret


def require_own(actor: Actor, endpoint: WebhookEndpoint) -> None:
    if endpoint.organisation_id != require_admin(actor).pk:
        raise NotAllowedError(_("This address belongs to another organisation."))


def enqueue(entry: JournalEntry) -> int:
    """Make the deliveries of ``entry`` for the organisations it concerns; returns how many. Idempotent."""
    endpoints = WebhookEndpoint.objects.filter(
        ended_at__isnull=True,
        topics__code=entry.verb.partition(".")[0],
        organisation__in=entry.concerns.values("organisation"),
    )
    moment = clock.now()
    rows = [
        WebhookDelivery(endpoint=endpoint, entry=entry, body=body_of(entry), next_try_at=moment, created_at=moment)
        for endpoint in endpoints
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        queue.after_commit(DELIVER_TASK)
    return len(rows)


def body_of(entry: JournalEntry) -> str:
    """The message: event, moment and the thing's type and public id. Never content."""
    thing: dict[str, Any] = {"type": entry.subject_type, "id": entry.subject_key}
    return json.dumps({"id": f"evt_{entry.pk}", "event": entry.verb, "at": entry.at.isoformat(), "subject": thing})


def signature(secret: str, moment: int, body: str) -> str:
    """``t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">``; the receiver refuses old moments against replay."""
    mac = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


def claim(key: int) -> WebhookDelivery | None:
    """Take a due delivery, or None when another worker has it."""
    moment = clock.now()
    rows = WebhookDelivery.objects.filter(pk=key)
    fresh = rows.filter(state=DeliveryState.WAITING, next_try_at__lte=moment)
    stale = rows.filter(state=DeliveryState.SENDING, claimed_at__lte=moment - STALE_AFTER)
    if fresh.update(state=DeliveryState.SENDING, claimed_at=moment) or stale.update(claimed_at=moment):
        return rows.select_related("endpoint").get()
    return None


def deliver(delivery: WebhookDelivery) -> bool:
    """Send a claimed delivery; anything but 2xx is tried again with growing pauses."""
    endpoint = delivery.endpoint
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Qantara-Webhooks/1",
        "Qantara-Delivery": delivery.public_id,
        "Qantara-Signature": signature(endpoint.secret, int(clock.now().timestamp()), delivery.body),
    }
    status, answer, error = None, "", ""
    try:
        if endpoint.ended_at is not None:
            raise OSError("ended")
        status, answer = addresses.post(addresses.check(endpoint.url), delivery.body.encode(), headers)
    except DomainError as refusal:
        error = str(refusal)
    except (OSError, http.client.HTTPException) as failure:
        error = f"{type(failure).__name__}: {failure}"
    return settle(delivery, status, answer, error)


def settle(delivery: WebhookDelivery, status: int | None, answer: str, error: str) -> bool:
    """Write down how a try ended."""
    attempts, moment = delivery.attempts + 1, clock.now()
    is_delivered = status is not None and 200 <= status < 300
    state = DeliveryState.DELIVERED if is_delivered else DeliveryState.WAITING
    if not is_delivered and (attempts >= MAX_ATTEMPTS or delivery.endpoint.ended_at is not None):
        state = DeliveryState.FAILED
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=state,
        attempts=attempts,
        status_code=status,
        answer=answer.replace("\x00", "")[:KEPT],
        error=error[:KEPT],
        tried_at=moment,
        delivered_at=moment if is_delivered else None,
        next_try_at=moment + timedelta(seconds=min(30 * 4**attempts, 12 * 3600)),
    )
    return is_delivered


def deliver_due(limit: int = 200) -> int:
    """Send what is due, oldest first; returns how many arrived."""
    moment = clock.now()
    due = WebhookDelivery.objects.filter(state=DeliveryState.WAITING, next_try_at__lte=moment)
    stale = WebhookDelivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lte=moment - STALE_AFTER)
    keys = [*due.order_by("pk").values_list("pk", flat=True)[:limit], *stale.values_list("pk", flat=True)[:limit]]
    claimed = (claim(key) for key in keys)
    return sum(deliver(delivery) for delivery in claimed if delivery is not None)


@transaction.atomic
def delivery_replay(*, actor: Actor, delivery: WebhookDelivery) -> WebhookDelivery:
    """Send the same message again, as a new row of the log. Raises DomainError when the address has ended."""
    require_own(actor, delivery.endpoint)
    if delivery.endpoint.ended_at is not None:
        raise DomainError(_("This address has ended. Set it up again first."))
    again = WebhookDelivery.objects.create(
        endpoint=delivery.endpoint,
        entry=delivery.entry,
        replay_of=delivery,
        body=delivery.body,
        next_try_at=clock.now(),
        created_at=clock.now(),
    )
    queue.after_commit(DELIVER_TASK)
    return again
