"""The money stack: price − grant + bridge loan as a monthly cash line, and the smallest loan that keeps it above zero.

Month 0 is the month of the first payment. Everything happens at the end of its month; the bridge is drawn in the first
month that would fall below zero, bears simple monthly interest (yearly rate / 12) on what is owed, is paid back out of
the grant when it arrives, and what the grant does not cover in equal instalments over ``repay_months``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

CENT = Decimal("0.01")
MAX_MONTHS = 120
MAX_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known before signing; amounts in one currency.

    ``payments`` month → amount due to the provider; ``cash`` own money set aside now; ``monthly`` own money that can be
    added each month; ``grant`` expected and the month it is paid; ``rate`` yearly, 0.09 = 9 %.
    """

    payments: Mapping[int, Decimal]
    cash: Decimal
    monthly: Decimal
    grant: Decimal
    grant_month: int
    rate: Decimal = Decimal(0)
    repay_months: int = 12

    @property
    def price(self) -> Decimal:
        return sum(self.payments.values(), Decimal(0))

    @property
    def last_month(self) -> int:
        return max([*self.payments, self.grant_month]) + max(self.repay_months, 1)


@dataclass(frozen=True, slots=True)
class Month:
    """One row of the cash line."""

    number: int
    payment: Decimal
    own: Decimal
    grant: Decimal
    drawn: Decimal
    interest: Decimal
    repaid: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Stack:
    """The result: the rows, the loan, what it costs, and the gap that is left (0 when the line never falls below)."""

    months: tuple[Month, ...]
    bridge: Decimal
    interest: Decimal
    gap: Decimal
    gap_without_bridge: Decimal
    net_price: Decimal
    drawn_month: int | None


def _check(plan: Plan) -> None:
    amounts = [*plan.payments.values(), plan.cash, plan.monthly, plan.grant, plan.rate]
    if any(amount < 0 for amount in amounts) or any(month < 0 for month in plan.payments) or plan.grant_month < 0:
        raise ValueError("amounts and months cannot be negative")
    if not plan.payments:
        raise ValueError("a plan needs at least one payment")
    if plan.last_month > MAX_MONTHS:
        raise ValueError("the plan is longer than ten years")


def _first_shortfall(plan: Plan) -> int | None:
    balance = plan.cash
    for month in range(plan.last_month + 1):
        balance += plan.monthly - plan.payments.get(month, Decimal(0))
        balance += plan.grant if month == plan.grant_month else Decimal(0)
        if balance < 0:
            return month
    return None


def line(plan: Plan, bridge: Decimal) -> list[Month]:
    """The cash line with a loan of ``bridge``."""
    drawn_month = _first_shortfall(plan) if bridge else None
    balance, owed, instalment, rows = plan.cash, Decimal(0), Decimal(0), []
    for month in range(plan.last_month + 1):
        payment = plan.payments.get(month, Decimal(0))
        grant = plan.grant if month == plan.grant_month else Decimal(0)
        interest = (owed * plan.rate / 12).quantize(CENT)
        drawn = bridge if month == drawn_month else Decimal(0)
        owed += drawn
        repaid = Decimal(0)
        if month > plan.grant_month and owed and not drawn:
            repaid = min(owed, instalment) if month < plan.last_month else owed
        elif grant:
            repaid = min(owed, grant)
        owed -= repaid
        if month == plan.grant_month or (drawn and month > plan.grant_month):
            instalment = (owed / max(plan.last_month - month, 1)).quantize(CENT, rounding=ROUND_UP)
        balance += plan.monthly - payment + grant + drawn - interest - repaid
        rows.append(Month(month, payment, plan.monthly, grant, drawn, interest, repaid, balance))
    return rows


def _lowest(rows: list[Month]) -> Decimal:
    return min(row.balance for row in rows)


def _raise_until_enough(plan: Plan, last: int) -> Decimal | None:
    """The smallest whole loan that keeps the months up to ``last`` at or above zero, or None.

    Each round adds what is missing; a unit of loan lifts a month by at most one unit, so the search never passes the
    smallest loan by more than the rounding.
    """
    bridge = Decimal(0)
    for _round in range(MAX_ROUNDS):
        missing = -min(row.balance for row in line(plan, bridge) if row.number <= last)
        if missing <= 0:
            return bridge
        if bridge > 20 * plan.price:  # the interest eats the loan: none is ever enough
            return None
        bridge += missing.quantize(Decimal(1), rounding=ROUND_UP)
    return None


def smallest_bridge(plan: Plan) -> Decimal:
    """The smallest loan, in whole units, that keeps the whole line at or above zero; when none can (the firm cannot
    pay it back from what it has named), the loan that carries the months before the grant."""
    affordable = line(plan, Decimal(0))[-1].balance >= 0
    whole = _raise_until_enough(plan, plan.last_month) if affordable else None
    if whole is not None:
        return whole
    before = _raise_until_enough(plan, max(plan.grant_month - 1, min(plan.payments)))
    return Decimal(0) if before is None else before


def stack(plan: Plan, bridge: Decimal | None = None) -> Stack:
    """The money stack of ``plan`` with ``bridge`` (default: the smallest that is enough); raises ValueError."""
    _check(plan)
    loan = smallest_bridge(plan) if bridge is None else bridge
    rows = line(plan, loan)
    bare = line(plan, Decimal(0))
    return Stack(
        months=tuple(rows),
        bridge=loan,
        interest=sum((row.interest for row in rows), Decimal(0)),
        gap=max(-_lowest(rows), Decimal(0)),
        gap_without_bridge=max(-_lowest(bare), Decimal(0)),
        net_price=plan.price - plan.grant,
        drawn_month=_first_shortfall(plan) if loan else None,
    )
