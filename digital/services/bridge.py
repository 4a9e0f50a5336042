"""From the cash gap of a bid to a draft request in the financing pillar, with the facts carried over.

The pillars never import each other: the request is made through the exchange, and only columns that pillar has are
given.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from digital.services.common import require_editor
from digital.services.money import Assumptions, net_of, stack_of
from digital.services.shares import own_lines, price_of
from portal.common.errors import DomainError, NotAllowedError
from portal.matchmaking import registry
from portal.matchmaking.models import Request, Response
from portal.matchmaking.services import request_create
from portal.organisations.actors import Actor

FINANCING = "lending"


def can_finance() -> bool:
    """Whether a financing pillar is installed."""
    return FINANCING in {pillar.code for pillar in registry.everyone()}


def bridge_request(*, actor: Actor, response: Response, given: Assumptions) -> Request:
    """A draft financing request over the smallest loan that closes the gap. Raises DomainError when there is none."""
    organisation = require_editor(actor)
    if response.request.organisation_id != organisation.pk:
        raise NotAllowedError(_("Only the firm that posted the need may do this."))
    if not can_finance():
        raise DomainError(_("Financing is not offered here."))
    found = stack_of(response, given)
    if found is None or not found.bridge:
        raise DomainError(_("There is no gap: you need no loan for this."))
    quote = net_of(response)
    terms = response.proposal  # type: ignore[attr-defined]
    months = max(row.number for row in found.months) if quote is None else given.repay_months + (found.drawn_month or 0)
    values: dict[str, Any] = {
        "amount": found.bridge.quantize(Decimal(1)),
        "currency": terms.currency,
        "months": max(months, 3),
        "purpose_text": _("Bridge until the grant for “%(title)s” is paid") % {"title": response.request.title[:120]},
    }
    columns = {field.name for field in registry.get(FINANCING).details_model._meta.get_fields()}
    details = {name: value for name, value in values.items() if name in columns}
    words = _("Price %(price)s %(currency)s, grant %(grant)s, own money %(cash)s now and %(monthly)s a month.") % {
        "price": f"{price_of(own_lines(response)):,.2f}",
        "currency": terms.currency,
        "grant": f"{quote.grant.amount if quote else 0:,.2f}",
        "cash": f"{given.cash:,.2f}",
        "monthly": f"{given.monthly:,.2f}",
    }
    title = _("Bridge loan for: %(title)s") % {"title": response.request.title}
    return request_create(actor=actor, pillar=FINANCING, details=details, title=title[:120], summary=words)
