"""The company profile: facts entered once, their history, and the size passport."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.common import clock
from portal.common.errors import DomainError
from portal.common.http import posted
from portal.criteria import catalogue
from portal.criteria.derived import with_derived
from portal.criteria.rates import default_table
from portal.organisations.choices import EvidenceGrade
from portal.organisations.fact_forms import BY_CODE, SECTIONS, SectionForm, currency_of, display, entries_of
from portal.organisations.facts import facts_of, history_of, read, record_facts
from portal.organisations.passport import passport_of
from portal.organisations.views.shared import acting, safe_next

GRADES = dict(EvidenceGrade.choices)


def profile(request: HttpRequest) -> HttpResponse:
    """Everything the portal knows of the firm, by section, with grade and day of each fact."""
    actor, organisation = acting(request)
    facts = facts_of(organisation)
    complete = with_derived(facts, clock.today(), default_table())
    sections: list[dict[str, Any]] = []
    for section in SECTIONS:
        rows = [
            {
                "entry": entry,
                "text": display(entry, facts.get(entry.code)),
                "held": facts.get(entry.code),
                "grade": GRADES[facts[entry.code].grade] if entry.code in facts else "",
            }
            for entry in entries_of(section)
        ]
        sections.append({"section": section, "rows": rows, "known": sum(bool(row["text"]) for row in rows)})
    derived = [
        {"label": entry.label, "value": display(entry, complete.get(entry.code))}
        for entry in catalogue.all_facts()
        if entry.scope == "firm" and entry.derived and complete.get(entry.code) is not None
    ]
    total = sum(len(entries_of(section)) for section in SECTIONS)
    known = sum(bool(display(entry, facts.get(entry.code))) for section in SECTIONS for entry in entries_of(section))
    context = {
        "organisation": organisation,
        "sections": sections,
        "derived": derived,
        "known": known,
        "total": total,
        "may_edit": actor.may_edit,
    }
    return render(request, "organisations/profile.html", context)


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, code: str) -> HttpResponse:
    """Enter or correct the facts of one section."""
    actor, organisation = acting(request)
    wanted = BY_CODE.get(code)
    if wanted is None:
        raise Http404
    form = SectionForm(
        posted(request), section=wanted, facts=facts_of(organisation), currency=currency_of(organisation)
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = record_facts(
                actor=actor,
                organisation=organisation,
                facts=form.changed_facts(),
                as_of=form.cleaned_data["as_of"],
                source=form.cleaned_data["source"].strip(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect(safe_next(request, "organisations:profile"))
    return render(request, "organisations/section.html", {"form": form, "section": wanted, "may_edit": actor.may_edit})


def history(request: HttpRequest, code: str) -> HttpResponse:
    """Every value a fact ever had: who said it, when, from which source."""
    _actor, organisation = acting(request)
    entry = catalogue.get(code)
    if entry is None or entry.scope != "firm":
        raise Http404
    rows = [
        {"row": row, "text": display(entry, read(code, row.value, row.unit)), "grade": GRADES[row.grade]}
        for row in history_of(organisation, code)
    ]
    return render(request, "organisations/history.html", {"entry": entry, "rows": rows})


def passport(request: HttpRequest) -> HttpResponse:
    """The size class under each regime with the deciding rule."""
    actor, organisation = acting(request)
    rows = passport_of(organisation, clock.today())
    context = {"organisation": organisation, "rows": rows, "may_edit": actor.may_edit, "today": clock.today()}
    return render(request, "organisations/passport.html", context)
