"""How often a visitor may use what sends mail or writes down opinions. The numbers are ``ACCOUNT_RATE_LIMITS``."""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.common.errors import DomainError


def require(request: HttpRequest, action: str, key: str = "") -> None:
    """Count one use of ``action`` by this visitor, and for ``key`` (an address); raises DomainError when it is too many."""
    if not ratelimit.consume(request, action=action, key=key.strip().lower() or None):
        raise DomainError(_("You have sent this many times already. Please try again in an hour."))
