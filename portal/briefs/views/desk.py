"""The authority's desk: list, editor, terms, conditions, review, publishing, corrections."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from portal.briefs import figures, gate, policies, reading
from portal.briefs.choices import LANGUAGES
from portal.briefs.fields import BY_CODE, FIELDS
from portal.briefs.forms import NewBriefForm, ReviewForm, TermsForm
from portal.briefs.models import Brief, Correction
from portal.briefs.readability import marked, measure
from portal.briefs.services import audience, briefs, readers
from portal.briefs.views.common import language_of, page_of, require, say
from portal.briefs.views.files import files_of
from portal.common.errors import DomainError
from portal.common.http import posted
from portal.criteria import editor, examples, subjects
from portal.organisations.population import count_firms


def own(request: HttpRequest, public_id: str) -> Brief:
    """A brief of the acting authority (404 for anybody else)."""
    rows = policies.briefs_visible_to(request.actor).select_related("issuer", "current_version", "submitted_by")
    return get_object_or_404(rows, public_id=public_id)


def desk(request: HttpRequest) -> HttpResponse:
    """All briefs of the authority, newest work first."""
    require(policies.can_write_briefs(request.actor))
    rows = (
        policies.briefs_visible_to(request.actor)
        .select_related("current_version")
        .prefetch_related("texts")
        .order_by("-updated_at")
    )
    page = page_of(request, rows)
    for brief in page:
        titles = {t.language: t.body for t in brief.texts.all() if t.code == "title"}
        brief.working_title = titles.get(brief.source_language, brief.reference)
        brief.languages_held = [language for language in LANGUAGES if titles.get(language)]
    return render(request, "briefs/desk.html", {"page": page})


def new(request: HttpRequest) -> HttpResponse:
    """Begin a brief."""
    require(policies.can_write_briefs(request.actor))
    form = NewBriefForm(posted(request))
    if request.method == "POST" and form.is_valid():
        brief = briefs.brief_create(actor=request.actor, **form.cleaned_data)
        return redirect("briefs:edit", brief.public_id)
    return render(request, "briefs/new.html", {"form": form})


def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The editor: source and two translations side by side, with state and readability of each field."""
    brief = own(request, public_id)
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            changed = briefs.texts_save(actor=request.actor, brief=brief, texts=texts_sent(request))
        except DomainError as error:
            errors = error.messages
        else:
            if request.htmx:
                return render(request, "briefs/fragments/_saved.html", {"brief": brief})
            messages.success(request, _("Saved.") if changed else _("Nothing had changed."))
            return redirect("briefs:edit", brief.public_id)
    texts = gate.texts_of(brief)
    context = {
        "brief": brief,
        "grid": gate.cells(brief),
        "readings": gate.readings(texts),
        "obstacles": gate.obstacles(brief, texts),
        "figures": figures.every(),
        "errors": errors,
        "title": texts[brief.source_language]["title"].body
        if "title" in texts[brief.source_language]
        else brief.reference,
        "can_edit": policies.can_edit_brief(request.actor, brief),
        "can_review": brief.state == "review" and policies.can_review_brief(request.actor, brief),
        "can_waive": policies.can_waive(request.actor, brief),
        "files": files_of(brief),
        "languages": LANGUAGES,
        "tab": "texts",
    }
    return render(request, "briefs/edit.html", context)


def texts_sent(request: HttpRequest) -> dict[tuple[str, str], tuple[str, bool]]:
    """The fields of the editor's form that were sent."""
    found = {}
    for field in FIELDS:
        for language in LANGUAGES:
            name = f"{field.code}-{language}"
            if name in request.POST:
                found[(language, field.code)] = (request.POST[name], request.POST.get(f"ready-{name}") == "1")
    return found


@require_POST
def check(request: HttpRequest, public_id: str) -> HttpResponse:
    """Live readability of one field while typing (fragment; changes nothing)."""
    own(request, public_id)
    language, code = request.POST.get("language", ""), request.POST.get("code", "")
    if language not in LANGUAGES or code not in BY_CODE:
        return HttpResponse(status=400)
    text = request.POST.get(f"{code}-{language}", "")[:20000]
    context = {"reading": measure(text, language), "sentences": marked(text, language), "language": language}
    return render(request, "briefs/fragments/_reading.html", context)


def terms(request: HttpRequest, public_id: str) -> HttpResponse:
    """Dates, limits, amounts."""
    brief = own(request, public_id)
    form = TermsForm(posted(request), instance=brief)
    if request.method == "POST" and form.is_valid():
        try:
            briefs.terms_save(actor=request.actor, brief=brief, terms=form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("briefs:terms", brief.public_id)
    context = {"brief": brief, "form": form, "can_edit": policies.can_edit_brief(request.actor, brief), "tab": "terms"}
    return render(request, "briefs/terms.html", context)


def rules(request: HttpRequest, public_id: str) -> HttpResponse:
    """For whom the brief is, in the criteria editor."""
    brief = own(request, public_id)

    def keep(document: dict[str, Any], expected: int, note: str) -> None:
        briefs.conditions_save(actor=request.actor, brief=brief, document=document, expected=expected)

    subject = subjects.of_document(
        _("For whom is it?"),
        brief.conditions,
        keep,
        brief.public_id,
        scopes=("firm",),
        may_be_empty=True,
        is_locked=not policies.can_edit_brief(request.actor, brief),
    )
    frame = editor.Frame(
        back=reverse("briefs:desk"),
        back_label=_("Briefs"),
        intro=_(
            "A firm is told of the brief when every rule of at least one group is met. Without rules it is for everybody."
        ),
        counted=_("Approved firms, rounded down to tens so that no single firm can be made out"),
    )
    callbacks = editor.Callbacks(count=count_firms, firms=examples.firms)
    context = {"brief": brief, "tab": "rules"}
    return editor.edit(request, subject, callbacks, frame, template="briefs/rules.html", context=context)


def successors(request: HttpRequest, brief: Brief) -> list[dict[str, str]]:
    """The published briefs that may take the place of ``brief``, by reference and title in the reader's language."""
    rows = policies.briefs_visible_to(request.actor).filter(state="published").exclude(pk=brief.pk)
    return [
        {"public_id": row.public_id, "reference": row.reference, "title": readers.title_of(row, language_of())}
        for row in rows.select_related("current_version")
    ]


def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the second person needs: obstacles, preview, decision; reach after publishing; corrections."""
    brief = own(request, public_id)
    texts = gate.texts_of(brief)
    context = {
        "brief": brief,
        "form": ReviewForm(),
        "obstacles": gate.obstacles(brief, texts),
        "readings": gate.readings(texts),
        "previews": previews(brief, texts) if brief.state in ("review", "scheduled") else [],
        "can_edit": policies.can_edit_brief(request.actor, brief),
        "can_review": brief.state == "review" and policies.can_review_brief(request.actor, brief),
        "can_waive": policies.can_waive(request.actor, brief) and brief.state in ("draft", "review"),
        "reach": audience.reach(brief.current_version) if brief.current_version else None,
        "corrections": Correction.objects.filter(brief=brief).order_by("state", "-pk")[:50],
        "fields": BY_CODE,
        "others": successors(request, brief),
        "tab": "review",
    }
    return render(request, "briefs/review.html", context)


def previews(brief: Brief, texts: gate.Texts) -> list[dict[str, Any]]:
    """Every language as its readers will see it, the source first: what the second person puts a name to."""
    found = []
    for language in sorted(LANGUAGES, key=lambda code: code != brief.source_language):
        held = {code: row.body for code, row in texts[language].items() if row.body.strip()}
        if held:
            with override(language):
                text = reading.read(held, language, brief.reference, has_glossary=False)
            found.append({"language": language, **text})
    return found


@require_POST
def act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """One transition, by name; every rule is in the service."""
    brief = own(request, public_id)
    actor = request.actor
    form = ReviewForm(request.POST)
    form.is_valid()
    at = form.cleaned_data.get("publish_at")
    moves = {
        "submit": lambda: briefs.brief_submit(actor=actor, brief=brief),
        "approve": lambda: briefs.brief_approve(
            actor=actor, brief=brief, publish_at=at if at is None or at.tzinfo else make_aware(at)
        ),
        "send-back": lambda: briefs.brief_send_back(actor=actor, brief=brief, note=request.POST.get("note", "")),
        "waive": lambda: briefs.brief_waive(actor=actor, brief=brief, reason=request.POST.get("waiver", "")),
        "unschedule": lambda: briefs.brief_unschedule(actor=actor, brief=brief),
        "revise": lambda: briefs.brief_revise(actor=actor, brief=brief),
        "withdraw": lambda: briefs.brief_withdraw(actor=actor, brief=brief, reason=request.POST.get("reason", "")),
        "supersede": lambda: briefs.brief_supersede(
            actor=actor, brief=brief, by=get_object_or_404(Brief, public_id=request.POST.get("by", ""))
        ),
    }
    if action not in moves:
        return HttpResponse(status=404)
    say(request, moves[action], _("Done."))
    return redirect("briefs:edit" if action in ("submit", "revise") else "briefs:review", brief.public_id)


@require_POST
def correction_answer(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """Accept or refuse a reader's proposal."""
    brief = own(request, public_id)
    correction = get_object_or_404(Correction, brief=brief, public_id=key)
    taken, answer = request.POST.get("decision") == "taken", request.POST.get("answer", "")
    say(
        request,
        lambda: readers.correction_answer(actor=request.actor, correction=correction, is_taken=taken, answer=answer),
        _("Answered."),
    )
    return redirect("briefs:review", brief.public_id)


@require_POST
def file_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a file (checked by content and size), or take one away."""
    brief = own(request, public_id)
    if "remove" in request.POST:
        say(
            request,
            lambda: briefs.file_remove(actor=request.actor, brief=brief, key=request.POST["remove"]),
            _("Removed."),
        )
    else:
        upload = request.FILES.get("file")
        say(
            request,
            lambda: briefs.file_add(
                actor=request.actor,
                brief=brief,
                upload=upload,
                title=request.POST.get("title", ""),
                descriptions={code: request.POST.get(f"description-{code}", "") for code in LANGUAGES},
            ),
            _("Added."),
        )
    return redirect("briefs:edit", brief.public_id)
