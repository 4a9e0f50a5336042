"""Home and dashboard."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """The public start page."""
    return render(request, "web/home.html")


def dashboard(request: HttpRequest) -> HttpResponse:
    """Everything the person must do next, by capability."""
    return render(request, "web/dashboard.html")
