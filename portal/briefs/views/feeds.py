"""Machine-readable doors: Atom feed, sitemap, the embeddable list, open data of the published briefs."""

from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from portal.briefs import finder
from portal.briefs.models import Brief
from portal.briefs.views.common import language_of
from portal.briefs.views.public import dress


class BriefFeed(Feed):
    """New and changed briefs as Atom, in the address's language, with the finder's filters."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> finder.Query:
        return finder.Query.read(request.GET)

    def title(self) -> str:
        return _("Policy briefs")

    def subtitle(self) -> str:
        return _("New and changed policy briefs in plain words")

    def link(self, query: finder.Query) -> str:
        return f"{reverse('briefs:finder')}?{query.address()}"

    def items(self, query: finder.Query) -> list[Brief]:
        keys = finder.hits(query, language_of())
        rows = finder.narrowed(finder.published(), query)
        rows = rows if keys is None else rows.filter(public_id__in=keys)
        briefs = list(rows.order_by("-current_version__published_at")[:30])
        for brief in briefs:
            dress(brief)
        return briefs

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return " ".join(item.points)

    def item_link(self, item: Any) -> str:
        return reverse("briefs:brief", args=[item.public_id])

    def item_guid(self, item: Any) -> str:
        return f"{settings.SITE_URL}{reverse('briefs:brief', args=[item.public_id])}#v{item.current_version.number}"

    def item_pubdate(self, item: Any) -> Any:
        return item.published_at

    def item_updateddate(self, item: Any) -> Any:
        return item.current_version.published_at

    def item_author_name(self, item: Any) -> str:
        return str(item.issuer.legal_name)


feed = login_not_required(BriefFeed())


class BriefSitemap(Sitemap):
    """Every published brief in its three languages, each naming the others (hreflang)."""

    i18n = True
    alternates = True
    x_default = True
    limit = 1000
    changefreq = "weekly"

    def items(self) -> Any:
        return finder.published().order_by("pk")

    def lastmod(self, item: Any) -> Any:
        return item.current_version.published_at

    def location(self, item: Any) -> str:
        return reverse("briefs:brief", args=[item.public_id])


def embed_ancestors() -> list[str]:
    """Sites that may show the list in a frame (setting ``BRIEFS_EMBED_ORIGINS``); nobody by default but ourselves."""
    return ["'self'", *settings.BRIEFS_EMBED_ORIGINS]


@login_not_required
@xframe_options_exempt
def embed(request: HttpRequest) -> HttpResponseBase:
    """A bare list for other government sites, in a frame; only listed origins may frame it (content policy)."""
    query = finder.Query.read(request.GET)
    found = finder.find(query, language_of())
    for brief in found.briefs:
        dress(brief)

    @csp_replace({"frame-ancestors": embed_ancestors()})
    def answer(request: HttpRequest) -> HttpResponse:
        return render(request, "briefs/embed.html", {"found": found, "query": query, "site": settings.SITE_URL})

    response: HttpResponseBase = answer(request)
    return response


@login_not_required
def open_data(request: HttpRequest) -> JsonResponse:
    """The published briefs as open data: texts, terms, conditions (criterion documents), version and date."""
    rows = finder.narrowed(finder.published(), finder.Query.read(request.GET)).order_by("-published_at")[:200]
    data = [
        {
            "id": brief.public_id,
            "reference": brief.reference,
            "issuer": brief.issuer.legal_name,
            "version": brief.current_version.number,
            "published_at": brief.current_version.published_at.isoformat(),
            "texts": brief.current_version.content["texts"],
            "terms": brief.current_version.content["terms"],
            "conditions": brief.current_version.content["conditions"],
        }
        for brief in rows
        if brief.current_version is not None
    ]
    response = JsonResponse({"licence": "CC BY 4.0", "briefs": data})
    response["Access-Control-Allow-Origin"] = "*"
    return response
