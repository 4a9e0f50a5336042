"""Pages of the exchange over many rows, against a bare one-query view of the same server in the same run.

    python -m benchmarks load_pages --scale 10000 --scale 1000000

gunicorn with deploy/gunicorn.conf.py and the settings of production, own PostgreSQL and Valkey (tests/servers.py), the
market of ``benchmarks/market_rows.py``. Processor time: user and system of the serving processes over ``--calls``
requests on one connection, divided by the same of ``benchmarks/bare.py`` (measured before and after, the mean). The
database's own time is in the p95. Queries are counted, and their plans read, in this process. Offers per second: sent by HTTP on as many
connections as there are processors.
"""

import argparse
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import plans

CELLS = "{:<28}{:>10}{:>9}{:>9}{:>10}{:>10}"


@dataclass
class Figure:
    """One page: processor milliseconds, queries, elapsed milliseconds (median, p95)."""

    processor: float
    queries: int
    median: float
    p95: float


def cookie_of(user: Any) -> str:
    """A session of ``user``, as signing in leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def pages(market: Any) -> dict[str, tuple[Any, str]]:
    """Name → who asks for which address."""
    lender, owner = market.lender.user, market.owner.user
    return {
        "inbox": (lender, "/en/inbox/"),
        "inbox, region and kind": (lender, "/en/inbox/?region=SA-03&pillar=lending"),
        "inbox, by fit": (lender, "/en/inbox/?sort=-fit"),
        "inbox, ended": (lender, "/en/inbox/?tab=ended"),
        "inbox, last page": (lender, "/en/inbox/?page=100"),
        "request file": (lender, f"/en/inbox/{market.asked}/"),
        "comparison": (owner, f"/en/requests/{market.compared}/compare/"),
        "finder": (owner, "/en/briefs/"),
        "dashboard, lender": (lender, "/en/dashboard/"),
        "dashboard, firm": (owner, "/en/dashboard/"),
        "my requests": (owner, "/en/requests/"),
        "messages": (owner, "/en/threads/"),
    }


def measure(server: Any, path: str, cookie: str, calls: int) -> Figure:
    from benchmarks.serving import Visitor

    visitor = Visitor(server.port, cookie)
    for _warm in range(6):
        status, body, _seconds = visitor.get(path)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:300]!r}")
    before = server.processor_seconds()
    elapsed = sorted(visitor.get(path)[2] * 1000 for _call in range(calls))
    processor = (server.processor_seconds() - before) * 1000 / calls
    queries = len(plans.asked(path, cookie)) if cookie else 1
    return Figure(processor, queries, elapsed[calls // 2], elapsed[int(calls * 0.95)])


def drafts_of(market: Any, number: int) -> list[str]:
    """So many finished drafts of the lender, by public id."""
    from datetime import timedelta
    from decimal import Decimal as D

    from lending.models import OfferTerms
    from portal.common import clock
    from portal.matchmaking import services
    from portal.matchmaking.models import Request, Response

    actor = market.lender.actor
    asked = Request.objects.filter(public_id__startswith="bench", state="open").order_by("pk")[60 : 60 + number]
    found = [services.response_start(actor=actor, request=request) for request in asked]
    keys = [draft.pk for draft in found]
    Response.objects.filter(pk__in=keys).update(valid_until=clock.today() + timedelta(days=40))
    OfferTerms.objects.filter(response__in=keys).update(
        product="reducing", amount=D(1_000_000), currency="SAR", months=36, rate=D(9)
    )
    return [draft.public_id for draft in found]


class Fields(HTMLParser):
    """The values a browser would send for the form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag in ("select", "textarea"):
            self.name = at.get("name") or ""
        if tag == "option" and "selected" in at:
            self.found.append((self.name, at.get("value") or ""))
        typed = at.get("type", "text") not in ("hidden", "submit", "checkbox", "radio") or "checked" in at
        if tag == "input" and at.get("name") and typed:
            self.found.append((at["name"] or "", at.get("value") or ""))


def fields_of(page: str) -> list[tuple[str, str]]:
    parser = Fields()
    parser.feed(page)
    return parser.found


def submit_offers(server: Any, market: Any, number: int) -> tuple[float, float]:
    """Offers sent by HTTP: processor milliseconds for each, and how many a second.

    A third goes one after the other, as the pages and the bare view are asked; the first half of it meets threads that
    have not kept their statements yet, the second gives the processor time. The rest goes over four connections at
    once and gives the rate.
    """
    from benchmarks.serving import Visitor
    from portal.matchmaking.models import Response

    drafts, cookie, token = drafts_of(market, number), cookie_of(market.lender.user), "c" * 32
    _status, page, _seconds = Visitor(server.port, cookie).get(f"/en/responses/{drafts[0]}/edit/")
    fields = [*fields_of(page.decode()), ("action", "send")]
    statuses: list[int] = []

    def body(place: int) -> str:  # each its own amount: no two offers have one price
        return urlencode([(name, str(500_000 + place) if name == "amount" else value) for name, value in fields])

    def work(part: list[tuple[int, str]]) -> None:
        visitor = Visitor(server.port, cookie)
        statuses.extend(visitor.post(f"/en/responses/{key}/edit/", body(place), token)[0] for place, key in part)

    alone, together = list(enumerate(drafts))[: number // 3], list(enumerate(drafts))[number // 3 :]
    half = len(alone) // 2
    work(alone[:half])
    before = server.processor_seconds()
    work(alone[half:])
    processor = (server.processor_seconds() - before) * 1000 / len(alone[half:])
    start = time.perf_counter()
    threads = [threading.Thread(target=work, args=[together[place::4]]) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    sent = Response.objects.filter(public_id__in=drafts, state="submitted").count()
    if sent != number:
        raise RuntimeError(f"{number} offers were posted, {sent} are submitted; answers {set(statuses)}")
    return processor, len(together) / seconds


def one_scale(scale: int, calls: int, environment: Mapping[str, str], folder: Path) -> dict[str, Figure]:
    from django.db import connections

    from benchmarks.market_rows import fill
    from benchmarks.serving import served
    from tests.servers import free_port

    start = time.perf_counter()
    market = fill(scale)
    print(
        f"\n{scale:,} requests and matches, {max(scale // 10, 50):,} firms, loaded in {time.perf_counter() - start:.0f} s"
    )
    cookies = {person.pk: cookie_of(person) for person in (market.lender.user, market.owner.user)}
    with (
        served("benchmarks.bare:application", free_port(), environment, folder / "bare.log") as floor,
        served("portal.wsgi:application", free_port(), environment, folder / "web.log") as server,
    ):
        floors = [measure(floor, "/", "", calls * 5).processor]
        figures = {name: measure(server, path, cookies[who.pk], calls) for name, (who, path) in pages(market).items()}
        offer, a_second = submit_offers(server, market, min(300, scale // 20))
        floors.append(measure(floor, "/", "", calls * 5).processor)
        bare = sum(floors) / 2
        print(f"bare view, one query: {bare:.2f} ms ({floors[0]:.2f} before, {floors[1]:.2f} after)")
        print(CELLS.format("page", "cpu ms", "÷ bare", "queries", "median ms", "p95 ms"))
        for name, it in figures.items():
            print(
                CELLS.format(
                    name,
                    f"{it.processor:.1f}",
                    f"{it.processor / bare:.1f}",
                    it.queries,
                    f"{it.median:.1f}",
                    f"{it.p95:.1f}",
                )
            )
        print(
            f"an offer submitted: {offer:.1f} ms of processor, {offer / bare:.1f} × bare; {a_second:.0f} offers a second"
        )
        print(f"memory of a web process (resident, proportional), MB: {server.memory_mb()}", flush=True)
    plans.show({name: (path, cookies[who.pk]) for name, (who, path) in pages(market).items()})
    connections.close_all()
    return figures


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=int, action="append")
    parser.add_argument("--calls", type=int, default=100)
    options = parser.parse_args(arguments)
    scales = options.scale or [1000, 10_000]
    from tests.servers import Postgres, Valkey, free_port
    from tools.production import production_environment

    with Postgres() as database, Valkey() as queue, tempfile.TemporaryDirectory() as folder:
        environment = production_environment(Path(folder), free_port(), database.url, queue.url)
        os.environ.update(environment)
        os.environ.pop("PROMETHEUS_MULTIPROC_DIR")  # of this process, not of the servers
        import django

        django.setup()
        logging.disable(logging.INFO)
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        tables = [one_scale(scale, options.calls, environment, Path(folder)) for scale in scales]
        if len(tables) > 1:
            print(f"\ngrowth of p95 (median) {scales[0]:,} → {scales[-1]:,}:")
            for name, small in tables[0].items():
                large = tables[-1][name]
                print(f"  {name:<28}{large.p95 / small.p95:.2f} ({large.median / small.median:.2f})")
        print(f"load average: {os.getloadavg()[0]:.1f}")
        connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1:])
