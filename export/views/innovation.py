"""Innovation funding: what a project of one firm or a consortium may get, and why not more."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from export import innovation
from export.forms.innovation import PartnerSet, ProjectForm, partners_of

KINDS = {
    "small_weak": _("Small firm in a weak region"),
    "small_young": _("Small young firm"),
    "small": _("Small firm"),
    "medium": _("Medium-sized firm"),
    "other_500": _("Firm with fewer than 500 people"),
    "other_1000": _("Firm with fewer than 1,000 people"),
    "research": _("Research body"),
    "": _("Larger firm"),
}
REASONS = {
    "rate": _("The rate decides."),
    "cost_cap": _("The cost that counts is capped."),
    "orders": _("Orders count only up to a share of the own staff cost."),
    "project_cap": _("The grant of the whole project is capped; everybody is cut evenly."),
    "too_large": _("Firms of 1,000 people or more get no grant."),
    "not_in_this_form": _("This partner is funded only in a project of several."),
    "only_with_sme": _("Funded only together with a small or medium-sized firm."),
}
FAULTS = {
    "single_has_one": _("A project of one firm has exactly one partner."),
    "cooperation_needs_two": _("A project of several needs at least two partners."),
    "needs_sme": _("At least one partner must be a small or medium-sized firm."),
}


@login_not_required
def calculator(request: HttpRequest) -> HttpResponse:
    """A GET form, so that a consortium can pass its result on as a link; nothing is kept."""
    asked = "partners-TOTAL_FORMS" in request.GET
    form, partners = (
        ProjectForm(request.GET if asked else None),
        PartnerSet(request.GET if asked else None, prefix="partners"),
    )
    context = {"form": form, "partners": partners, "programme": innovation.programme()}
    if asked and all([form.is_valid(), partners.is_valid()]):
        found = innovation.funding(
            partners_of(partners), form=form.cleaned_data["form"], foreign=form.cleaned_data["foreign"]
        )
        context |= {
            "found": found,
            "faults": [FAULTS[fault] for fault in found.faults],
            "shares": [
                {"share": s, "kind": KINDS[s.kind], "reason": REASONS[s.refused or s.binding]} for s in found.shares
            ],
        }
    return render(request, "export/innovation.html", context)
