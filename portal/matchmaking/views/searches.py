"""Saved searches of the inbox, and the line that says what has arrived since the page was opened."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.common.errors import DomainError
from portal.common.http import posted
from portal.matchmaking import policies, services
from portal.matchmaking.filters import InboxFilter, inbox_query, inbox_words, tab_rows
from portal.matchmaking.forms import SearchForm
from portal.matchmaking.models import InboxSearch
from portal.matchmaking.views.inbox import released

MOST_COUNTED = 99


def inbox_url(query: str) -> str:
    """The inbox with a search applied."""
    return f"{reverse('matchmaking:inbox')}?{query}" if query else reverse("matchmaking:inbox")


def index(request: HttpRequest) -> HttpResponse:
    """My saved searches."""
    rows = [
        {"search": search, "words": inbox_words(search.query)}
        for search in InboxSearch.objects.visible_to(request.actor)
    ]
    return render(request, "matchmaking/search_list.html", {"rows": rows})


def new(request: HttpRequest) -> HttpResponse:
    """Keep the filters in the address under a name."""
    policies.require(request.actor.organisation is not None)
    query = inbox_query(request.GET)
    form = SearchForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            search = services.search_save(actor=request.actor, query=query, **form.cleaned_data)
            messages.success(request, _("Saved. You find it above the list."))
            return redirect(inbox_url(search.query))
        except DomainError as error:
            form.add_domain_error(error)
    context = {"form": form, "words": inbox_words(query), "back": inbox_url(query), "back_label": _("Requests for us")}
    return render(request, "matchmaking/search_form.html", context)


def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rename a search or change how often it is mailed."""
    search = get_object_or_404(InboxSearch.objects.visible_to(request.actor), public_id=public_id)
    form = SearchForm(posted(request), initial={"name": search.name, "frequency": search.frequency})
    if request.method == "POST" and form.is_valid():
        try:
            services.search_change(actor=request.actor, search=search, **form.cleaned_data)
            messages.success(request, _("Changed."))
            return redirect("matchmaking:searches")
        except DomainError as error:
            form.add_domain_error(error)
    context: dict[str, Any] = {"form": form, "search": search, "words": inbox_words(search.query)}
    return render(
        request,
        "matchmaking/search_form.html",
        {**context, "back": reverse("matchmaking:searches"), "back_label": _("Saved searches")},
    )


def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The inbox as a saved search filters it; the address that alerts lead to."""
    search = get_object_or_404(InboxSearch.objects.visible_to(request.actor), public_id=public_id)
    return redirect(inbox_url(search.query))


@require_POST
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forget a search."""
    search = get_object_or_404(InboxSearch.objects.visible_to(request.actor), public_id=public_id)
    services.search_delete(actor=request.actor, search=search)
    messages.success(request, _("“%(name)s” was deleted. No more mail comes for it.") % {"name": search.name})
    return redirect("matchmaking:searches")


def news(request: HttpRequest) -> HttpResponse:
    """How many requests of the shown list arrived since it was opened: a sentence and a link, or nothing."""
    try:
        since = datetime.fromtimestamp(int(request.GET.get("since", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return HttpResponse(status=204)
    rows = tab_rows(released(request), request.GET.get("tab", "new"), request.user)
    found = InboxFilter(request.GET, queryset=rows).qs.filter(released_at__gt=since)
    count = found.order_by()[: MOST_COUNTED + 1].count()
    query = request.GET.copy()
    query.pop("since", None)
    context = {"count": count, "since": since, "url": inbox_url(query.urlencode())}
    return render(request, "matchmaking/fragments/_news.html", context)
