"""Trade documents: entry, checks, issue, PDF, data download, public verification; the landed price."""

from typing import Any

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export.forms.papers import COST_WORDS, MODE_WORDS, LandedForm, LineSet, PackageSet, ShipmentForm
from export.models.origin import OriginCheck
from export.models.papers import DocumentKind, IssuedDocument, Shipment
from export.services import papers as services
from export.services.firm import require_editor
from export.trade_documents import checks, incoterms
from export.trade_documents.landed import landed_price
from export.trade_documents.ubl import invoice_xml
from export.views.origin import criterion_words
from export.views.pages import actor_of, attempt, page
from portal.common.errors import DomainError
from portal.common.pdf import pdf_from_html


def shipment_of(request: HttpRequest, public_id: str) -> Shipment:
    """The actor's own shipment, else 404."""
    return get_object_or_404(
        Shipment.objects.select_related("organisation"),
        organisation=actor_of(request).organisation,
        public_id=public_id,
    )


@page
def paper_list(request: HttpRequest) -> HttpResponse:
    """The firm's shipments."""
    rows = Shipment.objects.filter(organisation=actor_of(request).organisation).order_by("-created_at")
    return render(request, "export/papers.html", {"rows": rows[:100]})


def from_origin(request: HttpRequest) -> dict[str, str]:
    """The criterion of one of the firm's own origin reports, when the address names one that found the goods to originate."""
    rows = OriginCheck.objects.filter(organisation=actor_of(request).organisation)
    check = rows.filter(public_id=request.GET.get("origin_check", "")).first()
    words = [criterion_words(verdict) for verdict in check.verdicts] if check else []
    return {"origin_criterion": found[:160]} if (found := next(filter(None, words), "")) else {}


@page
def paper_edit(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """One entry for all documents."""
    actor = actor_of(request)
    firm = require_editor(actor)
    shipment = shipment_of(request, public_id) if public_id else None
    if shipment is not None and shipment.issued_at:
        return redirect("export:paper", shipment.public_id)
    data = request.POST if request.method == "POST" else None
    start = (
        shipment.header
        if shipment
        else {"incoterm": "FCA", "mode": "sea", "currency": "SAR", "signed_by": str(actor.user)} | from_origin(request)
    )
    form = ShipmentForm(data, initial=start)
    lines = LineSet(data, prefix="lines", initial=shipment.lines if shipment else [{"origin": firm.country}])
    packages = PackageSet(data, prefix="packages", initial=shipment.packages if shipment else [])
    if request.method == "POST" and all([form.is_valid(), lines.is_valid(), packages.is_valid()]):
        try:
            saved = services.shipment_save(
                actor=actor, shipment=shipment, header=form.cleaned_data,
                lines=[row for row in lines.cleaned_data if row], packages=[row for row in packages.cleaned_data if row],
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("export:paper", saved.public_id)
    context = {
        "form": form,
        "lines": lines,
        "packages": packages,
        "shipment": shipment,
        "forms": [form, *lines, *packages],
        "row_faults": row_faults(lines, packages),
    }
    return render(request, "export/paper_edit.html", context)


def row_faults(lines: Any, packages: Any) -> list[dict[str, Any]]:
    """Every refused field of goods and packages with the line it stands in and the way to it."""
    named = [(_("Line %(n)s, %(field)s"), row) for row in enumerate(lines, start=1)]
    named += [(_("Packages of kind %(n)s, %(field)s"), row) for row in enumerate(packages, start=1)]
    return [
        {"target": form[name].id_for_label, "where": words % {"n": n, "field": form[name].label}, "text": text}
        for words, (n, form) in named
        if form.is_bound
        for name, texts in form.errors.items()
        if name in form.fields
        for text in texts
    ]


def places_of(found: list[checks.Finding], check: str) -> list[str]:
    """Where a check fails: document, field, line."""
    places = []
    for finding in found:
        if finding.check == check:
            field, line = checks.place_of(finding)
            words = {"document": DocumentKind(finding.document).label, "field": field, "n": line}
            text = _("%(document)s: %(field)s") if line is None else _("%(document)s: %(field)s, line %(n)s")
            places.append(text % words)
    return places


@page
def paper_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """The checks, then the issued documents."""
    shipment = shipment_of(request, public_id)
    found = [] if shipment.issued_at else services.findings_of(shipment)
    entry = services.entry_of(shipment)
    context = {
        "shipment": shipment,
        "entry": entry,
        "checks": [{"text": text, "places": places_of(found, code)} for code, text in checks.TEXTS.items()],
        "is_sound": not found,
        "documents": shipment.documents.order_by("pk"),
        "may_edit": actor_of(request).may_edit,
        "low_value": services.documents_of(shipment)[DocumentKind.DECLARATION]["class"] == "low",
    }
    return render(request, "export/paper.html", context)


@require_POST
@page
def paper_issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """Issue all documents."""
    shipment = shipment_of(request, public_id)
    actor = actor_of(request)
    attempt(
        request, lambda: services.documents_issue(actor=actor, shipment=shipment), done=_("Four documents were issued.")
    )
    return redirect("export:paper", shipment.public_id)


@require_POST
@page
def document_revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Take an issued document back."""
    actor = actor_of(request)
    document = get_object_or_404(
        IssuedDocument.objects.select_related("shipment"), code=code, shipment__organisation=actor.organisation
    )
    reason = request.POST.get("reason", "")
    attempt(
        request, lambda: services.document_revoke(actor=actor, document=document, reason=reason), done=_("Revoked.")
    )
    return redirect("export:paper", document.shipment.public_id)


def verification_url(request: HttpRequest, document: IssuedDocument) -> str:
    """The address behind the QR code."""
    return request.build_absolute_uri(reverse("export:verify", args=[document.code]))


@page
def document_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """An issued document as PDF with its QR code."""
    document = get_object_or_404(
        IssuedDocument.objects.select_related("shipment__organisation"),
        code=code,
        shipment__organisation=actor_of(request).organisation,
    )
    url = verification_url(request, document)
    context = {
        "document": document,
        "content": document.content,
        "mode": MODE_WORDS.get(document.content["mode"], ""),
        "url": url,
        "qr": segno.make(url, error="m").svg_data_uri(scale=3, border=1),
        "direction": "rtl" if get_language() == "ar" else "ltr",
        "has_prices": document.kind == DocumentKind.INVOICE,
    }
    html = render_to_string("export/pdf/document.html", context)
    answer = HttpResponse(
        pdf_from_html(html, render_to_string("export/pdf/document.css")), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="{document.kind}-{document.code}.pdf"'
    return answer


@page
def document_data(request: HttpRequest, code: str) -> HttpResponse:
    """An issued document as JSON, for customs software."""
    document = get_object_or_404(IssuedDocument, code=code, shipment__organisation=actor_of(request).organisation)
    answer = JsonResponse(
        {"kind": document.kind, "code": document.code, "sha256": document.digest, "content": document.content}
    )
    answer["Content-Disposition"] = f'attachment; filename="{document.kind}-{document.code}.json"'
    return answer


@page
def document_ubl(request: HttpRequest, code: str) -> HttpResponse:
    """The issued invoice as UBL 2.1, for the buyer's and the authorities' software."""
    document = get_object_or_404(
        IssuedDocument, code=code, kind=DocumentKind.INVOICE, shipment__organisation=actor_of(request).organisation
    )
    answer = HttpResponse(invoice_xml(document.content), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="invoice-{document.code}.xml"'
    return answer


@login_not_required
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Anybody checks a document by its code: issuer, number, date, state, digest; no prices."""
    asked = code or request.GET.get("code", "").strip().lower()[:16]
    document = (
        IssuedDocument.objects.select_related("shipment__organisation").filter(code=asked).first() if asked else None
    )
    context = {
        "document": document,
        "asked": asked,
        "is_whole": document is not None and services.digest_of(document.content) == document.digest,
    }
    return render(request, "export/verify.html", context, status=404 if code and document is None else 200)


def landed(request: HttpRequest) -> HttpResponse:
    """The landed-price calculator: a GET form, so that a result can be kept as a link."""
    form = LandedForm(request.GET if "ex_works" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        result = landed_price(
            ex_works=data["ex_works"],
            units=data["units"],
            term=data["term"],
            duty_rate=data["duty_rate"],
            tax_rate=data["tax_rate"],
            customs_basis=data["customs_basis"],
            costs={kind: data[f"cost_{kind}"] for kind in incoterms.COSTS if data.get(f"cost_{kind}")},
        )
        steps = [{"label": COST_WORDS[step.code], "step": step} for step in result.steps]
        context |= {"result": result, "steps": steps, "currency": data["currency"], "term": data["term"]}
    return render(request, "export/landed.html", context)
