"""Readers of the documented trade files (plain or gzip CSV): recognised by their header, a block of lines at a time.

Formats (``docs/export.md`` shows them): BACI ``t,i,j,k,v,q`` (thousand US dollars, numeric countries); CEPII
``iso_o,iso_d,…,dist``; World Bank ``iso3,indicator,year,value`` or its wide form; HS list ``hscode,description,…``
or ours in three languages ``hs,en,zh,ar``; our plain flows ``exporter,importer,hs6,year,value_usd``.
Nothing is held but the current block, so a file of 10^7 rows needs no more memory than one of ten thousand. Codes and
years are checked once for each spelling and then looked up: a trade file repeats a few thousand of them ten million times.
"""

import csv
import gzip
import hashlib
import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

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
Parser = Callable[[list[str], list[Row]], None]  # adds the rows of a line; none for one that is sound but of no use


@dataclass(frozen=True, slots=True)
class Format:
    """A documented format: the kind of data set it feeds, its default name and origin, how to read a line."""

    code: str
    kind: str
    header: frozenset[str]
    name: str
    source: str
    licence: str
    parser: Callable[[list[str]], Parser]  # for the columns in the order of the file


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
    """Whole dollars. A float carries them exactly: the largest value stays below 2^53."""
    try:
        value = float(text) * unit
    except ValueError:
        raise LineError(field, _("not a number: %(text)s") % {"text": text[:20]}) from None
    if not 0 <= value <= MAX_VALUE:  # also refuses "nan"
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


class _Known(dict[str, Any]):
    """Spellings already checked, with what they mean; a new one is checked by ``read(text, field)``."""

    def __init__(self, read: Callable[[str, str], Any], column: str):
        super().__init__()
        self.read, self.column = read, column

    def __missing__(self, text: str) -> Any:
        self[text] = found = self.read(text, self.column)
        return found


def _flow_parser(*names: str, unit: int) -> Callable[[list[str]], Parser]:
    """A parser of flows whose year, exporter, importer, product and value stand in the columns ``names``."""

    def parser(columns: list[str]) -> Parser:
        t, i, j, k, v = map(columns.index, names)
        years, products = _Known(_year, names[0]), _Known(_product, names[3])
        sources, targets, value = _Known(_country, names[1]), _Known(_country, names[2]), names[4]

        def parse(line: list[str], out: list[Row]) -> None:
            amount = _dollars(line[v], value, unit)
            out.append((years[line[t]], sources[line[i]], targets[line[j]], products[line[k]], amount))

        return parse

    return parser


def _named(parse: Callable[[dict[str, str]], list[Row]]) -> Callable[[list[str]], Parser]:
    """A parser that reads its columns by name."""

    def parser(columns: list[str]) -> Parser:
        return lambda line, out: out.extend(parse(dict(zip(columns, line, strict=True))))

    return parser


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
PLAIN = ("year", "exporter", "importer", "hs6", "value_usd")
FORMATS = (
    Format("baci", "flows", frozenset("tijkv"), *BACI, _flow_parser("t", "i", "j", "k", "v", unit=1000)),
    Format("flows", "flows", frozenset(PLAIN), "Flows", "", "", _flow_parser(*PLAIN, unit=1)),
    Format("cepii", "pairs", frozenset({"iso_o", "iso_d", "dist"}), *GEODIST, _named(_cepii)),
    Format("wdi", "indicators", frozenset({"iso3", "indicator", "year", "value"}), *WORLD_BANK, _named(_wdi_long)),
    Format("wdi-wide", "indicators", frozenset({"Country Code", "Indicator Code"}), *WORLD_BANK, _named(_wdi_wide)),
    Format(
        "hs", "products", frozenset({"hscode", "description"}), "HS", "Harmonised System list", "", _named(_hs_list)
    ),
    Format(
        "hs-three", "products", frozenset({"hs", "en", "zh", "ar"}), "HS in three languages", "", "", _named(_hs_three)
    ),
)


def text_of(raw: BinaryIO) -> io.TextIOWrapper:
    """The open file ``raw`` as UTF-8 text, unpacked when it is gzip (told by its first bytes, not by its name)."""
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    stream: Any = gzip.open(raw, "rb") if packed else raw  # noqa: SIM115 (closed with the wrapper)
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


def digest_of(path: Path) -> str:
    """SHA-256 of the file as it lies on the disk; names a file that was loaded before."""
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def format_of(path: Path) -> Format:
    """The format of ``path`` by its header. Raises ShapeError naming the columns seen."""
    try:
        with path.open("rb") as raw, text_of(raw) as stream:
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


@dataclass(slots=True)
class Block:
    """Some lines of a file: their rows, the faults found, the last line's number, how much of the file is read (0–1)."""

    rows: list[Row] = field(default_factory=list)
    faults: list[tuple[int, LineError]] = field(default_factory=list)
    lines: int = 0
    skipped: int = 0
    last_line: int = 1
    share: float = 0.0


def read(path: Path, entry: Format, *, after: int = 0, size: int = 50_000) -> Iterator[Block]:
    """The lines of ``path`` behind line ``after`` (the header is line 1) in blocks of ``size``; a damaged end is a fault."""
    whole = max(1, path.stat().st_size)
    with path.open("rb") as raw, text_of(raw) as stream:
        reader = csv.reader(stream)
        columns = [name.strip() for name in next(reader, [])]
        parse = entry.parser(columns)
        block = Block()
        try:
            for line in reader:
                if reader.line_num <= after or not line:
                    continue
                _take(line, len(columns), parse, reader.line_num, block)
                if block.lines >= size:
                    block.last_line, block.share = reader.line_num, raw.tell() / whole
                    yield block
                    block = Block()
        except (UnicodeDecodeError, EOFError, OSError, csv.Error):
            block.faults.append((reader.line_num + 1, LineError("", _("the file is damaged here"))))
        if block.lines or block.faults:
            block.last_line, block.share = reader.line_num, 1.0
            yield block


def _take(line: list[str], width: int, parse: Parser, number: int, block: Block) -> None:
    """Add a line's rows to the block, or its fault."""
    block.lines += 1
    held = len(block.rows)
    try:
        if len(line) != width:
            raise LineError("", _("wrong number of columns"))
        parse(line, block.rows)
    except LineError as error:
        block.faults.append((number, error))
    else:
        block.skipped += len(block.rows) == held
