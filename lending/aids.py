"""What the shelf holds for a firm that sells abroad; shown inside the export plan."""

from typing import Any

from django.urls import reverse

from lending.choices import Kind
from lending.shelf import shelf
from portal.common.aids import Aid

KINDS = {
    "export": (
        ("insurance", {Kind.INSURANCE}),
        ("guarantee", {Kind.GUARANTEE}),
        ("finance", {Kind.TRADE, Kind.INVOICE}),
    )
}
MOST = 6


def for_theme(_actor: Any, theme: str) -> list[Aid]:
    """Products whose lender names a kind that serves the theme (not those that say "anything")."""
    found = []
    for mandate in shelf() if theme in KINDS else ():
        kind = next((code for code, kinds in KINDS[theme] if kinds & set(mandate.kinds)), None)
        if kind is not None:
            url = reverse("lending:product", args=[mandate.public_id])
            found.append(Aid(kind, mandate.name, str(mandate.organisation), url, mandate.shelf_text))
    return found[:MOST]
