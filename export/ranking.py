"""Market ranking over the loaded data set: the formula's sums by a few indexed queries, never the whole table.

One data set at a time: the newest ready one, real before example; whoever shows a figure shows its data set too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.cache import cache as store

from export import countries
from export.models.trade import (
    CountryIndicator,
    CountryPair,
    DataKind,
    DataSet,
    DataSetState,
    HsCode,
    TotalKind,
    TradeFlow,
    TradeTotal,
)
from export.potential import Potential, access_of, potential_of
from export.trade_merge import YEARS

ACCESS = Path(__file__).resolve().parent / "data" / "access.json"
ENOUGH_EXPORTERS = 100  # below this the sums cover only a part of the world's trade, and the reader is told


def current(kind: str) -> DataSet | None:
    """The data set in use for ``kind``: ready, real before example, newest first."""
    return DataSet.objects.filter(kind=kind, state=DataSetState.READY).order_by("is_example", "-ready_at").first()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a trade data set covers."""

    dataset: DataSet
    years: int
    exporters: int

    @property
    def is_partial(self) -> bool:
        return self.exporters < ENOUGH_EXPORTERS


def coverage_of(dataset: DataSet) -> Coverage:
    """Years in the mean and number of exporting countries (cached: a ready set does not change)."""
    key = f"export:coverage:{dataset.pk}:{dataset.ready_at}".replace(" ", "_")
    found = store.get(key)
    if found is None:
        exporters = dataset.totals.filter(kind=TotalKind.PAIR).values("major").distinct().count()
        found = (dataset.mean_years, exporters)
        store.set(key, found, 3600)
    return Coverage(dataset, *found)


def market_potentials(coverage: Coverage, exporter: str, product: str) -> list[Potential]:
    """The potential in every market that imports ``product``; yearly means in US dollars."""
    dataset, years = coverage.dataset, max(1, coverage.years)
    totals = TradeTotal.objects.filter(dataset=dataset)
    world = totals.filter(kind=TotalKind.PRODUCT, major=product).values_list("value", flat=True).first() or 0
    exported = totals.filter(kind=TotalKind.EXPORTER, major=exporter, minor=product)
    own = exported.values_list("value", flat=True).first() or 0
    demand, pair, expected = (
        dict(totals.filter(kind=kind, major=major).values_list("minor", "value"))
        for kind, major in (
            (TotalKind.IMPORTER, product),
            (TotalKind.PAIR, exporter),
            (TotalKind.EXPECTED, exporter),
        )
    )
    actual: dict[str, int] = {}
    window = (dataset.last_year or 0) - YEARS
    flows = TradeFlow.objects.filter(dataset=dataset, exporter=exporter, product=product, year__gt=window)
    for importer, value in flows.values_list("importer", "value"):
        actual[importer] = actual.get(importer, 0) + value
    return [
        potential_of(
            market=market,
            supply=own / world if world else 0.0,
            demand=value / years,
            actual_total=pair.get(market, 0) / years,
            expected_total=expected.get(market, 0) / years,
            actual=actual.get(market, 0) / years,
        )
        for market, value in sorted(demand.items())
        if market != exporter
    ]


@cache
def access_rules() -> Mapping[str, float]:
    """The published weights of the access measure."""
    return json.loads(ACCESS.read_text(encoding="utf-8"))


def access_from(exporter: str) -> tuple[dict[str, float], DataSet | None]:
    """Access 0–1 per market by distance, language and border, and the data set it comes from."""
    dataset = current(DataKind.PAIRS)
    if dataset is None:
        return {}, None
    found = {}
    for pair in CountryPair.objects.filter(dataset=dataset, origin=exporter):
        value = access_of(
            distance_km=None if pair.distance_km is None else float(pair.distance_km),
            same_language=pair.shares_language,
            adjacent=pair.is_adjacent,
            rules=access_rules(),
        )
        if value is not None:
            found[pair.destination] = value
    return found, dataset


def fit_of(markets: list[str], *, languages: set[str]) -> dict[str, float]:
    """How well the firm's languages fit each market: 1 when one is official there, else 0.6."""
    return {market: 1.0 if languages & set(countries.languages_of(market)) else 0.6 for market in markets}


def indicators_of(country: str) -> tuple[dict[str, tuple[int, float]], DataSet | None]:
    """The newest value (year, value) of every indicator of ``country``."""
    dataset = current(DataKind.INDICATORS)
    if dataset is None:
        return {}, None
    newest: dict[str, tuple[int, float]] = {}
    rows = CountryIndicator.objects.filter(dataset=dataset, country=country).order_by("year")
    for indicator, year, value in rows.values_list("indicator", "year", "value"):
        newest[indicator] = (year, value)
    return newest, dataset


def product_name(code: str, language: str) -> str:
    """The description of ``code`` in ``language`` where a list has it, else in English, else the code."""
    field = {"zh-hans": "text_zh", "ar": "text_ar"}.get(language, "text_en")
    rows = HsCode.objects.filter(code=code, dataset__state=DataSetState.READY).order_by("dataset__is_example")
    names = [(getattr(row, field), row.text_en) for row in rows]
    own = next((text for text, _english in names if text), "")
    return own or next((english for _text, english in names if english), code)
