"""Every registered pillar goes the whole way: created, matched, answered, sealed, awarded, worked on, reported, told.

What a pillar needs typed comes from its own demo; the steps, and what is asserted of them, are the same for all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

import digital.demo
import export.demo
import lending.demo
from digital import demo_texts
from lending.services import key_facts_acknowledge
from portal.common.errors import DomainError
from portal.journal.models import JournalEntry
from portal.matchmaking import registry, services
from portal.matchmaking.matching import match_run
from portal.matchmaking.models import Award, Engagement, OutcomeReport, Request, Response
from portal.matchmaking.pillars import Pillar
from portal.notify import services as notify
from portal.notify.models import InboxItem
from portal.organisations.actors import Actor
from portal.web import demo
from tests.access.world import answered
from tests.people import Person

PILLARS = registry.everyone()
LANGUAGES = ("en", "zh-hans", "ar")


@dataclass
class Way:
    """How one pillar's firm asks and one responder answers; ``rival`` may answer too but does not."""

    owner: str
    responder: str
    rival: str
    ask: Callable[[demo.Cast], Request]
    answer: Callable[[demo.Cast, Request], Response]


def ask_bank(cast: demo.Cast) -> Request:
    for person in ("lender.palm", "lender.ar"):
        for values in lending.demo.MANDATES[person]:
            saved = lending.demo.mandate_save(actor=cast.actor(person), mandate=lending.demo.Mandate(**values))
            lending.demo.mandate_move(actor=cast.actor(person), mandate=saved, state="active")
    need = lending.demo.OVEN
    return lending.demo.published(
        cast, lending.demo.Need(need.person, need.language, need.title, need.summary, need.details)
    )


def ask_provider(cast: demo.Cast) -> Request:
    digital.demo.make_providers(cast)
    return digital.demo.make_need(cast, "owner.ar", demo_texts.SHOP_AR, budget=Decimal(45000), own_cash=Decimal(12000))


def ask_mentor(cast: demo.Cast) -> Request:
    export.demo.build_mentors(cast)
    return export.demo.ask(
        cast, "owner", "Date biscuits", "We want to sell in Germany.", topics=["pricing", "packaging"], hs6="190531",
        markets=["DEU"], stage="pilot_ready", languages=["en"], hours_utc=[6, 7, 8, 9], goal="A first order",
    )  # fmt: skip


def ask_probe(cast: demo.Cast) -> Request:
    actor = cast.actor("owner")
    made = services.request_create(actor=actor, pillar="probe", title="Oven", details={"amount": 5})
    for code in ("need", "amount"):
        services.request_section_done(actor=actor, request=made, code=code)
    services.request_submit(actor=actor, request=made, open_days=10)
    made.refresh_from_db()
    match_run(made)
    return made


WAYS = {
    "lending": Way(
        "owner", "lender.palm", "lender.ar", ask_bank,
        lambda c, r: lending.demo.offer(c.actor("lender.palm"), c, r, lending.demo.OVEN.offers["lender.palm"]),  # type: ignore[return-value, arg-type]
    ),
    "digital": Way(
        "owner.ar", "provider.ar", "provider", ask_provider,
        lambda c, r: digital.demo.make_bid(c, "provider.ar", r, demo_texts.BID_AR),
    ),
    "export": Way(
        "owner", "mentor", "mentor.hanse", ask_mentor,
        lambda c, r: export.demo.plan_for(c, "mentor", r, "Three talks."),
    ),
    "probe": Way(
        "owner", "lender.palm", "lender.ar", ask_probe,
        lambda c, r: answered(Person(c.users["lender.palm"], c.firms["palm"]), r, 7),
    ),
}  # fmt: skip


def test_every_pillar_has_its_way() -> None:
    assert sorted(WAYS) == sorted(pillar.code for pillar in PILLARS)


def told_in_three_languages() -> None:
    """Dispatch every entry; each notification reads differently in each language and misses no placeholder."""
    for entry in JournalEntry.objects.filter(dispatched_at__isnull=True).order_by("pk"):
        notify.dispatch(entry)
    assert InboxItem.objects.exists()
    for item in InboxItem.objects.all():
        words = []
        for language in LANGUAGES:
            with translation.override(language):
                words.append(notify.headline(item))
                assert "…" not in words[-1] + notify.body(item), (item.code, words[-1])
        assert len(set(words)) == 3, words


def choose(pillar: Pillar, owner: Actor, given: Response) -> Award:
    """Close, sign what must be signed, accept; a second acceptance is refused."""
    request = Request.objects.get(pk=given.request_id)
    if pillar.policy.sealed_until_deadline:
        services.request_close(actor=owner, request=request)
    given = Response.objects.visible_to(owner).get(pk=given.pk)
    if pillar.policy.terms_need_key_facts:
        key_facts_acknowledge(actor=owner, response=given)
    made = services.award_make(actor=owner, response=given, rationale="Best", checked_identity_by="password")
    with pytest.raises(DomainError):
        services.award_make(
            actor=owner, response=Response.objects.get(pk=given.pk), rationale="Again", checked_identity_by="password"
        )
    return made


def work(owner: Actor, responder: Actor, engagement: Engagement) -> None:
    """Begin, confirm every step from both sides, complete, report from both sides."""
    engagement.refresh_from_db()
    if engagement.state == "agreed":
        services.engagement_start(actor=responder, engagement=engagement)
    for step in engagement.milestones.all():
        for actor in (responder, owner):
            step.refresh_from_db()
            services.milestone_confirm(actor=actor, milestone=step)
    engagement.refresh_from_db()
    services.engagement_complete(actor=owner, engagement=engagement)
    engagement.refresh_from_db()
    for actor in (owner, responder):
        services.outcome_report(actor=actor, engagement=engagement, answers={"happened": True, "without_help": "20"})


@pytest.mark.parametrize("pillar", PILLARS, ids=[pillar.code for pillar in PILLARS])
def test_from_the_wish_to_the_confirmed_result(pillar: Pillar, db: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    way, cast = WAYS[pillar.code], demo.build()
    request = way.ask(cast)
    owner, responder, rival = (cast.actor(key) for key in (way.owner, way.responder, way.rival))
    request.refresh_from_db()
    assert request.state == "open"
    match = request.matches.get(organisation=responder.organisation)
    assert match.released_at is not None, "told and shown"
    assert match.reasons or pillar.code == "probe", "every match says why"

    given = way.answer(cast, request)
    assert given is not None
    given.refresh_from_db()
    assert given.submitted_at is not None
    visible = [Response.objects.visible_to(actor).filter(pk=given.pk).exists() for actor in (owner, responder, rival)]
    assert visible == [not pillar.policy.sealed_until_deadline, True, False]

    made = choose(pillar, owner, given)
    work(owner, responder, made.engagement)
    request.refresh_from_db()
    # With several places to fill a request goes on taking answers after the first.
    assert request.state == ("completed" if pillar.policy.award_slots == 1 else "open")
    if pillar.policy.award_slots > 1:
        return
    assert OutcomeReport.objects.filter(engagement=made.engagement).count() == 2
    assert Response.objects.visible_to(rival).filter(request=request).count() == 0
    told_in_three_languages()
