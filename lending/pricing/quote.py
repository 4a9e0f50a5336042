"""The price of an offer: schedule, flows, and the four figures an owner compares by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from lending.pricing import apr, islamic, schedules
from lending.pricing.conventions import chosen
from lending.pricing.daycount import directive_years
from lending.pricing.flows import CashFlow, net, paid, received
from lending.pricing.money import percent, quantise
from lending.pricing.schedules import Row
from lending.pricing.terms import Fee, Product, check

EFFECTIVE, NOMINAL = (chosen(figure) for figure in ("effective", "nominal"))
ZERO = Decimal(0)
BUILDERS: dict[str, Callable[[Product], list[Row]]] = {
    "reducing": schedules.level,
    "balloon": schedules.level,
    "equal_principal": schedules.equal_principal,
    "flat": schedules.flat,
    "factor": schedules.factor,
    "sales_share": schedules.sales_share,
    "discount": schedules.discount,
    "interest_only": schedules.interest_only,
    "staged": schedules.staged,
    "line": schedules.line,
    "seasonal": schedules.seasonal,
    "murabaha": islamic.sale,
    "tawarruq": islamic.sale,
    "ijarah": islamic.ijarah,
    "musharakah": islamic.musharakah,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must be told with the figures; ``code`` is translated on the page."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """Figures of one offer. Rates in per cent a year (12 decimals), money in ``currency``.

    ``total_cost`` = everything paid less everything received; ``cash_in_hand`` is what reaches the firm after charges
    kept back or due at the start; avoidable charges are outside and stand in ``avoidable_cost``.
    """

    currency: str
    effective: Decimal
    nominal: Decimal
    simple: Decimal
    total_cost: Decimal
    total_repaid: Decimal
    largest_instalment: Decimal
    first_instalment: Decimal
    cash_in_hand: Decimal
    avoidable_cost: Decimal
    rows: tuple[Row, ...]
    flows: tuple[CashFlow, ...]
    roots: tuple[Decimal, ...]
    notices: tuple[Notice, ...] = ()
    convention: str = EFFECTIVE.code

    @property
    def cost_per_thousand(self) -> Decimal:
        """Of each 1,000 repaid, how much is cost."""
        return quantise(self.total_cost * 1000 / self.total_repaid, self.currency) if self.total_repaid else ZERO

    @property
    def years(self) -> Decimal:
        """Time from the first drawdown to the last payment."""
        return self.flows[-1].t if self.flows else ZERO


def build_rows(product: Product) -> tuple[Row, ...]:
    """The schedule of a checked ``product``; the same rows are shown, signed and booked."""
    return tuple(BUILDERS[product.kind](product))


def _drawn(product: Product, rows: Sequence[Row]) -> list[CashFlow]:
    if product.kind == "staged":
        return [CashFlow(Decimal(stage.month) / 12, stage.amount) for stage in product.drawdowns]
    if product.kind == "line":
        return [CashFlow(ZERO, quantise(product.principal * product.use, product.currency), product.start)]
    if product.kind == "discount":
        return [CashFlow(ZERO, rows[0].principal, product.start)]
    return [CashFlow(ZERO, product.principal, product.start)]


def _moment(fee: Fee, product: Product) -> Decimal:
    """Years from the start at which ``fee`` is paid."""
    if isinstance(fee.when, date):
        return directive_years(product.start, fee.when) if product.start else ZERO
    return fee.when if isinstance(fee.when, Decimal) else ZERO


def flows_of(product: Product, rows: Sequence[Row]) -> tuple[CashFlow, ...]:
    """All movements of an offer except avoidable charges and charges already inside the debt."""
    flows = _drawn(product, rows)
    for fee in product.fees:
        if not fee.avoidable and fee.when != "financed" and fee.amount:
            flows.append(CashFlow(_moment(fee, product), -fee.amount, fee.when if isinstance(fee.when, date) else None))
    flows.extend(CashFlow(row.t, -row.instalment, row.on) for row in rows if row.instalment)
    return tuple(sorted(flows, key=lambda flow: flow.t))


def _notices(product: Product, solution: apr.Solution) -> list[Notice]:
    found = []
    if not solution.is_unique:
        found.append(Notice("several_rates", {"rates": [str(percent(root)) for root in solution.roots]}))
    if any(fee.avoidable and fee.amount for fee in product.fees):
        found.append(Notice("avoidable_left_out"))
    if product.kind == "line":
        found.append(Notice("assumed_use", {"percent": str(product.use * 100)}))
    if product.kind == "sales_share":
        found.append(Notice("assumed_sales", {"amount": str(product.sales), "currency": product.currency}))
    if product.floating:
        found.append(Notice("rate_may_move"))
    return found


def price(product: Product) -> Quote:
    """Prices ``product``. Raises ``PriceError`` naming the field at fault, ``NoRateError`` when no rate exists."""
    check(product)
    rows = build_rows(product)
    flows = flows_of(product, rows)
    solution = apr.solve(flows, near=float(product.rate) / 100)
    at_once = sum((flow.amount for flow in flows if flow.t == 0), ZERO)
    cash = at_once + received(flow for flow in flows if flow.t > 0)
    repaid = paid(flow for flow in flows if flow.t > 0)
    single = len(rows) == 1
    simple = _simple(repaid - cash, cash, flows[-1].t)
    instalments = [row.instalment for row in rows]
    return Quote(
        currency=product.currency,
        effective=percent(solution.rate),
        nominal=simple if single else percent(apr.nominal(solution.rate, NOMINAL.per_year(product.frequency))),
        simple=simple,
        total_cost=repaid - cash,
        total_repaid=repaid,
        largest_instalment=max(instalments),
        first_instalment=next((paid_now for paid_now in instalments if paid_now), ZERO),
        cash_in_hand=cash,
        avoidable_cost=sum((fee.amount for fee in product.fees if fee.avoidable), ZERO),
        rows=rows,
        flows=flows,
        roots=tuple(percent(root) for root in solution.roots),
        notices=tuple(_notices(product, solution)),
    )


def _simple(cost: Decimal, cash: Decimal, years: Decimal) -> Decimal:
    return percent(float(cost / cash / years)) if cash > 0 and years > 0 else ZERO


def price_flows(flows: Sequence[CashFlow], currency: str) -> Quote:
    """Figures of raw flows; the schedule splits each payment at the effective rate. Same refusals as ``price``."""
    solution = apr.solve(flows)
    rows = _actuarial(net(flows), solution.rate, currency)
    cash, repaid = received(flows), paid(flows)
    outgoing = [-flow.amount for flow in net(flows) if flow.amount < 0]
    notices = (
        [] if solution.is_unique else [Notice("several_rates", {"rates": [str(percent(r)) for r in solution.roots]})]
    )
    return Quote(
        currency=currency,
        effective=percent(solution.rate),
        nominal=percent(apr.nominal(solution.rate)),
        simple=_simple(repaid - cash, cash, net(flows)[-1].t),
        total_cost=repaid - cash,
        total_repaid=repaid,
        largest_instalment=max(outgoing),
        first_instalment=outgoing[0],
        cash_in_hand=cash,
        avoidable_cost=ZERO,
        rows=rows,
        flows=tuple(sorted(flows, key=lambda flow: flow.t)),
        roots=tuple(percent(root) for root in solution.roots),
        notices=tuple(notices),
    )


def _actuarial(flows: Sequence[CashFlow], rate: float, currency: str) -> tuple[Row, ...]:
    """Splits payments into charge and principal at the yearly ``rate``; charges not yet paid are carried, not lost."""
    rows: list[Row] = []
    balance, owed, before, last = ZERO, ZERO, flows[0].t, flows[-1]
    for flow in flows:
        growth = Decimal(repr((1 + rate) ** float(flow.t - before) - 1))
        owed += quantise((balance + owed) * growth, currency)
        before = flow.t
        if flow.amount > 0:
            balance += flow.amount
            continue
        payment = -flow.amount
        principal = balance if flow is last else payment - min(payment, owed)
        interest = payment - principal
        balance, owed = balance - principal, owed - interest
        rows.append(Row(len(rows) + 1, flow.on, flow.t, payment, principal, interest, balance))
    return tuple(rows)


def at_rate(product: Product, rate: Decimal) -> Quote:
    """The same terms at another contract rate (stress, what-if)."""
    return price(replace(product, rate=rate))
