"""A large market in the database: rows multiplied inside PostgreSQL from one request and one offer made by the services.

``fill(scale)``: so many requests and matches, a tenth as many firms. Every match belongs to one lender, the worst case
for an inbox; seven of ten requests are open, the others ended without result. One firm owns fifty of the requests, one
of them closed with twelve offers to compare; it talks with the lender in fifty threads.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal as D
from typing import Any

OFFERS = 12
OWN = 50  # requests of the firm whose lists are looked at


@dataclass
class Market:
    """Whom and what the pages are asked for."""

    owner: Any
    lender: Any
    authority: Any
    compared: str  # public id of the closed request with offers
    asked: str  # of an open request in the lender's inbox


def clone(model: Any, template: int, series: str, **changes: str) -> str:
    """INSERT … SELECT of copies of one row: ``changes`` are SQL for columns that differ, over the numbers ``n``."""
    columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
    key, table = model._meta.pk.column, model._meta.db_table
    values = [changes.get(column, f"t.{column}") for column in columns]
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {series}, {table} t WHERE t.{key} = {template}"
    )


def ask(person: Any, title: str) -> Any:
    """One financing request, published by its owner."""
    from portal.matchmaking import services
    from portal.matchmaking.models import Request

    details = {
        "kind": "loan", "amount": D(1_000_000), "currency": "SAR", "months": 36, "purpose": "4",
        "security": ["equipment"], "revenue": D(4_000_000),
    }  # fmt: skip
    request = services.request_create(actor=person.actor, pillar="lending", title=title, details=details)
    for code in ("need", "money", "purpose", "security", "figures"):
        services.request_section_done(actor=person.actor, request=request, code=code)
    services.request_submit(actor=person.actor, request=request, open_days=10)
    return Request.objects.get(pk=request.pk)


def answer(person: Any, request: Any) -> Any:
    """One offer, sent by a lender to whom the request was released."""
    from lending.models import OfferTerms
    from portal.common import clock
    from portal.matchmaking import services
    from portal.matchmaking.models import Match, Response

    match, _made = Match.objects.get_or_create(
        request=request, organisation=person.organisation, defaults={"found_at": clock.now(), "score": 77}
    )
    Match.objects.filter(pk=match.pk).update(released_at=clock.now())
    draft = services.response_start(actor=person.actor, request=request)
    terms = {"product": "reducing", "amount": D(1_000_000), "currency": "SAR", "months": 36, "rate": D(9)}
    OfferTerms.objects.filter(response=draft).update(**terms)
    Response.objects.filter(pk=draft.pk).update(valid_until=clock.today() + timedelta(days=40))
    return services.response_submit(actor=person.actor, response=Response.objects.get(pk=draft.pk))


def statements(cast: Any, request: Any, offer: Any, scale: int) -> list[str]:
    """The multiplication, in the order of the foreign keys."""
    from lending.models import FinancingDetails, OfferTerms
    from portal.matchmaking.models import Match, Request, Response, Thread
    from portal.organisations.models import Organisation

    firms = max(scale // 10, 50)
    bank = cast.lender.organisation.pk
    match = Match.objects.get(request=request, organisation=cast.lender.organisation)
    thread = Thread.objects.create(request=request, owner=request.organisation, responder=cast.lender.organisation)
    first_firm = "(SELECT min(id) FROM organisations_organisation WHERE public_id LIKE 'bench%')"
    moment = "now() + (1 + n % 60000) * interval '1 minute'"
    is_open = f"(n % 10 < 7 OR n <= {OWN})"
    mine = "FROM matchmaking_request r WHERE r.public_id LIKE 'bench%'"
    return [
        clone(
            Organisation, cast.stranger.organisation.pk, f"generate_series(1, {firms}) n",
            public_id="'bench' || n", legal_name="'Firm ' || n", region="'SA-' || lpad((1 + n % 13)::text, 2, '0')",
        ),
        clone(
            Request, request.pk, f"generate_series(1, {scale}) n",
            public_id="'bench' || n", reference="'QB-' || n", title="'Oven number ' || n",
            organisation_id=f"CASE WHEN n <= {OWN} THEN t.organisation_id ELSE {first_firm} + n % {firms} END",
            closes_at=f"CASE WHEN {is_open} THEN {moment} ELSE t.closes_at END",
            state=f"CASE WHEN {is_open} THEN 'open' ELSE 'unsuccessful' END",
            ended_at=f"CASE WHEN {is_open} THEN NULL ELSE now() END",
            next_check_at=f"CASE WHEN {is_open} THEN {moment} ELSE NULL END",
        ),
        clone(
            FinancingDetails, request.pk, "(SELECT r.id AS n " + mine + ") s",
            request_id="n", amount="(10000 + n % 5000000)",
        ),
        clone(
            Match, match.pk,
            "(SELECT r.*, o.region AS place FROM matchmaking_request r JOIN organisations_organisation o ON "
            "o.id = r.organisation_id WHERE r.public_id LIKE 'bench%') s",
            public_id="s.public_id", request_id="s.id", score="(s.id % 10000) / 100.0", region="s.place",
            closes_at="s.closes_at", is_open="s.state = 'open'", seen_at="NULL", responded_at="NULL",
            released_at="now() - (s.id % 50000) * interval '1 minute'",
        ),
        clone(
            Thread, thread.pk, f"(SELECT r.* {mine} ORDER BY r.id LIMIT {max(scale // 10, 50)}) s",
            public_id="s.public_id", request_id="s.id", owner_id="s.organisation_id", last_message_at="now()",
        ),
        clone(
            Response, offer.pk, f"generate_series(1, {OFFERS}) n",
            public_id="'offer' || n", organisation_id=f"{first_firm} + n", previous_id="NULL",
        ),
        clone(
            OfferTerms, offer.pk, "(SELECT id AS n FROM matchmaking_response WHERE public_id LIKE 'offer%') s",
            response_id="n",
        ),
        f"UPDATE matchmaking_request SET state = 'closed', closed_at = now(), closes_at = now(), "
        f"opened_at = now() - interval '10 days' WHERE id = {request.pk}",
        f"UPDATE matchmaking_match SET is_open = false WHERE request_id = {request.pk}",
        f"UPDATE organisations_organisation SET is_demo = false WHERE id = {bank}",
        "VACUUM ANALYZE",
    ]  # fmt: skip


def fill(scale: int) -> Market:
    """Empty the database and build the market of ``scale`` requests."""
    from allauth.mfa.models import Authenticator
    from django.core.management import call_command
    from django.db import connection

    from portal.matchmaking.models import Request
    from tests.people import build

    call_command("flush", interactive=False, verbosity=0)
    cast = build()
    for person in (
        cast.lender,
        cast.owner,
        cast.authority,
        cast.approver,
    ):  # as in life: without it every page leads to the set-up
        Authenticator.objects.create(user=person.user, type="totp", data={"secret": "benchmark"})
    request = ask(cast.owner, "Second oven")
    offer = answer(cast.lender, request)
    with connection.cursor() as cursor:
        for statement in statements(cast, request, offer, scale):
            cursor.execute(statement)
            cursor.execute("ANALYZE")  # else the next step is planned for tables of a handful of rows
    asked = Request.objects.filter(public_id__startswith="bench", state="open").order_by("-pk").first()
    assert asked is not None
    return Market(cast.owner, cast.lender, cast.authority, request.public_id, asked.public_id)
