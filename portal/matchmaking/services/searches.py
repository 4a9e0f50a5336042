"""Saved searches of the inbox: kept under a name, mailed at once, daily or weekly, each arrival once."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import DomainError
from portal.journal.services import record
from portal.matchmaking import policies
from portal.matchmaking.filters import InboxFilter, inbox_query
from portal.matchmaking.models import Alert, InboxSearch, Match, Request
from portal.matchmaking.states import RequestState
from portal.notify.models import Category, Frequency
from portal.notify.preferences import preferences_of
from portal.organisations.actors import SYSTEM, Actor

PAUSE = {Alert.DAILY: timedelta(days=1), Alert.WEEKLY: timedelta(days=7)}
SETTLE = timedelta(seconds=30)  # arrivals younger than this wait: their transaction may still be under way
MOST_PER_PERSON = 20
MOST_PER_MAIL = 10


@transaction.atomic
def search_save(*, actor: Actor, name: str, query: str, frequency: str) -> InboxSearch:
    """Keep the filter ``query`` under ``name``. DomainError when the name is taken or there are too many."""
    user, organisation = policies.signed_in(actor)
    if InboxSearch.objects.visible_to(actor).count() >= MOST_PER_PERSON:
        raise DomainError(_("You have 20 saved searches. Delete one that you no longer need."))
    search = InboxSearch(user=user, organisation=organisation, query=inbox_query(QueryDict(query)))
    return _store(search, name, frequency)


@transaction.atomic
def search_change(*, actor: Actor, search: InboxSearch, name: str, frequency: str) -> InboxSearch:
    """Rename a search, or mail it at another pace."""
    policies.require(InboxSearch.objects.visible_to(actor).filter(pk=search.pk).exists())
    return _store(search, name, frequency)


def _store(search: InboxSearch, name: str, frequency: str) -> InboxSearch:
    if not name.strip():
        raise DomainError(fields={"name": _("Give the search a name.")})
    if frequency not in Alert.values:
        raise DomainError(fields={"frequency": _("Choose how often.")})
    moment = clock.now()
    search.name, search.seen_until = name.strip(), moment
    search.frequency = frequency
    search.next_send_at = moment + PAUSE[Alert(frequency)] if frequency in PAUSE else None
    try:
        with transaction.atomic():
            search.save()
    except IntegrityError as error:
        raise DomainError(fields={"name": _("You already have a search with this name.")}) from error
    return search


def search_delete(*, actor: Actor, search: InboxSearch) -> None:
    """Forget a search; no more mail for it."""
    InboxSearch.objects.visible_to(actor).filter(pk=search.pk).delete()


def searches_wake(request: Request, moment: datetime) -> None:
    """In the transaction that released matches of ``request`` at ``moment``: their firms' searches mailed at once become due."""
    shown = Match.objects.filter(request=request, released_at=moment)
    InboxSearch.objects.filter(
        frequency=Alert.NOW, next_send_at__isnull=True, organisation__in=shown.values("organisation")
    ).update(next_send_at=moment + SETTLE)


def searches_send_due(limit: int = 500) -> int:
    """Tell what is new for every search that is due; returns how many found something."""
    moment = clock.now()
    due = InboxSearch.objects.filter(next_send_at__lte=moment).select_related("user", "organisation")
    return sum(search_send(search, moment) for search in due.order_by("next_send_at", "pk")[:limit])


@transaction.atomic
def search_send(search: InboxSearch, moment: datetime) -> bool:
    """Claim one search, look at what arrived since, have its person told; whether there was anything."""
    frequency, until = Alert(search.frequency), moment - SETTLE
    again = moment + PAUSE[frequency] if frequency in PAUSE else None
    if frequency == Alert.NOW and arrivals(search).filter(released_at__gt=until).exists():
        again = moment + SETTLE  # what came in the last seconds is looked at in the next round
    claimed = InboxSearch.objects.filter(pk=search.pk, next_send_at=search.next_send_at).update(
        next_send_at=again, seen_until=until
    )
    if not claimed or not search.user.memberships.filter(organisation=search.organisation, state="active").exists():
        return False
    if frequency == Alert.NOW and preferences_of(search.user)[Category.REQUESTS] == Frequency.NOW:
        return False  # this person is mailed at once about every new request: never the same news twice
    found = list(arrived(search, search.seen_until, until)[: MOST_PER_MAIL + 1])
    if not found:
        return False
    titles = [match.request.title for match in found[:MOST_PER_MAIL]]
    if len(found) > MOST_PER_MAIL:
        titles.append("…")
    record(
        actor=SYSTEM, verb="search.found", subject=search, concerns=[search.organisation], payload={"titles": titles}
    )
    return True


def arrivals(search: InboxSearch) -> QuerySet[Match]:
    """Everything that was ever shown to the search's organisation."""
    return Match.objects.filter(organisation=search.organisation, released_at__isnull=False)


def arrived(search: InboxSearch, since: datetime, until: datetime) -> QuerySet[Match]:
    """Open matches of the search released in ``since`` < moment ≤ ``until``, best fit first."""
    rows = arrivals(search).filter(
        released_at__gt=since,
        released_at__lte=until,
        request__state=RequestState.OPEN,
        declined_at__isnull=True,
        responded_at__isnull=True,
    )
    found: QuerySet[Match] = InboxFilter(QueryDict(search.query), queryset=rows).qs
    return found.select_related("request").order_by("-score", "pk")
