"""Small helpers of the pillar's services."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.common.errors import NotAllowedError
from portal.organisations.actors import Actor
from portal.organisations.models import Fact, Organisation

SIZES = ("micro", "small", "medium", "large")


def require_editor(actor: Actor) -> Organisation:
    """The actor's organisation; raises NotAllowedError for a visitor or a reader."""
    if actor.organisation is None or not actor.may_edit:
        raise NotAllowedError(
            _("You may look at this but not change it. An administrator of your firm can change that.")
        )
    return actor.organisation


def require_editor_of(actor: Actor, firm: Organisation) -> Organisation:
    """``firm`` when the actor edits for it; raises NotAllowedError for its viewers and for its adviser, who only look."""
    if require_editor(actor) != firm:
        raise NotAllowedError(_("You may look at this but not change it. Only the firm itself can."))
    return firm


def require_authority(actor: Actor) -> Organisation:
    """The authority acting; raises NotAllowedError for anybody else."""
    organisation = require_editor(actor)
    if not actor.is_authority:
        raise NotAllowedError(_("Only an officer of the authority may do this."))
    return organisation


def fact_value(organisation: Organisation, code: str) -> Any:
    """The current value of a firm's fact, or None."""
    return (
        Fact.objects.filter(organisation=organisation, code=code, is_current=True)
        .values_list("value", flat=True)
        .first()
    )


def fact_number(organisation: Organisation, code: str) -> Decimal | None:
    """The current value as a number, or None."""
    try:
        return Decimal(str(fact_value(organisation, code)))
    except InvalidOperation:
        return None


def size_class(organisation: Organisation) -> str:
    """The size class by staff used for benchmarks (1–9, 10–49, 50–249, 250+); empty when the staff is not known."""
    staff = fact_number(organisation, "employees")
    if staff is None:
        return ""
    return next(name for name, top in zip(SIZES, (9, 49, 249, 10**9), strict=True) if staff <= top)
