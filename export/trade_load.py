"""Reading trade files into the tables: in chunks, each with its own progress mark, so that a broken load goes on.

Flows are staged first (``FlowInLoad``, no index) and moved by ``export.trade_merge`` when all files of a set are whole.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from export import trade_files, trade_merge
from export.hs import searchable
from export.models.trade import (
    CountryIndicator,
    CountryPair,
    DataFile,
    DataKind,
    DataSet,
    DataSetState,
    FlowInLoad,
    HsCode,
)
from portal.common import clock
from portal.common.bulk import load_rows
from portal.common.errors import DomainError

CHUNK = 50_000
MODELS = {
    DataKind.PAIRS: (CountryPair, ("origin", "destination", "distance_km", "is_adjacent", "shares_language")),
    DataKind.INDICATORS: (CountryIndicator, ("country", "indicator", "year", "value")),
}
UNIQUE = {
    DataKind.PAIRS: ("dataset", "origin", "destination"),
    DataKind.INDICATORS: ("dataset", "country", "indicator", "year"),
    DataKind.PRODUCTS: ("dataset", "code"),
}
Progress = Callable[[str, int, float, float], None]  # file, rows, share of the file read (0–1), seconds


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file."""

    file: str
    dataset: str
    rows: int
    skipped: int
    seconds: float
    already: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """What the person says about the files; empty texts take the format's defaults."""

    name: str = ""
    source: str = ""
    licence: str = ""
    is_example: bool = False


def check_file(path: Path, *, limit: int = 20) -> tuple[int, int, list[str]]:
    """Dry run: (rows, skipped lines, problems named by line and field, at most ``limit``)."""
    entry = trade_files.format_of(path)
    rows = skipped = 0
    problems: list[str] = []
    for block in trade_files.read(path, entry):
        rows += len(block.rows)
        skipped += block.skipped
        problems += [_problem(path, number, error) for number, error in block.faults[: limit - len(problems)]]
        if len(problems) >= limit:
            break
    return rows, skipped, problems


def _problem(path: Path, number: int, error: trade_files.LineError) -> str:
    return _("%(file)s, line %(line)s, %(field)s: %(message)s") % {
        "file": path.name, "line": number, "field": error.field or "—", "message": error,
    }  # fmt: skip


def load_file(path: Path, origin: Origin, *, chunk: int = CHUNK, progress: Progress | None = None) -> Loaded:
    """Read one file into its data set, going on where an earlier run stopped.

    Raises trade_files.ShapeError for an unknown format and DomainError naming the line at fault; what was read before
    that line stays, marked as not complete, and is not shown to anybody until the file is whole.
    """
    entry = trade_files.format_of(path)
    dataset = _dataset_for(entry, origin)
    digest = trade_files.digest_of(path)
    mark, _made = DataFile.objects.get_or_create(dataset=dataset, digest=digest, defaults={"name": path.name})
    if mark.completed_at is not None:
        return Loaded(path.name, dataset.name, mark.rows, mark.skipped, 0.0, already=True)
    if dataset.moved_to:  # an earlier run was stopped while it moved staged rows
        trade_merge.move(dataset)
    started = time.monotonic()
    for block in trade_files.read(path, entry, after=mark.lines_read, size=chunk):
        if block.faults:
            raise DomainError(_problem(path, *block.faults[0]))
        _check_years(dataset, mark, entry.kind, block)
        _store_block(dataset, mark, entry.kind, block)
        if progress is not None:
            progress(path.name, mark.rows, block.share, time.monotonic() - started)
    DataFile.objects.filter(pk=mark.pk).update(completed_at=clock.now())
    return Loaded(path.name, dataset.name, mark.rows, mark.skipped, time.monotonic() - started)


def _dataset_for(entry: trade_files.Format, origin: Origin) -> DataSet:
    name = origin.name or entry.name
    source = origin.source or entry.source
    if not source:
        raise DomainError(_("Say where the data come from (--source)."))
    dataset, _made = DataSet.objects.get_or_create(
        kind=entry.kind,
        name=name,
        defaults={"source": source, "licence": origin.licence or entry.licence, "is_example": origin.is_example},
    )
    if dataset.is_example != origin.is_example:
        raise DomainError(_("Real and example data are never mixed: choose another name for the data set."))
    DataSet.objects.filter(pk=dataset.pk).update(state=DataSetState.LOADING)
    return dataset


def _check_years(dataset: DataSet, mark: DataFile, kind: str, block: trade_files.Block) -> None:
    """A year that another file of the set has already filled would be counted twice."""
    if kind != DataKind.FLOWS or mark.rows:
        return
    years = {row[0] for row in block.rows}
    if dataset.flows.filter(year__in=years).exists() or dataset.staged.filter(year__in=years).exists():
        raise DomainError(
            _("%(file)s: the data set %(name)s already holds this year; give the new one another --name.")
            % {"file": mark.name, "name": dataset.name}
        )


def _store_block(dataset: DataSet, mark: DataFile, kind: str, block: trade_files.Block) -> None:
    """The rows of a block and the mark that they are stored, in one transaction."""
    with transaction.atomic():
        if kind == DataKind.FLOWS:
            _stage(dataset, block.rows)
        else:
            _upsert(dataset, kind, block.rows)
        mark.lines_read = block.last_line
        mark.rows += len(block.rows)
        mark.skipped += block.skipped
        mark.save(update_fields=["lines_read", "rows", "skipped", "updated_at"])


STAGED = ("dataset_id", "year", "exporter", "importer", "product", "value")


def _stage(dataset: DataSet, rows: list[trade_files.Row]) -> None:
    """Keep the flows until their set is whole."""
    key = dataset.pk
    load_rows(FlowInLoad, STAGED, [(key, *row) for row in rows])


def _hs_row(dataset: DataSet, row: trade_files.Row) -> HsCode:
    code, english, chinese, arabic, more = row
    return HsCode(
        dataset=dataset,
        code=code,
        level=len(code),
        text_en=english,
        text_zh=chinese,
        text_ar=arabic,
        words=searchable(english, chinese, arabic, more),
    )


def _upsert(dataset: DataSet, kind: str, rows: list[trade_files.Row]) -> None:
    if kind == DataKind.PRODUCTS:
        model: Any = HsCode
        names: tuple[str, ...] = ("level", "text_en", "text_zh", "text_ar", "words")
        made: list[Any] = [_hs_row(dataset, row) for row in rows]
    else:
        model, names = MODELS[DataKind(kind)]
        made = [model(dataset=dataset, **dict(zip(names, row, strict=True))) for row in rows]
    keys = UNIQUE[DataKind(kind)]
    fresh = {tuple(getattr(row, key if key != "dataset" else "dataset_id") for key in keys): row for row in made}
    model.objects.bulk_create(
        fresh.values(),
        batch_size=2000,
        update_conflicts=True,
        unique_fields=list(keys),
        update_fields=[name for name in names if name not in keys],
    )
