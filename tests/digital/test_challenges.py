"""Challenges: sealed entries, conflicts, the prototype gate, the winner by figures, the prize split to the cent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from digital import clocks
from digital.models import Challenge, ChallengeEntry
from digital.services import challenges
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from tests.digital.world import provider
from tests.moments import pass_time
from tests.people import Cast, Person, person

pytestmark = pytest.mark.django_db
D = Decimal


def challenge(cast: Cast, **values: Any) -> Challenge:
    base = {
        "title": "Less waste", "problem": "Dates dry out", "outcome": "Half the waste", "prize": D("10000.01"),
        "authority_share": 70, "closes_on": clock.today() + timedelta(days=5), "decide_on": clock.today() + timedelta(days=25),
    }  # fmt: skip
    criteria = [("Effect", 60), ("Cost", 40)]
    return challenges.challenge_publish(actor=cast.owner.actor, values={**base, **values}, criteria=criteria)


def enter(who: Person, row: Challenge, title: str = "Cool boxes") -> ChallengeEntry:
    return challenges.entry_save(actor=who.actor, challenge=row, values={"title": title, "text": "By evaporation"})


def jury(cast: Cast, row: Challenge) -> list[Person]:
    people = [person(f"j{n}@jury.example") for n in range(4)]
    for who in people:
        challenges.juror_name(actor=cast.owner.actor, challenge=row, email=who.user.email)
    return people


def give(who: Person, entry: ChallengeEntry, *points: int, conflict: bool = False) -> None:
    keys = [row.pk for row in entry.challenge.criteria.all()]
    challenges.opinion_give(
        actor=who.actor,
        entry=entry,
        has_conflict=conflict,
        points=dict(zip(keys, points, strict=False)),
        feedback="Good",
    )


def works(cast: Cast, who: Person, entry: ChallengeEntry, *, good: bool = True) -> None:
    challenges.prototype_show(actor=who.actor, entry=entry, text="In our yard")
    entry.refresh_from_db()
    challenges.prototype_judge(actor=cast.owner.actor, entry=entry, works=good, reason="Tried for a day")
    entry.refresh_from_db()


@pytest.fixture
def judged(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[Challenge, list[ChallengeEntry], list[Person]]:
    """Two entries after the last day, four jurors named."""
    row = challenge(cast)
    solvers = [provider(f"Solver {n}", f"s{n}@solver.example") for n in range(2)]
    entries = [enter(who, row, f"Idea {n}") for n, who in enumerate(solvers)]
    people = jury(cast, row)
    pass_time(monkeypatch, days=6)
    return row, entries, people


def solver(entry: ChallengeEntry) -> Person:
    member = entry.organisation.memberships.select_related("user").first()
    assert member is not None
    return Person(member.user, entry.organisation)


def test_entries_are_sealed_until_the_last_day_has_passed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row, who = challenge(cast), provider("Solver", "s@solver.example")
    entry = enter(who, row)
    judge = jury(cast, row)[0]
    for actor in (cast.owner.actor, judge.actor, cast.stranger.actor):
        assert entry not in ChallengeEntry.objects.visible_to(actor)
    with pytest.raises(ConflictError):
        give(judge, entry, 5, 5)
    assert enter(who, row, "Better boxes") == entry  # one entry, changed
    pass_time(monkeypatch, days=6)
    assert entry in ChallengeEntry.objects.visible_to(cast.owner.actor)
    assert entry in ChallengeEntry.objects.visible_to(judge.actor)
    assert entry not in ChallengeEntry.objects.visible_to(cast.stranger.actor)
    with pytest.raises(ConflictError):
        enter(who, row, "Too late")


def test_the_highest_weighted_mean_with_a_working_prototype_wins(cast: Cast, judged: Any) -> None:
    row, (one, other), people = judged
    for who in people[:3]:
        give(who, one, 8, 6)
        give(who, other, 9, 9)
    works(cast, solver(one), one)
    works(cast, solver(other), other, good=False)
    assert not challenges.may_contract(other)
    first, second = challenges.standings(row)
    assert (first.entry, first.score, second.score) == (one, D("7.20"), D("9.00"))
    challenges.challenge_decide(actor=cast.owner.actor, challenge=row)
    assert (row.state, row.winner) == ("decided", one)


def test_a_declared_conflict_counts_for_nothing_and_three_are_needed(cast: Cast, judged: Any) -> None:
    row, (one, _other), people = judged
    works(cast, solver(one), one)
    give(people[0], one, 10, 10)
    give(people[1], one, 4, 4)
    give(people[2], one, conflict=True)
    standing = challenges.standing_of(one, list(row.criteria.all()))
    assert (standing.score, standing.jurors, standing.conflicts, standing.can_win) == (None, 2, 1, False)
    with pytest.raises(DomainError):
        challenges.challenge_decide(actor=cast.owner.actor, challenge=row)  # a working prototype waits for the jury
    give(people[3], one, 7, 7)
    standing = challenges.standing_of(one, list(row.criteria.all()))
    assert (standing.score, standing.spread) == (D("7.00"), D("6.00"))


def test_a_tie_goes_to_the_heavier_criterion_then_to_the_earlier_entry(cast: Cast, judged: Any) -> None:
    row, (one, other), people = judged
    for entry in (one, other):
        works(cast, solver(entry), entry)
    for who in people[:3]:
        give(who, one, 5, 8)  # 6.2 by the lighter criterion
        give(who, other, 7, 5)  # 6.2 by the heavier one
    assert [s.score for s in challenges.standings(row)] == [D("6.20"), D("6.20")]
    assert challenges.standings(row)[0].entry == other
    for who in people[:3]:
        give(who, one, 7, 5)
    assert challenges.standings(row)[0].entry == one


def test_no_working_prototype_ends_in_public_without_a_winner(cast: Cast, judged: Any) -> None:
    row, _entries, _people = judged
    challenges.challenge_decide(actor=cast.owner.actor, challenge=row)
    assert (row.state, row.winner) == ("unmet", None)
    html = Client().get(reverse("digital:challenge", args=[row.public_id])).content.decode()
    assert "without a winner" in html


def test_the_prize_is_split_to_the_cent(cast: Cast) -> None:
    prize = challenges.prize_of(challenge(cast))
    assert (prize.authority, prize.owner) == (D("7000.01"), D("3000.00"))


def test_nobody_judges_a_firm_of_their_own(cast: Cast) -> None:
    row, who = challenge(cast), provider("Solver", "s@solver.example")
    enter(who, row)
    with pytest.raises(DomainError):
        challenges.juror_name(actor=cast.owner.actor, challenge=row, email=who.user.email)
    challenges.juror_name(actor=cast.owner.actor, challenge=row, email=cast.stranger.user.email)
    with pytest.raises(DomainError):
        enter(cast.stranger, row)
    with pytest.raises(NotAllowedError):
        challenges.juror_name(actor=who.actor, challenge=row, email=cast.mentor.user.email)


def test_an_undecided_challenge_ends_by_its_figures(cast: Cast, judged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row, (one, _other), people = judged
    works(cast, solver(one), one)
    for who in people[:3]:
        give(who, one, 6, 6)
    Challenge.objects.filter(pk=row.pk).update(next_check_at=clock.now())
    for days in (13, 8, 15):
        pass_time(monkeypatch, days=days)
        clocks.run()
    row.refresh_from_db()
    assert (row.state, row.winner) == ("decided", one)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"closes_on": date(2020, 1, 1)}, "closes_on"), ({"decide_on": clock.today() + timedelta(days=8)}, "decide_on")],
)
def test_absurd_days_are_refused(cast: Cast, change: dict[str, Any], field: str) -> None:
    with pytest.raises(DomainError) as caught:
        challenge(cast, **change)
    assert field in caught.value.messages


def test_the_way_through_the_browsers_posts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, seller = Client(), Client()
    owner.force_login(cast.owner.user)
    who = provider("Solver", "s@solver.example")
    seller.force_login(who.user)
    today = clock.today()
    data = {
        "title": "T", "problem": "p", "outcome": "o", "prize": "9,000", "authority_share": "0", "rights": "pledge",
        "closes_on": today + timedelta(days=2), "decide_on": today + timedelta(days=20), "criterion_1": "A",
        "weight_1": "1", "criterion_2": "B", "weight_2": "1", "criterion_3": "C",
    }  # fmt: skip
    assert owner.post(reverse("digital:challenge-new"), data).content.decode().count("has-error") == 1
    assert owner.post(reverse("digital:challenge-new"), {**data, "weight_3": "2"}).status_code == 302
    row = Challenge.objects.get()
    form = {"title": "Idea", "text": "How", "is_pledged": "on"}
    assert seller.post(reverse("digital:challenge-enter", args=[row.public_id]), form).status_code == 302
    entry = ChallengeEntry.objects.get()
    assert owner.get(reverse("digital:entry", args=[entry.public_id])).status_code == 404
    judges = jury(cast, row)
    pass_time(monkeypatch, days=3)
    seller.post(reverse("digital:entry-act", args=[entry.public_id, "show"]), {"prototype_text": "Here"})
    owner.post(reverse("digital:entry-act", args=[entry.public_id, "works"]), {"reason": "It runs"})
    for judge in judges[:3]:
        client = Client()
        client.force_login(judge.user)
        page = reverse("digital:entry", args=[entry.public_id])
        sheet = {f"c{c.pk}": "8" for c in row.criteria.all()}
        assert client.post(page, {**sheet, "feedback": ""}).status_code == 200
        assert client.post(page, {**sheet, "feedback": "Lighter"}).status_code == 302
    owner.post(reverse("digital:challenge-act", args=[row.public_id, "decide"]))
    assert "Lighter" in seller.get(reverse("digital:entry", args=[entry.public_id])).content.decode()
    assert "Idea" in Client().get(reverse("digital:challenges")).content.decode()
