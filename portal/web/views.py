"""Home, dashboard, theme choice, error pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common import clock, waiting
from portal.common.middleware import request_id
from portal.organisations.actors import Actor
from portal.organisations.choices import MembershipState
from portal.organisations.models import Membership
from portal.web import figures
from portal.web.context import THEMES
from portal.web.navigation import is_firm
from portal.web.shortcuts import shortcuts

YEAR = 365 * 24 * 60 * 60


def address(name: str) -> str:
    """The address called ``name``; empty where the app that has it is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def first_address(*names: str) -> str:
    """The address of the first of ``names`` that exists, else the sign-up."""
    return next(filter(None, map(address, names)), reverse("account_signup"))


def doors() -> list[dict[str, Any]]:
    """The three ways in."""
    return [
        {
            "title": _("Find money"),
            "text": _(
                "Loans, leasing, invoice finance and guarantees from licensed lenders, compared by their real cost."
            ),
            "action": _("See what fits your firm"),
            "url": first_address("web:fit-check", "lending:start"),
        },
        {
            "title": _("Go digital"),
            "text": _(
                "Check how digital your firm is, plan the next step and receive proposals from vetted providers."
            ),
            "action": _("Check your digital maturity"),
            "url": first_address("digital:assessment-home"),
        },
        {
            "title": _("Sell abroad"),
            "text": _("Find out if you are ready to export, and meet mentors from companies that already trade there."),
            "action": _("Check your export readiness"),
            "url": first_address("export:readiness", "export:hub"),
        },
    ]


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The public start page."""
    return render(
        request,
        "web/home.html",
        {"doors": doors(), "figures": figures.public(), "places": shortcuts(None)},
    )


def dashboard(request: HttpRequest) -> HttpResponse:
    """Everything the person must do next, by capability."""
    rows = waiting.everything(request.actor)
    mine = [row for row in rows if not row.who]
    context = {
        "mine": mine,
        "others": [row for row in rows if row.who],
        "now": clock.now(),
        "new_request_url": address("matchmaking:request-new") if may_ask(request.actor) else "",
        "shortcuts": shortcuts(request.actor) if request.actor.organisation is not None else [],
        "asked": asked_to_join(request.actor),
    }
    return render(request, "web/dashboard.html", context)


def asked_to_join(actor: Actor) -> list[Membership]:
    """For somebody without a firm: the own requests to be let into one that are not answered yet."""
    if actor.user is None or actor.organisation is not None:
        return []
    rows = Membership.objects.filter(user=actor.user, state=MembershipState.REQUESTED)
    return list(rows.select_related("organisation").order_by("pk"))


def may_ask(actor: Actor) -> bool:
    """Whether the person can post requests."""
    return is_firm(actor) and actor.may_edit


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remembers light or dark in a cookie (empty: as the device) and returns to the page."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("web:home")
    response = redirect(target)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie("theme")
    return response


def _told_a_program(status: int) -> JsonResponse:
    """An error outside of any operation of the API, in the API's own shape."""
    words = {
        400: _("This request cannot be read."),
        403: _("You are not allowed to do this."),
        404: _("There is nothing at this address."),
        413: _("This request is too large."),
        500: _("Something went wrong on our side. Its number is %(number)s.") % {"number": request_id.get()},
    }
    return JsonResponse({"errors": {"": [words[status]]}}, status=status)


def _error(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    if request.path.startswith("/api/"):
        return _told_a_program(status)
    context |= {"request_id": request_id.get(), "at": clock.now(), "support": settings.DEFAULT_FROM_EMAIL}
    return render(request, f"errors/{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig) and request.path.startswith("/api/"):
        return _told_a_program(413)
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403 with the reason a policy gave, in words."""
    return _error(request, 403, reason=str(exception) if exception and str(exception) else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500 without database, session or context processors: they may be what failed."""
    if request.path.startswith("/api/"):
        return _told_a_program(500)
    from_template = {"request_id": request_id.get(), "at": clock.now()}
    return render(None, "500.html", from_template, status=500)  # type: ignore[arg-type]
