"""The pages linked from the footer."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.common import operator
from portal.privacy.periods import LABELS, PERIODS
from portal.web.views import address


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known not to work, whom to tell."""
    return render(request, "web/accessibility.html", {"operator": operator.stated()})


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, why, how long, and how to get at it."""
    context = {
        "consents_url": address("organisations:consents"),
        "operator": operator.stated(),
        "periods": [(LABELS[period.code], period.days) for period in PERIODS.periods],
    }
    return render(request, "web/privacy.html", context)


@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies the portal sets: all needed, none to follow anybody."""
    names = {
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "web/cookies.html", names)


@login_not_required
def contact(request: HttpRequest) -> HttpResponse:
    """How to get help, and the way to complain."""
    context = {
        "operator": operator.stated(),
        "complaints_url": address("complaints:about"),
        "mailbox_url": address("notify:mailbox") if settings.SHOW_MAILBOX else "",
    }
    return render(request, "web/contact.html", context)
