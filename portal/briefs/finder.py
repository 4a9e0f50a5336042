"""The finder: words and facets over what is published. One definition for page, feed, saved search, embedded list."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from portal.briefs import policies
from portal.briefs.choices import Delivery, Support, Topic
from portal.briefs.data import read
from portal.briefs.models import Brief, BriefVersion
from portal.briefs.readability import plain
from portal.common import clock, search

KIND = "brief"
PAGE = 20
FACETS = ("topic", "support", "delivery", "region")
CHOICES: dict[str, Any] = {"topic": Topic, "support": Support, "delivery": Delivery}


@cache
def synonyms() -> search.Synonyms:
    return search.synonyms_from(read("search_synonyms"))


@dataclass(frozen=True, slots=True)
class Query:
    """What the reader asks: words and facets, as in the address. Unknown values are dropped, never an error."""

    words: str = ""
    topic: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    is_open: bool = False
    order: str = "new"
    page: int = 1

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> "Query":
        """From a QueryDict (or anything with ``getlist``)."""

        def many(name: str) -> tuple[str, ...]:
            given = params.getlist(name) if hasattr(params, "getlist") else params.get(name, [])
            allowed = set(CHOICES[name].values) if name in CHOICES else None
            return tuple(sorted({v for v in given if v and len(v) <= 12 and (allowed is None or v in allowed)}))

        page = str(params.get("page", "1"))
        return cls(
            words=str(params.get("q", ""))[: search.MAX_QUERY].strip().replace("\x00", ""),
            topic=many("topic"),
            support=many("support"),
            delivery=many("delivery"),
            region=many("region"),
            is_open=params.get("open") == "1",
            order="ends" if params.get("order") == "ends" else "new",
            page=int(page) if page.isascii() and page.isdigit() and 0 < int(page[:6]) < 10_000 else 1,
        )

    def address(self, *, without: str = "", page: int | None = None) -> str:
        """The query as it stands in an address, optionally with one facet dropped or another page."""
        pairs: list[tuple[str, str]] = [("q", self.words)] if self.words and without != "q" else []
        pairs += [(name, value) for name in FACETS if name != without for value in getattr(self, name)]
        pairs += [("open", "1")] if self.is_open and without != "open" else []
        pairs += [("order", "ends")] if self.order == "ends" else []
        pairs += [("page", str(page))] if page and page > 1 else []
        return urlencode(pairs)

    @property
    def has_filters(self) -> bool:
        return bool(self.words or self.topic or self.support or self.delivery or self.region or self.is_open)


@dataclass(slots=True)
class Found:
    """One page of results with facet counts over the whole result."""

    query: Query
    briefs: list[Brief]
    total: int
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    relaxations: list[tuple[str, int]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def index(brief: Brief, version: BriefVersion) -> None:
    """Put the texts of a version into the search index, each language apart."""
    search.drop(kind=KIND, key=brief.public_id)
    for language, texts in version.content["texts"].items():
        body = " ".join(plain(text) for code, text in texts.items() if code not in ("title", "legal", "choices"))
        search.put(kind=KIND, key=brief.public_id, language=language, title=texts["title"], body=body)


def forget(brief: Brief) -> None:
    """Take a brief out of the index."""
    search.drop(kind=KIND, key=brief.public_id)


def published() -> QuerySet[Brief]:
    """What the finder lists: current, not superseded."""
    return policies.briefs_public().filter(superseded_by__isnull=True).select_related("current_version", "issuer")


def narrowed(rows: QuerySet[Brief], query: Query, *, without: str = "") -> QuerySet[Brief]:
    """``rows`` with the facets applied (a region also finds briefs for the whole country)."""
    for name in ("topic", "support", "delivery"):
        wanted = getattr(query, name)
        if wanted and name != without:
            rows = rows.filter(**{f"{name}__in": wanted})
    if query.region and without != "region":
        rows = rows.filter(Q(region__in=query.region) | Q(region=""))
    if query.is_open and without != "open":
        rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()))
    return rows


def hits(query: Query, language: str) -> list[str] | None:
    """Public ids for the words, best first; None when no words were given."""
    if not query.words:
        return None
    return [h.key for h in search.find(kind=KIND, language=language, text=query.words, limit=200, synonyms=synonyms())]


def find(query: Query, language: str) -> Found:
    """The page asked for. At most four queries."""
    keys = hits(query, language)
    base = published() if keys is None else published().filter(public_id__in=keys)
    facets = list(base.values_list("public_id", *FACETS, "ends_on"))
    rows = narrowed(base, query)
    ordered = (
        rows.order_by("ends_on", "-published_at") if query.order == "ends" else rows.order_by("-published_at", "-pk")
    )
    if keys is not None and query.order != "ends":
        place = {key: at for at, key in enumerate(keys)}
        everything = sorted(rows, key=lambda brief: place[brief.public_id])
        total = len(everything)
        briefs = everything[(query.page - 1) * PAGE : query.page * PAGE]
    else:
        total = rows.count()
        briefs = list(ordered[(query.page - 1) * PAGE : query.page * PAGE])
    found = Found(query, briefs, total, counts_of(facets))
    if not total and query.has_filters:
        found.relaxations = relaxed(base, query)
    return found


def counts_of(facets: list[tuple[Any, ...]]) -> dict[str, Counter[str]]:
    """How many briefs each facet value has, given the words."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for row in facets:
        for position, name in enumerate(FACETS, 1):
            counts[name][row[position]] += 1
    return counts


def relaxed(base: QuerySet[Brief], query: Query) -> list[tuple[str, int]]:
    """Facets whose removal gives results: (facet, how many)."""
    used = [name for name in FACETS if getattr(query, name)] + (["open"] if query.is_open else [])
    counts = [(name, narrowed(base, query, without=name).count()) for name in used]
    return [(name, count) for name, count in counts if count]
