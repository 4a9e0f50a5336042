"""Financing requests from a file: columns to fields, one refusal per row and line, nothing half-imported.

The mapping is documented in ``docs/lending.md``. Reading is separate from writing: every row is checked first, then all
good rows are written in one transaction through the exchange's own services.
"""

import csv
import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from lending import choices
from portal.common.errors import DomainError
from portal.common.forms import normalise_number
from portal.common.money import CURRENCIES, MAX_AMOUNT

MAX_ROWS = 200_000
PLAIN = (
    "reference",
    "title",
    "amount",
    "currency",
    "months",
    "kind",
    "purpose",
    "summary",
    "revenue",
    "region",
    "sector",
)
"""Columns of the plain format; amount, months and title are needed."""
SBA_NEEDED = ("LoanNr_ChkDgt", "GrAppv", "Term", "State")
"""Columns of the loan files of the United States Small Business Administration."""


@dataclass(slots=True)
class Row:
    """One request to be made. ``key`` is unique in the source; ``line`` is the line in the file (header is 1)."""

    line: int
    key: str
    title: str
    details: dict[str, Any]
    summary: str = ""
    region: str = ""
    sector: str = ""
    city: str = ""


@dataclass(slots=True)
class Parsed:
    """What a file holds: rows that can be imported, and why the others cannot, by line."""

    rows: list[Row] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Rows read."""
        return len(self.rows) + len(self.errors)


def open_lines(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a UTF-8 CSV file, gzip or not, as mappings; DomainError when it is not one."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    except (OSError, EOFError) as error:
        raise DomainError(_("The file cannot be read: %(reason)s") % {"reason": str(error)}) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DomainError(_("The file is not a CSV file in UTF-8.")) from error


def number(text: str | None, name: str) -> Decimal:
    """A positive amount as typed in the file. DomainError names the column."""
    plain = normalise_number((text or "").replace("$", "").strip())
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise DomainError(
            _("%(column)s: “%(value)s” is not a number.") % {"column": name, "value": (text or "")[:40]}
        ) from error
    if not value.is_finite() or value <= 0:
        raise DomainError(_("%(column)s must be greater than zero.") % {"column": name})
    if value > MAX_AMOUNT:
        raise DomainError(_("%(column)s is too large.") % {"column": name})
    return value


def months(text: str | None, name: str) -> int:
    """A term in whole months, 1 to 600."""
    value = number(text, name)
    if value != value.to_integral_value() or value > 600:
        raise DomainError(_("%(column)s must be a whole number from 1 to 600.") % {"column": name})
    return int(value)


def _choice(text: str, allowed: Any, fallback: str, name: str) -> str:
    value = text.strip() or fallback
    if value not in allowed:
        raise DomainError(_("%(column)s: “%(value)s” is not in the list.") % {"column": name, "value": value[:40]})
    return value


def plain_row(line: int, cells: dict[str, str], currency: str) -> Row:
    """A row of the plain format."""
    title = (cells.get("title") or "").strip()[:120]
    if not title:
        raise DomainError(_("%(column)s is empty.") % {"column": "title"})
    revenue = cells.get("revenue") or ""
    details = {
        "amount": number(cells.get("amount"), "amount"),
        "currency": _choice((cells.get("currency") or "").upper(), CURRENCIES, currency, "currency"),
        "months": months(cells.get("months"), "months"),
        "kind": _choice(cells.get("kind") or "", choices.Kind.values, choices.Kind.LOAN, "kind"),
        "purpose": _choice(cells.get("purpose") or "", choices.Purpose.values, choices.Purpose.OTHER, "purpose"),
        "revenue": number(revenue, "revenue") if revenue.strip() else None,
    }
    key = (cells.get("reference") or "").strip() or f"line-{line}"
    return Row(
        line, key[:60], title, details, (cells.get("summary") or "")[:4000],
        region=(cells.get("region") or "").strip()[:10], sector=(cells.get("sector") or "").strip()[:8],
    )  # fmt: skip


def sba_row(line: int, cells: dict[str, str], currency: str) -> Row:
    """A row of the SBA loan files: the loan approved is read as the request that led to it."""
    key = (cells.get("LoanNr_ChkDgt") or "").strip()
    if not key:
        raise DomainError(_("%(column)s is empty.") % {"column": "LoanNr_ChkDgt"})
    is_line = (cells.get("RevLineCr") or "").strip().upper() == "Y"
    if is_line:
        purpose = choices.Purpose.WORKING_CAPITAL
    elif (cells.get("RealEstate") or "") == "1":
        purpose = choices.Purpose.PROPERTY_OWN
    elif (cells.get("NewExist") or "").startswith("2"):
        purpose = choices.Purpose.START_UP
    else:
        purpose = choices.Purpose.EXPANSION
    details = {
        "amount": number(cells.get("GrAppv"), "GrAppv"),
        "currency": currency,
        "months": months(cells.get("Term"), "Term"),
        "kind": choices.Kind.WORKING_CAPITAL if is_line else choices.Kind.LOAN,
        "purpose": purpose,
        "security": ["property"] if (cells.get("RealEstate") or "") == "1" else ["none"],
    }
    state = (cells.get("State") or "").strip().upper()
    region = f"US-{state}" if len(state) == 2 else "US"
    title = _("Imported loan application %(number)s") % {"number": key}
    return Row(line, key, title, details, region=region, city=(cells.get("City") or "").strip()[:80])


FORMATS: dict[str, tuple[Callable[[int, dict[str, str], str], Row], tuple[str, ...]]] = {
    "plain": (plain_row, ("title", "amount", "months")),
    "sba": (sba_row, SBA_NEEDED),
}


def parse(path: Path, layout: str, currency: str, known_keys: set[str], limit: int | None = None) -> Parsed:
    """Every row of ``path`` checked. ``known_keys`` are keys imported before; a key twice in the file is refused."""
    reader, needed = FORMATS[layout]
    found, seen = Parsed(), set(known_keys)
    for line, cells in enumerate(open_lines(path), 2):
        if line == 2 and (missing := [name for name in needed if name not in cells]):
            raise DomainError(_("The file lacks these columns: %(columns)s.") % {"columns": ", ".join(missing)})
        if limit is not None and found.total >= limit:
            break
        if found.total >= MAX_ROWS:
            raise DomainError(_("A file may hold at most %(limit)s rows.") % {"limit": MAX_ROWS})
        try:
            row = reader(line, cells, currency)
            if row.key in seen:
                raise DomainError(_("%(key)s is in the file twice or was imported before.") % {"key": row.key})
        except DomainError as error:
            found.errors.append((line, str(error)))
            continue
        seen.add(row.key)
        found.rows.append(row)
    if not found.total:
        raise DomainError(_("The file holds no rows."))
    return found
