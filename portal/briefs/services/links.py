"""Checks the links to the legal texts now and then, so that a reader is warned of one that no longer answers."""

import ipaddress
import logging
import socket
import urllib.request
from datetime import timedelta
from urllib.error import URLError
from urllib.parse import urlsplit

from portal.briefs.models import Brief
from portal.common import clock

logger = logging.getLogger(__name__)
TIMEOUT = 5  # seconds
AGAIN_AFTER = timedelta(days=7)


def is_public_host(host: str) -> bool:
    """Whether every address of ``host`` lies in the open internet (never fetch from inside our own network)."""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(row[4][0]).is_global for row in found)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect counts as an answer; it is not followed."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def answers(address: str) -> bool:
    """Whether ``address`` (http or https) answers a HEAD request with less than 400."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_public_host(parts.hostname):
        return False
    request = urllib.request.Request(address, method="HEAD", headers={"User-Agent": "Qantara link check"})  # noqa: S310
    try:
        with urllib.request.build_opener(NoRedirect()).open(request, timeout=TIMEOUT) as response:
            return bool(response.status < 400)
    except URLError as error:
        return 300 <= getattr(error, "code", 999) < 400
    except (OSError, ValueError):
        return False


def check_some(limit: int = 5) -> int:
    """Check the published briefs whose link was not looked at for a week. Returns how many are broken."""
    horizon = clock.now() - AGAIN_AFTER
    rows = Brief.objects.filter(state="published").exclude(legal_url="").exclude(link_checked_at__gt=horizon)
    broken = 0
    for brief in rows.order_by("link_checked_at")[:limit]:
        is_broken = not answers(brief.legal_url)
        broken += is_broken
        moment = clock.now()
        Brief.objects.filter(pk=brief.pk).update(
            link_checked_at=moment, legal_url_broken_at=moment if is_broken else None
        )
    return broken
