"""What the editor edits: a document, who keeps it, which facts it may ask, and its earlier versions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.criteria.compose import fingerprint
from portal.criteria.models import CriteriaSet
from portal.criteria.rules import upgraded

Document = Mapping[str, Any]
Keep = Callable[[dict[str, Any], int, str], object]
EVERYTHING = ("firm", "request", "product")


@dataclass(frozen=True, slots=True)
class Saved:
    """One earlier version as the page lists it."""

    number: int
    at: datetime
    by: Any
    note: str


@dataclass(frozen=True, slots=True)
class Subject:
    """``keep(document, expected version, note)`` stores the document and raises DomainError when it cannot.

    ``fixed`` are rules the owner's own profile always asks: shown, never edited here. ``scopes`` says whose facts may be
    asked. Without rules the document is {}; only where ``may_be_empty`` (then it is for everybody).
    """

    title: str
    document: Document
    version: int
    keep: Keep
    file_name: str
    history: Sequence[Saved] = ()
    fixed: Sequence[Mapping[str, Any]] = ()
    scopes: Collection[str] = EVERYTHING
    pillar: str = ""  # whose request facts may be asked
    has_dates: bool = True
    may_be_empty: bool = False
    saved_url: str = ""
    is_locked: bool = False  # shown, not to be changed
    look_up: Callable[[int], Document | None] | None = None

    def version_document(self, number: int) -> Document | None:
        """The document of a version, as it is downloaded."""
        if number == self.version:
            return self.document
        return self.look_up(number) if self.look_up is not None else None


def of_set(
    criteria: CriteriaSet,
    keep: Keep,
    **options: Any,
) -> Subject:
    """The subject of a stored set with all its versions; ``keep`` is the owner's service."""
    versions = criteria.versions.select_related("created_by")

    def look_up(number: int) -> Document | None:
        row = versions.filter(version=number).first()
        return None if row is None else upgraded(row.document)

    return Subject(
        title=options.pop("title", criteria.title),
        document=criteria.document,
        version=criteria.version,
        keep=keep,
        file_name=criteria.public_id,
        history=[Saved(row.version, row.created_at, row.created_by, row.note) for row in versions[:20]],
        look_up=look_up,
        **options,
    )


def of_scope(
    criteria: CriteriaSet | None,
    further: Document,
    keep: Keep,
    **options: Any,
) -> Subject:
    """The subject of a scope (``portal.criteria.scopes``): ``further`` is edited, the profile's ``fixed`` rules are shown.

    Its history and the earlier versions to download are those of the whole document.
    """
    if criteria is None:
        return Subject(document=further, version=0, keep=keep, file_name="new", may_be_empty=True, **options)
    return replace(of_set(criteria, keep, **options), document=further, may_be_empty=True)


def of_document(title: str, document: Document, keep: Keep, file_name: str, **options: Any) -> Subject:
    """The subject of a document its owner keeps itself (a brief, a case of the policy lab).

    The version is the document's fingerprint: ``keep`` compares it with what is stored and so sees a change in between.
    """
    return Subject(title, document, fingerprint(document), keep, file_name, **options)
