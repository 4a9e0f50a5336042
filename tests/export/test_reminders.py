"""Reminders each once, and the large companies' public page."""

from datetime import timedelta

import pytest
from django.test import Client

from export.models import Case, MentorAccount, MentoringGoal
from export.services import mentors, plans, upkeep
from portal.common import clock
from portal.common.errors import NotAllowedError
from portal.journal.models import JournalEntry
from portal.notify.models import InboxItem
from portal.notify.services import dispatch
from tests.export.conftest import make_mentorship, make_offer
from tests.moments import pass_time
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def told(verb: str) -> list[str]:
    """The addresses of the people told by the last entry of ``verb``."""
    entry = JournalEntry.objects.filter(verb=verb).latest("pk")
    dispatch(entry)
    return sorted(InboxItem.objects.filter(entry=entry).values_list("user__email", flat=True))


def test_case_past_its_day_is_named_to_both_once_per_day_promised(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case.objects.create(
        organisation=cast.owner.organisation, created_by=cast.owner.user, holder=cast.adviser.organisation, kind="help",
        title="Which certificate?", text="Two shops differ.", due_at=clock.now() + timedelta(days=5),
    )  # fmt: skip
    assert "cases" not in upkeep.run()
    pass_time(monkeypatch, days=6)
    assert upkeep.run()["cases"] == 1
    assert "cases" not in upkeep.run()
    assert {cast.owner.user.email, cast.adviser.user.email} <= set(told("export.case.overdue"))
    plans.case_answer(actor=cast.adviser.actor, case=case, text="We look into it", state="progress")
    pass_time(monkeypatch, days=37)
    assert upkeep.run()["cases"] == 1, "the new day was passed as well"


def test_goal_is_asked_for_at_three_six_and_twelve_months(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    engagement = make_mentorship(cast)
    type(engagement).objects.filter(pk=engagement.pk).update(started_at=clock.now())
    MentoringGoal.objects.create(engagement=engagement, title="Boxes", unit="boxes", baseline=0, target=10)
    asked = []
    for days in (80, 15, 1, 94, 180):  # each after the one before
        pass_time(monkeypatch, days=days)
        asked.append(upkeep.run().get("goals", 0))
    assert asked == [0, 1, 0, 1, 1]
    assert cast.owner.user.email in told("export.goal.due")


def test_statement_is_asked_for_in_its_last_month(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make_offer(cast.mentor)
    pass_time(monkeypatch, days=330)
    assert "statements" not in upkeep.run()
    pass_time(monkeypatch, days=6)
    assert upkeep.run()["statements"] == 1
    assert "statements" not in upkeep.run()
    assert told("export.statement.ending") == [cast.mentor.user.email]


def test_public_page_shows_promise_and_confirmed_work_only(cast: Cast, client: Client) -> None:
    make_mentorship(cast)
    company = cast.mentor.organisation
    path = f"/en/export/companies/{company.public_id}/"
    assert client.get(path).status_code == 404, "no page without a commitment"
    with pytest.raises(NotAllowedError):
        mentors.commitment_publish(actor=cast.owner.actor, text="We help", language="en")
    mentors.commitment_publish(actor=cast.mentor.actor, text="Ten hours a month", language="en")
    for language in ("en", "zh-hans", "ar"):
        page = client.get(f"/{language}/export/companies/{company.public_id}/")
        assert page.status_code == 200
        assert client.get(f"/{language}/export/companies/").status_code == 200
    given = page.context["given"]
    assert (given.firms, given.outcomes, given.hours) == (1, 0, 0)
    assert cast.owner.organisation.legal_name not in page.content.decode()
    mentors.commitment_publish(actor=cast.mentor.actor, text=" ", language="en")
    assert client.get(path).status_code == 404
    assert MentorAccount.objects.get(organisation=company).commitment == ""
