"""Readiness and market choices of a firm."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from export import readiness
from export.choices import TalkLanguage
from export.models.firm import MarketChoice, ReadinessAssessment
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.matchmaking.models import Request
from portal.matchmaking.services import request_create
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation


def require_editor(actor: Actor) -> Organisation:
    """The acting organisation. Raises NotAllowedError for viewers and people without an organisation."""
    if actor.organisation is None:
        raise NotAllowedError(_("Join or register an organisation first."))
    if not actor.may_edit:
        raise NotAllowedError(_("You may read this but not change it. Ask your administrator for the editor level."))
    return actor.organisation


def latest_readiness(organisation: Organisation | None) -> ReadinessAssessment | None:
    """The newest finished assessment."""
    found = ReadinessAssessment.objects.filter(organisation=organisation, completed_at__isnull=False)
    return found.order_by("-completed_at", "-pk").first()


def draft_readiness(*, actor: Actor) -> ReadinessAssessment:
    """The firm's draft, made when there is none; a new one starts from the last answers."""
    firm = require_editor(actor)
    draft = ReadinessAssessment.objects.filter(organisation=firm, completed_at__isnull=True).first()
    if draft is not None:
        return draft
    last = latest_readiness(firm)
    try:
        with transaction.atomic():
            return ReadinessAssessment.objects.create(
                organisation=firm,
                taken_by=actor.user,
                answers=dict(last.answers) if last else {},
                is_branded=last.is_branded if last else False,
                experience=last.experience if last else "",
            )
    except IntegrityError:  # a colleague began at the same moment
        return ReadinessAssessment.objects.get(organisation=firm, completed_at__isnull=True)


@transaction.atomic
def readiness_answer(*, actor: Actor, draft: ReadinessAssessment, answers: dict[str, int | None], **facts: Any) -> None:
    """Keep some answers of a draft. Raises DomainError naming the question at fault."""
    require_editor(actor)
    if problems := readiness.check_answers(answers):
        raise DomainError(fields={code: _("Choose one of the answers.") for code in problems})
    fresh = ReadinessAssessment.objects.get(pk=draft.pk)
    if fresh.completed_at is not None:
        raise ConflictError(_("A colleague has finished this assessment. Start a new one to change it."))
    fresh.answers = {**fresh.answers, **answers}
    for name in ("is_branded", "experience"):
        setattr(fresh, name, facts.get(name, getattr(fresh, name)))
    fresh.save()


@transaction.atomic
def readiness_finish(*, actor: Actor, draft: ReadinessAssessment) -> ReadinessAssessment:
    """Compute and freeze the result. At least half of the questions must have an answer."""
    require_editor(actor)
    fresh = ReadinessAssessment.objects.get(pk=draft.pk)
    result = readiness.assess(fresh.answers, branded=fresh.is_branded)
    if 2 * result.answered < result.asked:
        raise DomainError(_("Answer at least half of the questions, so that the result means something."))
    moved = ReadinessAssessment.objects.filter(pk=fresh.pk, completed_at__isnull=True).update(
        score=result.score, level=result.level, version=readiness.instrument()["code"], completed_at=clock.now()
    )
    if not moved:
        raise ConflictError(_("A colleague has finished this assessment. Start a new one to change it."))
    fresh.refresh_from_db()
    record(
        actor=actor,
        verb="export.readiness.finished",
        subject=fresh,
        payload={"score": result.score, "level": result.level},
        notify=False,
    )
    return fresh


@transaction.atomic
def market_choose(*, actor: Actor, hs6: str, market: str, basis: dict[str, Any]) -> MarketChoice:
    """Keep a market for a product with the figures seen; choosing it again renews the figures."""
    firm = require_editor(actor)
    choice, _made = MarketChoice.objects.update_or_create(
        organisation=firm, hs6=hs6, market=market, defaults={"basis": basis, "chosen_by": actor.user}
    )
    record(
        actor=actor, verb="export.market.chosen", subject=choice, payload={"hs6": hs6, "market": market}, notify=False
    )
    return choice


@transaction.atomic
def market_drop(*, actor: Actor, choice: MarketChoice) -> None:
    """Take a market off the list."""
    require_editor(actor)
    record(actor=actor, verb="export.market.dropped", subject=choice, notify=False)
    choice.delete()


def mentor_request_begin(*, actor: Actor) -> Request:
    """A draft request for a mentor that carries over readiness level, product, markets and languages."""
    firm = require_editor(actor)
    last = latest_readiness(firm)
    choices = list(MarketChoice.objects.filter(organisation=firm).order_by("-updated_at")[:5])
    codes = {code.split("-")[0] for code in firm.memberships.values_list("user__language", flat=True)}
    details = {
        "stage": last.level if last else "",
        "hs6": choices[0].hs6 if choices else "",
        "markets": list(dict.fromkeys(choice.market for choice in choices)),
        "languages": sorted(codes & set(TalkLanguage.values)),
    }
    return request_create(actor=actor, pillar="export", details=details)
