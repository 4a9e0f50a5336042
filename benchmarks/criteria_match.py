"""One request against N appetites: filter, exact count, top 20; ours, PostgreSQL, DuckDB, tantivy, plain Django ORM.

    python -m benchmarks.criteria_match 1000 100000 1000000

Needs ``pip install -r benchmarks/requirements.txt``. Prints medians in microseconds and the ratios of the same run.
"""

import gc
import os
import sys
import tempfile
from statistics import median
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

import psycopg2  # noqa: E402

from benchmarks import criteria_market as market  # noqa: E402
from benchmarks import postgres  # noqa: E402
from benchmarks.criteria_orm import Orm  # noqa: E402
from portal.criteria import matching, rules  # noqa: E402

COLUMNS = "id, score, products, s1, s2, region, amount_min, amount_max, months_min, months_max, age, revenue, tax"
CONDITION = (
    "(s1 & {sector_low} <> 0 OR s2 & {sector_high} <> 0) AND region & {region} <> 0 AND amount_min <= {amount} "
    "AND amount_max >= {amount} AND months_min <= {months} AND months_max >= {months} AND age <= {age} "
    "AND revenue <= {revenue} AND tax <= {tax}"
)


def timed(run, requests, least: int = 3):
    """Median microseconds over the requests, and the counts answered."""
    counts = [run(request) for request in requests[:least]]  # warm
    times = []
    for request in requests:
        start = perf_counter()
        counts.append(run(request))
        times.append(perf_counter() - start)
    return median(times) * 1e6, counts[least:]


class Postgres:
    """One row per appetite and product, clustered by product: the best plan found."""

    name = "PostgreSQL, clustered by product"

    def __init__(self, connection, count: int):
        self.cursor = connection.cursor()
        self.cursor.execute("DROP TABLE IF EXISTS appetite")
        self.cursor.execute(
            "CREATE UNLOGGED TABLE appetite (product smallint, id int, score float8, s1 bigint, s2 bigint, "
            "region bigint, amount_min bigint, amount_max bigint, months_min int, months_max int, age int, "
            "revenue bigint, tax smallint)"
        )
        with tempfile.TemporaryFile("w+") as file:
            for row in market.columns(count):
                for product in range(len(market.PRODUCTS)):
                    if row[2] >> product & 1:
                        file.write("\t".join(map(str, (product, row[0], row[1], *row[3:]))) + "\n")
            file.seek(0)
            self.cursor.copy_from(file, "appetite")
        self.cursor.execute("CREATE INDEX by_product ON appetite (product, score DESC)")
        self.cursor.execute("CLUSTER appetite USING by_product")
        self.cursor.execute("ANALYZE appetite")

    def __call__(self, request) -> int:
        values = market.where(request)
        condition = f"product = {values['product']} AND " + CONDITION.format(**values)
        self.cursor.execute(
            f"WITH hits AS MATERIALIZED (SELECT id, score FROM appetite WHERE {condition}) "
            "SELECT (SELECT count(*) FROM hits), id FROM hits ORDER BY score DESC LIMIT 20"
        )
        rows = self.cursor.fetchall()
        return rows[0][0] if rows else 0


class Duck:
    """Sorted by product; zone maps prune."""

    name = "DuckDB"

    def __init__(self, count: int):
        import duckdb
        import numpy as np

        self.connection = duckdb.connect()
        self.connection.execute("SET threads=1")
        names = COLUMNS.split(", ")
        data = list(zip(*market.columns(count), strict=True))
        frame = {n: np.array(c, np.float64 if n == "score" else np.int64) for n, c in zip(names, data, strict=True)}
        arrays = ", ".join(f"unnest(${name}) AS {name}" for name in names)
        self.connection.execute(
            f"CREATE TABLE appetite AS SELECT * FROM (SELECT {arrays}) ORDER BY products, score DESC",
            {name: column.tolist() for name, column in frame.items()},
        )

    def __call__(self, request) -> int:
        values = market.where(request)
        condition = f"products & {values['product_mask']} <> 0 AND " + CONDITION.format(**values)
        rows = self.connection.execute(
            f"SELECT id, count(*) OVER () FROM appetite WHERE {condition} ORDER BY score DESC LIMIT 20"
        ).fetchall()
        return rows[0][1] if rows else 0


class Tantivy:
    """Boolean query of terms and ranges; its order is its own (no static score), so it does a little less."""

    name = "tantivy (fixed order)"

    def __init__(self, count: int):
        import tantivy

        self.tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        for name in ("product", "sector", "region", "tax"):
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
        for name in ("amount_min", "amount_max", "months_min", "months_max", "age", "revenue"):
            builder.add_unsigned_field(name, indexed=True, fast=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema)
        writer = self.index.writer(500_000_000, 1)
        for a, row in zip(market.appetites(count), market.columns(count), strict=True):
            document = tantivy.Document()
            for product in a.products:
                document.add_text("product", product)
            mask = row[3] | row[4] << 44
            for division, bit in market.SECTOR_BIT.items():
                if mask >> bit & 1:
                    document.add_text("sector", division)
            for region in a.regions or ["any"]:
                document.add_text("region", region)
            document.add_text("tax", "needed" if a.tax else "free")
            for name, value in zip(
                ("amount_min", "amount_max", "months_min", "months_max", "age", "revenue"), row[6:12], strict=True
            ):
                document.add_unsigned(name, value)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()
        self.searcher = self.index.searcher()

    def __call__(self, request) -> int:
        t, occur, query = self.tantivy, self.tantivy.Occur.Must, self.tantivy.Query
        big = 10**12

        def term(name, value):
            return query.term_query(self.schema, name, value)

        def up_to(name, value):
            return query.range_query(self.schema, name, t.FieldType.Unsigned, 0, value)

        def from_(name, value):
            return query.range_query(self.schema, name, t.FieldType.Unsigned, value, big)

        should = t.Occur.Should
        region = query.boolean_query([(should, term("region", request.region)), (should, term("region", "any"))])
        parts = [
            (occur, term("product", request.product)), (occur, term("sector", request.sector[:2])), (occur, region),
            (occur, up_to("amount_min", request.amount)), (occur, from_("amount_max", request.amount)),
            (occur, up_to("months_min", request.months)), (occur, from_("months_max", request.months)),
            (occur, up_to("age", request.age)), (occur, up_to("revenue", request.revenue)),
        ]  # fmt: skip
        if not request.tax:
            parts.append((occur, term("tax", "free")))
        return self.searcher.search(query.boolean_query(parts), 20, count=True).count


def ours(count: int):
    start = perf_counter()
    index = market.build_index(count)
    built = perf_counter() - start

    def run(request):
        return index.match(request.facts(), today=market.TODAY, rates=market.RATES, limit=20, seed=1).count

    return index, built, run


def explanation_time(index, count: int, requests) -> float:
    """Median milliseconds to explain the 20 best (documents already read, as the read model keeps them)."""
    wanted = {}
    for request in requests:
        found = index.match(request.facts(), today=market.TODAY, rates=market.RATES, limit=20, seed=1)
        wanted[id(request)] = [hit.key for hit in found.top]
    needed = {key for keys in wanted.values() for key in keys}
    read = {k: rules.read(market.document(a)) for k, a in enumerate(market.appetites(count)) if k in needed}
    times = []
    for request in requests:
        facts = request.facts()
        keys = wanted[id(request)]
        start = perf_counter()
        for key in keys:
            matching.explain_criterion(read[key], facts, rates=market.RATES)
        if len(keys) == 20:
            times.append(perf_counter() - start)
    return median(times) * 1e3 if times else float("nan")


def main() -> None:
    counts = [int(text) for text in sys.argv[1:]] or [1_000, 100_000]
    requests = market.requests(60)
    bandwidth = market.bandwidth()
    print(
        f"memory bandwidth of AND: {bandwidth / 1e9:.1f} GB/s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    with postgres.server() as parameters:
        connection = psycopg2.connect(**parameters)
        connection.autocommit = True
        for count in counts:
            one_size(count, requests, connection, parameters, bandwidth)


def one_size(count: int, requests, connection, parameters, bandwidth: float) -> None:
    index, built, run = ours(count)
    mine, expected = timed(run, requests)
    touched = 30 * count / 8 * 3  # about thirty bitmap operations, two read and one written
    print(f"\n{count:,} appetites; ours built in {built:.1f} s, {index.nbytes / 1e6:.0f} MB")
    print(f"  {'ours: filter, exact count, top 20':44} {mine:12,.0f} µs")
    print(f"  {'memory-bandwidth floor (30 bitmaps)':44} {touched / bandwidth * 1e6:12,.0f} µs"
          f"   ours ÷ floor {mine / (touched / bandwidth * 1e6):.1f}")  # fmt: skip
    if count >= 1_000:
        print(f"  {'explaining the 20, on top':44} {explanation_time(index, count, requests) * 1e3:12,.0f} µs")
    makers = [lambda: Postgres(connection, count), lambda: Duck(count), lambda: Tantivy(count)]
    if count <= 100_000:
        makers.append(lambda: Orm(parameters, count))
    for make in makers:
        peer = make()
        few = requests if count <= 100_000 else requests[:20]
        time, found = timed(peer, few)
        same = "same counts" if found == expected[: len(few)] else "COUNTS DIFFER"
        print(f"  {peer.name:44} {time:12,.0f} µs   ÷ ours {time / mine:8.1f}   {same}", flush=True)
        del peer
        gc.collect()


if __name__ == "__main__":
    main()
