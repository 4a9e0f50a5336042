"""Consents and API tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.common.errors import DomainError
from portal.common.http import posted
from portal.organisations import consents as services
from portal.organisations.api_tokens import api_token_create, api_token_revoke
from portal.organisations.forms import TokenForm
from portal.organisations.views.shared import acting, tell


def consents(request: HttpRequest) -> HttpResponse:
    """What the person and the organisation agreed to, when, and the way back."""
    actor = request.actor
    purposes = [*services.of_person(), *(services.of_firm() if actor.organisation else ())]
    rows = [(purpose, services.held(actor, purpose)) for purpose in purposes]
    context = {
        "mine": [{"purpose": purpose, "held": held} for purpose, held in rows if not purpose.of_firm],
        "firms": [{"purpose": purpose, "held": held} for purpose, held in rows if purpose.of_firm],
        "may_edit": actor.may_edit,
        "organisation": actor.organisation,
    }
    return render(request, "organisations/consents.html", context)


@require_POST
def consent_set(request: HttpRequest, purpose: str) -> HttpResponse:
    """Give or withdraw one consent."""
    if purpose not in services.BY_CODE:
        return redirect("organisations:consents")
    try:
        if request.POST.get("answer") == "give":
            services.consent_give(actor=request.actor, purpose=purpose)
        else:
            services.consent_withdraw(actor=request.actor, purpose=purpose)
    except DomainError as error:
        tell(request, error)
    else:
        messages.success(request, _("Saved."))
    return redirect("organisations:consents")


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """API tokens; a new one is shown on the answer to its making and never again."""
    actor, organisation = acting(request)
    form = TokenForm(posted(request))
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = api_token_create(actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
        else:
            form = TokenForm()
    rows = organisation.api_tokens.select_related("created_by").order_by("-pk")
    context = {"form": form, "tokens": rows, "secret": secret, "is_admin": actor.is_admin}
    response = render(request, "organisations/tokens.html", context)
    if secret:
        response["Cache-Control"] = "no-store"
    return response


@require_POST
def token_revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a token."""
    actor, organisation = acting(request)
    token = get_object_or_404(organisation.api_tokens, public_id=public_id)
    try:
        api_token_revoke(actor=actor, token=token)
    except DomainError as error:
        tell(request, error)
    else:
        messages.success(request, _("The token does not work any more."))
    return redirect("organisations:tokens")
