"""Self-checks of origin: worked out and kept."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from export import origin
from export.models.origin import OriginCheck
from export.services.firm import require_editor, user_of
from portal.common.errors import DomainError
from portal.journal.services import record
from portal.organisations.actors import Actor

MOST_MATERIALS = 20


def plain(value: Any) -> Any:
    """Decimals as texts, for the payload."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


@transaction.atomic
def check_make(*, actor: Actor, product: str, goods: origin.Goods) -> OriginCheck:
    """Work the goods out under every scheme of the two countries and keep the report."""
    firm = require_editor(actor)
    if len(goods.materials) > MOST_MATERIALS:
        raise DomainError(_("Enter at most %(n)s materials.") % {"n": MOST_MATERIALS})
    saved = OriginCheck.objects.create(
        organisation=firm,
        made_by=user_of(actor),
        product=product,
        hs6=goods.hs6,
        origin=goods.origin,
        destination=goods.destination,
        answers=plain(asdict(goods)),
        verdicts=[plain(asdict(verdict)) for verdict in origin.check(goods)],
        rules_of=date.fromisoformat(origin.table()["checked_on"]),
    )
    record(actor=actor, verb="export.origin.checked", subject=saved, notify=False)
    return saved
