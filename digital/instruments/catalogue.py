"""The shared facts and the instruments, read from ``digital/data``."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from digital.texts import Text, read, text

KINDS = ("ticks", "levels", "scale", "choice", "percent", "scenes")
INSTRUMENTS = ("eu-dma", "cn-2024")
SCALE_TOP = 5  # "in operation"
SCENE_TOP = 4  # models predict and optimise


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a question."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class SharedFact:
    """One question, asked once for all instruments.

    ``kind``: ticks (several items hold), levels (a word per item), scale (0–5 per item), choice (one item), percent
    (0–100), scenes (0–4 per item). ``may_be_na``: whether "not applicable" is an allowed answer (else one could raise a
    score by declaring everything beside the point). ``exclusive``: items that exclude every other item.
    """

    code: str
    section: str
    kind: str
    label: Text
    why: Text
    how: Text
    items: tuple[Item, ...]
    values: Mapping[str, Fraction]
    may_be_na: bool
    exclusive: frozenset[str]

    @property
    def item_codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)

    @property
    def is_grid(self) -> bool:
        """Whether every item has its own answer."""
        return self.kind in ("levels", "scale", "scenes")


@dataclass(frozen=True, slots=True)
class TickRule:
    """A scored line: it holds when any of the named items holds."""

    any_of: frozenset[str]
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Part:
    """One scored question of an instrument: which fact, how much it weighs, by which rule."""

    code: str
    fact: str
    weight: Fraction
    ticks: tuple[TickRule, ...]
    steps: tuple[tuple[Fraction, Fraction], ...]  # (upper bound included, share of the full score)
    choices: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    label: Text
    weight: Fraction
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A published instrument as data: dimensions, weights, cut-offs, source and version."""

    code: str
    version: str
    title: Text
    source: Text
    kind: str  # bands | levels
    dimensions: tuple[Dimension, ...]
    bands: tuple[tuple[Fraction, str, Text], ...]  # (upper bound included, code, name)
    levels: tuple[tuple[Fraction, int], ...]  # (lower bound included, level)
    level_names: Mapping[int, Text]
    binding_scenes: tuple[str, ...]


@cache
def facts() -> dict[str, SharedFact]:
    """All shared facts by code, in the order they are asked."""
    found = {}
    for row in read("facts")["facts"]:
        found[row["code"]] = SharedFact(
            code=row["code"],
            section=row["section"],
            kind=row["kind"],
            label=text(row["text"]),
            why=text(row["why"]),
            how=text(row["how"]),
            items=tuple(Item(code, text(words)) for code, *words in row.get("items", [])),
            values={name: Fraction(share) for name, share in row.get("values", {}).items()},
            may_be_na=row["na"],
            exclusive=frozenset(row.get("exclusive", [])),
        )
    return found


@cache
def sections() -> dict[str, Text]:
    """The pages of the questionnaire: code → title."""
    return {code: text(words) for code, *words in read("facts")["sections"]}


def _part(row: dict) -> Part:
    fact = facts()[row["fact"]]
    lines = row.get("items") or [{"any": [code]} for code in fact.item_codes if code not in fact.exclusive]
    return Part(
        code=row["code"],
        fact=row["fact"],
        weight=Fraction(row["weight"]),
        ticks=tuple(TickRule(frozenset(line["any"]), Fraction(line.get("weight", "1"))) for line in lines),
        steps=tuple((Fraction(bound), Fraction(share)) for bound, share in row.get("steps", [])),
        choices={name: Fraction(share) for name, share in row.get("choices", {}).items()},
    )


@cache
def instrument(code: str) -> Instrument:
    """The instrument ``code``; raises KeyError when there is none."""
    if code not in INSTRUMENTS:
        raise KeyError(code)
    row = read(code)
    return Instrument(
        code=row["code"],
        version=row["version"],
        title=text(row["title"]),
        source=text(row["source"]),
        kind=row["kind"],
        dimensions=tuple(
            Dimension(d["code"], text(d["text"]), Fraction(d["weight"]), tuple(_part(part) for part in d["parts"]))
            for d in row["dimensions"]
        ),
        bands=tuple((Fraction(top), name, text(words)) for top, name, *words in row.get("bands", [])),
        levels=tuple((Fraction(bottom), int(level)) for bottom, level in row.get("levels", [])),
        level_names={int(level): text(words) for level, *words in row.get("level_names", [])},
        binding_scenes=tuple(row.get("scenes", {}).get("binding", [])),
    )


def facts_used(code: str) -> list[SharedFact]:
    """The shared facts instrument ``code`` reads, in the order they are asked."""
    found = instrument(code)
    used = {part.fact for dimension in found.dimensions for part in dimension.parts}
    if found.binding_scenes:
        used.add("scenes")
    return [fact for fact in facts().values() if fact.code in used]
