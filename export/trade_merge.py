"""Closing a load: staged flows move into the table in the order of its index, the formula's sums are made, the set is ready.

Moved a group of exporters at a time, each group with its mark in one transaction: readers are never disturbed, a broken
move goes on, and the index grows at its end instead of all over (the reason why ten million rows take minutes, not hours).
Memory: four arrays over countries and products, whatever the number of rows.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Max, Min

from export import countries
from export.models.trade import DataKind, DataSet, DataSetState, FlowInLoad, TotalKind, TradeFlow, TradeTotal
from portal.common import clock
from portal.common.bulk import load_rows

YEARS = 5  # the formula's mean: the last five years of the data set
GROUP = 12  # exporters moved in one transaction
SMALL = 500_000  # a set with fewer staged rows moves in one go
READ = 25_000  # rows held at a time for the sums
TOTAL_COLUMNS = ("dataset_id", "kind", "major", "minor", "value")
ALL = "ZZZ"  # behind every country code
Progress = Callable[[str, float], None]  # data set, share done (0–1)

MOVE_SQL = (
    "INSERT INTO export_tradeflow (dataset_id, year, exporter, importer, product, value)"
    " SELECT dataset_id, year, exporter, importer, product, value FROM export_flowinload"
    " WHERE dataset_id = %s AND exporter > %s AND exporter <= %s ORDER BY exporter, product"
)


def finish(names: Iterable[str], *, progress: Progress | None = None) -> list[DataSet]:
    """Close the data sets ``names`` whose files are all whole, and mark them as ready."""
    done = []
    for dataset in DataSet.objects.filter(name__in=list(names), state=DataSetState.LOADING):
        if dataset.files.filter(completed_at__isnull=True).exists():
            continue
        if dataset.kind == DataKind.FLOWS:
            move(dataset, progress=progress)
        with transaction.atomic():
            _close(dataset)
        done.append(dataset)
    return done


def move(dataset: DataSet, *, progress: Progress | None = None) -> None:
    """Staged flows into the table, going on behind the last group moved; then the stage is cleared."""
    bounds = sorted(countries.known())[GROUP - 1 :: GROUP]
    if not dataset.staged.order_by("pk")[SMALL : SMALL + 1].exists():
        bounds = []
    for at, bound in enumerate([*bounds, ALL], start=1):
        if bound <= dataset.moved_to:
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MOVE_SQL, [dataset.pk, dataset.moved_to, bound])
            DataSet.objects.filter(pk=dataset.pk).update(moved_to=bound)
        dataset.moved_to = bound
        if progress is not None:
            progress(dataset.name, at / (len(bounds) + 1))
    with transaction.atomic():
        _clear(dataset)
        DataSet.objects.filter(pk=dataset.pk).update(moved_to="")
    dataset.moved_to = ""


def _clear(dataset: DataSet) -> None:
    """Empty the stage of a set; at once when nothing else is being loaded."""
    if FlowInLoad.objects.exclude(dataset=dataset).exists():
        dataset.staged.all().delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE export_flowinload" if connection.vendor == "postgresql" else "DELETE FROM export_flowinload"
        )


def _close(dataset: DataSet) -> None:
    if dataset.kind in (DataKind.FLOWS, DataKind.INDICATORS):
        manager = dataset.flows if dataset.kind == DataKind.FLOWS else dataset.indicators
        span = manager.aggregate(first=Min("year"), last=Max("year"))
        dataset.first_year, dataset.last_year = span["first"], span["last"]
    if dataset.kind == DataKind.FLOWS and dataset.last_year is not None:
        TradeTotal.objects.filter(dataset=dataset).delete()
        sums = Sums()
        for columns in _columns(dataset, since=dataset.last_year - YEARS):
            sums.add(*columns)
        rows = sums.totals(dataset.pk)
        while batch := list(islice(rows, READ)):
            load_rows(TradeTotal, TOTAL_COLUMNS, batch)
        dataset.mean_years = len(sums.years)
    dataset.rows = sum(dataset.files.values_list("rows", flat=True))
    dataset.state = DataSetState.READY
    dataset.ready_at = clock.now()
    dataset.save()


def _columns(dataset: DataSet, *, since: int) -> Iterator[tuple[Any, ...]]:
    """Year, exporter, importer, product, value of the rows after ``since``, as columns of up to ``READ`` rows."""
    rows = TradeFlow.objects.filter(dataset=dataset, year__gt=since)
    batch = []
    for row in rows.values_list("year", "exporter", "importer", "product", "value").iterator(chunk_size=READ):
        batch.append(row)
        if len(batch) == READ:
            yield tuple(zip(*batch, strict=True))
            batch = []
    if batch:
        yield tuple(zip(*batch, strict=True))


class Sums:
    """The four sums of the formula over a stream of flows: whole dollars, exact (64-bit)."""

    def __init__(self) -> None:
        self.codes = sorted(countries.known())
        self.place = {code: at for at, code in enumerate(self.codes)}
        self.products: dict[str, int] = {}
        self.years: set[int] = set()
        self.exported = np.zeros((len(self.codes), 8192), dtype=np.int64)
        self.imported = np.zeros_like(self.exported)
        self.pairs = np.zeros((len(self.codes), len(self.codes)), dtype=np.int64)

    def add(self, years: Iterable[int], exporters: Any, importers: Any, products: Any, values: Any) -> None:
        """Add the flows whose columns are given."""
        self.years.update(years)
        for code in set(products).difference(self.products):
            self.products[code] = len(self.products)
        if len(self.products) > self.exported.shape[1]:
            wider = ((0, 0), (0, len(self.products)))
            self.exported, self.imported = np.pad(self.exported, wider), np.pad(self.imported, wider)
        i, j, k = (
            np.fromiter(map(index.__getitem__, column), dtype=np.intp, count=len(column))
            for index, column in ((self.place, exporters), (self.place, importers), (self.products, products))
        )
        v = np.fromiter(values, dtype=np.int64, count=len(values))
        np.add.at(self.exported, (i, k), v)
        np.add.at(self.imported, (j, k), v)
        np.add.at(self.pairs, (i, j), v)

    def totals(self, dataset: int) -> Iterator[tuple[Any, ...]]:
        """The rows of the table of sums, in the order of ``TOTAL_COLUMNS`` and of its index."""
        names = sorted(self.products)
        order = [self.products[name] for name in names]
        exported, imported = self.exported[:, order], self.imported[:, order]
        world = exported.sum(axis=0)
        shares = np.divide(exported, world, out=np.zeros(exported.shape), where=world > 0)
        expected = np.rint(shares @ imported.T).astype(np.int64)
        codes = self.codes
        for kind, table, major, minor in (
            (TotalKind.PAIR, self.pairs, codes, codes),
            (TotalKind.EXPORTER, exported, codes, names),
            (TotalKind.IMPORTER, imported.T, names, codes),
            (TotalKind.PRODUCT, world[:, None], names, [""]),
            (TotalKind.EXPECTED, expected, codes, codes),
        ):
            for name, cells in zip(major, table, strict=True):  # a row at a time: few numbers as Python objects at once
                held = np.nonzero(cells)[0]
                for column, value in zip(held.tolist(), cells[held].tolist(), strict=True):
                    yield dataset, str(kind), name, minor[column], value
