"""Keeps on each match the copies of its request that the inbox filters and sorts on.

The copies are written in the transaction that changes the request: by ``move`` when a request opens or stops being open,
by ``request_extend``, and by the matcher, which holds the request's row while it adds matches. ``check_consistency``
reports copies that differ. A firm's region and sector change with its facts, below this app: the nightly re-match brings
them in.
"""

from collections.abc import Iterator

from django.db.models import F, Q

from portal.matchmaking.models import Match, Request
from portal.matchmaking.states import RequestState


def mirror(request: Request) -> int:
    """Give the matches of ``request`` its present closing moment and openness; returns how many rows changed."""
    is_open = request.state == RequestState.OPEN
    same = Q(is_open=is_open, closes_at=request.closes_at)
    return Match.objects.filter(request=request).exclude(same).update(is_open=is_open, closes_at=request.closes_at)


def hold(request: Request) -> Request:
    """The request as it is now, kept from changing until the transaction ends.

    PostgreSQL locks the row. SQLite has one writer at a time, whose transaction began with the lock.
    """
    return (
        Request.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").get(pk=request.pk)
    )


def differing() -> Iterator[Match]:
    """Matches whose copies are not what their request says."""
    is_open = Q(request__state=RequestState.OPEN)
    wrong = (
        ~Q(pillar=F("request__pillar"))
        | (is_open & Q(is_open=False))
        | (~is_open & Q(is_open=True))
        | (is_open & ~Q(closes_at=F("request__closes_at")))
    )
    yield from Match.objects.filter(wrong).iterator()
