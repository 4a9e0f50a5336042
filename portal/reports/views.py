"""The government dashboard (exact), the public figures, and each figure as CSV and open-data JSON."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.common import charts
from portal.common.downloads import csv_response
from portal.organisations.actors import Actor
from portal.reports import services
from portal.reports.catalogue import BY_CODE, CARDS

# Tables drawn as bars: which column, in which unit.
CHARTED = {
    "unmet_region": ("count", ""),
    "unmet_sector": ("count", ""),
    "unmet_binding": ("count", ""),
    "responders": ("reacted", "%"),
    "inclusion": ("won", "%"),
    "lender_terms": ("days", ""),
    "clocks": ("open", ""),
    "briefs": ("opened", ""),
}
TABLES = (
    "funnel",
    "unmet_region",
    "unmet_sector",
    "unmet_binding",
    "clocks",
    "responders",
    "lender_terms",
    "inclusion",
    "briefs",
)


def may_see(actor: Actor | None) -> bool:
    """Members of an authority."""
    return bool(actor and actor.is_signed_in and actor.is_authority)


def dashboard(request: HttpRequest) -> HttpResponse:
    """Eight figures, the funnel, unmet demand, clocks, responses, inclusion. One query beside the shell's own."""
    if not may_see(request.actor):
        raise PermissionDenied
    return render(request, "reports/dashboard.html", page_context(public_only=False))


@login_not_required
def public(request: HttpRequest) -> HttpResponse:
    """The same figures for everybody."""
    return render(request, "reports/public.html", page_context(public_only=True))


def page_context(*, public_only: bool) -> dict[str, Any]:
    """Cards and tables of a page."""
    found = services.views(is_exact=not public_only)
    cards = [found[code] for code in CARDS if found[code].figure.is_public or not public_only]
    tables = [{"view": found[code], "chart": within(drawing(found[code]))} for code in TABLES]
    any_snapshot = next((view.snapshot for view in found.values() if view.snapshot), None)
    return {"cards": cards, "tables": tables, "sample": any_snapshot, "is_exact": not public_only}


def within(chart: charts.Chart | None) -> charts.Chart | None:
    """The chart for a place that has the figure's title above it and its table below."""
    return replace(chart, is_within=True) if chart else None


def drawing(view: services.View) -> charts.Chart | None:
    """The chart of a table; hidden cells are left out of the drawing and named in the table below it."""
    if view.figure.code == "funnel":
        return funnel(view)
    names = [code for code, _label in view.figure.columns]
    column, unit = CHARTED[view.figure.code]
    at = names.index(column)
    rows = [(row["name"], Decimal(row["cells"][at])) for row in view.rows if row["cells"][at] is not None][:12]
    if not rows:
        return None
    title = str(view.figure.label) if len(names) == 1 else str(view.figure.columns[at][1])
    top = max(rows, key=lambda row: row[1])[0]
    return charts.bars(title, rows, reading=_("Most: %(name)s.") % {"name": top}, unit=unit)


def funnel(view: services.View) -> charts.Chart | None:
    """Every step of every pillar that may be shown, pillar by pillar."""
    steps = [str(label) for _code, label in view.figure.columns]
    rows = [
        (_("%(pillar)s: %(step)s") % {"pillar": row["name"], "step": step}, cell)
        for row in view.rows
        for step, cell in zip(steps, row["cells"], strict=True)
        if cell is not None
    ]
    reading = _("Each bar is shorter than the one above it by what was lost at that step.")
    return charts.bars(str(view.figure.label), rows, reading=reading) if rows else None


def figure_of(code: str) -> services.View:
    """One public figure; 404 when there is none."""
    if code not in BY_CODE or not BY_CODE[code].is_public:
        raise Http404
    return services.views(code)[code]


def header(view: services.View) -> list[str]:
    return [str(label) for _code, label in view.figure.columns]


@login_not_required
def as_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The figure as CSV with definition, period and date."""
    view = figure_of(code)
    snapshot = view.snapshot
    rows: list[list[Any]] = [[_("Definition"), view.figure.definition]]
    if snapshot:
        rows.append([_("Period"), snapshot.period_start.isoformat(), snapshot.period_end.isoformat()])
        rows.append([_("As of"), snapshot.as_of.isoformat(timespec="minutes")])
    rows.append([])
    if view.figure.kind == "table":
        rows.append([_("Item"), *header(view)])
        rows += [[row["name"], *map(shown, row["cells"])] for row in view.rows]
    else:
        rows += [[_("Value"), _("Period before")], [shown(view.value), shown(view.previous)]]
    return csv_response(f"qantara-{code}", [_("Figure"), view.figure.label], rows)


def shown(value: Any) -> Any:
    """A cell of a download: the value, or that it is hidden (too few firms)."""
    return _("hidden") if value is None else value


@login_not_required
def as_json(request: HttpRequest, code: str) -> JsonResponse:
    """The figure as open data. ``null`` means hidden (too few firms) or unknown."""
    view = figure_of(code)
    snapshot = view.snapshot
    data: dict[str, Any] = {
        "code": code,
        "label": str(view.figure.label),
        "definition": str(view.figure.definition),
        "unit": view.figure.kind,
        "licence": "CC BY 4.0",
        "as_of": snapshot.as_of.isoformat(timespec="seconds") if snapshot else None,
        "period": [snapshot.period_start.isoformat(), snapshot.period_end.isoformat()] if snapshot else None,
    }
    if view.figure.kind == "table":
        names = [column for column, _label in view.figure.columns]
        data["rows"] = [
            {"key": row["key"], "name": row["name"], **dict(zip(names, row["cells"], strict=True))} for row in view.rows
        ]
    else:
        data |= {"value": view.value, "previous": view.previous}
    response = JsonResponse(data)
    response["Access-Control-Allow-Origin"] = "*"
    return response
