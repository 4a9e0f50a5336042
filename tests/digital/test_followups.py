"""What follows a working prototype: a pilot with the winner, a contract asked of the solver alone, nothing typed again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from digital.models import Challenge, ChallengeEntry, Pilot
from digital.pillar import candidates
from digital.services import challenges, community, followups
from portal.common import clock
from portal.common.errors import DomainError, NotAllowedError
from portal.matchmaking import services as exchange
from portal.matchmaking.models import Request
from portal.notify.models import InboxItem
from tests.digital.world import provider
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db
D = Decimal
FIGURES = {"metric": "Waste", "unit": "%", "baseline": D(12), "threshold": D(6), "budget": D(18000), "language": "en"}


@pytest.fixture
def solver() -> Person:
    return provider("Ripe Eye", "eye@ripe.example")


def won(cast: Cast, solver: Person) -> Challenge:
    """A challenge of the owner's firm, won by the solver's working prototype."""
    today = clock.today()
    made = challenges.challenge_publish(
        actor=cast.owner.actor,
        values={"title": "Half the waste", "problem": "Nobody sees what ripens.", "outcome": "Waste below 6 %.", "prize": D(9000),
                "authority_share": 40, "closes_on": today + timedelta(days=5), "decide_on": today + timedelta(days=30)},
        criteria=(("Effect", 60), ("Cost", 40)),
    )  # fmt: skip
    entry = challenges.entry_save(
        actor=solver.actor, challenge=made, values={"title": "A camera", "text": "It looks.", "language": "en"}
    )
    ChallengeEntry.objects.filter(pk=entry.pk).update(prototype="works", prototype_reason="Tried for five days.")
    Challenge.objects.filter(pk=made.pk).update(winner=entry, state="decided", decided_at=clock.now())
    return Challenge.objects.get(pk=made.pk)


def test_a_pilot_follows_with_the_words_the_winner_and_the_passed_gate(cast: Cast, solver: Person) -> None:
    source = won(cast, solver)
    values = {**followups.pilot_values(source), **FIGURES}
    made = community.pilot_start(actor=cast.owner.actor, values=values, challenge=source)
    assert (made.title, made.hypothesis, made.prize_share) == ("Half the waste", "Waste below 6 %.", 40)
    assert made.partner == solver.organisation
    assert made.partner_agreed_at
    assert made.gates.get().reason == "Tried for five days."
    assert community.next_gate(made) == "bench"
    assert community.may_contract(made)
    with pytest.raises(NotAllowedError):
        community.pilot_start(actor=cast.stranger.actor, values={**values, "partner": None}, challenge=source)


def test_the_winner_alone_is_asked_for_a_contract(cast: Cast, solver: Person) -> None:
    provider("Rival", "rival@code.example")
    source = won(cast, solver)
    draft = followups.contract_from_challenge(actor=cast.owner.actor, challenge=source)
    assert (draft.title, draft.transformation.problem, draft.transformation.result) == (
        "Half the waste", "Nobody sees what ripens.", "Waste below 6 %.",
    )  # fmt: skip
    assert [row.organisation_id for row in candidates(draft)] == [solver.organisation.pk]
    source.refresh_from_db()
    assert followups.contract_from_challenge(actor=cast.owner.actor, challenge=source) == draft
    with pytest.raises(NotAllowedError):
        followups.contract_from_challenge(actor=solver.actor, challenge=source)
    exchange.request_cancel(actor=cast.owner.actor, request=draft)
    source.refresh_from_db()
    assert followups.contract_from_challenge(actor=cast.owner.actor, challenge=source) != draft


def test_no_contract_without_a_winner_or_with_one_that_is_not_vetted(cast: Cast, solver: Person) -> None:
    source = won(cast, solver)
    solver.organisation.capabilities.update(state="expired")
    with pytest.raises(DomainError, match="not vetted"):
        followups.contract_from_challenge(actor=cast.owner.actor, challenge=source)
    Challenge.objects.filter(pk=source.pk).update(winner=None, state="unmet")
    source.refresh_from_db()
    with pytest.raises(DomainError, match="winner"):
        followups.contract_from_challenge(actor=cast.owner.actor, challenge=source)
    assert not Request.objects.exists()


def test_a_partner_is_public_once_it_agreed_and_gets_the_contract_after_the_gate(
    cast: Cast, solver: Person, client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = community.pilot_start(
            actor=cast.owner.actor,
            values={"title": "Sensors", "hypothesis": "It helps", "partner": solver.organisation, **FIGURES},
        )
    assert InboxItem.objects.filter(user=solver.user).count() == 1
    page = reverse("digital:pilot", args=[made.public_id])
    assert "Ripe Eye" not in client.get(page).content.decode()
    with pytest.raises(DomainError, match="agree"):
        followups.contract_from_pilot(actor=cast.owner.actor, pilot=made)
    with pytest.raises(NotAllowedError):
        followups.partner_agree(actor=cast.provider.actor, pilot=made)
    client.force_login(solver.user)
    client.post(reverse("digital:pilot-act", args=[made.public_id, "agree"]))
    client.logout()
    assert "Ripe Eye" in client.get(page).content.decode()
    made = Pilot.objects.get()
    with pytest.raises(DomainError, match="gate"):
        followups.contract_from_pilot(actor=cast.owner.actor, pilot=made)
    community.gate_decide(actor=cast.owner.actor, pilot=made, gate="prototype", decision="go", reason="Works")
    draft = followups.contract_from_pilot(actor=cast.owner.actor, pilot=made)
    assert (draft.transformation.result, draft.transformation.budget) == ("Waste: from 12 to 6 %", D(18000))
    assert [row.organisation_id for row in candidates(draft)] == [solver.organisation.pk]


def test_the_form_starts_with_the_winner_and_keeps_to_it(cast: Cast, solver: Person, client: Any) -> None:
    source, other = won(cast, solver), provider("Rival", "rival@code.example")
    client.force_login(cast.owner.user)
    address = f"{reverse('digital:pilot-new')}?challenge={source.public_id}"
    form = client.get(address).context["form"]
    assert (form["title"].value(), form["partner"].value()) == ("Half the waste", solver.organisation.public_id)
    typed = {"title": "Half the waste", "hypothesis": "Waste below 6 %.", "prize_share": 0, "baseline_grade": 0,
             **FIGURES, "partner": other.organisation.public_id}  # fmt: skip
    assert client.post(address, typed).context["form"].errors["partner"]
    assert client.post(address, {**typed, "partner": solver.organisation.public_id}).status_code == 302
    client.force_login(cast.stranger.user)
    assert client.get(address).status_code == 404
