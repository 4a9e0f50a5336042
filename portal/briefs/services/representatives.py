"""Who may apply for a firm: the firm names an adviser, and ends it when it likes."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.briefs import policies
from portal.briefs.models import Representative
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Organisation


def advisers() -> "list[Organisation]":
    """Vetted advisers, by name."""
    rows = Organisation.objects.filter(
        capabilities__kind=CapabilityKind.ADVISER, capabilities__state=CapabilityState.APPROVED
    )
    return list(rows.order_by("legal_name"))


@transaction.atomic
def representative_grant(*, actor: Actor, adviser: Organisation) -> Representative:
    """Let ``adviser`` apply for the actor's firm; the adviser is told."""
    if not policies.can_choose_representative(actor) or actor.user is None or actor.organisation is None:
        raise NotAllowedError(_("Only an editor of the firm may decide this."))
    if adviser not in advisers():
        raise DomainError(fields={"adviser": _("Choose an adviser of the list.")})
    try:
        with transaction.atomic():
            row = Representative.objects.create(organisation=actor.organisation, adviser=adviser, granted_by=actor.user)
    except IntegrityError:
        raise ConflictError(_("This adviser may apply for you already.")) from None
    record(actor=actor, verb="representative.granted", subject=row, concerns=[actor.organisation, adviser])
    return row


@transaction.atomic
def representative_end(*, actor: Actor, row: Representative) -> None:
    """End it at once; applications on their way stay with the firm."""
    if not policies.can_choose_representative(actor) or row.organisation_id != getattr(actor.organisation, "pk", 0):
        raise NotAllowedError(_("Only an editor of the firm may decide this."))
    if not Representative.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=clock.now()):
        raise ConflictError(_("This has ended already."))
    record(actor=actor, verb="representative.ended", subject=row, concerns=[row.organisation, row.adviser])
