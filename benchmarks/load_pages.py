"""Pages of the exchange over many rows: processor time against a bare one-query view of the same run, queries, growth.

    python -m benchmarks load_pages --scale 10000 --scale 100000

Own PostgreSQL (tests/servers.py); rows by INSERT … SELECT generate_series: ``scale`` requests and matches, a tenth as
many firms. Times are processor time of this process and of nothing else (time.process_time) per call through Django's
whole handler chain, medians of ``--calls``; the database's own work is in the elapsed p95, not in the ratio.
"""

import argparse
import logging
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

CELLS = "{:<28}{:>10}{:>9}{:>9}{:>12}{:>12}"


@dataclass
class Figure:
    """One page: processor milliseconds (median), queries, elapsed milliseconds (p95)."""

    processor: float
    queries: int
    p95: float


def measure(call: Callable[[], Any], calls: int) -> Figure:
    from django.db import connection

    queries = 0

    def count(execute: Any, *rest: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*rest)

    answer = call()
    assert answer.status_code == 200, answer.status_code
    call()
    with connection.execute_wrapper(count):
        call()
    processor, elapsed = [], []
    for _number in range(calls):
        start, wall = time.process_time(), time.perf_counter()
        call()
        processor.append((time.process_time() - start) * 1000)
        elapsed.append((time.perf_counter() - wall) * 1000)
    return Figure(statistics.median(processor), queries, sorted(elapsed)[int(len(elapsed) * 0.95)])


ROWS = (
    """INSERT INTO organisations_organisation (public_id, created_at, updated_at, legal_name, name_language, country,
       region, city, sector, website, phone, contact_email, about, is_demo)
       SELECT 'bench' || n, now(), now(), 'Firm ' || n, 'en', 'SA', 'SA-0' || (1 + n %% 9), 'Riyadh', '1071', '', '',
       '', '', false FROM generate_series(1, %(firms)s) n""",
    """INSERT INTO matchmaking_request (public_id, created_at, updated_at, reference, pillar, organisation_id,
       created_by_id, state, title, summary, language, show_name, sections_done, closes_at, opened_at, submitted_at,
       end_reason, is_demo)
       SELECT 'bench' || n, now(), now(), 'B-' || n, 'probe', (SELECT min(id) FROM organisations_organisation WHERE
       public_id LIKE 'bench%%') + n %% %(firms)s, %(user)s, 'open', 'Oven ' || n, 'We bake', 'en', false, '[]',
       now() + (1 + n %% 60) * interval '1 day', now(), now(), '', false FROM generate_series(1, %(scale)s) n""",
    """INSERT INTO probe_probedetails (request_id, amount) SELECT id, 5000 FROM matchmaking_request
       WHERE public_id LIKE 'bench%%'""",
    """INSERT INTO matchmaking_match (public_id, request_id, organisation_id, score, reasons, misses, unknowns,
       source_key, engine_version, found_at, released_at, decline_codes, decline_text)
       SELECT 'bench' || id, id, %(lender)s, id %% 100, '[]', 0, 0, '', '1', now(), now(), '[]', ''
       FROM matchmaking_request WHERE public_id LIKE 'bench%%'""",
    "ANALYZE",
)


def fill(scale: int, cast: Any) -> None:
    """The rows of one scale; every match belongs to one lender, the worst case for its inbox."""
    from django.db import connection

    values = {
        "scale": scale,
        "firms": max(scale // 10, 10),
        "user": cast.stranger.user.pk,
        "lender": cast.lender.organisation.pk,
    }
    with connection.cursor() as cursor:
        for statement in ROWS:
            cursor.execute(statement, values)


def pages(cast: Any) -> dict[str, Callable[[], Any]]:
    from django.test import Client

    visitor, lender, owner = Client(), Client(), Client()
    lender.force_login(cast.lender.user)
    owner.force_login(cast.owner.user)
    return {
        "bare view, one query": lambda: visitor.get("/bare/"),
        "inbox": lambda: lender.get("/en/inbox/"),
        "inbox, filtered": lambda: lender.get("/en/inbox/?region=SA-03&pillar=probe"),
        "inbox, by fit": lambda: lender.get("/en/inbox/?sort=-fit"),
        "request file": lambda: lender.get("/en/inbox/bench77/"),
        "my requests": lambda: owner.get("/en/requests/"),
        "dashboard": lambda: lender.get("/en/dashboard/"),
    }


def bare_address() -> None:
    """``/bare/``: one indexed query and a short text, no session and no template."""
    from django.contrib.auth.decorators import login_not_required
    from django.http import HttpRequest, HttpResponse
    from django.urls import clear_url_caches, path

    from portal import urls
    from portal.matchmaking.models import Request

    @login_not_required
    def bare(request: HttpRequest) -> HttpResponse:
        found = Request.objects.filter(public_id="bench77").values_list("title", flat=True).first()
        return HttpResponse(str(found))

    urls.urlpatterns.append(path("bare/", bare))
    clear_url_caches()


def writes(cast: Any, number: int) -> float:
    """Offers submitted per second by the service in one process (draft, terms, submission, journal)."""
    from datetime import timedelta

    from portal.common import clock
    from portal.matchmaking import services
    from portal.matchmaking.models import Request

    actor = cast.lender.actor
    requests = list(Request.objects.filter(public_id__startswith="bench").order_by("-pk")[:number])
    drafts = []
    for request in requests:
        draft = services.response_start(actor=actor, request=request)
        draft.valid_until = clock.today() + timedelta(days=60)
        draft.save()
        drafts.append(draft)
    start = time.perf_counter()
    for draft in drafts:
        services.response_submit(actor=actor, response=draft)
    return number / (time.perf_counter() - start)


def one_scale(scale: int, calls: int) -> dict[str, Figure]:
    from django.core.management import call_command

    from tests.people import build

    call_command("flush", interactive=False, verbosity=0)
    cast = build()
    fill(scale, cast)
    figures = {name: measure(call, calls) for name, call in pages(cast).items()}
    floor = figures["bare view, one query"].processor
    print(f"\n{scale:,} requests and matches, {max(scale // 10, 10):,} firms")
    print(CELLS.format("page", "cpu ms", "÷ bare", "queries", "p95 ms", ""))
    for name, figure in figures.items():
        ratio = f"{figure.processor / floor:.1f}"
        print(CELLS.format(name, f"{figure.processor:.1f}", ratio, figure.queries, f"{figure.p95:.1f}", ""))
    print(f"offers submitted: {writes(cast, 100):.0f}/s in one process", flush=True)
    return figures


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, action="append")
    parser.add_argument("--calls", type=int, default=30)
    options = parser.parse_args(arguments if arguments is not None else [])
    scales = options.scale or [1000, 10_000]
    from tests.servers import Postgres

    with Postgres() as server, tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DATABASE_URL=server.url, DJANGO_SETTINGS_MODULE="portal.settings.test", QANTARA_DATA=folder, REDIS_URL=""
        )
        import django

        django.setup()
        logging.disable(logging.INFO)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        bare_address()
        tables = [one_scale(scale, options.calls) for scale in scales]
        if len(tables) > 1:
            growth = {name: tables[-1][name].p95 / tables[0][name].p95 for name in tables[0]}
            print(
                f"\np95 growth {scales[0]:,} → {scales[-1]:,}: " + ", ".join(f"{k} {v:.2f}" for k, v in growth.items())
            )
        print(f"memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1:])
