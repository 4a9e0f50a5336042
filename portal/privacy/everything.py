"""Everything kept about a person and an organisation, table by table, as ``data/copy.json`` says."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, ForeignKey, Model, Q
from django.db.models.fields.files import FieldFile
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from portal.common import formatting
from portal.common.formatting import Medium
from portal.identity.models import User
from portal.organisations.choices import MembershipState
from portal.organisations.models import Membership, Organisation
from portal.privacy.columns import COLUMNS
from portal.privacy.tables import TABLES

# Keys and checksums, and copies of what stands in another column.
WITHHELD: Final = frozenset(
    {
        "password", "digest", "secret", "session_key", "data", "hash", "previous_hash", "sha256", "path", "body_html",
        "message_id", "request_id", "sections_done", "typed", "sequence", "feed_token",
    }
)  # fmt: skip
INNER: Final = frozenset({"id", "public_id", "is_demo", "is_superuser"})  # say nothing to a person
# Records in which both sides know each other by name.
BETWEEN_KNOWN: Final = frozenset(
    {"matchmaking.Engagement", "export.Vouching", "digital.AdviserLink", "briefs.Representative"}
)
GROUPS: Final[dict[str, Promise]] = {
    "identity": _("You"),
    "account": _("You"),
    "mfa": _("You"),
    "usersessions": _("You"),
    "organisations": _("Your organisation"),
    "documents": _("Documents"),
    "vetting": _("Vetting"),
    "matchmaking": _("Requests, answers and agreed work"),
    "lending": _("Financing"),
    "digital": _("Going digital"),
    "export": _("Selling abroad"),
    "briefs": _("Policies and benefits"),
    "complaints": _("Complaints"),
    "notify": _("Mails and notices"),
    "privacy": _("Copies and erasure"),
    "journal": _("What was done, and when"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table that are about the person or the firm. ``code`` is its name in the copy."""

    code: str
    group: Promise
    title: str | Promise
    columns: tuple[tuple[str, str | Promise], ...]  # (name, words)
    rows: tuple[dict[str, Any], ...]
    choices: dict[str, dict[Any, Any]]  # column → code → words

    def readable(self) -> Iterator[list[tuple[str, str]]]:
        """Each row as (words, value) without what is empty and without inner numbers, in the active language."""
        words = dict(self.columns)
        for row in self.rows:
            shown = (
                (name, _words(self.choices.get(name, {}).get(value, value) if isinstance(value, str) else value))
                for name, value in row.items()
                if name not in INNER
            )
            yield [(capfirst(str(words[name])), text) for name, text in shown if text]


def _words(value: Any) -> str:
    """A value as a person reads it; empty for what says nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return formatting.datetime_text(value, Medium.PLAIN)
    if isinstance(value, date):
        return formatting.date_text(value, Medium.PLAIN)
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return str(value)


@cache
def plan() -> dict[str, Any]:
    """``data/copy.json``."""
    text = (Path(__file__).parent / "data" / "copy.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def tables(user: User, firm: Organisation | None) -> Iterator[Table]:
    """Every table with rows about the person and, when ``firm`` is given, about the organisation; by group."""
    ways: dict[str, Q] = {label: _ways(paths, user.pk) for label, paths in plan()["person"].items()}
    if firm is not None:
        for label, paths in plan()["firm"].items():
            ways[label] = ways.get(label, Q()) | _ways(paths, firm.pk)
    known = _known(user, firm)
    for label in sorted(ways, key=lambda label: list(GROUPS).index(label.split(".")[0])):
        if _is_there(label):
            table = _table(label, ways[label], known, firm)
            if table.rows:
                yield table


def _is_there(label: str) -> bool:
    """Whether the table's app is part of this installation: a pillar can be left out."""
    return label.split(".")[0] in apps.app_configs


def _ways(paths: list[str], key: int) -> Q:
    found = Q()
    for path in paths:
        found |= Q(**{path: key})
    return found


def _known(user: User, firm: Organisation | None) -> dict[int, str]:
    """Names that may stand in the copy: the person's own and those of the firm's members."""
    members = Membership.objects.filter(organisation=firm, state=MembershipState.ACTIVE) if firm else ()
    names = {row.user_id: row.user.name for row in members.select_related("user")} if members else {}  # type: ignore[union-attr]
    return {**names, user.pk: user.name}


def _table(label: str, ways: Q, known: dict[int, str], firm: Organisation | None) -> Table:
    model = apps.get_model(label)
    fields = [field for field in model._meta.concrete_fields if field.name not in WITHHELD]
    query = model._base_manager.filter(ways).order_by("pk").distinct()
    related = [field.name for field in fields if isinstance(field, ForeignKey)]
    rows = tuple(
        {field.name: _value(row, field, known, firm) for field in fields}
        for row in query.select_related(*related).iterator(chunk_size=500)
    )
    columns = tuple((field.name, column_words(field)) for field in fields)
    group = GROUPS[label.split(".")[0]]
    choices = {field.name: dict(field.flatchoices) for field in fields if field.flatchoices}
    return Table(label.lower().replace(".", "-"), group, table_words(model), columns, rows, choices)


def column_words(field: "Field[Any, Any]") -> str | Promise:
    """The words of a column: those the model gives, else ours, for a field's plain name is English only."""
    own = field.verbose_name
    return own if isinstance(own, Promise) else COLUMNS.get(str(own), str(own))


def table_words(model: type[Model]) -> str | Promise:
    return TABLES.get(model._meta.label, model._meta.verbose_name_plural or model._meta.label)


def _value(row: Model, field: "Field[Any, Any]", known: dict[int, str], firm: Organisation | None) -> Any:
    """A column as it may be shown: records by their public number, people and firms by name only where known."""
    if not isinstance(field, ForeignKey):
        value = getattr(row, field.attname)
        return str(value) if isinstance(value, FieldFile) else value
    other = getattr(row, field.name)
    if other is None:
        return None
    if isinstance(other, User):
        return known.get(other.pk, "")
    if isinstance(other, Organisation):
        is_known = (firm is not None and other.pk == firm.pk) or row._meta.label in BETWEEN_KNOWN
        return other.legal_name if is_known or row._meta.model_name == "membership" else ""
    key = getattr(other, "public_id", None) or other.pk
    title = getattr(other, "title", "")
    return f"{title} ({key})" if title else key
