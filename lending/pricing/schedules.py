"""Repayment schedules to the minor unit; the last instalment absorbs the rounding (F§d4).

Every builder returns ``Row`` objects whose principal parts add up to the amount financed exactly. What a person is
shown before signing and what is booked afterwards come from the same call, so they agree to the cent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from lending.pricing.conventions import chosen
from lending.pricing.dates import PER_YEAR, instalments_in
from lending.pricing.errors import PriceError
from lending.pricing.money import quantise
from lending.pricing.periods import Period, build
from lending.pricing.terms import Product
from portal.common.months import add_months

SIMPLE = chosen("simple")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One instalment: number, date, years from the start, what is paid and how it splits, what is still owed after it.

    ``interest`` is the charge of the period under any name (interest, profit, rent, discount).
    """

    n: int
    on: date | None
    t: Decimal
    instalment: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal


def _row(period: Period, principal: Decimal, interest: Decimal, balance: Decimal) -> Row:
    return Row(period.n, period.on, period.t, principal + interest, principal, interest, balance)


def _grace_periods(product: Product) -> int:
    """Periods of grace; none for a single payment at the end, which is all grace already."""
    if not product.grace_months or product.frequency == "at_end":
        return 0
    if product.frequency == "quarterly" and product.grace_months % 3:
        raise PriceError("grace_months", "not_whole_quarters", months=product.grace_months)
    return instalments_in(product.grace_months, product.frequency)


def level_payment(opening: Decimal, rates: Sequence[Decimal], closing: Decimal = ZERO) -> Decimal:
    """The equal payment that takes ``opening`` to ``closing`` over periods charging ``rates``; not yet rounded."""
    factor, annuity = Decimal(1), ZERO
    for rate in rates:
        factor /= 1 + rate
        annuity += factor
    return (opening - closing * factor) / annuity


def _through_grace(product: Product, periods: Sequence[Period], yearly: Decimal) -> tuple[list[Row], Decimal]:
    """Rows of the grace period and the balance after it: the charge is paid, or added to the debt."""
    balance, rows = product.financed, []
    for period in periods:
        interest = quantise(balance * yearly * period.fraction, product.currency)
        if product.grace == "capitalised":
            balance += interest
            rows.append(Row(period.n, period.on, period.t, ZERO, -interest, interest, balance))
        else:
            rows.append(_row(period, ZERO, interest, balance))
    return rows, balance


def _pay_down(
    product: Product,
    periods: Sequence[Period],
    opening: Decimal,
    principal_of: Callable[[Decimal], Decimal],
) -> list[Row]:
    """Rows from ``opening`` to zero; ``principal_of(interest)`` is each instalment's principal, the last takes
    the rest.
    """
    yearly = product.rate / 100
    balance, rows = opening, []
    for period in periods:
        interest = quantise(balance * yearly * period.fraction, product.currency)
        last = period is periods[-1]
        principal = balance if last else min(principal_of(interest), balance)
        balance -= principal
        rows.append(_row(period, principal, interest, balance))
    return rows


def level(product: Product) -> list[Row]:
    """Equal instalments on the reducing balance, with grace and a balloon if the terms say so."""
    periods = build(product)
    free = _grace_periods(product)
    rows, balance = _through_grace(product, periods[:free], product.rate / 100)
    rest = periods[free:]
    rates = [product.rate / 100 * period.fraction for period in rest]
    payment = quantise(level_payment(balance, rates, product.balloon), product.currency)
    return rows + _pay_down(product, rest, balance, lambda interest: payment - interest)


def equal_principal(product: Product) -> list[Row]:
    """The same principal every time plus the charge on what is left; musharakah's buy-out of units is the same flow."""
    periods = build(product)
    free = _grace_periods(product)
    rows, balance = _through_grace(product, periods[:free], product.rate / 100)
    rest = periods[free:]
    exact = (balance - product.balloon) / len(rest)
    share = quantise(exact, product.currency)
    for period in rest:
        # The instalment is rounded as a whole (2,900 over 48 months at 10.5 %: 85.79, not 60.42 + 25.38).
        whole = quantise(exact + balance * product.rate / 100 * period.fraction, product.currency)
        interest = max(whole - share, ZERO)
        principal = balance if period is rest[-1] else min(share, balance)
        balance -= principal
        rows.append(_row(period, principal, interest, balance))
    return rows


def interest_only(product: Product) -> list[Row]:
    """The charge every period, the whole principal at the end (one payment when the frequency is ``at_end``)."""
    return _standing(product, product.financed, product.rate)


def _standing(product: Product, drawn: Decimal, yearly: Decimal, idle: Decimal = ZERO) -> list[Row]:
    """A debt that stands still until the end; the last charge absorbs what rounding took from or gave to the others.

    ``idle`` is a yearly charge in money on an undrawn part."""
    periods = build(product)
    rows: list[Row] = []
    exact = charged = ZERO
    for period in periods:
        exact += (drawn * yearly / 100 + idle) * period.fraction
        last = period is periods[-1]
        charge = exact - charged if last else (drawn * yearly / 100 + idle) * period.fraction
        interest = quantise(max(charge, ZERO), product.currency)
        charged += interest
        rows.append(_row(period, drawn if last else ZERO, interest, ZERO if last else drawn))
    return rows


def spread(product: Product, cost: Decimal, periods: Sequence[Period]) -> list[Row]:
    """Principal and a cost fixed in advance in equal parts; grace moves the principal, capitalised grace also the
    cost.
    """
    free = _grace_periods(product)
    paying = periods[free:]
    if free and product.grace == "capitalised":
        rows = [_row(period, ZERO, ZERO, product.financed) for period in periods[:free]]
        part = quantise(cost / len(paying), product.currency)
    else:
        part = quantise(cost / len(periods), product.currency)
        rows = [_row(period, ZERO, part, product.financed) for period in periods[:free]]
    left, balance = cost - part * len([row for row in rows if row.interest]), product.financed
    whole = quantise((balance - product.balloon + left) / len(paying), product.currency)
    for period in paying:
        last = period is paying[-1]
        interest = left if last else min(part, left)
        principal = balance if last else whole - interest
        left, balance = left - interest, balance - principal
        rows.append(_row(period, principal, interest, balance))
    return rows


def flat(product: Product) -> list[Row]:
    """Flat rate or fixed markup: (P + P r T)/n. T is whole months over twelve unless a day count on dates is
    asked for.
    """
    periods = build(product)
    years = sum((period.fraction for period in periods), ZERO)
    years = Decimal(product.months) / 12 if not product.day_count else years
    cost = product.markup if product.markup is not None else product.financed * product.rate / 100 * years
    return spread(product, quantise(cost, product.currency), periods)


def factor(product: Product) -> list[Row]:
    """A factor: P f in equal parts, at any frequency."""
    total = quantise(product.financed * product.factor, product.currency)
    return spread(product, total - product.financed, build(product))


def sales_share(product: Product) -> list[Row]:
    """A share of expected monthly sales until P f is repaid; the last payment is what is left."""
    total = quantise(product.financed * product.factor, product.currency)
    part = quantise(product.sales * product.share / 100, product.currency)
    if part <= 0 or total / part > PER_YEAR["monthly"] * 50:
        raise PriceError("share", "never_repaid_from_sales")
    count = int((total / part).to_integral_value(ROUND_CEILING))
    rows, left, balance = [], total, product.financed
    for n in range(1, count + 1):
        paid = min(part, left)
        left -= paid
        principal = balance if n == count else min(balance, quantise(product.financed * paid / total, product.currency))
        balance -= principal
        on = add_months(product.start, n) if product.start else None
        rows.append(Row(n, on, Decimal(n) / 12, paid, principal, paid - principal, balance))
    return rows


def discount(product: Product) -> list[Row]:
    """A claim bought below face: F (1 - d days/365), or 360 when the day count says so; the face is paid at
    maturity.
    """
    base = 360 if product.day_count in ("act/360", "30/360") else SIMPLE.year_days
    cost = quantise(product.principal * product.rate / 100 * product.days / base, product.currency)
    if cost >= product.principal:
        raise PriceError("rate", "discount_exceeds_face")
    on = date.fromordinal(product.start.toordinal() + product.days) if product.start else None
    return [
        Row(1, on, Decimal(product.days) / SIMPLE.year_days, product.principal, product.principal - cost, cost, ZERO)
    ]


def line(product: Product) -> list[Row]:
    """A revolving line at an assumed constant use: charge on the drawn part, price of the rest, repaid at the end."""
    drawn = quantise(product.financed * product.use, product.currency)
    return _standing(product, drawn, product.rate, (product.financed - drawn) * product.unused_rate / 100)


def staged(product: Product) -> list[Row]:
    """Money paid out in stages: charge on what is drawn, then level instalments once the last stage is out (or later,
    when the grace is longer)."""
    _monthly_only(product)
    periods = build(product)
    stages: dict[int, Decimal] = {}
    for stage in product.drawdowns:
        stages[stage.month] = stages.get(stage.month, ZERO) + stage.amount
    free = max(product.grace_months, max(stages))
    yearly = product.rate / 100
    balance = stages[0] + product.financed - product.principal
    rows = []
    for period in periods[:free]:
        interest = quantise(balance * yearly * period.fraction, product.currency)
        balance += stages.get(period.n, ZERO)
        rows.append(_row(period, ZERO, interest, balance))
    rest = periods[free:]
    payment = quantise(level_payment(balance, [yearly * p.fraction for p in rest], product.balloon), product.currency)
    return rows + _pay_down(product, rest, balance, lambda interest: payment - interest)


def seasonal(product: Product) -> list[Row]:
    """Instalments only in the firm's earning months; in the others the charge is paid, or added to the debt when the
    grace rule is ``capitalised``. Needs a start date, because seasons are calendar months."""
    _monthly_only(product)
    if product.start is None:
        raise PriceError("start", "start_needed")
    periods = build(product)
    due = [period for period in periods if period.on and period.on.month in product.season]
    if not due:
        raise PriceError("season", "season_missed")
    payment = _seasonal_payment(product, periods, {period.n for period in due})
    balance, rows, yearly = product.financed, [], product.rate / 100
    for period in periods[: due[-1].n]:
        interest = quantise(balance * yearly * period.fraction, product.currency)
        if period.n == due[-1].n:
            principal = balance
        elif period in due:
            principal = payment - interest
        else:
            principal = -interest if product.grace == "capitalised" else ZERO
        balance -= principal
        rows.append(_row(period, principal, interest, balance))
    return rows


def _seasonal_payment(product: Product, periods: Sequence[Period], due: set[int]) -> Decimal:
    """The equal seasonal payment: unknown x enters the balance linearly, so two runs give it."""

    def left(payment: Decimal) -> Decimal:
        balance = product.financed
        for period in periods[: max(due)]:
            interest = balance * product.rate / 100 * period.fraction
            if period.n in due:
                balance += interest - payment
            elif product.grace == "capitalised":
                balance += interest
        return balance

    at_zero, at_one = left(ZERO), left(Decimal(1))
    return quantise(at_zero / (at_zero - at_one), product.currency)


def _monthly_only(product: Product) -> None:
    if product.frequency != "monthly":
        raise PriceError("frequency", "monthly_only")
