"""Readers of the documented trade files (plain or gzip CSV): recognised by their header, one row at a time.

Formats (``docs/export.md`` shows them): BACI ``t,i,j,k,v,q`` (thousand US dollars, numeric countries); CEPII
``iso_o,iso_d,…,dist``; World Bank ``iso3,indicator,year,value`` or its wide form; HS list ``hscode,description,…``
or ours in three languages ``hs,en,zh,ar``; our plain flows ``exporter,importer,hs6,year,value_usd``.
Nothing is held but the current line, so a file of 10^7 rows needs no more memory than one of ten.
"""

import csv
import gzip
import hashlib
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from export import countries
from export.hs import CODE

FIRST_YEAR, LAST_YEAR = 1900, 2100
MAX_VALUE = 10**15


class LineError(ValueError):
    """A line that cannot be read: ``field`` and a message in the reader's language."""

    def __init__(self, field: str, message: str):
        self.field = field
        super().__init__(message)


class ShapeError(ValueError):
    """The file is none of the documented formats (or not text)."""


Row = tuple[Any, ...]
Parser = Callable[[dict[str, str]], list[Row]]  # an empty list: the line is sound but of no use (an aggregate)


@dataclass(frozen=True, slots=True)
class Format:
    """A documented format: the kind of data set it feeds, its default name and origin, how to read a line."""

    code: str
    kind: str
    header: frozenset[str]
    name: str
    source: str
    licence: str
    parse: Parser


def _year(text: str, field: str) -> int:
    try:
        year = int(text)
    except ValueError:
        raise LineError(field, _("not a year: %(text)s") % {"text": text[:20]}) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise LineError(field, _("not a year: %(text)s") % {"text": text[:20]})
    return year


def _number(text: str, field: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise LineError(field, _("not a number: %(text)s") % {"text": text[:20]}) from None
    if not math.isfinite(value):
        raise LineError(field, _("not a number: %(text)s") % {"text": text[:20]})
    return value


def _dollars(text: str, field: str, unit: int) -> int:
    try:
        value = Decimal(text.strip()) * unit
    except InvalidOperation:
        raise LineError(field, _("not a number: %(text)s") % {"text": text[:20]}) from None
    if not value.is_finite() or not 0 <= value <= MAX_VALUE:
        raise LineError(field, _("out of range: %(text)s") % {"text": text[:20]})
    return round(value)


def _country(text: str, field: str) -> str:
    code = countries.from_any(text)
    if code is None:
        raise LineError(field, _("unknown country code: %(text)s") % {"text": text[:20]})
    return code


def _product(text: str, field: str) -> str:
    code = text.strip().zfill(6)
    if not CODE.fullmatch(code):
        raise LineError(field, _("not an HS code of six digits: %(text)s") % {"text": text[:20]})
    return code


def _baci(line: dict[str, str]) -> list[Row]:
    flow = (_year(line["t"], "t"), _country(line["i"], "i"), _country(line["j"], "j"), _product(line["k"], "k"))
    return [(*flow, _dollars(line["v"], "v", 1000))]


def _flows(line: dict[str, str]) -> list[Row]:
    return [
        (
            _year(line["year"], "year"),
            _country(line["exporter"], "exporter"),
            _country(line["importer"], "importer"),
            _product(line["hs6"], "hs6"),
            _dollars(line["value_usd"], "value_usd", 1),
        )
    ]


def _cepii(line: dict[str, str]) -> list[Row]:
    distance = line["dist"].strip()
    return [
        (
            _country(line["iso_o"], "iso_o"),
            _country(line["iso_d"], "iso_d"),
            _number(distance, "dist") if distance not in ("", ".", "NA") else None,
            line.get("contig", "0").strip() == "1",
            line.get("comlang_off", "0").strip() == "1",
        )
    ]


def _wdi_long(line: dict[str, str]) -> list[Row]:
    code = countries.from_any(line["iso3"]) if len(line["iso3"].strip()) == 3 else _country(line["iso3"], "iso3")
    if code is None or not line["value"].strip():
        return []  # regions and income groups are no markets
    return [(code, line["indicator"][:30], _year(line["year"], "year"), _number(line["value"], "value"))]


def _wdi_wide(line: dict[str, str]) -> list[Row]:
    code = countries.from_any(line["Country Code"])
    if code is None:
        return []
    return [
        (code, line["Indicator Code"][:30], int(year), _number(value, year))
        for year, value in line.items()
        if year and year.isdigit() and value and value.strip()
    ]


def _hs_list(line: dict[str, str]) -> list[Row]:
    code = line["hscode"].strip()
    if not code.isdigit() or len(code) not in (2, 4, 6):
        return []  # sections and the grand total
    text = line["description"].strip()
    if not text:
        raise LineError("description", _("empty"))
    return [(code, text[:600], "", "", "")]


def _hs_three(line: dict[str, str]) -> list[Row]:
    code = line["hs"].strip()
    if not code.isdigit() or len(code) not in (2, 4, 6):
        raise LineError("hs", _("not an HS code of six digits: %(text)s") % {"text": code[:20]})
    if not line["en"].strip():
        raise LineError("en", _("empty"))
    return [(code, line["en"].strip()[:600], line["zh"].strip()[:300], line["ar"].strip()[:300], line.get("words", ""))]


WORLD_BANK = ("World Bank WDI", "World Bank, World Development Indicators", "CC BY 4.0")
GEODIST = ("CEPII GeoDist", "CEPII GeoDist (Mayer and Zignago 2011)", "")
BACI = ("BACI", "CEPII BACI (reconciled UN Comtrade)", "CEPII")
FORMATS = (
    Format("baci", "flows", frozenset("tijkv"), *BACI, _baci),
    Format("flows", "flows", frozenset({"exporter", "importer", "hs6", "year", "value_usd"}), "Flows", "", "", _flows),
    Format("cepii", "pairs", frozenset({"iso_o", "iso_d", "dist"}), *GEODIST, _cepii),
    Format("wdi", "indicators", frozenset({"iso3", "indicator", "year", "value"}), *WORLD_BANK, _wdi_long),
    Format("wdi-wide", "indicators", frozenset({"Country Code", "Indicator Code"}), *WORLD_BANK, _wdi_wide),
    Format("hs", "products", frozenset({"hscode", "description"}), "HS", "Harmonised System list", "", _hs_list),
    Format("hs-three", "products", frozenset({"hs", "en", "zh", "ar"}), "HS in three languages", "", "", _hs_three),
)


def open_text(path: Path) -> io.TextIOWrapper:
    """``path`` as UTF-8 text, unpacked when it is gzip (told by its first bytes, not by its name)."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
    stream = gzip.open(path, "rb") if packed else path.open("rb")  # noqa: SIM115 (the caller closes the wrapper)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")  # type: ignore[arg-type]


def digest_of(path: Path) -> str:
    """SHA-256 of the file as it lies on the disk; names a file that was loaded before."""
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def format_of(path: Path) -> Format:
    """The format of ``path`` by its header. Raises ShapeError naming the columns seen."""
    try:
        with open_text(path) as stream:
            header = next(csv.reader(stream), [])
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile, csv.Error):
        raise ShapeError(_("%(file)s is not a CSV text file.") % {"file": path.name}) from None
    columns = {column.strip() for column in header}
    for entry in FORMATS:
        if entry.header <= columns:
            return entry
    raise ShapeError(
        _("%(file)s, line 1: the columns %(columns)s are none of the documented formats.")
        % {"file": path.name, "columns": ", ".join(header[:12])[:200] or "—"}
    )


def read(path: Path, entry: Format, *, after: int = 0) -> Iterator[tuple[int, list[Row], LineError | None]]:
    """(line number, rows, error) per line of ``path`` behind line ``after`` (the header is line 1)."""
    with open_text(path) as stream:
        reader = csv.DictReader(stream)
        reader.fieldnames = [name.strip() for name in reader.fieldnames or []]
        try:
            for line in reader:
                number = reader.line_num
                if number <= after:
                    continue
                if None in line or None in line.values():
                    yield number, [], LineError("", _("wrong number of columns"))
                    continue
                try:
                    rows = entry.parse(line)
                except LineError as error:
                    yield number, [], error
                else:
                    yield number, rows, None
        except (UnicodeDecodeError, EOFError, OSError, csv.Error):
            yield reader.line_num + 1, [], LineError("", _("the file is damaged here"))
