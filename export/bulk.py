"""Many rows into one table at once, past the ORM: COPY on PostgreSQL, one prepared statement on SQLite.

Only for plain values that the loader has checked itself (numbers, codes): no escapes, no NULLs.
"""

import io
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows`` (values in the order of ``columns``) into the table of ``model``."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            line = "\t".join(["%s"] * len(columns)) + "\n"
            cursor.copy_from(io.StringIO("".join([line % row for row in rows])), table, columns=columns)
            return
        names, marks = ", ".join(map(connection.ops.quote_name, columns)), ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({marks})", rows)  # noqa: S608 (names of our own model)
