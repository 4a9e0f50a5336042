"""Full re-match of R requests against N appetites: ours on one core and on two, PostgreSQL scaled from a sample.

python -m benchmarks.criteria_rematch 10000 1000000
"""

import os
import resource
import sys
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

import psycopg2  # noqa: E402

from benchmarks import criteria_market as market  # noqa: E402
from benchmarks import postgres  # noqa: E402
from benchmarks.criteria_match import Postgres  # noqa: E402
from portal.criteria.rematch import Asked, match_all  # noqa: E402


def work(index, asked) -> int:
    return sum(found.count for _key, found in match_all(index, asked, market.TODAY, market.RATES))


def on_two(index, asked) -> float:
    """Two forked processes, half of the requests each: as two workers, each with the index in memory."""
    start = perf_counter()
    children = []
    for half in (asked[::2], asked[1::2]):
        child = os.fork()
        if not child:
            work(index, half)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    return perf_counter() - start


def main() -> None:
    how_many, count = (int(text) for text in (*sys.argv[1:], "10000", "1000000")[:2])
    index = market.build_index(count)
    asked = [Asked(key, request.facts()) for key, request in enumerate(market.requests(how_many))]
    print(
        f"{how_many:,} requests × {count:,} appetites; index {index.nbytes / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f}"
    )
    start = perf_counter()
    total = work(index, asked)
    one = perf_counter() - start
    print(f"  ours, one core       {one:8.1f} s   {total:,} pairs, {one / how_many * 1e6:,.0f} µs a request")
    two = on_two(index, asked)
    print(f"  ours, two processes  {two:8.1f} s   {one / two:.2f} times")
    print(f"  peak memory          {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:8.0f} MB with building")
    with postgres.server() as parameters:
        connection = psycopg2.connect(**parameters)
        connection.autocommit = True
        peer = Postgres(connection, count)
        sample = market.requests(200)
        start = perf_counter()
        for request in sample:
            peer(request)
        scaled = (perf_counter() - start) / len(sample) * how_many
        print(f"  PostgreSQL, scaled   {scaled:8.1f} s   ÷ ours {scaled / one:.1f} (200 requests measured)")


if __name__ == "__main__":
    main()
