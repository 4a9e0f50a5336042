"""The guard between our servers and addresses typed by strangers (server-side request forgery).

A name is resolved once, every address it has must be public, and the connection goes to the address that was checked:
a name that answers differently a moment later (rebinding) gains nothing. Redirects are never followed.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.common.errors import DomainError

TIMEOUT: Final = 5  # seconds for connecting and for each read
LONGEST: Final = 15  # seconds for the whole call: a receiver that answers a byte at a time must not hold a worker
MAX_ANSWER: Final = 16 * 1024  # bytes of an answer we look at
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect (``ip``) and what to ask for."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str


def is_public(address: IPAddress) -> bool:
    """Whether ``address`` lies on the open internet, also when it hides inside an IPv6 notation."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
        if address in ipaddress.ip_network("64:ff9b::/96"):  # NAT64: the last 32 bits are the IPv4 address
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_allowed(address: IPAddress) -> bool:
    """Public, or loopback where a test setting says so."""
    return is_public(address) or (address.is_loopback and getattr(settings, "WEBHOOK_ALLOW_LOOPBACK", False))


def refuse(message: str | Promise) -> DomainError:
    return DomainError(fields={"url": message})


def resolve(host: str, port: int) -> list[IPAddress]:
    """Every address of ``host``; empty when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]


def check(url: str) -> Target:
    """The target behind ``url``, resolved and checked now. Raises DomainError on field ``url``."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise refuse(_("Enter a web address that starts with https://.")) from error
    loopback_ok = getattr(settings, "WEBHOOK_ALLOW_LOOPBACK", False)
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback_ok):
        raise refuse(_("Enter a web address that starts with https://."))
    if not parts.hostname or parts.username or parts.password or any(ord(c) < 33 or ord(c) == 127 for c in url.strip()):
        raise refuse(_("Enter a web address without user name, password or blanks."))
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in (443, 8443) and not loopback_ok:
        raise refuse(_("Only the ports 443 and 8443 are allowed."))
    found = resolve(parts.hostname, port)
    if not found:
        raise refuse(_("This address cannot be found on the internet."))
    if not all(is_allowed(address) for address in found):
        raise refuse(_("This address points into a private network, which is not allowed."))
    path = parts.path or "/"
    return Target(parts.scheme, parts.hostname, port, f"{path}?{parts.query}" if parts.query else path, str(found[0]))


class PinnedConnection(http.client.HTTPConnection):
    """Connects to the checked address, whatever the name says by now; TLS still proves the name."""

    def __init__(self, target: Target):
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self.target = target

    def connect(self) -> None:
        plain = socket.create_connection((self.target.ip, self.target.port), TIMEOUT)
        if self.target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.target.host)
        else:
            self.sock = plain

    def abort(self) -> None:
        """End the call from another thread; the one that waits gets an OSError or an empty answer."""
        line = self.sock
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def post(target: Target, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """POST ``body``; (status, start of the answer). Raises OSError or HTTPException when the line fails."""
    connection = PinnedConnection(target)
    ending = threading.Timer(LONGEST, connection.abort)
    ending.daemon = True
    ending.start()
    try:
        connection.request("POST", target.path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(MAX_ANSWER).decode("utf-8", "replace")
    finally:
        ending.cancel()
        connection.close()
