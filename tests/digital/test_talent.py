"""Trainings with their outcome, and people matched with firms: reasons, hidden names, hires both confirm."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from digital import clocks
from digital.models import Introduction, Opening, Talent, Training, TrainingPlace
from digital.services import talent, training
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.models import JournalEntry
from tests.moments import pass_time
from tests.people import Cast, Person, person

pytestmark = pytest.mark.django_db
D = Decimal


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    pass_time(monkeypatch, days=days)
    clocks.run()


def course(cast: Cast, **values: Any) -> Training:
    base = {
        "title": "Stock with a scanner", "text": "Count in a day", "skill": "inventory", "language": "ar", "hours": D(6),
        "place": "Online", "seats": 2, "starts_at": clock.now() + timedelta(days=4),
    }  # fmt: skip
    return training.training_publish(actor=cast.mentor.actor, values={**base, **values})


def profile(who: Person, **tags: Any) -> Talent:
    base = {"skill": ["inventory"], "language": ["ar"], "work": ["full"]}
    return talent.talent_save(actor=who.actor, values={"headline": "Stock clerk"}, tags={**base, **tags})


def opening(cast: Cast, **values: Any) -> Opening:
    base = {
        "title": "Somebody for the stock", "text": "t", "skill": "inventory", "work": "full", "spoken": "ar",
        "pay_from": D(5000), "pay_to": D(7000), "open_until": clock.today() + timedelta(days=60),
    }  # fmt: skip
    return talent.opening_publish(actor=cast.owner.actor, values={**base, **values})


def test_places_hold_and_a_place_given_back_is_free(cast: Cast) -> None:
    row, people = course(cast), [person(f"p{n}@people.example") for n in range(3)]
    for who in people[:2]:
        training.place_take(actor=who.actor, training=row)
    with pytest.raises(ConflictError):
        training.place_take(actor=people[2].actor, training=row)
    with pytest.raises(ConflictError):
        training.place_take(actor=people[0].actor, training=row)
    training.place_give_back(actor=people[0].actor, training=row)
    training.place_take(actor=people[2].actor, training=row)
    row.refresh_from_db()
    assert row.taken == 2


def test_people_are_reminded_and_asked_after_thirty_days_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row, who = course(cast), person("p@people.example")
    place = training.place_take(actor=who.actor, training=row)
    with pytest.raises(ConflictError):
        training.attendance_note(actor=cast.mentor.actor, training=row, present={place.public_id})
    later(monkeypatch, 3)
    later(monkeypatch, 2)
    answer = {"is_used": True, "is_better_off": False, "worth": 9, "comment": ""}
    with pytest.raises(ConflictError):
        training.survey_answer(actor=who.actor, place=place, values=answer)  # attendance not confirmed
    assert training.attendance_note(actor=cast.mentor.actor, training=row, present={place.public_id}) == 1
    later(monkeypatch, 31)
    later(monkeypatch, 31)
    asked = JournalEntry.objects.filter(verb__in=("digital.training.soon", "digital.training.survey"))
    assert list(asked.order_by("pk").values_list("verb", flat=True)) == [
        "digital.training.soon", "digital.training.survey",
    ]  # fmt: skip
    training.survey_answer(actor=who.actor, place=place, values=answer)
    with pytest.raises(ConflictError):
        training.survey_answer(actor=who.actor, place=place, values=answer)
    with pytest.raises(NotAllowedError):
        training.survey_answer(actor=cast.owner.actor, place=place, values=answer)


def test_outcomes_stay_hidden_below_ten_answers(cast: Cast) -> None:
    row = course(cast, seats=30)
    people = [person(f"p{n}@people.example") for n in range(20)]
    for n, who in enumerate(people):
        TrainingPlace.objects.create(
            training=row, user=who.user, state="attended", registered_at=clock.now(), surveyed_at=clock.now(),
            is_used=n % 2 == 0, is_better_off=n == 0, worth=8,
        )  # fmt: skip
    shown = training.outcome_of(row)
    assert (shown["answers"], shown["used"], shown["worth"]) == (20, 0.5, 8)
    assert shown["better"] is None  # one person could be told apart
    TrainingPlace.objects.filter(user__in=[who.user for who in people[9:]]).update(surveyed_at=None)
    shown = training.outcome_of(row)
    assert (shown["used"], shown["worth"]) == (None, None)


def test_a_match_has_points_and_reasons_and_training_counts(cast: Cast) -> None:
    plain, trained, other = (person(f"{n}@people.example") for n in ("plain", "trained", "other"))
    profile(plain, language=["en"])
    mine = profile(trained)
    profile(other, skill=["design"])
    TrainingPlace.objects.create(training=course(cast), user=trained.user, state="attended", registered_at=clock.now())
    first, second = talent.people_for(opening(cast))
    assert (first.talent, first.score, second.score) == (mine, 100, 60)
    assert first.trainings == ("Stock with a scanner",)
    assert [good for good, _text in second.reasons] == [True, False, False, True, True]
    assert [row.opening.title for row in talent.work_for(mine)] == ["Somebody for the stock"]


def test_names_are_hidden_until_both_agree(cast: Cast) -> None:
    who = person("amal@people.example")
    row, work = profile(who), opening(cast)
    firm = Client()
    firm.force_login(cast.owner.user)
    page = reverse("digital:opening", args=[work.public_id])
    assert who.user.email not in firm.get(page).content.decode()
    firm.post(reverse("digital:opening-act", args=[work.public_id, "ask"]), {"talent": row.public_id})
    asked = Introduction.objects.get()
    assert who.user.email not in firm.get(page).content.decode()
    with pytest.raises(NotAllowedError):
        talent.introduction_answer(actor=cast.owner.actor, row=asked, agrees=True)
    mine = Client()
    mine.force_login(who.user)
    mine.post(reverse("digital:introduction-act", args=[asked.public_id, "agree"]))
    assert who.user.email in firm.get(page).content.decode()
    stranger = Client()
    stranger.force_login(cast.stranger.user)
    assert stranger.get(page).status_code == 404
    assert stranger.post(reverse("digital:introduction-act", args=[asked.public_id, "hired"])).status_code == 404


def test_a_hire_counts_when_both_sides_say_so(cast: Cast) -> None:
    who, work = person("amal@people.example"), opening(cast)
    asked = talent.introduction_ask(actor=who.actor, opening=work, talent=profile(who))
    with pytest.raises(ConflictError):
        talent.hire_say(actor=who.actor, row=asked, hired=True)
    talent.introduction_answer(actor=cast.owner.actor, row=asked, agrees=True)
    talent.hire_say(actor=who.actor, row=asked, hired=True)
    assert talent.figures()["hires"] == 0
    talent.hire_say(actor=cast.owner.actor, row=asked, hired=True)
    assert talent.figures()["hires"] == 1


def test_a_question_ends_after_ten_days_and_a_profile_after_180(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    who, work = person("amal@people.example"), opening(cast, open_until=clock.today() + timedelta(days=400))
    row = profile(who)
    asked = talent.introduction_ask(actor=cast.owner.actor, opening=work, talent=row)
    with pytest.raises(ConflictError):
        talent.introduction_ask(actor=who.actor, opening=work, talent=row)
    later(monkeypatch, 6)
    later(monkeypatch, 5)
    asked.refresh_from_db()
    assert asked.state == "expired"
    later(monkeypatch, 170)
    assert talent.people_for(work) == []


def test_absurd_pay_is_refused_and_a_profile_can_be_taken_away(cast: Cast) -> None:
    with pytest.raises(DomainError):
        opening(cast, pay_to=D(10))
    who = person("amal@people.example")
    profile(who)
    client = Client()
    client.force_login(who.user)
    client.post(reverse("digital:talent-edit"), {"remove": "1"})
    assert not Talent.objects.exists()


def test_the_pages_by_plain_posts(cast: Cast) -> None:
    who = Client()
    who.force_login(cast.newcomer.user)
    data = {"headline": "Clerk", "skill": ["erp"], "spoken": ["ar"], "work": ["part"], "is_open": "on"}
    assert who.post(reverse("digital:talent-edit"), {**data, "skill": []}).status_code == 200
    assert who.post(reverse("digital:talent-edit"), data).status_code == 302
    firm = Client()
    firm.force_login(cast.owner.user)
    job = {
        "title": "Clerk", "text": "t", "skill": "erp", "work": "part", "spoken": "ar", "pay_from": "3,000",
        "pay_to": "4,000", "open_until": clock.today() + timedelta(days=9),
    }  # fmt: skip
    assert firm.post(reverse("digital:opening-new"), job).status_code == 302
    begins = clock.today() + timedelta(days=9)
    plan = {
        "title": "ERP", "text": "t", "skill": "erp", "language": "ar", "starts_at_0": begins, "starts_at_1": "10:00",
        "hours": "3", "place": "Riyadh", "seats": "5",
    }  # fmt: skip
    assert firm.post(reverse("digital:training-new"), plan).status_code == 302
    row = Training.objects.get()
    who.post(reverse("digital:training-act", args=[row.public_id, "join"]))
    assert TrainingPlace.objects.get().state == "registered"
    html = who.get(reverse("digital:work")).content.decode()
    assert "Clerk" in html
    for name, args in (("trainings", []), ("training", [row.public_id])):
        assert who.get(reverse(f"digital:{name}", args=args)).status_code == 200
