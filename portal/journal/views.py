"""The journal as people read it: what concerns my organisation; everything, for officers in staff mode."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.downloads import csv_response
from portal.common.errors import DomainError, NotAllowedError
from portal.common.http import page_of, posted
from portal.journal import staff as staff_mode
from portal.journal import verbs
from portal.journal.forms import JournalFilter, StaffForm
from portal.journal.models import JournalEntry
from portal.journal.services import record

CSV_LIMIT = 5000
ABOUT = ("about", "since", "until", "reference")


def chosen(request: HttpRequest, rows: QuerySet[JournalEntry]) -> tuple[JournalFilter, QuerySet[JournalEntry]]:
    """The filter of the address and what it leaves; a faulty filter shows its error and is ignored."""
    form = JournalFilter(request.GET if any(name in request.GET for name in ABOUT) else None)
    values = form.cleaned_data if form.is_valid() else {}
    if values.get("about"):
        rows = rows.filter(verb__startswith=f"{values['about']}.")
    if values.get("since"):
        rows = rows.filter(at__gte=timezone.make_aware(datetime.combine(values["since"], time.min)))
    if values.get("until"):
        rows = rows.filter(at__lte=timezone.make_aware(datetime.combine(values["until"], time.max)))
    if values.get("reference"):
        rows = rows.filter(subject_key=values["reference"].strip())
    return form, rows.select_related("user", "organisation").order_by("-at", "-pk")


def lines(entries: Iterable[JournalEntry], organisation: Any, *, is_full: bool) -> list[dict[str, Any]]:
    """Entries as the page shows them. Another organisation is named only where its verb allows it, its people never."""
    found = []
    for entry in entries:
        is_own = organisation is not None and entry.organisation_id == organisation.pk
        who, firm = "", None
        if is_full or is_own:
            who, firm = (entry.user.get_short_name() if entry.user else ""), entry.organisation
        elif entry.is_staff_mode or verbs.names_other(entry.verb):
            firm = entry.organisation
        is_other = entry.organisation_id is not None and not (is_own or firm)
        found.append(
            {
                "entry": entry,
                "words": verbs.words(entry.verb),
                "who": who,
                "organisation": firm,
                "is_other": is_other,
                "is_portal": entry.user_id is None and entry.organisation_id is None,
                "title": str(entry.payload.get("title", ""))[:120],
            }
        )
    return found


def as_csv(rows: Iterable[dict[str, Any]]) -> HttpResponse:
    """The lines shown, as a download."""
    head = [_("When"), _("Event"), _("Code"), _("Who"), _("Organisation"), _("Code of the record"), _("Staff mode")]
    cells = (
        [
            row["entry"].at.isoformat(timespec="seconds"),
            row["words"],
            row["entry"].verb,
            row["who"],
            row["organisation"] or (_("Another organisation") if row["is_other"] else ""),
            row["entry"].subject_key,
            _("Yes") if row["entry"].is_staff_mode else "",
        ]
        for row in rows
    )
    return csv_response("journal", head, cells)


def index(request: HttpRequest) -> HttpResponse:
    """What concerns the actor's organisation."""
    organisation = request.actor.organisation
    rows = JournalEntry.objects.none()
    if organisation is not None:
        rows = JournalEntry.objects.filter(concerns__organisation=organisation)
    form, found = chosen(request, rows)
    if request.GET.get("format") == "csv":
        return as_csv(lines(found[:CSV_LIMIT], organisation, is_full=False))
    page = page_of(request, found, 50)
    context = {
        "page": page,
        "lines": lines(page, organisation, is_full=False),
        "filter_form": form,
        "is_filtered": form.is_bound,
        "may_use_staff_mode": staff_mode.can_use(request.actor),
    }
    return render(request, "journal/index.html", context)


def everything(request: HttpRequest) -> HttpResponse:
    """The whole journal, for an officer in staff mode; the reading itself is journalled."""
    actor = request.actor
    if not staff_mode.can_use(actor):
        raise NotAllowedError(_("Only officers of an authority work in staff mode."))
    if not actor.is_staff_mode:
        return redirect("journal:staff")
    form, found = chosen(request, JournalEntry.objects.all())
    asked = {name: request.GET[name][:60] for name in (*ABOUT, "page", "format") if request.GET.get(name)}
    is_csv = request.GET.get("format") == "csv"
    page = page_of(request, found, 50)
    shown = list(found[:CSV_LIMIT] if is_csv else page)
    record(
        actor=actor,
        verb="staff.journal_read",
        subject=actor.user,
        concerns=staff_mode.firms_in(shown),  # each of them sees in its access log that staff looked, and why
        payload={**asked, "reason": staff_mode.reason(request.session)},
        notify=False,
    )
    if is_csv:
        return as_csv(lines(shown, actor.organisation, is_full=True))
    context = {
        "page": page,
        "lines": lines(page, actor.organisation, is_full=True),
        "filter_form": form,
        "is_filtered": form.is_bound,
        "is_all": True,
        "ends_at": staff_mode.until(request.session),
    }
    return render(request, "journal/index.html", context)


def staff(request: HttpRequest) -> HttpResponse:
    """Begin staff mode with a reason, or see how long it lasts."""
    if not staff_mode.can_use(request.actor):
        raise NotAllowedError(_("Only officers of an authority work in staff mode."))
    form = StaffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            staff_mode.start(actor=request.actor, session=request.session, **form.cleaned_data)
            messages.warning(request, _("Staff mode is on. Everything you open is written down."))
            return redirect("journal:all")
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "journal/staff.html", {"form": form, "ends_at": staff_mode.until(request.session)})


@require_POST
def staff_stop(request: HttpRequest) -> HttpResponse:
    """End staff mode."""
    staff_mode.stop(actor=request.actor, session=request.session)
    messages.success(request, _("Staff mode is off."))
    return redirect("journal:index")
