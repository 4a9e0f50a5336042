"""Refreshing and reading the figures' snapshots."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.briefs.figures import FigureText
from portal.common import clock, formatting
from portal.common.formatting import Medium
from portal.criteria import catalogue, codes
from portal.matchmaking.codes import pillar_choices
from portal.reports.catalogue import BY_CODE, FIGURES
from portal.reports.figures import EXACT, Figure, Period, settings
from portal.reports.models import FigureSnapshot

CLOCKS = {
    "applications": gettext_lazy("Applications for benefits"),
    "complaints": gettext_lazy("Complaints and appeals"),
    "requests": gettext_lazy("Requests"),
    "vetting": gettext_lazy("Vetting"),
}
GROUPS = {
    "rural": gettext_lazy("Rural firms"),
    "micro": gettext_lazy("Micro firms"),
    "first_time": gettext_lazy("Never borrowed before"),
    "women": gettext_lazy("Women-owned firms"),
}
UNKNOWN = pgettext_lazy("place or sector", "Unknown")


def refresh(codes_wanted: tuple[str, ...] = ()) -> int:
    """Work out the figures (all by default) and store a snapshot of each. Returns how many."""
    period = Period.now()
    done = 0
    for figure in FIGURES:
        if codes_wanted and figure.code not in codes_wanted:
            continue
        payload = worked_out(figure, period)
        token = EXACT.set(True)
        try:
            payload["exact"] = worked_out(figure, period)
        finally:
            EXACT.reset(token)
        store(figure, period, payload)
        done += 1
    horizon = clock.now() - timedelta(days=settings()["keep_days"])
    FigureSnapshot.objects.filter(is_current=False, as_of__lt=horizon).delete()
    return done


def worked_out(figure: Figure, period: Period) -> dict[str, Any]:
    """The payload of a figure, for the public or (``EXACT``) for the authority."""
    if figure.kind == "table":
        return {"rows": figure.compute(period)}
    return {"value": figure.compute(period), "previous": figure.compute(period.before)}


@transaction.atomic
def store(figure: Figure, period: Period, payload: dict[str, Any]) -> None:
    """Replace the current snapshot; one older row per day is kept as history."""
    moment = clock.now()
    current = FigureSnapshot.objects.filter(code=figure.code, is_current=True)
    current.filter(as_of__gte=clock.moment_on(clock.day_of(moment))).delete()
    current.update(is_current=False)
    FigureSnapshot.objects.create(
        code=figure.code, as_of=moment, period_start=period.start, period_end=period.end, payload=payload
    )


@dataclass(frozen=True, slots=True)
class View:
    """A figure with its snapshot, ready to show. ``is_stale`` when the refresh is late."""

    figure: Figure
    snapshot: FigureSnapshot | None
    is_exact: bool = False  # the authority's own dashboard: nothing is hidden

    @property
    def payload(self) -> dict[str, Any]:
        held = self.snapshot.payload if self.snapshot else {}
        return held.get("exact", {}) if self.is_exact else held

    @property
    def is_stale(self) -> bool:
        return self.snapshot is not None and self.snapshot.as_of < clock.now() - timedelta(
            hours=settings()["stale_hours"]
        )

    @property
    def value(self) -> Any:
        return self.payload.get("value")

    @property
    def previous(self) -> Any:
        return self.payload.get("previous")

    @property
    def text(self) -> str:
        return value_text(self.figure, self.value)

    @property
    def previous_text(self) -> str:
        return value_text(self.figure, self.previous)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Table rows: key, name in the reader's language, cells in column order."""
        held = self.payload.get("rows", {})
        return [
            {
                "key": key,
                "name": row_name(self.figure, key),
                "cells": [cells.get(code) for code, _label in self.figure.columns],
            }
            for key, cells in held.items()
        ]


def value_text(figure: Figure, value: Any) -> str:
    """A value in the reader's notation; empty when hidden or unknown."""
    if value is None:
        return ""
    if figure.kind == "percent":
        return formatting.percent(float(value), 1, Medium.PLAIN)
    if figure.kind == "days":
        return formatting.number(float(value), 1, Medium.PLAIN)
    return formatting.number(value, None, Medium.PLAIN)


def row_name(figure: Figure, key: str) -> str:
    """A row's key in the reader's language."""
    if key == "?":
        return str(UNKNOWN)
    if figure.row_names == "region":
        return codes.get("region").label(key)
    if figure.row_names == "sector":
        return codes.get("isic").label(key)
    if figure.row_names == "fact":
        fact = catalogue.get(key)
        return str(fact.label) if fact else key
    if figure.row_names == "pillar":
        return str(dict(pillar_choices()).get(key, key))
    names = {"clock": CLOCKS, "group": GROUPS}.get(figure.row_names, {})
    return str(names.get(key, key))


def views(*wanted: str, is_exact: bool = False) -> dict[str, View]:
    """Figures by code with their current snapshots. One query."""
    snapshots = {row.code: row for row in FigureSnapshot.objects.filter(is_current=True)}
    return {
        code: View(figure, snapshots.get(code), is_exact)
        for code, figure in BY_CODE.items()
        if not wanted or code in wanted
    }


def public_figures() -> list[View]:
    """The single values the home page may show; unknown and hidden ones are left out."""
    found = views("firms", "institutions", "requests", "awards", "benefits_paid", "answered")
    return [view for view in found.values() if view.text]


def for_briefs() -> list[FigureText]:
    """The single values as a brief's editor can insert them."""
    return [
        FigureText(
            code,
            view.figure.label,
            _("%(value)s (as of %(day)s)")
            % {"value": view.text, "day": formatting.date_text(view.snapshot.period_end, Medium.PLAIN)}
            if view.text and view.snapshot
            else "",
            clock.day_of(view.snapshot.as_of).isoformat() if view.snapshot else "",
        )
        for code, view in views().items()
        if view.figure.kind != "table" and view.figure.is_public
    ]
