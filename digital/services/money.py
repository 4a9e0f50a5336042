"""Grant-net price and money stack of a bid, for its owner."""

from dataclasses import dataclass
from decimal import Decimal

from digital.models import TransformationDetails
from digital.schemes.catalogue import Scheme, scheme
from digital.schemes.grant import Cost
from digital.schemes.money_stack import Plan, Stack, stack
from digital.services.grants import Quote, quote
from digital.services.shares import own_lines
from portal.common import clock
from portal.matchmaking.models import Response

DEFAULT_RATE = Decimal("0.10")  # a bridge loan's yearly rate until the firm types its own
WORKING_DAYS_A_MONTH = 21
REPAY_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the firm may change on the money page."""

    cash: Decimal
    monthly: Decimal
    rate: Decimal = DEFAULT_RATE
    repay_months: int = REPAY_MONTHS
    grant_month: int | None = None


def costs_of(response: Response) -> list[Cost]:
    """What the firm pays of the bid, by kind: the milestones with money, or its share of them in a joint purchase."""
    return [Cost(row.kind, row.amount) for row in own_lines(response) if row.amount]


def scheme_of(response: Response) -> Scheme | None:
    """The scheme the firm named, when it is in force and of the bid's currency."""
    need = TransformationDetails.objects.get(request=response.request_id)
    found = scheme(need.scheme, clock.today()) if need.scheme else None
    same = found is not None and found.currency == response.proposal.currency  # type: ignore[attr-defined]
    return found if same else None


def net_of(response: Response) -> Quote | None:
    """What the scheme pays for this bid today; None without a scheme or milestones. Computed once per loaded row."""
    if not hasattr(response, "_digital_quote"):
        response._digital_quote = _net_of(response)  # type: ignore[attr-defined]
    return response._digital_quote  # type: ignore[attr-defined]


def _net_of(response: Response) -> Quote | None:
    return quote_for(response, costs_of(response))


def quote_for(response: Response, costs: list[Cost]) -> Quote | None:
    """What the scheme the firm named would pay for ``costs``; None without a scheme or costs."""
    found = scheme_of(response)
    if found is None or not costs:
        return None
    return quote(organisation=response.request.organisation, found=found, costs=costs, day=clock.today())


def payout_month(found: Scheme, last_payment: int) -> int:
    """The month the money comes: after the last payment, proof of use, and the time limit of the payment."""
    return last_payment + found.usage_months + 1 + -(-found.payment_working_days // WORKING_DAYS_A_MONTH)


def assumptions_of(response: Response) -> Assumptions:
    need = TransformationDetails.objects.get(request=response.request_id)
    return Assumptions(need.own_cash or Decimal(0), need.own_monthly or Decimal(0))


def plan_of(response: Response, given: Assumptions) -> Plan | None:
    """The cash plan of a bid; None when it has no milestones with money."""
    payments: dict[int, Decimal] = {}
    for row in own_lines(response):
        if row.amount:
            payments[row.month] = payments.get(row.month, Decimal(0)) + row.amount
    if not payments:
        return None
    found = net_of(response)
    month = given.grant_month
    if month is None:
        month = payout_month(found.scheme, max(payments)) if found else max(payments)
    return Plan(
        payments, given.cash, given.monthly, found.grant.amount if found else Decimal(0), month, given.rate,
        given.repay_months,
    )  # fmt: skip


def stack_of(response: Response, given: Assumptions | None = None) -> Stack | None:
    """The money stack of a bid."""
    plan = plan_of(response, given or assumptions_of(response))
    return None if plan is None else stack(plan)
