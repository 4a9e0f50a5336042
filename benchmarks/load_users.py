"""Two hundred people at once for five minutes, against the processes of production.

    python -m benchmarks load_users --users 200 --seconds 300

gunicorn, Celery's worker and beat as ``tools.production`` starts them, own PostgreSQL and Valkey, the market of
``benchmarks/market_rows.py``. Every user has a session and a kept connection, reads pages of their kind in random order and
pauses between them as people do (2 to 10 seconds; a page is asked for every 6 seconds on average); every tenth act of a
lender is a write: a request is watched, or no longer. An answer other than 200 (after a write 302) is an error. Prints requests,
errors and elapsed times; the client shares the machine, which makes the times longer, never shorter.
"""

import argparse
import http.client
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

TOKEN = "c" * 32
PAUSE = (2.0, 10.0)  # seconds
WRITES = 0.1  # share of a lender's acts


class Crowd:
    """What all users did: elapsed seconds, errors by page and status."""

    def __init__(self) -> None:
        self.elapsed: list[float] = []
        self.errors: Counter[str] = Counter()
        self.writes = 0
        self.lock = threading.Lock()

    def note(self, page: str, status: int, wanted: int, seconds: float) -> None:
        with self.lock:
            self.elapsed.append(seconds)
            self.writes += wanted == 302
            if status != wanted:
                self.errors[f"{page} {status}"] += 1


def live(crowd: Crowd, port: int, cookie: str, pages: list[str], watch: list[str], until: float) -> None:
    """One user, until the clock says ``until``."""
    from benchmarks.serving import Visitor

    chance, visitor, is_kept = random.Random(), Visitor(port, cookie), False
    time.sleep(chance.uniform(0, PAUSE[1]))  # people do not come at once
    while time.monotonic() < until:
        is_write = bool(watch) and chance.random() < WRITES
        page = chance.choice(watch if is_write else pages)
        start = time.perf_counter()
        try:
            status = visitor.post(page, "", TOKEN)[0] if is_write else visitor.get(page)[0]
        except (OSError, http.client.HTTPException) as error:
            visitor, was_kept, is_kept = Visitor(port, cookie), is_kept, False
            if was_kept and isinstance(error, ConnectionError):
                continue  # the server ended a kept connection between two pages: a new one is opened, as browsers do
            status = 0
        else:
            is_kept = True
        crowd.note(page, status, 302 if is_write else 200, time.perf_counter() - start)
        time.sleep(chance.uniform(*PAUSE))


def kinds_of(market: Any) -> list[tuple[Any, list[str], list[str]]]:
    """Who there is: the person, the pages they read, the addresses they write to."""
    from portal.matchmaking.models import Request

    rows = Request.objects.filter(public_id__startswith="bench", state="open").order_by("pk")[100:160]
    found = list(rows.values_list("public_id", flat=True))
    mine = Request.objects.filter(organisation=market.owner.organisation, state="open")[:20]
    files = [f"/en/inbox/{key}/" for key in found]
    lists = [
        "/en/inbox/",
        "/en/inbox/?sort=-fit",
        "/en/inbox/?region=SA-03&pillar=lending",
        "/en/dashboard/",
        "/en/threads/",
    ]
    own = [f"/en/requests/{key}/" for key in mine.values_list("public_id", flat=True)]
    firm = [
        "/en/dashboard/",
        "/en/requests/",
        "/en/briefs/",
        "/en/threads/",
        f"/en/requests/{market.compared}/compare/",
    ]
    return [
        (market.lender.user, [*lists * 8, *files], [f"/en/inbox/{key}/watch/" for key in found]),
        (market.owner.user, [*firm * 6, *own], []),
        (market.authority.user, ["/en/dashboard/", "/en/briefs/", "/en/notifications/"], []),
    ]


def crowd_of(market: Any, port: int, users: int, seconds: float) -> Crowd:
    from benchmarks.load_pages import cookie_of

    crowd, kinds, until = Crowd(), kinds_of(market), time.monotonic() + seconds
    threads = []
    for number in range(users):
        person, pages, watch = kinds[0 if number % 2 else 2 if number % 20 == 0 else 1]
        arguments = (crowd, port, cookie_of(person), pages, watch, until)
        threads.append(threading.Thread(target=live, args=arguments, daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 120)
    return crowd


def report(crowd: Crowd, users: int, seconds: float) -> None:
    times = sorted(crowd.elapsed)
    share = {part: times[min(int(len(times) * part), len(times) - 1)] * 1000 for part in (0.5, 0.95, 0.99)}
    print(
        f"{users} users, {seconds:.0f} s: {len(times)} requests, {len(times) / seconds:.1f} a second, {crowd.writes} of them writes"
    )
    print(
        f"median {share[0.5]:.0f} ms, p95 {share[0.95]:.0f} ms, p99 {share[0.99]:.0f} ms, longest {times[-1] * 1000:.0f} ms"
    )
    print(f"errors: {sum(crowd.errors.values())} {dict(crowd.errors.most_common(10))}")
    print(f"load average: {os.getloadavg()[0]:.1f}", flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--scale", type=int, default=10_000)
    options = parser.parse_args(arguments)
    from benchmarks.serving import Served
    from tests.servers import Postgres, Valkey, free_port
    from tools.production import stand

    with Postgres() as database, Valkey() as queue, tempfile.TemporaryDirectory() as folder:
        port = free_port()
        with stand(database.url, queue.url, port, Path(folder)) as running:
            os.environ.update(running.environment)
            os.environ.pop("PROMETHEUS_MULTIPROC_DIR")  # of this process, not of the servers
            import django

            django.setup()
            from django.db import connections

            from benchmarks.market_rows import fill

            market = fill(options.scale)
            report(crowd_of(market, port, options.users, options.seconds), options.users, options.seconds)
            print(f"memory of a web process (resident, proportional), MB: {Served(port, running.web).memory_mb()}")
            connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1:])
