"""Published policies that help with a theme, with the firm's own fit where it was worked out."""

from typing import Any

from django.urls import reverse

from portal.briefs import finder
from portal.briefs.choices import Fit, Support, Topic
from portal.briefs.models import BriefAudience
from portal.common import clock, formatting
from portal.common.aids import Aid, register

THEMES = {"export": Topic.TRADE}
KINDS = {Support.LOAN: "finance", Support.GUARANTEE: "guarantee"}
MOST = 6


def for_theme(actor: Any, theme: str) -> list[Aid]:
    """Open briefs on the theme, the newest first."""
    if theme not in THEMES:
        return []
    query = finder.Query(topic=(THEMES[theme],), is_open=True)
    rows = list(finder.narrowed(finder.published(), query).order_by("-published_at", "-pk")[:MOST])
    held = BriefAudience.objects.filter(
        organisation=actor.organisation, version__in=[b.current_version_id for b in rows]
    )
    fits = dict(held.values_list("version_id", "fit")) if actor and actor.organisation else {}
    today, found = clock.today(), []
    for brief in rows:
        if brief.starts_on and brief.starts_on > today:
            continue
        texts: dict[str, dict[str, str]] = brief.current_version.content["texts"] if brief.current_version else {}
        held_texts = texts.get(formatting.language_code()) or texts.get(brief.source_language) or {}
        title = held_texts.get("title", brief.reference)
        url = reverse("briefs:brief", args=[brief.public_id])
        fit = dict(Fit.choices).get(fits.get(brief.current_version_id or 0, ""), "")
        found.append(Aid(KINDS.get(Support(brief.support), "grant"), title, str(brief.issuer), url, fit=fit))
    return found


register("briefs", for_theme)
