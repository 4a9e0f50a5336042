"""Small helpers of the pages: policy gate, messages, paging."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

from portal.briefs.choices import LANGUAGES
from portal.common.errors import DomainError, NotAllowedError


def require(is_allowed: bool) -> None:
    """403 when a policy says no."""
    if not is_allowed:
        raise PermissionDenied


def say(request: HttpRequest, action: Callable[[], Any], done: str) -> bool:
    """Run a service call and tell the person how it ended. 403 when it is not theirs to do."""
    try:
        action()
    except NotAllowedError as error:
        raise PermissionDenied(str(error)) from error
    except DomainError as error:
        for texts in error.messages.values():
            for text in texts:
                messages.error(request, str(text))
        return False
    messages.success(request, done)
    return True


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = 20) -> Page[Any]:
    """The page asked for in the address; nonsense gives the first or last."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def language_of() -> str:
    """The active language as one of the portal's three."""
    active = (get_language() or "en").lower()
    return active if active in LANGUAGES else "en"


def in_language(rows: dict[str, str] | None) -> str:
    """A text kept per language, in the active one or any."""
    rows = rows or {}
    return rows.get(language_of()) or rows.get("en") or next((text for text in rows.values() if text), "")
