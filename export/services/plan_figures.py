"""The plan in figures: kept, worked out, and taken to lenders as a request filled with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from export import countries
from export.models.plan import ExportPlan, PlanFigures
from export.projection import Outlook, Plan, outlook
from export.services.firm import require_editor
from export.trade_documents.landed import Landed, landed_price
from portal.common.errors import DomainError, NotAllowedError
from portal.criteria.rates import default_table
from portal.journal.services import record
from portal.matchmaking import registry
from portal.matchmaking.models import Request
from portal.matchmaking.services import request_create
from portal.organisations.actors import Actor

FINANCING = "lending"
SHORTEST = 3  # months of a trade-finance request at least


@dataclass(frozen=True, slots=True)
class Worked:
    """The figures worked out; ``in_market`` is the landed price of a unit in the market's currency, None without a rate."""

    figures: PlanFigures
    landed: Landed
    outlook: Outlook
    in_market: Decimal | None
    rate_day: date


def _require_own(actor: Actor, plan: ExportPlan) -> None:
    firm = require_editor(actor)
    if plan.organisation_id != firm.pk:
        raise NotAllowedError(_("This plan belongs to another firm."))


@transaction.atomic
def figures_save(*, actor: Actor, plan: ExportPlan, values: Mapping[str, Any]) -> PlanFigures:
    """Keep the plan's figures."""
    _require_own(actor, plan)
    saved, _made = PlanFigures.objects.update_or_create(plan=plan, defaults=dict(values))
    record(actor=actor, verb="export.plan.figures", subject=plan, notify=False)
    return saved


def worked(figures: PlanFigures) -> Worked:
    """The landed price and the three years."""
    landed = landed_price(
        ex_works=figures.ex_works,
        units=figures.units,
        term=figures.term,
        costs={kind: Decimal(amount) for kind, amount in figures.costs.items()},
        duty_rate=figures.duty_rate,
        tax_rate=figures.tax_rate,
        customs_basis=figures.customs_basis,
    )
    years = [Plan(Decimal(units), Decimal(fixed)) for units, fixed in figures.years]
    found = outlook(
        years,
        quoted=landed.quoted / figures.units,
        at_works=figures.ex_works / figures.units,
        unit_cost=figures.unit_cost,
        payment_days=figures.payment_days,
    )
    table = default_table()
    there = table.convert(landed.landed_per_unit, figures.currency, figures.market_currency)
    return Worked(figures, landed, found, there, table.as_of)


def can_finance() -> bool:
    """Whether a financing pillar is installed."""
    return FINANCING in {pillar.code for pillar in registry.everyone()}


def finance_request(*, actor: Actor, plan: ExportPlan) -> Request:
    """A draft request for trade finance over the money that lies in unpaid goods. Raises DomainError when there is none."""
    _require_own(actor, plan)
    figures = PlanFigures.objects.filter(plan=plan).first()
    if figures is None or not can_finance():
        raise DomainError(_("Enter the figures of the plan first."))
    tied = worked(figures).outlook.tied_up
    if tied <= 0:
        raise DomainError(_("Your customers pay at once: you need no money until then."))
    values: dict[str, Any] = {
        "kind": "trade",
        "amount": tied.quantize(Decimal(1)),
        "currency": figures.currency,
        "months": max(SHORTEST, -(-figures.payment_days // 30)),
        "purpose_text": _("Goods for %(market)s until the customers pay") % {"market": countries.name_of(plan.market)},
    }
    columns = {field.name for field in registry.get(FINANCING).details_model._meta.get_fields()}
    return request_create(
        actor=actor,
        pillar=FINANCING,
        details={name: value for name, value in values.items() if name in columns},
        title=(_("Trade finance for %(market)s") % {"market": countries.name_of(plan.market)})[:120],
        summary=_("%(term)s %(place)s, customers pay after %(days)s days.")
        % {"term": figures.term, "place": figures.named_place, "days": figures.payment_days},
    )
