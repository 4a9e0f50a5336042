"""The vault: upload, versions, who read what, sharing; and the one way a stored file leaves the portal."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.common.errors import DomainError
from portal.common.http import page_of, posted
from portal.documents import services
from portal.documents.forms import FilterForm, ReplaceForm, UploadForm
from portal.documents.models import Document, DocumentGrant, DocumentVersion, DocumentView
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Capability, Organisation

logger = logging.getLogger(__name__)


def own(request: HttpRequest, public_id: str) -> Document:
    """A document of the actor's organisation that is still in the vault, else 404."""
    rows = (
        Document.objects.kept().filter(owner=request.actor.organisation)
        if request.actor.organisation
        else Document.objects.none()
    )
    return get_object_or_404(rows, public_id=public_id)


def index(request: HttpRequest) -> HttpResponse:
    """The vault with its filter; POST adds a file."""
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            values = form.cleaned_data
            document = services.document_upload(
                actor=request.actor, upload=values["file"], title=values["title"], kind=values["kind"]
            )
            messages.success(request, _("The file was added."))
            return redirect("documents:detail", document.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "documents/index.html", {"form": form, **vault(request)})


def vault(request: HttpRequest) -> dict[str, Any]:
    """What the vault page shows. Four queries whatever the number of papers."""
    organisation = request.actor.organisation
    rows = Document.objects.kept().filter(owner=organisation) if organisation else Document.objects.none()
    chosen = FilterForm(request.GET)
    words, kind = request.GET.get("q", "").strip()[:100], request.GET.get("kind", "")
    found = rows.filter(title__icontains=words) if words else rows
    found = found.filter(kind=kind) if kind else found
    reading = DocumentGrant.objects.filter(document__owner=organisation).in_force().values("pk")
    found = found.annotate(
        readers=Count("grants", filter=Q(grants__in=reading), distinct=True),
        last_viewed_at=Max("versions__views__viewed_at", filter=~Q(versions__views__organisation=organisation)),
    )
    versions = Prefetch("versions", DocumentVersion.objects.order_by("-number"))
    page = page_of(request, found.prefetch_related(versions).order_by("-created_at", "-pk"))
    return {"page": page, "filter_form": chosen, "is_filtered": bool(words or kind), "may_edit": request.actor.may_edit}


def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One paper: versions, readers, readings. POST adds a newer version."""
    document = own(request, public_id)
    form = ReplaceForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.document_replace(actor=request.actor, document=document, upload=form.cleaned_data["file"])
            messages.success(
                request, _("The new version is in force. Those you share it with read this one from now on.")
            )
            return redirect("documents:detail", document.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    grants = DocumentGrant.objects.filter(document=document)
    views = DocumentView.objects.filter(version__document=document).select_related("user", "organisation", "version")
    context = {
        "form": form,
        "document": document,
        "versions": document.versions.select_related("uploaded_by"),
        "grants": grants.select_related("organisation").order_by("-granted_at"),
        "has_readers_by_request": grants.filter(while_open=True, revoked_at__isnull=True).exists(),
        "may_read": set(grants.in_force().values_list("pk", flat=True)),
        "views": views.order_by("-viewed_at")[:100],
        "may_edit": request.actor.may_edit,
        "words": request.GET.get("to", "").strip()[:100],
        "candidates": share_candidates(request, document),
    }
    return render(request, "documents/detail.html", context)


def vetted_organisations() -> QuerySet[Capability, int]:
    """Keys of organisations holding an approved capability other than that of a small firm."""
    kinds = [kind for kind in CapabilityKind.values if kind != CapabilityKind.BORROWER]
    rows = Capability.objects.filter(state=CapabilityState.APPROVED, kind__in=kinds)
    return rows.values_list("organisation", flat=True)


def share_candidates(request: HttpRequest, document: Document) -> list[Organisation]:
    """Vetted organisations found by name: small firms are never listed, so their names do not leak."""
    words = request.GET.get("to", "").strip()[:100]
    if len(words) < 2:
        return []
    vetted = Organisation.objects.filter(pk__in=vetted_organisations(), legal_name__icontains=words)
    reading = DocumentGrant.objects.filter(document=document).in_force().values("organisation")
    return list(vetted.exclude(pk=document.owner_id).exclude(pk__in=reading).order_by("legal_name")[:10])


@require_POST
def share(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a vetted organisation, or one that could read it before, read the paper."""
    document = own(request, public_id)
    before = DocumentGrant.objects.filter(document=document).values("organisation")
    rows = Organisation.objects.filter(Q(pk__in=vetted_organisations()) | Q(pk__in=before))
    organisation = get_object_or_404(rows, public_id=request.POST.get("organisation", ""))
    services.document_grant(actor=request.actor, document=document, organisation=organisation)
    messages.success(request, _("Shared. You see here when it is read, and you can take it back at any time."))
    return redirect("documents:detail", document.public_id)


@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the permission back, from one organisation or from all."""
    document = own(request, public_id)
    chosen = request.POST.get("organisation", "")
    organisation = get_object_or_404(Organisation, public_id=chosen) if chosen else None
    services.document_revoke(actor=request.actor, document=document, organisation=organisation)
    messages.success(request, _("Taken back. It cannot be opened from now on."))
    return redirect("documents:detail", document.public_id)


def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask, then take the paper out of the vault."""
    document = own(request, public_id)
    services.require_editor(request.actor)
    if request.method != "POST":
        return render(request, "documents/remove.html", {"document": document})
    services.document_remove(actor=request.actor, document=document)
    messages.success(request, _("Removed. Nobody can open it any more."))
    return redirect("documents:index")


@require_safe
def download(request: HttpRequest, public_id: str) -> FileResponse:
    """The file itself, as a download that no browser will run. Every reading is logged and shown to the owner."""
    seen = Document.objects.kept().visible_to(request.actor)
    rows = DocumentVersion.objects.filter(document__in=seen).select_related("document__owner")
    version = get_object_or_404(rows, public_id=public_id)
    if not (Path(settings.MEDIA_ROOT) / version.path).is_file():
        logger.error("file of document version %s is missing", version.public_id)
        raise Http404
    path = services.document_open(actor=request.actor, version=version)
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=version.filename, content_type=version.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
