"""What the page shell needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Actor and deployment labels for ``base.html``."""
    return {"actor": getattr(request, "actor", None), "is_demo": settings.IS_DEMO}
