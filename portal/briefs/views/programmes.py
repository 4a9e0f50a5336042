"""Policy programmes: briefs grouped by part of a firm's life and priority, with indicators that say whether it works."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from portal.briefs import figures, finder, policies
from portal.briefs.choices import Topic
from portal.briefs.forms import IndicatorForm, ProgrammeForm, indicator_rows
from portal.briefs.models import Indicator, Programme
from portal.briefs.services import programmes
from portal.briefs.views.common import in_language, require
from portal.briefs.views.public import dress
from portal.common.errors import DomainError
from portal.common.http import posted


@login_not_required
def listing(request: HttpRequest) -> HttpResponse:
    """All programmes by topic, the most urgent first."""
    live = Q(briefs__current_version__isnull=False, briefs__superseded_by__isnull=True) & ~Q(briefs__state="withdrawn")
    rows = Programme.objects.select_related("issuer").annotate(published=Count("briefs", filter=live, distinct=True))
    groups: dict[str, list[Programme]] = {code: [] for code in Topic.values}
    for row in rows.order_by("priority", "-starts_on"):
        row.name, row.summary = in_language(row.names), in_language(row.summaries)
        groups[row.topic].append(row)
    context = {
        "groups": [(Topic(code).label, found) for code, found in groups.items() if found],
        "can_write": policies.can_write_briefs(request.actor),
    }
    return render(request, "briefs/programmes.html", context)


@login_not_required
def programme(request: HttpRequest, public_id: str) -> HttpResponse:
    """A programme: aim, indicators, its briefs."""
    row = get_object_or_404(Programme.objects.select_related("issuer"), public_id=public_id)
    briefs = list(finder.published().filter(programme=row).order_by("-published_at"))
    for brief in briefs:
        dress(brief)
    context = {
        "programme": row,
        "name": in_language(row.names),
        "summary": in_language(row.summaries),
        "briefs": briefs,
        "indicators": measured(row.indicators.all()),
        "is_own": policies.can_write_briefs(request.actor) and policies.owns(request.actor, row),
    }
    return render(request, "briefs/programme.html", context)


def measured(rows: Iterable[Indicator]) -> list[dict[str, Any]]:
    """Indicators with their value now; of a typed one also how much of the way to the target is done."""
    found = list(rows)
    values = figures.texts() if any(row.figure for row in found) else {}
    return [
        {
            "row": row,
            "name": in_language(row.names),
            "live": values.get(row.figure, "") if row.figure else "",
            "percent": way_done(row),
        }
        for row in found
    ]


def way_done(row: Indicator) -> int | None:
    """Per cent of the way from the start to the target, 0 to 100; None when nothing was measured."""
    if row.figure or row.value is None or row.target == row.baseline:
        return None
    share = (row.value - row.baseline) / (row.target - row.baseline)
    return int(max(Decimal(0), min(Decimal(1), share)) * 100)


def edit(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Begin or change a programme of the own authority."""
    require(policies.can_write_briefs(request.actor))
    row = get_object_or_404(Programme, public_id=public_id, issuer=request.actor.organisation) if public_id else None
    form = ProgrammeForm(posted(request), programme=row)
    rows = indicator_rows(row, figures.every(), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            saved = programmes.programme_save(
                actor=request.actor,
                programme=row,
                indicators=[given for one in rows if (given := indicator_of(one)) is not None],
                **form.terms(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("briefs:programme", saved.public_id)
    return render(request, "briefs/programme_edit.html", {"programme": row, "form": form, "rows": rows})


def indicator_of(form: IndicatorForm) -> dict[str, Any] | None:
    """The columns of one indicator; None for an empty row."""
    names = form.by_language("name")
    return {**form.terms(), "names": names} if any(names.values()) else None
