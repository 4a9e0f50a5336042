"""Cash flows as the borrower sees them: money received is positive, money paid is negative."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.pricing.daycount import directive_years
from lending.pricing.errors import PriceError

MAX_FLOWS = 3000


@dataclass(frozen=True, slots=True)
class CashFlow:
    """One movement: ``t`` years from the first drawdown, signed ``amount``, the date where one is known."""

    t: Decimal
    amount: Decimal
    on: date | None = None


def from_dates(rows: Iterable[tuple[date, Decimal]]) -> tuple[CashFlow, ...]:
    """Dated flows with time measured from the earliest money received (Directive 2008/48/EC, Annex I: t1 = 0)."""
    ordered = sorted(rows, key=lambda row: row[0])
    first = next((on for on, amount in ordered if amount > 0), ordered[0][0] if ordered else None)
    if first is None:
        return ()
    return tuple(CashFlow(directive_years(first, on), amount, on) for on, amount in ordered)


def from_times(rows: Iterable[tuple[Decimal, Decimal]]) -> tuple[CashFlow, ...]:
    """Flows given in years; time zero is the earliest money received."""
    ordered = sorted(rows, key=lambda row: row[0])
    first = next((t for t, amount in ordered if amount > 0), Decimal(0))
    return tuple(CashFlow(t - first, amount) for t, amount in ordered)


def net(flows: Sequence[CashFlow]) -> tuple[CashFlow, ...]:
    """Flows of the same moment added up, zero sums dropped, in time order."""
    sums: dict[Decimal, Decimal] = {}
    days: dict[Decimal, date | None] = {}
    for flow in flows:
        sums[flow.t] = sums.get(flow.t, Decimal(0)) + flow.amount
        days.setdefault(flow.t, flow.on)
    return tuple(CashFlow(t, sums[t], days[t]) for t in sorted(sums) if sums[t])


def received(flows: Iterable[CashFlow]) -> Decimal:
    """Money that reaches the borrower."""
    return sum((flow.amount for flow in flows if flow.amount > 0), Decimal(0))


def paid(flows: Iterable[CashFlow]) -> Decimal:
    """Money the borrower pays, as a positive sum."""
    return -sum((flow.amount for flow in flows if flow.amount < 0), Decimal(0))


def check_size(count: int) -> None:
    """Refuses absurd lists before any work is done."""
    if count > MAX_FLOWS:
        raise PriceError("flows", "too_many_flows", limit=MAX_FLOWS)
