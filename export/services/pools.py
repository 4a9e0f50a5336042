"""Pools: opened, joined, left, settled at the deadline."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from export import pools as rules
from export.models.pools import Pool, PoolMember, PoolState
from export.services.firm import require_editor
from portal.common import clock
from portal.common.errors import ConflictError, DomainError
from portal.journal.services import ActorLike, record
from portal.organisations.actors import SYSTEM, Actor


@transaction.atomic
def pool_open(*, actor: Actor, form: Any) -> Pool:
    """Open a pool with a deadline in the future."""
    firm = require_editor(actor)
    pool: Pool = form.instance
    if pool.commit_until <= clock.now():
        raise DomainError(fields={"commit_until": _("Choose a time in the future.")})
    pool.organiser, pool.created_by = firm, actor.user
    saved: Pool = form.save()
    record(actor=actor, verb="export.pool.opened", subject=saved, notify=False)
    return saved


def members_of(pool: Pool) -> list[rules.Member]:
    """The members as the split reads them."""
    return [
        rules.Member(member.public_id, member.alone, member.weight_kg, member.volume_m3, member.use)
        for member in pool.members.order_by("joined_at", "pk")
    ]


def shares_now(pool: Pool) -> dict[str, Decimal] | None:
    """What everybody would pay with the present members; None while the pool is dearer than alone."""
    try:
        return rules.split(pool.total, members_of(pool), rule=pool.rule, currency=pool.currency)
    except (rules.NoSavingError, ValueError):
        return None


@transaction.atomic
def pool_join(*, actor: Actor, pool: Pool, form: Any) -> PoolMember:
    """Commit, or change one's own commitment, until the deadline."""
    firm = require_editor(actor)
    if not Pool.objects.filter(pk=pool.pk, state=PoolState.OPEN, commit_until__gt=clock.now()).exists():
        raise ConflictError(_("The time to join has ended."))
    member: PoolMember = form.instance
    member.pool, member.organisation, member.joined_at = pool, firm, clock.now()
    own = rules.Member("x", member.alone, member.weight_kg, member.volume_m3, member.use)
    if rules.basis_of(own, pool.rule) <= 0:
        field = {"weight": "weight_kg", "use": "use"}.get(pool.rule, "alone")
        raise DomainError(fields={field: _("The split needs this figure.")})
    saved: PoolMember = form.save()
    record(actor=actor, verb="export.pool.joined", subject=pool, concerns=[pool.organiser], notify=False)
    return saved


@transaction.atomic
def pool_leave(*, actor: Actor, pool: Pool) -> None:
    """Take one's commitment back before the deadline."""
    firm = require_editor(actor)
    if not Pool.objects.filter(pk=pool.pk, state=PoolState.OPEN, commit_until__gt=clock.now()).exists():
        raise ConflictError(_("The time to leave has ended."))
    pool.members.filter(organisation=firm).delete()
    record(actor=actor, verb="export.pool.left", subject=pool, concerns=[pool.organiser], notify=False)


@transaction.atomic
def pool_settle(*, actor: ActorLike, pool: Pool) -> None:
    """Fix the shares at the deadline, or end the pool when it saves nothing."""
    shares = shares_now(pool) if pool.members.count() > 1 else None
    state = PoolState.FAILED if shares is None else PoolState.CLOSED
    if not Pool.objects.filter(pk=pool.pk, state=PoolState.OPEN).update(state=state):
        raise ConflictError(_("This pool is settled already."))
    for code, share in (shares or {}).items():
        PoolMember.objects.filter(pool=pool, public_id=code).update(share=share)
    firms = [member.organisation for member in pool.members.select_related("organisation")]
    record(actor=actor, verb=f"export.pool.{state}", subject=pool, concerns=[pool.organiser, *firms], notify=False)


def settle_due() -> int:
    """Settle every pool whose deadline has passed."""
    due = Pool.objects.filter(state=PoolState.OPEN, commit_until__lte=clock.now())[:200]
    for pool in due:
        pool_settle(actor=SYSTEM, pool=pool)
    return len(due)
