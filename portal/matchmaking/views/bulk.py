"""Several requests of the inbox at once: watch, hand to a colleague, decline with reasons."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.common.errors import DomainError
from portal.identity.models import User
from portal.matchmaking import policies, registry, services
from portal.matchmaking.forms import DeclineForm
from portal.matchmaking.models import Match
from portal.matchmaking.views.inbox import released
from portal.matchmaking.views.searches import inbox_url

MOST = 100
MOST_NAMED = 10


def ticked(request: HttpRequest, data: QueryDict) -> list[Match]:
    """The released matches whose boxes were ticked, at most ``MOST``."""
    return list(released(request).filter(public_id__in=data.getlist("match")[:MOST]))


def back_to(data: QueryDict) -> str:
    """The list as it was shown: same tab, same filters."""
    return inbox_url(data.get("back", "")[:600])


def each(request: HttpRequest, matches: Iterable[Match], do: Callable[[Match], Any]) -> None:
    """Do it for every match; afterwards say how many worked, and of each that did not, why."""
    done, failed = 0, []
    for match in matches:
        try:
            do(match)
            done += 1
        except DomainError as error:
            failed.append((match.request.title, next(iter(next(iter(error.messages.values()))))))
    if done:
        messages.success(request, ngettext("%(n)s request done.", "%(n)s requests done.", done) % {"n": done})
    for title, reason in failed[:MOST_NAMED]:
        messages.warning(
            request, _("Not done: “%(title)s”. %(reason)s") % {"title": f"\u2068{title}\u2069", "reason": reason}
        )
    more = len(failed) - MOST_NAMED
    if more > 0:
        messages.warning(request, ngettext("%(n)s more not done.", "%(n)s more not done.", more) % {"n": more})


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Watch the ticked requests, or give them to the chosen colleague."""
    matches, actor = ticked(request, request.POST), request.actor
    action = request.POST.get("action", "")
    policies.require(actor.may_edit)
    if not matches:
        messages.error(request, _("Tick at least one request."))
    elif action == "watch":
        each(
            request, [m for m in matches if m.watched_at is None], lambda m: services.match_watch(actor=actor, match=m)
        )
    elif action == "assign":
        user = User.objects.filter(public_id=request.POST.get("user", "")).first()
        each(request, matches, lambda m: services.match_assign(actor=actor, match=m, user=user))
    return redirect(back_to(request.POST))


def decline(request: HttpRequest) -> HttpResponse:
    """The reasons of a bulk decline: one set per kind of request, because each kind has its own list."""
    data = request.POST if request.method == "POST" else request.GET
    matches = ticked(request, data)
    if not matches:
        messages.error(request, _("Tick at least one request."))
        return redirect(back_to(data))
    policies.require(request.actor.may_edit)
    codes = sorted({match.request.pillar for match in matches})
    forms = {
        code: DeclineForm(data if request.method == "POST" else None, pillar=registry.get(code), prefix=code)
        for code in codes
    }
    valid = [form.is_valid() for form in forms.values()]  # every one is asked, so that all faults show at once
    if all(valid):
        each(
            request,
            matches,
            lambda m: services.match_decline(actor=request.actor, match=m, **forms[m.request.pillar].cleaned_data),
        )
        return redirect(back_to(data))
    groups = [
        {
            "pillar": registry.get(code),
            "form": forms[code],
            "matches": [match for match in matches if match.request.pillar == code],
        }
        for code in codes
    ]
    context = {
        "matches": matches,
        "groups": groups,
        "form": next((form for form in forms.values() if form.is_bound and form.errors), None),
        "back": data.get("back", "")[:600],
    }
    return render(request, "matchmaking/inbox_bulk_decline.html", context)
