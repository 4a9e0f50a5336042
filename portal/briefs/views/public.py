"""What everybody reads without an account: finder, brief, versions, programme, clarity, correction, calculator."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.briefs import calculator, conditions, diffs, explain, finder, markdown, policies, reading
from portal.briefs.fields import lines
from portal.briefs.forms import CalculatorForm, ClarityForm, CorrectionForm, SaveSearchForm
from portal.briefs.models import Brief, BriefVersion, SavedSearch
from portal.briefs.services import audience, readers
from portal.briefs.services.applications import fit_of
from portal.briefs.views.common import language_of, say
from portal.briefs.views.files import files_of
from portal.common import clock
from portal.common.errors import DomainError
from portal.common.http import posted
from portal.criteria import codes
from portal.identity import limits
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation


@login_not_required
def find(request: HttpRequest) -> HttpResponse:
    """The finder: words and facets in the address."""
    query = finder.Query.read(request.GET)
    found = finder.find(query, language_of())
    for brief in found.briefs:
        dress(brief)
    context = {
        "query": query,
        "found": found,
        "facets": facets(found),
        "chips": chips(query),
        "pages": Paginator(range(found.total), finder.PAGE).get_page(query.page),
        "save_form": SaveSearchForm(),
        "relaxations": [(NAMES[name](), count, f"?{query.address(without=name)}") for name, count in found.relaxations],
        "address": query.address(),
        "site": settings.SITE_URL,
    }
    template = "briefs/fragments/_results.html" if request.htmx and not request.htmx.boosted else "briefs/finder.html"
    return render(request, template, context)


NAMES: dict[str, Any] = {
    "topic": lambda: _("Topic"),
    "support": lambda: _("Kind of support"),
    "delivery": lambda: _("How firms get it"),
    "region": lambda: _("Region"),
    "open": lambda: _("Open now"),
}


def label_of(name: str, value: str) -> str:
    """A facet value in words."""
    if name == "region":
        return codes.get("region").label(value) if value else _("The whole country")
    return str(finder.CHOICES[name](value).label)


def facets(found: finder.Found) -> list[dict[str, Any]]:
    """Facets with their counted values, the chosen ones ticked."""
    rows = []
    for name in finder.FACETS:
        chosen = getattr(found.query, name)
        values = sorted({*found.counts[name], *chosen} - {""})
        options = [
            {
                "value": value,
                "label": label_of(name, value),
                "count": found.counts[name][value],
                "is_chosen": value in chosen,
            }
            for value in values
        ]
        if options:
            rows.append({"name": name, "label": NAMES[name](), "options": options})
    return rows


def chips(query: finder.Query) -> list[dict[str, str]]:
    """The chosen filters in words, each with the address that drops it."""
    found = [{"label": f"“{query.words}”", "url": f"?{query.address(without='q')}"}] if query.words else []
    for name in finder.FACETS:
        chosen = getattr(query, name)
        if chosen:
            label = _(", ").join(label_of(name, value) for value in chosen)
            found.append({"label": label, "url": f"?{query.address(without=name)}"})
    if query.is_open:
        found.append({"label": _("Open now"), "url": f"?{query.address(without='open')}"})
    return found


def dress(brief: Brief) -> None:
    """Title, lines and language of a published brief as the reader sees them."""
    assert brief.current_version is not None  # noqa: S101 (public rows only)
    texts = brief.current_version.content["texts"]
    language = language_of() if language_of() in texts else brief.source_language
    held: dict[str, str] = texts.get(language) or next(iter(texts.values()), {})
    brief.shown_language = language
    brief.title = held.get("title", brief.reference)
    brief.points = lines(held.get("points", ""))


def public(public_id: str) -> Brief:
    """A brief with a public page (also superseded and withdrawn ones: they say so)."""
    rows = Brief.objects.filter(current_version__isnull=False).select_related(
        "issuer", "current_version", "superseded_by__current_version", "programme"
    )
    return get_object_or_404(rows, public_id=public_id)


@login_not_required
def brief_page(request: HttpRequest, public_id: str, number: int | None = None) -> HttpResponse:
    """The public page of a brief, or of one of its versions."""
    brief = public(public_id)
    version = get_object_or_404(BriefVersion, brief=brief, number=number) if number else brief.current_version
    assert version is not None  # noqa: S101
    if brief.state == "withdrawn":
        return render(request, "briefs/withdrawn.html", {"brief": brief}, status=410)
    if number is None:
        audience.reading_count(version=version, language=language_of())
        if request.actor.is_signed_in:
            audience.audience_opened(actor=request.actor, version=version)
    context = {
        **reading_context(brief, version),
        **firm_context(request, brief, version),
        "is_old": version.pk != brief.current_version_id,
    }
    return render(request, "briefs/brief.html", context)


def reading_context(brief: Brief, version: BriefVersion) -> dict[str, Any]:
    """Texts as HTML with figures and explained terms, terms, conditions, changes, structured data."""
    texts = version.content["texts"]
    language = language_of() if language_of() in texts else brief.source_language
    held: dict[str, str] = texts.get(language) or next(iter(texts.values()))
    previous = brief.versions.filter(number=version.number - 1).first() if version.number > 1 else None
    terms = version.content["terms"]
    return {
        "brief": brief,
        "version": version,
        "language": language,
        "is_other_language": language != language_of(),
        **reading.read(held, language, brief.reference),
        "changes_note": markdown.to_html(held["changes"]) if held.get("changes") else "",
        "changes": diffs.changes(previous, version, language) if previous else [],
        "previous": previous,
        "terms": terms,
        "worked_terms": calculator.Terms.of(terms),
        "groups": explain.public_groups(version.content.get("conditions") or {}),
        "readability": version.content["readability"].get(language),
        "waiver": version.content.get("waiver"),
        "clarity_form": ClarityForm(question=held.get("question", ""), choices=lines(held.get("choices", ""))),
        "calculator_form": CalculatorForm() if terms.get("amount_kind") == "rate" else None,
        "structured": structured(brief, version, held),
        "files": files_of(brief),
    }


def structured(brief: Brief, version: BriefVersion, held: dict[str, str]) -> str:
    """schema.org GovernmentService as JSON-LD (data, not script: the content policy does not apply to it)."""
    document = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": held.get("title", ""),
        "identifier": brief.reference,
        "description": " ".join(lines(held.get("points", ""))),
        "inLanguage": list(version.content["texts"]),
        "provider": {"@type": "GovernmentOrganization", "name": brief.issuer.legal_name},
        "areaServed": brief.region or brief.country,
        "url": f"{settings.SITE_URL}{reverse('briefs:brief', args=[brief.public_id])}",
        "dateModified": clock.day_of(version.published_at).isoformat(),
    }
    text = json.dumps(document, ensure_ascii=False)
    return mark_safe(text.translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"}))  # noqa: S308 (nothing can close the tag)


def firm_context(request: HttpRequest, brief: Brief, version: BriefVersion) -> dict[str, Any]:
    """What the page says to the signed-in firm: its own fit, line by line, and what it can do."""
    actor = request.actor
    document = version.content.get("conditions") or {}
    if actor.organisation is None or actor.is_authority:
        return {"can_apply": False, "is_desk": policies.can_write_briefs(actor) and policies.owns(actor, brief)}
    is_judged = brief.current_version_id == version.pk and actor.holds(CapabilityKind.BORROWER)
    fit, findings = fit_of(brief, actor.organisation) if is_judged else (None, [])
    return {
        "fit": fit,
        "nearest": explain.nearest(
            document, conditions.facts_of([actor.organisation], clock.today())[actor.organisation.pk]
        )
        if fit == "misses"
        else [],
        "fit_lines": explain.for_firm(document, findings),
        "can_apply": policies.can_choose_representative(actor)
        and brief.delivery != "information"
        and brief.superseded_by_id is None,
        "clients": policies.clients_of(actor) if brief.delivery != "information" and not brief.superseded_by_id else [],
        "application": brief.applications.filter(organisation=actor.organisation)
        .exclude(state__in=["rejected", "withdrawn"])
        .first(),
    }


def firm_facts(firm: Organisation) -> Any:
    """What is known of one firm today."""
    return conditions.facts_of([firm], clock.today())[firm.pk]


@login_not_required
def versions(request: HttpRequest, public_id: str) -> HttpResponse:
    """The public history: each version with what changed, word by word."""
    brief = public(public_id)
    rows = list(brief.versions.order_by("-number"))
    pairs = [(version, rows[at + 1] if at + 1 < len(rows) else None) for at, version in enumerate(rows)]
    dress(brief)
    history = [
        {
            "version": new,
            "changes": diffs.changes(old, new, brief.shown_language) if old else [],
            "terms": diffs.term_lines(old, new),
        }
        for new, old in pairs
    ]
    return render(request, "briefs/versions.html", {"brief": brief, "history": history})


@require_POST
@login_not_required
def clarity(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep an answer to “was this clear?”."""
    brief = public(public_id)
    assert brief.current_version is not None  # noqa: S101
    held = brief.current_version.content["texts"].get(language_of(), {})
    form = ClarityForm(request.POST, question=held.get("question", ""), choices=lines(held.get("choices", "")))
    if form.is_valid():
        limits.require(request, "public_form")
        chosen = form.cleaned_data.get("choice")
        audience.clarity_give(
            version=brief.current_version,
            language=language_of(),
            is_clear=form.cleaned_data["is_clear"] == "yes",
            choice=int(chosen) if chosen else None,
            remark=form.cleaned_data["remark"],
        )
        return render(request, "briefs/thanks.html", {"brief": brief, "what": "clarity"})
    return render(
        request,
        "briefs/brief.html",
        {**reading_context(brief, brief.current_version), "clarity_form": form, "form": form},
    )


@login_not_required
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """A visitor proposes a correction."""
    brief = public(public_id)
    dress(brief)
    form = CorrectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            limits.require(request, "public_form")
            readers.correction_propose(actor=request.actor, brief=brief, language=language_of(), **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return render(request, "briefs/thanks.html", {"brief": brief, "what": "correction"})
    return render(request, "briefs/correct.html", {"brief": brief, "form": form})


@login_not_required
def calculate(request: HttpRequest, public_id: str) -> HttpResponse:
    """How much the benefit would be for a cost (a GET that changes nothing: the result has an address)."""
    brief = public(public_id)
    dress(brief)
    assert brief.current_version is not None  # noqa: S101
    terms = calculator.Terms.of(brief.current_version.content["terms"])
    form = CalculatorForm(request.GET or None, currency=terms.currency)
    worked = None
    if form.is_bound and form.is_valid():
        worked = calculator.work_out(terms, form.cleaned_data["cost"], form.cleaned_data.get("other") or Decimal(0))
    template = "briefs/fragments/_worked.html" if request.htmx else "briefs/calculate.html"
    return render(request, template, {"brief": brief, "terms": terms, "form": form, "worked": worked})


@require_POST
@login_not_required
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep a search for an address (a mail with a link follows)."""
    form = SaveSearchForm(request.POST)
    query = finder.Query.read(request.GET)
    if form.is_valid():

        def keep() -> None:
            limits.require(request, "public_mail", form.cleaned_data["email"])
            readers.search_save(query=query, language=language_of(), **form.cleaned_data)

        if say(request, keep, _("We have sent you a link. Nothing else is sent before you open it.")):
            return redirect(f"{reverse('briefs:finder')}?{query.address()}")
    return render(request, "briefs/save_search.html", {"form": form, "query": query, "address": query.address()})


def _from_mail(request: HttpRequest, purpose: str, act: Callable[[SavedSearch], object], done: str) -> HttpResponse:
    """The page behind a mailed link: a button does what it is for (opening a link never changes anything)."""
    token = request.GET.get("token", "") or request.POST.get("token", "")
    saved = readers.read_token(token, purpose)
    if request.method == "POST" and saved is not None:
        act(saved)
        return render(request, "briefs/thanks.html", {"what": done})
    context = {"saved": saved, "token": token, "purpose": purpose, "search": readers.describe(saved) if saved else ""}
    return render(request, "briefs/search_link.html", context)


@login_not_required
def confirm_search(request: HttpRequest) -> HttpResponse:
    """Confirm a saved search."""
    return _from_mail(request, "confirm", readers.search_confirm, "search")


@login_not_required
def stop_search(request: HttpRequest) -> HttpResponse:
    """No more mail of a saved search."""
    return _from_mail(request, "stop", readers.search_stop, "stopped")


@login_not_required
def news(request: HttpRequest) -> HttpResponse:
    """Where the mail of a saved search leads: the finder with the same filters, and the link that stops the mail."""
    query = finder.Query.read(request.GET)
    found = finder.find(query, language_of())
    for brief in found.briefs:
        dress(brief)
    context = {
        "query": query,
        "found": found,
        "token": request.GET.get("token", ""),
        "pages": Paginator(range(found.total), finder.PAGE).get_page(query.page),
    }
    return render(request, "briefs/news.html", context)
