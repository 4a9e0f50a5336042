"""The compiled index of each kind, one per process, kept fresh by what changed in the database.

A refresh reads the rows whose ``updated_at`` lies after the newest one seen, less a margin for transactions that commit
late and clocks that differ; rows already seen at the same version and state are skipped. While a big index is being
built
in the background, matching falls back to plain evaluation of the rows.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from portal.criteria.index import Index
from portal.criteria.models import CriteriaSet
from portal.criteria.rules import Criterion, DocumentError, Rule, read
from portal.criteria.segment import SegmentBuilder

logger = logging.getLogger(__name__)
REFRESH_SECONDS = 0.5
MARGIN = timedelta(seconds=60)
BUILD_AT_ONCE = 5_000
Mark = tuple[int, bool, float]  # version, active, score


class KindModel:
    """The index of one kind and what it has seen."""

    def __init__(self, kind: str):
        self.kind = kind
        self.index: Index | None = None
        self.newest: datetime | None = None
        self.recent: dict[int, Mark] = {}
        self.checked_at = 0.0
        self.lock = threading.RLock()
        self.builder: threading.Thread | None = None

    def ready(self) -> Index | None:
        """The fresh index; None while it is being built (the caller evaluates the rows instead)."""
        with self.lock:
            if self.index is None:
                return self._start()
            if time.monotonic() - self.checked_at >= REFRESH_SECONDS:
                self.refresh()
            return self.index

    def _start(self) -> Index | None:
        if self.builder is not None and self.builder.is_alive():
            return None
        size = CriteriaSet.objects.filter(kind=self.kind, is_active=True)[: BUILD_AT_ONCE + 1].count()
        if size <= BUILD_AT_ONCE:
            self.build()
            return self.index
        self.builder = threading.Thread(target=self._build_aside, name=f"criteria-{self.kind}", daemon=True)
        self.builder.start()
        return None

    def _build_aside(self) -> None:
        try:
            self.build()
        except Exception:
            logger.exception("could not build the index of %s", self.kind)
        finally:
            connection.close()

    def build(self) -> None:
        """Compile every active row; rows are streamed, so memory holds the index and not the documents."""
        builder = SegmentBuilder()
        newest: datetime | None = None
        recent: dict[int, Mark] = {}
        rows = CriteriaSet.objects.filter(kind=self.kind).order_by("updated_at")
        for row in rows.iterator(chunk_size=2_000):
            newest = row.updated_at
            recent[row.pk] = (row.version, row.is_active, row.score)
            criterion = criterion_of(row, cache=False) if row.is_active else None
            if criterion is not None:
                builder.add(row.pk, row.score, criterion)
        cut = None if newest is None else newest - MARGIN
        late = set() if cut is None else set(rows.filter(updated_at__gte=cut).values_list("pk", flat=True))
        with self.lock:
            self.index = Index.of_segment(builder.build())
            self.newest = newest
            self.recent = {pk: mark for pk, mark in recent.items() if pk in late}
            self.checked_at = 0.0

    def refresh(self) -> None:
        """Bring the index up to the database: one indexed query, only changed rows are read."""
        index = self.index
        if index is None:
            return
        changed = self._changed()
        for start in range(0, len(changed), 2_000):
            for row in CriteriaSet.objects.filter(pk__in=changed[start : start + 2_000]).order_by("updated_at"):
                self.recent[row.pk] = (row.version, row.is_active, row.score)
                criterion = criterion_of(row) if row.is_active else None
                if criterion is None:
                    index.remove(row.pk)
                else:
                    index.replace(row.pk, criterion, row.score)
        self.checked_at = time.monotonic()

    def _changed(self) -> list[int]:
        """Keys of rows at another version or state than was seen; what lies inside the margin is compared, not read."""
        rows = CriteriaSet.objects.filter(kind=self.kind)
        if self.newest is not None:
            rows = rows.filter(updated_at__gte=self.newest - MARGIN)
        found = []
        for key, moment, *mark in rows.order_by("updated_at").values_list(
            "pk", "updated_at", "version", "is_active", "score"
        ):
            self.newest = moment
            if self.recent.get(key) != tuple(mark):
                found.append(key)
        return found


_models: dict[str, KindModel] = {}
_models_lock = threading.Lock()
_parsed: OrderedDict[tuple[int, int], tuple[Any, Criterion]] = OrderedDict()
_parsed_lock = threading.Lock()
PARSED_LIMIT = 12_000  # about 3 kB each
RULES_LIMIT = 100_000
_rules: dict[tuple[Any, ...], Rule] = {}


def index_for(kind: str) -> Index | None:
    """The fresh index of ``kind``, or None when matching must evaluate the rows (switched off, or not built yet)."""
    if not getattr(settings, "CRITERIA_READ_MODEL", True):
        return None
    with _models_lock:
        model = _models.setdefault(kind, KindModel(kind))
    return model.ready()


def mark_stale(kind: str) -> None:
    """The next match of this process looks at the database again."""
    model = _models.get(kind)
    if model is not None:
        model.checked_at = 0.0


def forget() -> None:
    """Drop every index of this process (tests, and after a restore)."""
    with _models_lock:
        _models.clear()
    with _parsed_lock:
        _parsed.clear()


def criterion_of(row: CriteriaSet, *, cache: bool = True) -> Criterion | None:
    """The row's document, read once per version; None (and a log line) when it cannot be read at all."""
    key = (row.pk, row.version)
    if cache and row.pk is not None:
        with _parsed_lock:
            found = _parsed.get(key)
        if found is not None and found[0] == row.document:  # a primary key can come back after a rollback
            return found[1]
    try:
        criterion = read(row.document, strict=False)
    except DocumentError as error:
        logger.warning("criteria %s cannot be read: %s", row.public_id, error)
        return None
    if cache and row.pk is not None:
        criterion = _sharing_rules(criterion)
        with _parsed_lock:
            _parsed[key] = (row.document, criterion)
            while len(_parsed) > PARSED_LIMIT:
                _parsed.popitem(last=False)
    return criterion


def _sharing_rules(criterion: Criterion) -> Criterion:
    """The same criterion with rules of the same sense being one object, without their places.

    Ten thousand documents are made of a few hundred rules: this spares memory, and a judge looks each up by identity.
    """
    if len(_rules) > RULES_LIMIT:
        _rules.clear()
    groups = tuple(
        replace(group, rules=tuple(_rules.setdefault(rule.sense, replace(rule, pointer="")) for rule in group.rules))
        for group in criterion.groups
    )
    return replace(criterion, groups=groups)


def criteria_of(versions: Mapping[int, int]) -> dict[int, Criterion]:
    """Read documents by key for {key: version}; those read before come from memory, the others by one query."""
    found: dict[int, Criterion] = {}
    if getattr(settings, "CRITERIA_READ_MODEL", True):
        with _parsed_lock:
            found = {key: _parsed[key, version][1] for key, version in versions.items() if (key, version) in _parsed}
    for row in CriteriaSet.objects.filter(pk__among=[key for key in versions if key not in found]):
        criterion = criterion_of(row)
        if criterion is not None:
            found[row.pk] = criterion
    return found


def plain_rows(kind: str) -> Iterator[tuple[CriteriaSet, Criterion]]:
    """Every active row of the kind with its criterion, straight from the database."""
    rows = CriteriaSet.objects.filter(kind=kind, is_active=True).order_by("-score", "pk")
    for row in rows.iterator(chunk_size=2_000):
        criterion = criterion_of(row)
        if criterion is not None:
            yield row, criterion
