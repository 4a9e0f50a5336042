"""Our own level ladder: a level is reached when at least 80 % of its attributes hold; no level can be skipped.

An attribute of level L is "this area stands at its threshold or above". Areas of which nothing is known are kept apart
and count neither for nor against.
"""

from dataclasses import dataclass
from fractions import Fraction

from digital.instruments.answers import AnswerSet
from digital.instruments.gaps import Area, area_share, areas

THRESHOLDS = (Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(4, 5))
NEEDED = Fraction(4, 5)


@dataclass(frozen=True, slots=True)
class Rung:
    """One level: how many of the known areas hold it, and which are missing."""

    level: int
    held: int
    asked: int
    missing: tuple[Area, ...]

    @property
    def is_reached(self) -> bool:
        return self.asked > 0 and Fraction(self.held, self.asked) >= NEEDED


@dataclass(frozen=True, slots=True)
class Ladder:
    level: int
    rungs: tuple[Rung, ...]
    not_known: tuple[Area, ...]


def climb(answers: AnswerSet) -> Ladder:
    """The highest level whose own and all lower rungs are reached."""
    pairs = [(area, area_share(area, answers)) for area in areas().values()]
    known = [(area, share) for area, share in pairs if share.applies and share.known > 0]
    rungs = []
    for level, threshold in enumerate(THRESHOLDS, start=1):
        missing = tuple(area for area, share in known if share.low < threshold)
        rungs.append(Rung(level, len(known) - len(missing), len(known), missing))
    level = 0
    for rung in rungs:
        if not rung.is_reached:
            break
        level = rung.level
    apart = tuple(area for area, share in pairs if share.applies and share.known == 0)
    return Ladder(level, tuple(rungs), apart)
