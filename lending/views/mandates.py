"""A lender's mandates: list, editor with live count, test of one firm, states."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lending import matching, services
from lending.facts import facts_of, facts_of_many
from lending.forms.mandates import MandateForm
from lending.mandate_rules import document_of
from lending.models import Mandate
from portal.common.errors import DomainError, NotAllowedError
from portal.common.http import is_fragment, page_of, posted
from portal.criteria import editor, sentences, subjects
from portal.criteria.rules import read
from portal.criteria.services import document_check
from portal.matchmaking import appetites, policies
from portal.matchmaking.models import Request


def mine(request: HttpRequest, public_id: str) -> Mandate:
    """The organisation's own mandate, else 404."""
    return get_object_or_404(Mandate.objects.visible_to(request.actor), public_id=public_id)


def index(request: HttpRequest) -> HttpResponse:
    """All mandates of the organisation."""
    rows = Mandate.objects.visible_to(request.actor).order_by("state", "name", "pk")
    context = {"page": page_of(request, rows), "may_write": services.may_write_mandates(request.actor)}
    return render(request, "lending/mandates.html", context)


def edit(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Write or change a mandate; "count" shows who would pass without saving."""
    policies.require(services.may_write_mandates(request.actor))
    mandate = mine(request, public_id) if public_id else Mandate(organisation=request.actor.organisation)
    form = MandateForm(posted(request), instance=mandate)
    action = request.POST.get("action", "")
    counted = None
    if request.method == "POST" and form.is_valid() and rules_are_sound(form):
        if action == "count" or is_fragment(request):
            counted = matching.count_document(document_of(form.instance))
        else:
            try:
                saved = services.mandate_save(actor=request.actor, mandate=form.save(commit=False))
                if action == "activate":
                    services.mandate_move(actor=request.actor, mandate=saved, state="active")
                messages.success(request, _("Saved."))
                return redirect("lending:mandate", saved.public_id)
            except DomainError as error:
                form.add_domain_error(error)
    elif request.method == "GET" and mandate.pk:
        counted = matching.count_document(document_of(mandate))
    context = {"form": form, "mandate": mandate, "counted": counted}
    return render(
        request, "lending/fragments/_count.html" if is_fragment(request) else "lending/mandate_edit.html", context
    )


def rules_are_sound(form: MandateForm) -> bool:
    """Codes and ranges the criteria language refuses are shown with the form."""
    try:
        document_check(document_of(form.instance))
    except DomainError as error:
        form.add_domain_error(error)
    return not form.errors


def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One mandate: state, versions, test of one open request."""
    mandate = mine(request, public_id)
    context: dict[str, Any] = {
        "mandate": mandate,
        "count": matching.count_document(document_of(mandate)),
        "near": appetites.near_open("lending", document_of(mandate)),
        "groups": rules_in_words(mandate),
        "versions": mandate.versions.all()[:20],
        "may_write": services.may_write_mandates(request.actor),
        "reference": request.GET.get("reference", "").strip(),
    }
    if context["reference"]:
        context["tested"] = one_test(request, mandate, context["reference"])
    return render(request, "lending/mandate.html", context)


def rules_in_words(mandate: Mandate) -> list[list[str]]:
    """The sentences of each group."""
    return sentences.requirements(read(document_of(mandate), strict=False))


def rules(request: HttpRequest, public_id: str) -> HttpResponse:
    """The criteria editor on a mandate's rules."""
    policies.require(services.may_write_mandates(request.actor))
    mandate = mine(request, public_id)
    if mandate.criteria is None or mandate.state == "retired":
        raise NotAllowedError(_("A retired mandate cannot be changed."))

    def keep(document: dict[str, Any], expected: int, note: str) -> None:
        services.mandate_rules_save(
            actor=request.actor, mandate=mandate, document=document, expected_version=expected, note=note
        )

    back = reverse("lending:mandate", args=[mandate.public_id])
    subject = subjects.of_set(
        mandate.criteria, keep, title=mandate.name, scopes=("firm", "request"), pillar="lending", saved_url=back
    )
    frame = editor.Frame(
        back=back,
        back_label=mandate.name,
        intro=_("A request fits when every rule of at least one group is met. A missing answer never counts as no."),
        counted=_("The newest open requests, up to 200"),
    )
    callbacks = editor.Callbacks(count=matching.count_document, firms=lambda: samples(request))
    return editor.edit(request, subject, callbacks, frame)


def samples(request: HttpRequest) -> list[editor.SampleFirm]:
    """Open requests before this lender, to test the rules on."""
    rows = Request.objects.visible_to(request.actor).filter(pillar="lending", state="open")
    found = list(rows.select_related("organisation", "financing").order_by("-opened_at")[:30])
    facts = dict(facts_of_many(found))
    return [editor.SampleFirm(row.public_id, f"{row.reference} · {row.title}", facts[row.pk]) for row in found]


def one_test(request: HttpRequest, mandate: Mandate, reference: str) -> dict[str, Any] | None:
    """The rules of ``mandate`` against a request this lender may see; None when there is none of that reference."""
    thing = Request.objects.visible_to(request.actor).filter(pillar="lending", reference__iexact=reference).first()
    if thing is None:
        return None
    found = matching.candidate(mandate, read(document_of(mandate), strict=False), facts_of(thing))
    return {"request": thing, "reasons": found.reasons, "misses": found.misses, "unknowns": found.unknowns}


@require_POST
def move(request: HttpRequest, public_id: str, state: str) -> HttpResponse:
    """Put in force, pause, retire."""
    mandate = mine(request, public_id)
    services.mandate_move(actor=request.actor, mandate=mandate, state=state)
    messages.success(request, _("Done."))
    return redirect("lending:mandate", mandate.public_id)
