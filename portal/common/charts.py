"""Charts drawn on the server: inline SVG with title and description, one sentence that reads it, its table beneath.

No script, no colour alone: every bar, line and axis carries its label and figure. Time and value axes keep running
left to right in Arabic; bars of an amount grow from the start edge (the page mirrors the drawing and not its text).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from portal.common import formatting
from portal.common.formatting import Medium

WIDTH, ROW = 640, 68  # units of the drawing: a row holds a label, and its bar with room for larger words below
RADAR_WIDTH = 460  # a profile is as wide as it is high, with its words beside it: it stays readable on a telephone
_ids = count(1)
Figure = Decimal | int | float


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures; ``values`` run along ``Chart.labels``."""

    name: str
    values: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw. ``kind`` bars, line or radar; ``unit`` a currency code, "%" or empty; ``reading`` one sentence."""

    kind: str
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    reading: str
    unit: str = ""
    note: str = ""  # source and date
    maximum: Figure | None = None
    table_open: bool = False
    is_within: bool = False  # the page has the title above and the table below: neither is drawn a second time
    css: str = field(default="chart")


def _value(value: Figure, unit: str, medium: Medium) -> str:
    if unit == "%":
        return formatting.percent(value, 1, medium)
    if unit:
        return formatting.money(value, unit, medium, decimals=0)
    return formatting.number(value, None, medium)


def bars(title: str, rows: Sequence[tuple[str, Figure]], *, reading: str, unit: str = "", note: str = "") -> Chart:
    """One bar for each (label, value)."""
    return Chart("bars", title, [str(r[0]) for r in rows], [Series(title, [r[1] for r in rows])], reading, unit, note)


def line(
    title: str, labels: Sequence[str], series: Sequence[Series], *, reading: str, unit: str = "", note: str = ""
) -> Chart:
    """Lines over time (``labels`` are the moments, oldest first); at most five series."""
    return Chart("line", title, list(labels), list(series), reading, unit, note)


def radar(
    title: str, labels: Sequence[str], series: Sequence[Series], *, reading: str, maximum: Figure = 100, note: str = ""
) -> Chart:
    """A profile over dimensions (at least three), each from 0 to ``maximum``; at most two series."""
    return Chart("radar", title, list(labels), list(series), reading, "", note, maximum)


def nice_ceiling(value: float) -> float:
    """The next round figure (1, 2, 2.5, 5 × 10ⁿ) at or above ``value``; 1 for nothing."""
    if value <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(value))
    return next((step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value), 10 * power)


def _top(chart: Chart) -> float:
    if chart.maximum is not None:
        return float(chart.maximum)
    return nice_ceiling(max((float(v) for s in chart.series for v in s.values), default=0))


def _bars(chart: Chart) -> tuple[SafeString, int]:
    """Label above its bar, figure at its end: long words in any language have the whole width."""
    rtl, top = get_language_bidi(), _top(chart)
    # Text keeps its direction: only positions are mirrored. In a right-to-left page "start" is the right edge.
    parts = []
    for index, (label, value) in enumerate(zip(chart.labels, chart.series[0].values, strict=True)):
        y = index * ROW
        width = max(2.0, (WIDTH - 150) * float(value) / top)
        x = WIDTH - width if rtl else 0
        end = x - 8 if rtl else width + 8
        parts.append(
            format_html(
                '<text class="chart-label" x="{}" y="{}">{}</text><rect class="c1" x="{}" y="{}" width="{}" height="16" rx="2"/>'
                '<text class="chart-value" x="{}" y="{}">{}</text>',
                WIDTH if rtl else 0, y + 22, label, f"{x:.1f}", y + 34, f"{width:.1f}", f"{end:.1f}", y + 49,
                _value(value, chart.unit, Medium.PLAIN),
            )
        )  # fmt: skip
    return mark_safe("".join(parts)), len(chart.labels) * ROW - 12


def _line(chart: Chart) -> tuple[SafeString, int]:
    height, floor, start, end = 280, 236, 64, WIDTH - 16
    top = _top(chart)
    step = (end - start) / max(1, len(chart.labels) - 1)
    parts = []
    for tick in range(5):
        value, y = top * tick / 4, floor - 210 * tick / 4
        text = formatting.number(value, None if top >= 4 else 1, Medium.BARE)
        parts.append(
            format_html(
                '<line class="chart-grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="chart-tick is-end" x="{}" y="{}">{}</text>',
                start, end, f"{y:.1f}", f"{y:.1f}", start - 8, f"{y + 4:.1f}", text,
            )
        )  # fmt: skip
    every = max(1, math.ceil(len(chart.labels) / 7))
    for index, label in enumerate(chart.labels):
        if index % every == 0:
            x = start + step * index
            parts.append(
                format_html('<text class="chart-tick is-mid" x="{}" y="{}">{}</text>', f"{x:.1f}", floor + 22, label)
            )
    for number, series in enumerate(chart.series[:5], 1):
        points = [(start + step * i, floor - 210 * float(v) / top) for i, v in enumerate(series.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(format_html('<polyline class="chart-line l{}" points="{}"/>', number, path))
        parts += [
            format_html('<circle class="c{}" cx="{}" cy="{}" r="3.5"/>', number, f"{x:.1f}", f"{y:.1f}")
            for x, y in points
        ]
    return mark_safe("".join(parts)), height


def _in_two(label: str) -> list[str]:
    """A long label as two lines of about the same length, broken at a space; a short one or one word as it is."""
    words = label.split()
    if len(label) <= 12 or len(words) < 2:
        return [label]
    at = min(range(1, len(words)), key=lambda n: abs(len(" ".join(words[:n])) - len(" ".join(words[n:]))))
    return [" ".join(words[:at]), " ".join(words[at:])]


def _radar(chart: Chart) -> tuple[SafeString, int]:
    height, middle_x, middle_y, radius = 330, RADAR_WIDTH / 2, 165, 108
    top, sides = _top(chart), len(chart.labels)

    def at(index: int, share: float) -> tuple[float, float]:
        angle = 2 * math.pi * index / sides - math.pi / 2
        return middle_x + radius * share * math.cos(angle), middle_y + radius * share * math.sin(angle)

    def ring(shares: Sequence[float]) -> str:
        return " ".join("{:.1f},{:.1f}".format(*at(i, share)) for i, share in enumerate(shares))

    parts = [format_html('<polygon class="chart-ring" points="{}"/>', ring([r / 4] * sides)) for r in range(1, 5)]
    for index, label in enumerate(chart.labels):
        x, y = at(index, 1)
        parts.append(
            format_html(
                '<line class="chart-grid" x1="{}" y1="{}" x2="{}" y2="{}"/>', middle_x, middle_y, f"{x:.1f}", f"{y:.1f}"
            )
        )
        x, y = at(index, 1.12)
        side = "mid" if abs(x - middle_x) < 20 else "out" if x > middle_x else "in"
        lines = [formatting.isolate(line, Medium.PLAIN, ltr=False) for line in _in_two(label)]
        first = y + 4 - (18 if len(lines) > 1 and y < middle_y - radius else 9 if len(lines) > 1 else 0)
        words = format_html_join("", '<tspan x="{}" y="{}">{}</tspan>', (
            (f"{x:.1f}", f"{first + 19 * n:.1f}", line) for n, line in enumerate(lines)))  # fmt: skip
        parts.append(format_html('<text class="chart-label is-{}" direction="ltr">{}</text>', side, words))
    for number, series in enumerate(chart.series[:2], 1):
        shares = [min(1.0, max(0.0, float(v) / top)) for v in series.values]
        parts.append(format_html('<polygon class="chart-area a{} l{}" points="{}"/>', number, number, ring(shares)))
    return mark_safe("".join(parts)), height


DRAWERS = {"bars": _bars, "line": _line, "radar": _radar}


def _legend(chart: Chart) -> SafeString:
    if len(chart.series) < 2:
        return SafeString("")
    items = format_html_join(
        "", '<li><svg viewBox="0 0 28 8" aria-hidden="true"><line class="chart-line l{}" x1="1" x2="27" y1="4" y2="4"/></svg>{}</li>',
        ((n, s.name) for n, s in enumerate(chart.series[:5], 1)),
    )  # fmt: skip
    return format_html('<ul class="chart-legend">{}</ul>', items)


def _table(chart: Chart, key: str) -> SafeString:
    heads = format_html_join("", '<th scope="col" class="num">{}</th>', ((s.name,) for s in chart.series))
    rows = format_html_join(
        "", '<tr><th scope="row">{}</th>{}</tr>',
        (
            (label, format_html_join("", '<td class="num">{}</td>', (
                (_value(s.values[i], chart.unit, Medium.HTML),) for s in chart.series
            )))
            for i, label in enumerate(chart.labels)
        ),
    )  # fmt: skip
    return format_html(
        '<details class="chart-table"{}><summary>{}</summary><div class="table-region" role="region" tabindex="0" aria-labelledby="{}-c">'
        '<table class="table"><caption id="{}-c">{}</caption><thead><tr><th scope="col"><span class="vh">{}</span></th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div></details>",
        mark_safe(" open") if chart.table_open else SafeString(""), _("Figures as a table"), key, key, chart.title, _("Item"), heads, rows,
    )  # fmt: skip


def draw(chart: Chart) -> SafeString:
    """The figure: heading line, drawing, legend, reading, table. An empty chart says so in words."""
    if not chart.labels or not chart.series:
        return format_html(
            '<figure class="chart"><figcaption>{}</figcaption><p class="hint">{}</p></figure>',
            chart.title,
            _("No figures yet."),
        )
    key = f"chart-{next(_ids)}"
    width = RADAR_WIDTH if chart.kind == "radar" else WIDTH
    drawing, height = DRAWERS[chart.kind](chart)
    note = format_html('<p class="hint">{}</p>', chart.note) if chart.note else SafeString("")
    return format_html(
        '<figure class="{}" data-kind="{}"><figcaption{}>{}</figcaption><svg role="img" aria-labelledby="{}-t {}-d" viewBox="0 0 {} {}">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>{}<p class="chart-reading">{}</p>{}{}</figure>',
        chart.css, chart.kind, mark_safe(' class="vh"') if chart.is_within else "", chart.title, key, key, width, height, key,
        chart.title, key, chart.reading, drawing, _legend(chart), chart.reading, note, "" if chart.is_within else _table(chart, key),
    )  # fmt: skip
