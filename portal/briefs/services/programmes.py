"""Programmes and their indicators."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.briefs import policies
from portal.briefs.models import Indicator, Programme
from portal.common.errors import DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.policies import signed_in
from portal.organisations.actors import Actor


@transaction.atomic
def programme_save(
    *,
    actor: Actor,
    programme: Programme | None,
    names: dict[str, str],
    summaries: dict[str, str],
    topic: str,
    priority: int,
    starts_on: date,
    ends_on: date | None,
    indicators: list[dict[str, Any]],
) -> Programme:
    """Make or change a programme of the actor's authority; its indicators are replaced by ``indicators``.

    DomainError names the field: a title in no language, an end before the start, a target equal to the start.
    """
    if not policies.can_write_briefs(actor) or (programme is not None and not policies.owns(actor, programme)):
        raise NotAllowedError(_("You may not do this with this programme."))
    if not any(names.values()):
        raise DomainError(fields={"name_en": _("Give the programme a title.")})
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(fields={"ends_on": _("The end lies before the start.")})
    if any(row["target"] == row["baseline"] for row in indicators):
        raise DomainError(_("An indicator's target must differ from where it starts."))
    verb = "programme.made" if programme is None else "programme.changed"
    row = programme or Programme(issuer=signed_in(actor)[1])
    row.names, row.summaries, row.topic, row.priority = names, summaries, topic, priority
    row.starts_on, row.ends_on = starts_on, ends_on
    row.save()
    row.indicators.all().delete()
    Indicator.objects.bulk_create(Indicator(programme=row, **columns) for columns in indicators)
    record(actor=actor, verb=verb, subject=row, payload={"indicators": len(indicators)}, notify=False)
    return row
