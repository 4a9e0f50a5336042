"""Request ids for logs, journal and error pages; and the way from a rule's refusal to words on a page."""

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from portal.common.errors import DomainError, NotAllowedError

logger = logging.getLogger("portal.security")
request_id: ContextVar[str] = ContextVar("request_id", default="")
ACCEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Takes a well-formed ``X-Request-ID`` from the proxy or makes one; answers with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if ACCEPTABLE.fullmatch(given) else secrets.token_hex(8))
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class DomainErrorMiddleware:
    """Turns a rule's refusal that no form caught into words: 403 with the reason, or a message on the page it came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowedError):
            match = request.resolver_match
            who = getattr(getattr(request, "user", None), "public_id", "")
            logger.warning(
                "refused", extra={"user": who, "route": match.route if match else "", "method": request.method}
            )
            reason = " ".join(str(text) for texts in error.messages.values() for text in texts)
            return render(request, "errors/403.html", {"reason": reason}, status=403)
        if not isinstance(error, DomainError):
            return None
        for texts in error.messages.values():
            for text in texts:
                messages.error(request, str(text))
        back = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
            back = "/"
        return redirect(back)
