"""Queries of every page whose SQL is made once: Django's building of a query costs three times its execution.

    PERSON = Prepared(lambda key: Membership.objects.filter(user_id=key).values_list("level", "organisation__legal_name"))
    PERSON.rows(key=7)
    SEARCHES = Prepared(lambda person: InboxSearch.objects.filter(user=person).select_related("organisation"))
    SEARCHES.objects(person=7)
    DRAFT = Prepared(lambda key: Response.objects.filter(pk=key, state="draft"))
    DRAFT.update({"updated_at": clock.now()}, key=7)  # how many rows were changed

``build`` is called once for each connection with a stand-in for every value, of the type that will be given later: the
form of the SQL must not depend on the values. A stand-in that does not come back as a parameter is an error, and so is a
moment that was fixed while building.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

MOST = 999  # beyond it a number says "many", and counting would cost more than the page
KEPT = "_qantara_prepared"  # on the connection: SQL and converters belong to its database and its thread
M = TypeVar("M", bound=Model)
MARK = "\u2063stand-in"  # an invisible separator that nobody types
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda place: 7_000_000_000_000_000 + place,
    str: lambda place: f"{MARK} {place}\u2063",
    date: lambda place: date(9000 + place, 3, 3),
    datetime: lambda place: datetime(9000 + place, 3, 3, tzinfo=UTC),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters: a value as it is, or the name of the value to be filled in."""

    sql: str
    parameters: tuple[tuple[str, Any], ...]  # (name, "") or ("", value)
    compiler: Any = None
    converters: Any = None

    def rows(self, given: dict[str, Any], part: slice | None = None) -> list[tuple[Any, ...]]:
        """What the database answers for the values ``given``; of a long list only ``part``."""
        end = f" LIMIT {part.stop - part.start:d} OFFSET {part.start:d}" if part else ""
        with connection.cursor() as cursor:
            cursor.execute(self.sql + end, self.filled(given))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if self.converters:
            return list(map(tuple, self.compiler.apply_converters(rows, self.converters)))
        return rows

    def change(self, given: dict[str, Any]) -> int:
        """How many rows the statement has changed for the values ``given``."""
        with transaction.mark_for_rollback_on_error(connection.alias), connection.cursor() as cursor:
            cursor.execute(self.sql, self.filled(given))
            return cursor.rowcount

    def filled(self, given: dict[str, Any]) -> list[Any]:
        """The parameters with the values ``given`` in their places."""
        return [adapted(given[name]) if name else value for name, value in self.parameters]


def adapted(value: Any) -> Any:
    """A value as this database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def stand_ins(values: dict[str, Any]) -> dict[str, Any]:
    """One impossible value for each, of the same type."""
    return {name: STAND_INS[type(value)](place) for place, (name, value) in enumerate(values.items())}


def bind(parameters: Sequence[Any], standing: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Which parameters are filled in later. ValueError for what would stand still: a moment, a part of a value."""
    names = {str(adapted(value)): name for name, value in standing.items()}
    found = tuple((names[str(value)], "") if str(value) in names else ("", value) for value in parameters)
    if any(isinstance(value, date) for _name, value in found):
        raise ValueError("a query with a moment of its own cannot be kept")
    if any(MARK in value for _name, value in found if isinstance(value, str)):
        raise ValueError("a query that changes its values cannot be kept")
    return found


def bind_all(parameters: Sequence[Any], standing: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The same; ValueError as well when the query does not ask for one of the values."""
    found = bind(parameters, standing)
    if missing := set(standing) - {name for name, _value in found}:
        raise ValueError(f"this query does not ask for {', '.join(sorted(missing))}")
    return found


def kept(key: Any, make: Callable[[], Statement]) -> Statement:
    """The statement kept under ``key`` on this thread's connection, made when there is none."""
    statements: dict[Any, Statement] = connection.__dict__.setdefault(KEPT, {})
    if key not in statements:
        statements[key] = make()
    return statements[key]


class Prepared:
    """One query, kept as SQL for each connection."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]):
        self.build = build

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """All rows for ``values``, as tuples of Python values."""
        return kept(self, lambda: self.made(values)).rows(values)

    def objects(self, **values: Any) -> list[Any]:
        """All rows for ``values`` as objects of the query's model, with what ``select_related`` and ``annotate`` add."""
        return self.part(None, values)

    def part(self, part: slice | None, values: dict[str, Any]) -> list[Any]:
        """The same of a long list: the rows from ``part.start`` to before ``part.stop``."""
        statement = kept(self, lambda: self.made(values))
        return list(objects_of(statement.compiler, statement.rows(values, part)))

    def update(self, changes: dict[str, Any], **values: Any) -> int:
        """Set the columns ``changes`` of the rows for ``values``; how many rows. Kept for the columns and their types.

        Changes of other types than those of ``STAND_INS`` are made by Django as ever.
        """
        plain = {name: value.value if isinstance(value, Enum) else value for name, value in changes.items()}
        given = {f"set {name}": value for name, value in plain.items() if value is not None}
        if not {type(value) for value in given.values()} <= STAND_INS.keys():
            return self.build(**values).update(**changes)
        key = (self, *((name, type(value)) for name, value in plain.items()))
        return kept(key, lambda: self.made_update(plain, given, values)).change({**values, **given})

    def made_update(self, changes: dict[str, Any], given: dict[str, Any], values: dict[str, Any]) -> Statement:
        standing = stand_ins({**values, **given})
        query = self.build(**{name: standing[name] for name in values}).query.chain(UpdateQuery)
        query.add_update_values({name: standing.get(f"set {name}") for name in changes})  # type: ignore[attr-defined]  # an UpdateQuery
        sql, parameters = query.get_compiler(connection=connection).as_sql()
        return Statement(sql, bind_all(parameters, standing))

    def made(self, values: dict[str, Any]) -> Statement:
        standing = stand_ins(values)
        compiler = self.build(**standing).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        bound = bind_all(parameters, standing)
        return Statement(sql, bound, compiler, compiler.get_converters([column for column, *_rest in compiler.select]))


class Rows:
    """A kept query for these values as the list a paginator cuts pages from."""

    def __init__(self, query: Prepared, **values: Any):
        self.query, self.values = query, values

    def __getitem__(self, part: slice) -> list[Any]:
        return self.query.part(part, self.values)

    def count(self, most: int = MOST) -> int:
        """How many rows there are, no further than ``most``."""
        build = self.query.build
        return count_together((self.query,), lambda **values: [build(**values)], most, **self.values)[0]


def objects_of(compiler: Any, rows: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
    """Rows as model objects: what ``django.db.models.query.ModelIterable`` does for a queryset."""
    info, using = compiler.klass_info, connection.alias
    start, stop = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_rest in compiler.select[start:stop]]
    related = get_related_populators(info, compiler.select, using)  # type: ignore[call-arg]  # stubs of Django 6
    for row in rows:
        found = info["model"].from_db(using, names, row[start:stop])
        for populator in related:
            populator.populate(row, found)
        for name, place in compiler.annotation_col_map.items():
            setattr(found, name, row[place])
        yield found


def key_names(keys: Sequence[int], size: int) -> dict[str, int]:
    """``keys`` as the values of a query over at most ``size`` of them; the places left over hold no row's key."""
    if len(keys) > size:
        raise ValueError(f"{len(keys)} keys, at most {size}")
    return {f"key{place}": key for place, key in enumerate([*keys, *[0] * (size - len(keys))])}


def columns_of(model: type[Model], prefix: str = "") -> list[str]:
    """The names of all fields of ``model`` for ``values_list``."""
    return [f"{prefix}{field.attname}" for field in model._meta.concrete_fields]


def instance(model: type[M], row: Sequence[Any]) -> M:
    """The object of a row of ``columns_of(model)``."""
    return model.from_db(connection.alias, columns_of(model), row)


def count_together(
    codes: tuple[Hashable, ...], build: Callable[..., Sequence[QuerySet[Any]]], most: int = MOST, **values: Any
) -> list[int]:
    """How many rows each of the queries has, no further than ``most``: one query for all, kept under ``codes``."""
    if not codes:
        return []
    return [int(number) for number in kept((codes, most), lambda: combined(build, most, values)).rows(values)[0]]


def combined(build: Callable[..., Sequence[QuerySet[Any]]], most: int, values: dict[str, Any]) -> Statement:
    standing = stand_ins(values)
    columns: list[str] = []
    parameters: list[Any] = []
    for rows in build(**standing):
        try:
            text, found = rows.order_by()[:most].values("pk").query.sql_with_params()
        except EmptyResultSet:
            text, found = "SELECT 1 WHERE 1 = 0", ()
        columns.append(f"(SELECT COUNT(*) FROM ({text}) part{len(columns)})")  # noqa: S608 - compiled by Django
        parameters += found
    return Statement(f"SELECT {', '.join(columns)}", bind(parameters, standing))
