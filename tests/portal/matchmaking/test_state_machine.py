"""A Hypothesis state machine over the exchange: whatever people try in whatever order, the invariants hold."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from portal.common import clock
from portal.common.errors import DomainError
from portal.matchmaking import clock as exchange_clock
from portal.matchmaking import services
from portal.matchmaking.management.commands.check_consistency import faults
from portal.matchmaking.models import Award, Engagement, Match, Request, Response
from tests.people import Cast, build


class Exchange(RuleBasedStateMachine):
    """Owner, two lenders and time act at random on one request."""

    cast: Cast

    @initialize()
    def begin(self) -> None:
        self.moment = clock.now()
        self.request = self.act(lambda: services.request_create(actor=self.cast.owner.actor, pillar="probe", title="x"))
        for code in ("need", "amount"):
            services.request_section_done(actor=self.cast.owner.actor, request=self.request, code=code)

    def act(self, call):
        """Do something now; a rule may refuse it, and then nothing may have changed by halves."""
        with clock.standing_at(self.moment):
            try:
                return call()
            except (DomainError, Match.DoesNotExist):
                return None

    def fresh(self) -> Request:
        return Request.objects.get(pk=self.request.pk)

    def person(self, rival: bool):
        return self.cast.rival if rival else self.cast.lender

    @rule(days=st.integers(1, 30))
    def publish(self, days: int) -> None:
        self.act(lambda: services.request_submit(actor=self.cast.owner.actor, request=self.fresh(), open_days=days))

    @rule(hours=st.integers(1, 24 * 20))
    def wait(self, hours: int) -> None:
        self.moment += timedelta(hours=hours)
        self.act(exchange_clock.run)

    @rule(rival=st.booleans())
    def answer(self, rival: bool) -> None:
        actor = self.person(rival).actor
        draft = self.act(lambda: services.response_start(actor=actor, request=self.fresh()))
        if draft is not None:
            self.act(lambda: services.response_submit(actor=actor, response=draft))

    @rule(rival=st.booleans())
    def withdraw(self, rival: bool) -> None:
        person = self.person(rival)
        mine = (
            Response.objects.filter(request=self.request, organisation=person.organisation)
            .order_by("-revision")
            .first()
        )
        if mine is not None:
            self.act(lambda: services.response_withdraw(actor=person.actor, response=mine, reason="r"))

    @rule(rival=st.booleans())
    def decline(self, rival: bool) -> None:
        person = self.person(rival)
        match = Match.objects.filter(
            request=self.request, organisation=person.organisation, released_at__isnull=False
        ).first()
        if match is not None:
            self.act(lambda: services.match_decline(actor=person.actor, match=match, codes=["1"]))

    @rule(rival=st.booleans())
    def choose(self, rival: bool) -> None:
        person = self.person(rival)
        for response in Response.objects.filter(request=self.request, organisation=person.organisation):
            self.act(
                lambda r=response: services.award_make(
                    actor=self.cast.owner.actor, response=r, rationale="r", checked_identity_by="code"
                )
            )

    @rule(days=st.integers(-3, 40))
    def extend(self, days: int) -> None:
        request = self.fresh()
        if request.closes_at:
            later = request.closes_at + timedelta(days=days)
            self.act(lambda: services.request_extend(actor=self.cast.owner.actor, request=request, closes_at=later))

    @rule()
    def close(self) -> None:
        self.act(lambda: services.request_close(actor=self.cast.owner.actor, request=self.fresh()))

    @rule()
    def cancel(self) -> None:
        self.act(lambda: services.request_cancel(actor=self.cast.owner.actor, request=self.fresh(), reason="r"))

    @rule(name=st.sampled_from(["start", "complete", "terminate"]), rival=st.booleans())
    def work(self, name: str, rival: bool) -> None:
        engagement = Engagement.objects.filter(award__request=self.request).first()
        if engagement is None:
            return
        actor = self.person(rival).actor
        calls = {
            "start": lambda: services.engagement_start(actor=actor, engagement=engagement),
            "complete": lambda: services.engagement_complete(actor=actor, engagement=engagement),
            "terminate": lambda: services.engagement_terminate(actor=actor, engagement=engagement, reason="r"),
        }
        self.act(calls[name])

    @invariant()
    def nothing_contradicts(self) -> None:
        if hasattr(self, "request"):
            with clock.standing_at(self.moment):
                assert not list(faults())

    @invariant()
    def at_most_one_winner(self) -> None:
        if hasattr(self, "request"):
            assert Award.objects.filter(request=self.request).count() <= 1
            accepted = Response.objects.filter(request=self.request, state="accepted").count()
            assert accepted == Award.objects.filter(request=self.request).count()

    @invariant()
    def the_seal_holds(self) -> None:
        if not hasattr(self, "request"):
            return
        with clock.standing_at(self.moment):
            request = self.fresh()
            seen = Response.objects.visible_to(self.cast.owner.actor).filter(request=request)
            if request.state == "open" and request.closes_at > self.moment:
                assert not seen.exists()
            for person, other in ((self.cast.lender, self.cast.rival), (self.cast.rival, self.cast.lender)):
                visible = Response.objects.visible_to(person.actor)
                assert not visible.filter(organisation=other.organisation).exists()


@pytest.mark.django_db(transaction=True)
def test_exchange_holds_under_any_order(transactional_db: None) -> None:
    Exchange.cast = build()
    run_state_machine_as_test(
        Exchange,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
