"""Integrity questions and pilots."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from digital.choices import Gate, GateDecision, SignalState
from digital.forms.community import PilotForm, ResultForm
from digital.models import Challenge, IntegritySignal, Pilot
from digital.services import community, followups, integrity
from digital.views.common import actor_of, editing_firm_of, exchange_path, firm_of, tell
from portal.common.errors import DomainError

UNDECIDED = (SignalState.OPEN, SignalState.EXPLAINED, SignalState.APPEALED)


@require_GET
def signals(request: HttpRequest) -> HttpResponse:
    """For an officer all questions, for a firm those about itself."""
    rows = IntegritySignal.objects.visible_to(actor_of(request)).select_related("subject")[:200]
    context = {
        "rows": [{"signal": row, "words": integrity.explain(row), "is_open": row.state in UNDECIDED} for row in rows],
        "is_authority": actor_of(request).is_authority,
        "firm": firm_of(request),
    }
    return render(request, "digital/signals.html", context)


@require_POST
def signal_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Explain and appeal; for the officer uphold or dismiss."""
    found = get_object_or_404(
        IntegritySignal.objects.visible_to(actor_of(request)).select_related("subject"), public_id=public_id
    )
    text = request.POST.get("text", "")[:2000]
    try:
        if action == "answer":
            integrity.signal_answer(actor=actor_of(request), signal=found, text=text)
        elif action == "appeal":
            integrity.signal_appeal(actor=actor_of(request), signal=found, text=text)
        else:
            integrity.signal_decide(actor=actor_of(request), signal=found, upheld=action == "uphold", text=text)
        messages.success(request, _("Saved."))
    except DomainError as error:
        tell(request, error)
    return redirect("digital:signals")


@login_not_required
@require_GET
def pilots(request: HttpRequest) -> HttpResponse:
    """All pilots, public, the failed ones beside the others."""
    rows = Pilot.objects.select_related("organisation")[:200]
    return render(request, "digital/pilots.html", {"rows": rows})


@login_not_required
@require_GET
def pilot(request: HttpRequest, public_id: str) -> HttpResponse:
    """One pilot: what was believed, measured, decided and learnt."""
    rows = Pilot.objects.select_related("organisation", "partner", "challenge", "contract")
    found = get_object_or_404(rows, public_id=public_id)
    firm = actor_of(request).organisation
    is_partner = firm is not None and firm.pk == found.partner_id
    context = {
        "pilot": found,
        "is_partner": is_partner,
        "shows_partner": found.partner_agreed_at is not None or is_partner,
        "gates": [{"label": Gate(row.gate).label, "row": row} for row in found.gates.all()],
        "is_owner": firm is not None and firm.pk == found.organisation_id,
        "next_gate": community.next_gate(found),
        "next_label": Gate(community.next_gate(found)).label if community.next_gate(found) else "",
        "decisions": GateDecision.choices,
        "may_contract": community.may_contract(found),
        "result_form": ResultForm(),
    }
    return render(request, "digital/pilot.html", context)


@require_http_methods(["GET", "POST"])
def pilot_new(request: HttpRequest) -> HttpResponse:
    """Start a pilot; ``?challenge=`` starts it with the winner and the words of an own challenge."""
    firm, source = editing_firm_of(request), None
    if key := request.GET.get("challenge"):
        won = Challenge.objects.filter(organisation=firm, winner__isnull=False).select_related("winner__organisation")
        source = get_object_or_404(won, public_id=key)
    data = request.POST if request.method == "POST" else None
    form = PilotForm(data, initial=followups.pilot_values(source) if source else None, challenge=source)
    if request.method == "POST" and form.is_valid():
        try:
            values = {**form.cleaned_data, "language": get_language() or "en"}
            made = community.pilot_start(actor=actor_of(request), values=values, challenge=source)
            return redirect("digital:pilot", made.public_id)
        except DomainError as error:
            form.add_domain_error(error)
    return render(request, "digital/pilot_new.html", {"form": form, "challenge": source})


@require_POST
def pilot_act(request: HttpRequest, public_id: str, action: str) -> HttpResponse:
    """Decide a gate, publish the result, agree as the partner, ask the partner for a contract."""
    found = get_object_or_404(Pilot.objects.select_related("partner", "contract"), public_id=public_id)
    try:
        if action == "contract":
            made = followups.contract_from_pilot(actor=actor_of(request), pilot=found)
            return redirect(exchange_path("requests", made.public_id))
        if action == "agree":
            followups.partner_agree(actor=actor_of(request), pilot=found)
        elif action == "gate":
            community.gate_decide(
                actor=actor_of(request), pilot=found, gate=request.POST.get("gate", ""),
                decision=request.POST.get("decision", ""), reason=request.POST.get("reason", "")[:1000],
            )  # fmt: skip
        else:
            form = ResultForm(request.POST)
            if not form.is_valid():
                raise DomainError(_("Enter the measured value as a number and write the lesson."))
            community.pilot_result(actor=actor_of(request), pilot=found, **form.cleaned_data)
        messages.success(request, _("Saved."))
    except DomainError as error:
        tell(request, error)
    return redirect("digital:pilot", public_id)
