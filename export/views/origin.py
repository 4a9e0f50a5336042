"""The origin self-check: questions, the kept report."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from export import countries, hs, origin
from export.forms.origin import MaterialSet, OriginForm, goods_of
from export.models.origin import OriginCheck
from export.services import origin as services
from export.services.firm import require_editor
from export.views.pages import actor_of, page
from portal.common import formatting
from portal.common.errors import DomainError

SCHEMES = {
    "gafta": gettext_lazy("Greater Arab Free Trade Area"),
    "gsfta": gettext_lazy("Free trade agreement of the Gulf states and Singapore"),
    "rcep": gettext_lazy("Regional Comprehensive Economic Partnership"),
    "none": gettext_lazy("Without preference"),
}
RULES = {
    "wholly": gettext_lazy("Wholly obtained in the country"),
    "worked": gettext_lazy("More is done than simple work"),
    "heading": gettext_lazy("Every foreign material has another tariff heading than the product"),
    "value": gettext_lazy("Enough of the price is made at home"),
    "direct": gettext_lazy("Shipped straight to the buyer's country"),
}
OUTCOMES = {
    "meets": gettext_lazy("Originates"),
    "does_not": gettext_lazy("Does not originate"),
    "cannot": gettext_lazy("Cannot be told yet"),
}
STEP_WORDS = {"meets": gettext_lazy("Yes"), "does_not": gettext_lazy("No"), "cannot": gettext_lazy("Not known")}
TONES = {"meets": "ok", "does_not": "bad", "cannot": "warn"}
PLAIN = formatting.Medium.PLAIN
STEP_TONES = {"meets": "ok", "does_not": "neutral", "cannot": "neutral"}


def criterion_words(verdict: dict[str, Any], medium: formatting.Medium = formatting.Medium.BARE) -> str:
    """Why the goods originate ("" when they do not); bare as it is printed on a declaration."""
    if not verdict["criterion"]:
        return ""
    words: dict[str, Any] = {"rule": RULES[verdict["criterion"]], "scheme": SCHEMES[verdict["scheme"]]}
    if verdict["criterion"] == "value":
        held = next(step["held"] for step in verdict["steps"] if step["rule"] == "value")
        words["held"] = formatting.percent(Decimal(held), 1, medium)
        return _("%(scheme)s: %(held)s of the price at the works is made at home") % words
    return _("%(scheme)s: %(rule)s") % words


def shown(check: OriginCheck) -> list[dict[str, Any]]:
    """The verdicts of a report in words."""
    sources = {scheme["code"]: scheme for scheme in origin.table()["schemes"]}
    return [
        {
            "name": SCHEMES[verdict["scheme"]],
            "outcome": OUTCOMES[verdict["outcome"]],
            "tone": TONES[verdict["outcome"]],
            "source": sources[verdict["scheme"]]["text"],
            "in_force": date.fromisoformat(sources[verdict["scheme"]]["in_force"]),
            "criterion": criterion_words(verdict, formatting.Medium.PLAIN),
            "steps": [step_words(step) for step in verdict["steps"]],
        }
        for verdict in check.verdicts
    ]


def step_words(step: dict[str, Any]) -> dict[str, Any]:
    """A rule tried, with the figures where it has them."""
    held, needed = (None if step[name] is None else Decimal(step[name]) for name in ("held", "needed"))
    figures = ""
    if held is not None and needed is not None:
        text = (
            _("%(held)s, at least %(needed)s is needed")
            if step["rule"] == "value"
            else _("%(held)s of the price has the same heading, %(needed)s is tolerated")
        )
        figures = text % {"held": formatting.percent(held, 1, PLAIN), "needed": formatting.percent(needed, 0, PLAIN)}
    return {
        "text": RULES[step["rule"]],
        "outcome": STEP_WORDS[step["outcome"]],
        "tone": STEP_TONES[step["outcome"]],
        "figures": figures,
    }


@page
def origin_check(request: HttpRequest) -> HttpResponse:
    """The questions; earlier reports below."""
    actor = actor_of(request)
    firm = require_editor(actor)
    code, market = request.GET.get("hs6", ""), request.GET.get("destination", "")
    start = {
        "hs6": code if hs.is_code(code) else "",
        "origin": countries.from_any(firm.country),
        "destination": market if market in countries.known() else "",
    }
    data = request.POST if request.method == "POST" else None
    form, materials = OriginForm(data, initial=start), MaterialSet(data, prefix="materials")
    if request.method == "POST" and all([form.is_valid(), materials.is_valid()]):
        goods = goods_of(form, materials)
        try:
            saved = services.check_make(actor=actor, product=form.cleaned_data["product"], goods=goods)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return redirect("export:origin-report", saved.public_id)
    context = {
        "form": form,
        "materials": materials,
        "rows": OriginCheck.objects.filter(organisation=firm).order_by("-created_at")[:20],
    }
    return render(request, "export/origin.html", context)


@page
def origin_report(request: HttpRequest, public_id: str) -> HttpResponse:
    """A kept report: per agreement the verdict, the rules tried, the source."""
    rows = OriginCheck.objects.filter(organisation=actor_of(request).organisation)
    check = get_object_or_404(rows, public_id=public_id)
    context = {
        "check": check,
        "verdicts": shown(check),
        "rules": origin.table(),
        "may_edit": actor_of(request).may_edit,
    }
    return render(request, "export/origin_report.html", context)
