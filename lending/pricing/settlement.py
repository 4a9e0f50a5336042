"""What ends the debt on any date: the balance, the charge run up since the last instalment, and the fee for leaving.

Islamic sales are settled on the reducing balance at the contract's own rate of return, as SAMA requires; the fee
there is at most three months' profit on that balance plus third-party cost that cannot be recovered (F§d5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.pricing import apr
from lending.pricing.daycount import directive_years, year_fraction
from lending.pricing.errors import PriceError
from lending.pricing.flows import CashFlow
from lending.pricing.money import quantise
from lending.pricing.quote import build_rows
from lending.pricing.schedules import Row
from lending.pricing.terms import Product, check

ZERO = Decimal(0)
RULES = ("none", "months_of_charge", "percent_of_balance", "whole_charge")


@dataclass(frozen=True, slots=True)
class Rule:
    """``months_of_charge``: ``value`` months' charge on the reducing balance; ``percent_of_balance``: ``value`` per
    cent; ``whole_charge``: nothing is given back; ``third_party``: unrecoverable cost added to the fee, in money."""

    kind: str = "none"
    value: Decimal = ZERO
    third_party: Decimal = ZERO


SAMA_CAP = Rule("months_of_charge", Decimal(3))


@dataclass(frozen=True, slots=True)
class Payoff:
    """The figure that closes the debt and its parts; ``saved`` is what is not paid any more compared with staying."""

    balance: Decimal
    accrued: Decimal
    fee: Decimal
    saved: Decimal

    @property
    def total(self) -> Decimal:
        """Money needed on the day."""
        return self.balance + self.accrued + self.fee


def reducing_rows(product: Product) -> list[Row]:
    """The schedule with its charge on the reducing balance: as it is for loans, re-split for flat and factor terms."""
    rows = list(build_rows(product))
    if not (product.is_flat or product.markup is not None or product.kind in ("factor", "sales_share")):
        return rows
    flows = [CashFlow(ZERO, product.financed), *(CashFlow(row.t, -row.instalment) for row in rows)]
    rate = apr.solve(flows).rate
    balance, before, result = product.financed, ZERO, []
    for row in rows:
        interest = quantise(balance * Decimal(repr((1 + rate) ** float(row.t - before) - 1)), product.currency)
        principal = balance if row is rows[-1] else row.instalment - interest
        balance -= principal
        result.append(Row(row.n, row.on, row.t, row.instalment, principal, row.instalment - principal, balance))
        before = row.t
    return result


def monthly_rate(product: Product, rows: Sequence[Row]) -> Decimal:
    """The charge of one month as a fraction of the reducing balance."""
    if product.is_flat or product.markup is not None or product.kind in ("factor", "sales_share"):
        first = CashFlow(ZERO, product.financed)
        rate = apr.solve([first, *(CashFlow(row.t, -row.instalment) for row in rows)]).rate
        return Decimal(repr(apr.nominal(rate, 12))) / 12
    return product.rate / 1200


def opening(product: Product, rows: Sequence[Row]) -> Decimal:
    """What is owed before the first instalment: the money out on the first day (a line's drawn part, a claim's price,
    the first stage), not the amount on paper."""
    return sum((row.principal for row in rows), ZERO) - undrawn(product, 0)


def undrawn(product: Product, paid: int) -> Decimal:
    """Stages of the money that come after instalment ``paid`` and are never taken when the debt ends there."""
    later = (stage.amount for stage in product.drawdowns if stage.month > paid)
    return sum(later, ZERO) if product.kind == "staged" else ZERO


def fee_of(product: Product, rule: Rule, rows: Sequence[Row], paid: int) -> Decimal:
    """The fee for leaving after ``paid`` instalments; the charge of the coming months follows the planned balances."""
    balance = rows[paid - 1].balance if paid else opening(product, rows)
    if rule.kind == "percent_of_balance":
        return quantise(balance * rule.value / 100, product.currency) + rule.third_party
    if rule.kind == "whole_charge":
        return sum((row.interest for row in rows[paid:]), ZERO) + rule.third_party
    if rule.kind == "months_of_charge":
        months = min(rule.value, Decimal(len(rows) - paid) * 12 / product.per_year)
        return _coming_charge(product, rows, paid, months) + rule.third_party
    return rule.third_party


def _coming_charge(product: Product, rows: Sequence[Row], paid: int, months: Decimal) -> Decimal:
    """Charge of the next ``months`` on the planned balances, part of a period counted in proportion."""
    if product.frequency == "at_end" or product.kind == "discount":
        balance = rows[paid - 1].balance if paid else opening(product, rows)
        return quantise(balance * monthly_rate(product, rows) * months, product.currency)
    left = months * product.per_year / 12
    total = ZERO
    for row in rows[paid:]:
        part = min(Decimal(1), left)
        if part <= 0:
            break
        total += row.interest * part
        left -= part
    return quantise(total, product.currency)


def settle_after(product: Product, paid: int, rule: Rule = SAMA_CAP) -> Payoff:
    """Settlement right after instalment ``paid`` (0 = at once). Raises ``PriceError`` outside the term."""
    check(product)
    rows = reducing_rows(product)
    if not 0 <= paid <= len(rows):
        raise PriceError("paid", "settlement_range", count=len(rows))
    return _payoff(product, rows, paid, ZERO, rule)


def settle_on(product: Product, day: date, rule: Rule = SAMA_CAP) -> Payoff:
    """Settlement on any ``day`` of the term, all instalments due before or on it having been paid."""
    check(product)
    if product.start is None:
        raise PriceError("start", "start_needed")
    rows = reducing_rows(product)
    dates = [row.on for row in rows if row.on]
    if not product.start <= day <= dates[-1]:
        raise PriceError("day", "settlement_day", start=product.start, end=dates[-1])
    paid = sum(due <= day for due in dates)
    since = dates[paid - 1] if paid else product.start
    if since == day or paid == len(rows):
        return _payoff(product, rows, paid, ZERO, rule)
    period = rows[paid]
    if product.day_count:
        whole = year_fraction(since, dates[paid], product.day_count)
        share = year_fraction(since, day, product.day_count) / whole if whole else ZERO
    else:
        share = directive_years(since, day) / directive_years(since, dates[paid])
    return _payoff(product, rows, paid, quantise(period.interest * min(share, Decimal(1)), product.currency), rule)


def _payoff(product: Product, rows: Sequence[Row], paid: int, accrued: Decimal, rule: Rule) -> Payoff:
    remaining = sum((row.instalment for row in rows[paid:]), ZERO) - undrawn(product, paid)
    # Rounding may leave a balance a cent above what staying would cost; nobody pays more for leaving than the fee.
    balance = min(rows[paid - 1].balance if paid else opening(product, rows), remaining)
    accrued = min(accrued, remaining - balance)
    fee = fee_of(product, rule, rows, paid) if balance else ZERO
    if rule.kind == "whole_charge":
        fee -= accrued  # the charge of the running period is inside the whole charge already
    return Payoff(balance, accrued, fee, remaining - balance - accrued - fee)
