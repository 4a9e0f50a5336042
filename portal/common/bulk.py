"""Many rows by one statement, for tables where building a model instance per row costs more than everything else.

Three ways: rows computed in Python (:func:`insert_rows`), rows the database finds itself (:func:`insert_select`), and plain
new rows of a loader (:func:`load_rows`). Names of tables and columns come from the models, and SQLite and PostgreSQL make
the same rows. With the first two a row that is already there stays or is refreshed, never doubled: they are safe to run
again and to run at the same time, and their values are prepared by their fields.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.expressions import Combinable

MANY = 4  # rows that share a text before it is sent once
LONG = 60  # characters


def insert_rows(
    model: type[models.Model],
    constants: Mapping[str, Any],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    unique: Sequence[str],
    refreshed: Sequence[str],
) -> None:
    """Insert ``rows`` (values of the fields ``names``, ready for the database), each with the same ``constants``.

    A row whose ``unique`` fields are taken is refreshed in ``refreshed`` instead. :func:`prepared` readies a value.
    """
    if not rows:
        return
    fields = [_field(model, name) for name in (*constants, *names)]
    fixed = [prepared(model, name, value) for name, value in constants.items()]
    head = _head(model, fields)
    changed = [_quoted(_field(model, name).column) for name in refreshed]
    changes = ", ".join(f"{name} = excluded.{name}" for name in changed)
    tail = f"ON CONFLICT ({_columns([_field(model, name) for name in unique])}) DO UPDATE SET {changes}"
    varying = fields[len(fixed) :]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            chosen = [f"%s::{_kind(field)}" for field in fields[: len(fixed)]]
            source, found, values = _source(varying, list(zip(*rows, strict=True)))
            columns = ", ".join((*chosen, *found))
            cursor.execute(f"{head} SELECT {columns} FROM {source} {tail}", [*fixed, *values])  # noqa: S608 - names of ours
        else:
            cursor.executemany(f"{head} VALUES ({_marks(fields)}) {tail}", [(*fixed, *row) for row in rows])


def load_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Load new ``rows`` (values of the fields ``names``): COPY on PostgreSQL, one prepared statement on SQLite.

    Only for plain values that the loader has checked itself (numbers, codes): no escapes, no NULLs.
    """
    fields = [_field(model, name) for name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            line = "\t".join(["%s"] * len(fields)) + "\n"
            columns = [field.column for field in fields]
            cursor.copy_from(io.StringIO("".join([line % row for row in rows])), model._meta.db_table, columns=columns)
        else:
            cursor.executemany(f"{_head(model, fields)} VALUES ({_marks(fields)})", rows)


def _source(fields: Sequence[Any], columns: Sequence[tuple[Any, ...]]) -> tuple[str, list[str], list[str]]:
    """Where PostgreSQL takes the columns from: the source, an expression per column, the values of its parameters.

    Every column is one array. Long texts that many rows share are sent and parsed once and joined by their place.
    """
    arrays, joins, found, values, shared_values = [], [], [], [], []
    for number, (field, column) in enumerate(zip(fields, columns, strict=True)):
        shared = _shared(column)
        if shared:
            places = {text: place for place, text in enumerate(shared, 1)}
            arrays.append("%s::int[]")
            values.append(array_text(places[text] for text in column))
            joins.append(
                f"JOIN unnest(%s::{_kind(field)}[]) WITH ORDINALITY AS s{number}(held, place) ON s{number}.place = c{number}"
            )
            shared_values.append(array_text(shared))
            found.append(f"s{number}.held")
        else:
            arrays.append(f"%s::{_kind(field)}[]")
            values.append(array_text(column))
            found.append(f"c{number}")
    names = ", ".join(f"c{number}" for number in range(len(columns)))
    return f"unnest({', '.join(arrays)}) AS row({names}) {' '.join(joins)}", found, [*values, *shared_values]


def _shared(column: Sequence[Any]) -> list[str]:
    """The different texts of a column, when they are long and each stands in many rows; else none."""
    if not all(isinstance(value, str) for value in column):
        return []
    texts = list(dict.fromkeys(column))
    is_worth_it = len(texts) * MANY <= len(column) and sum(map(len, texts)) >= LONG * len(texts)
    return texts if is_worth_it else []


def array_text(values: Iterable[Any]) -> str:
    """An array as PostgreSQL reads it: one text instead of thousands of expressions to parse."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if value is None:
        return "NULL"
    return f'"{value}"' if isinstance(value, datetime) else str(value)


def insert_select(model: type[models.Model], found: QuerySet[Any], columns: Mapping[str, Any]) -> int:
    """Insert a row per row of ``found``: ``columns`` maps a field to an expression over it, or to a plain value.

    Rows that would break a constraint of uniqueness are left out. Returns how many were made.
    """
    fields = [_field(model, name) for name in columns]
    chosen = {f"column_{name}": _expression(_field(model, name), value) for name, value in columns.items()}
    query = found.order_by().annotate(**chosen).values_list(*chosen).query
    statement, values = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(f"{_head(model, fields)} {statement} ON CONFLICT DO NOTHING", values)
        return cursor.rowcount


def prepared(model: type[models.Model], name: str, value: Any) -> Any:
    """``value`` as the database takes it for the field ``name``."""
    return _field(model, name).get_db_prep_save(value, connection)


def _expression(field: Any, value: Any) -> Any:
    return value if isinstance(value, Combinable) else models.Value(value, output_field=field)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _kind(field: Any) -> str:
    return str(field.db_type(connection)).removesuffix(" GENERATED BY DEFAULT AS IDENTITY")


def _head(model: type[models.Model], fields: Sequence[Any]) -> str:
    return f"INSERT INTO {_quoted(model._meta.db_table)} ({_columns(fields)})"


def _marks(fields: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(fields))


def _columns(fields: Sequence[Any]) -> str:
    return ", ".join(_quoted(field.column) for field in fields)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
