"""Sector roadmaps: what a firm of this trade does first, next and later, each step with price range, scheme, mentor."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from digital.texts import Text, read, text

OTHER = "services"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: ``price`` range in ``currency``, duration in months, the codes it links to."""

    code: str
    label: Text
    effect: Text
    area: str
    category: str
    price_from: Decimal
    price_to: Decimal
    currency: str
    months: int
    mentor: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Stage:
    code: str
    label: Text
    goal: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Roadmap:
    """A sector's three stages, its usual cost shares (percent) and the figures that matter most in it."""

    sector: str
    label: Text
    stages: tuple[Stage, ...]
    cost_shares: dict[str, Fraction]
    goals: tuple[str, ...]


@cache
def steps() -> dict[str, Step]:
    """All steps by code."""
    source = read("roadmaps")
    return {
        row["code"]: Step(
            row["code"],
            text(row["text"]),
            text(row["effect"]),
            row["area"],
            row["category"],
            Decimal(row["price"][0]),
            Decimal(row["price"][1]),
            source["currency"],
            row["months"],
            row["mentor"],
            row["scheme"],
        )
        for row in source["steps"]
    }


@cache
def roadmaps() -> dict[str, Roadmap]:
    """All roadmaps by sector code."""
    source, found = read("roadmaps"), {}
    names = {code: text(words) for code, *words in source["stages"]}
    for row in source["sectors"]:
        stages = tuple(
            Stage(code, names[code], text(part["goal"]), tuple(steps()[step] for step in part["steps"]))
            for code, part in row["stages"].items()
        )
        profile = read("areas")["cost_profiles"][row["profile"]]
        shares = {code: Fraction(share) for code, share in profile.items()}
        found[row["code"]] = Roadmap(row["code"], text(row["text"]), stages, shares, tuple(row["kpis"]))
    return found


@cache
def _sector_by_division() -> dict[str, str]:
    return {division: row["code"] for row in read("roadmaps")["sectors"] for division in row["isic"]}


def sector_of(isic: str) -> str:
    """The roadmap's sector for an ISIC Rev. 4 code ("C1071", "1071", "10"); services when no other fits."""
    digits = "".join(letter for letter in isic if letter.isdecimal())
    return _sector_by_division().get(digits[:2], OTHER)
