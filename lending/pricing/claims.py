"""Checks what a lender says about its own rate against the rate of the flows it commits to."""

from dataclasses import dataclass
from decimal import Decimal

TOLERANCE = Decimal("0.05")
"""Percentage points a claim may differ without an explanation (F§c1)."""


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """``difference`` = claimed less computed, in percentage points (negative: the claim flatters the offer)."""

    claimed: Decimal
    computed: Decimal

    @property
    def difference(self) -> Decimal:
        """Claimed less computed."""
        return self.claimed - self.computed

    @property
    def must_explain(self) -> bool:
        """True when the claim is more than 0.05 point away from the computed rate."""
        return abs(self.difference) > TOLERANCE


def check_claim(claimed: Decimal | None, computed: Decimal) -> ClaimCheck | None:
    """The check, or None when nothing was claimed. Both in per cent a year."""
    return None if claimed is None else ClaimCheck(claimed, computed)
