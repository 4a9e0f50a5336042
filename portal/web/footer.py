"""The pages linked from the footer."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.web.views import address


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, what is known not to work, whom to tell."""
    return render(request, "web/accessibility.html", {"support": settings.DEFAULT_FROM_EMAIL})


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, why, how long, and how to get at it."""
    return render(request, "web/privacy.html", {"consents_url": address("organisations:consents")})


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
        "support": settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">"),
        "complaints_url": address("complaints:about"),
        "mailbox_url": address("notify:mailbox") if settings.SHOW_MAILBOX else "",
    }
    return render(request, "web/contact.html", context)
