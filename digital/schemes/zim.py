"""The innovation programme after Germany's ZIM: rate by size, age, region and project form, caps, as versioned data."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from digital.texts import Text, read, text

SINGLE, COOPERATION = "single", "cooperation"


@dataclass(frozen=True, slots=True)
class Applicant:
    """The firm: ``size`` small, medium, under_500, under_1000 or research; ``is_young`` as the guideline defines it."""

    size: str
    is_young: bool = False
    is_weak_region: bool = False


@dataclass(frozen=True, slots=True)
class InnovationGrant:
    """Rate (0–1) and the range of the grant: ``foreign_bonus`` is the most a foreign partner may add to the rate."""

    rate: Decimal
    foreign_bonus: Decimal
    cost_cap: Decimal
    counted_cost: Decimal
    grant: Decimal
    row: Text


def table() -> dict:
    """The versioned table with its source."""
    return read("zim")


def rate_row(applicant: Applicant, form: str) -> dict | None:
    """The first row that fits the applicant and has a rate for ``form``."""
    for row in table()["rows"]:
        if row["size"] != applicant.size or form not in row["rates"]:
            continue
        if row.get("weak_region") and not applicant.is_weak_region:
            continue
        if row.get("young") and not applicant.is_young:
            continue
        return row
    return None


def calculate(
    applicant: Applicant, form: str, cost: Decimal, *, has_foreign_partner: bool = False
) -> InnovationGrant | None:
    """The grant for ``cost`` (euro); None when the programme does not fund this kind of firm in this form.

    The foreign bonus is an upper limit in the guideline, so it is named and not added. Raises ValueError for a negative
    cost or an unknown form.
    """
    if cost < 0 or form not in (SINGLE, COOPERATION):
        raise ValueError("a cost of zero or more and a known project form are needed")
    row = rate_row(applicant, form)
    if row is None:
        return None
    caps = table()["cost_caps"]
    cap = Decimal(caps["research_cooperation" if applicant.size == "research" else form])
    rate = Decimal(row["rates"][form])
    counted = min(cost, cap)
    bonus = Decimal(table()["foreign_bonus"]) if has_foreign_partner and row["foreign"] else Decimal(0)
    grant = (counted * rate).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return InnovationGrant(rate, bonus, cap, counted, grant, text(row["text"]))
