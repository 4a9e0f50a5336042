"""How PostgreSQL answers the queries of a page: which of them read more rows than the page could need."""

import json
from collections.abc import Iterator
from typing import Any

MANY = 5_000  # rows one step of a plan may read before it is named; counts stop at 2,000


def asked(path: str, cookie: str) -> list[tuple[str, Any]]:
    """The statements of one page with their parameters, warm, noted in this process."""
    from django.db import connection
    from django.test import Client

    found: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    client = Client(SERVER_NAME="127.0.0.1")
    name, _sign, value = cookie.partition("=")
    client.cookies[name] = value
    client.get(path)
    with connection.execute_wrapper(note):
        client.get(path)
    return found


def steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every step of a plan."""
    yield plan
    for part in plan.get("Plans", []):
        yield from steps(part)


def heavy(sql: str, params: Any) -> list[str]:
    """The steps of a query that read more than ``MANY`` rows, in words."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        (answer,) = cursor.fetchone()
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    found = []
    for step in steps(plan):
        read = (step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"]
        if read > MANY:
            place = step.get("Index Name") or step.get("Relation Name") or ""
            found.append(f"{step['Node Type']} {place}: {read:,.0f} rows, {step['Actual Total Time']:.1f} ms")
    return found


def show(pages: dict[str, tuple[str, str]]) -> None:
    """Print for every page (name → address, cookie) the queries that read too much; silence is good."""
    number = 0
    for name, (path, cookie) in pages.items():
        for sql, params in asked(path, cookie):
            if not sql.startswith("SELECT"):
                continue
            number += 1
            for line in heavy(sql, params):
                print(f"  {name}: {line}\n      {sql[:160]}")
    print(f"plans of {number} queries read; those that read more than {MANY:,} rows are above")
