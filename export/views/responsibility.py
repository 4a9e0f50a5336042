"""The public page of a large company: its commitment beside what it has given."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from export.services import mentors, responsibility
from export.views.pages import actor_of, attempt, page


@login_not_required
def company_list(request: HttpRequest) -> HttpResponse:
    """Companies with a public commitment, by name."""
    rows = [
        {"account": a, "given": responsibility.given_by(a.organisation)} for a in responsibility.public_accounts()[:100]
    ]
    return render(request, "export/companies.html", {"rows": rows})


@login_not_required
def company_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One company."""
    account = get_object_or_404(responsibility.public_accounts(), organisation__public_id=public_id)
    context = {"account": account, "given": responsibility.given_by(account.organisation)}
    return render(request, "export/company_public.html", context)


@require_POST
@page
def commitment_publish(request: HttpRequest) -> HttpResponse:
    """Publish, change or take away the company's commitment."""
    actor, text = actor_of(request), request.POST.get("commitment", "")
    attempt(
        request,
        lambda: mentors.commitment_publish(actor=actor, text=text, language=get_language() or "en"),
        done=_("Published.") if text.strip() else _("Your public page was taken away."),
    )
    return redirect("export:mentor-company")
