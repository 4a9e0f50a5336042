"""Consultations and the policy lab."""

from datetime import timedelta

import pytest

from portal.briefs.models import Comment, SentNotice
from portal.briefs.services import consultations, lab
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.models import JournalEntry
from portal.organisations.models import Fact
from tests.people import organisation
from tests.portal.briefs.conftest import keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_draft(cast):
    row = consultations.consultation_create(
        actor=cast.authority.actor,
        names={"en": "Draft"},
        summaries={},
        paragraphs={"en": ["One.", "Two."], "ar": ["واحد.", "اثنان."]},
        opens_on=clock.today(),
        closes_on=clock.today() + timedelta(days=10),
    )
    consultations.consultation_open(actor=cast.authority.actor, consultation=row)
    return row


def say(row, person, number=1, body="This hurts small shops."):
    paragraph = row.paragraphs.select_related("consultation__issuer").get(number=number)
    return consultations.comment_add(actor=person.actor, paragraph=paragraph, body=body, language=person.user.language)


def test_languages_need_the_same_paragraphs(cast):
    with pytest.raises(DomainError):
        consultations.consultation_create(
            actor=cast.authority.actor, names={"en": "x"}, summaries={}, paragraphs={"en": ["a"], "ar": ["a", "b"]},
            opens_on=clock.today(), closes_on=clock.today() + timedelta(days=1),
        )  # fmt: skip


def test_one_answer_for_many_in_each_writers_language(cast, open_draft):
    from portal.briefs.models import AnswerTemplate

    said = [say(open_draft, cast.owner), say(open_draft, cast.rival, 2)]
    template = AnswerTemplate.objects.create(
        issuer=open_draft.issuer, name="t", position="accepted", texts={"en": "Yes.", "zh-hans": "好。"}
    )
    assert (
        consultations.comments_answer(
            actor=cast.authority.actor, comments=said, position="accepted", reason="", template=template
        )
        == 2
    )
    assert list(Comment.objects.order_by("pk").values_list("reason", "execution")) == [
        ("Yes.", "not_started"),
        ("好。", "not_started"),
    ]
    assert (
        consultations.comments_answer(actor=cast.authority.actor, comments=said, position="rejected", reason="No.") == 0
    )


def test_a_rejection_needs_a_reason_and_only_the_authority_answers(cast, open_draft):
    comment = say(open_draft, cast.owner)
    with pytest.raises(DomainError):
        consultations.comments_answer(actor=cast.authority.actor, comments=[comment], position="rejected", reason=" ")
    with pytest.raises(NotAllowedError):
        consultations.comments_answer(actor=cast.owner.actor, comments=[comment], position="accepted", reason="")


def test_everyone_who_spoke_is_told_of_progress(cast, open_draft):
    from portal.notify.models import InboxItem
    from portal.notify.services import dispatch

    first, _second = say(open_draft, cast.owner), say(open_draft, cast.rival, 2)
    consultations.comments_answer(actor=cast.authority.actor, comments=[first], position="accepted", reason="")
    first.refresh_from_db()
    with pytest.raises(DomainError):
        consultations.execution_move(actor=cast.authority.actor, comment=first, execution="dropped")
    consultations.execution_move(actor=cast.authority.actor, comment=first, execution="done")
    for entry in JournalEntry.objects.filter(verb="comment.execution_moved"):
        dispatch(entry)
    told = set(InboxItem.objects.filter(code="ExecutionMovedForSpeakers").values_list("user__email", flat=True))
    assert told == {cast.owner.user.email, cast.rival.user.email}
    with pytest.raises(ConflictError):
        consultations.execution_move(actor=cast.authority.actor, comment=first, execution="done")


def test_overlapping_windows_remind_once_and_a_skipped_run_loses_nothing(cast, open_draft, monkeypatch):
    say(open_draft, cast.owner)
    assert consultations.run_clock() == 0
    near = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: near)
    assert [consultations.run_clock() for _ in range(3)] == [1, 0, 0]
    assert SentNotice.objects.count() == 1
    late = near + timedelta(days=5)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert consultations.run_clock() == 1
    open_draft.refresh_from_db()
    assert open_draft.state == "closed"
    with pytest.raises(ConflictError):
        say(open_draft, cast.owner)


def test_the_lab_counts_gainers_hides_small_groups_and_writes_nothing_live(cast, draft):
    for number in range(30):
        firm = organisation(f"F{number}", "borrower", region="SA-01" if number < 26 else "SA-02")
        keep(
            firm,
            employees=str(40 if number < 12 else 80),
            founded_on="2015-01-01",
            has_tax_clearance=True,
            consent_policy_lab=True,
        )
    outsider = organisation("No consent", "borrower", region="SA-01")
    keep(outsider, employees="80", founded_on="2015-01-01", has_tax_clearance=True)
    facts_before = list(Fact.objects.order_by("pk").values_list("pk", "value", "is_current"))
    changed = {"schema": 2, "any": [{"all": [{"fact": "employees", "op": "lte", "value": "100"}]}]}
    case = lab.case_create(
        actor=cast.authority.actor, names={"en": "x"}, questions={}, base=draft.conditions, changed=changed, amount=1000
    )
    conditions_before = dict(draft.conditions)
    result = lab.simulate(case)
    assert result["firms"] == 30
    assert result["totals"] == {"winners": 18, "losers": 0, "both": 12, "neither": 0}
    assert result["regions"] == {}  # SA-02 has 4, and SA-01 alone would give them away
    assert result["cost"] == "18000"
    draft.refresh_from_db()
    assert draft.conditions == conditions_before
    assert list(Fact.objects.order_by("pk").values_list("pk", "value", "is_current")) == facts_before


def limit(people):
    """A rule: at most so many people."""
    return {"schema": 2, "any": [{"all": [{"fact": "employees", "op": "lte", "value": str(people)}]}]}


def test_two_rules_close_to_each_other_cannot_be_subtracted(cast):
    for number in range(60):
        keep(organisation(f"F{number}", "borrower"), employees=str(number + 1), consent_policy_lab=True)
    actor = cast.authority.actor

    def tried(case, people):
        lab.case_change(actor=actor, case=case, changed=limit(people), amount=None)
        case.refresh_from_db()
        lab.case_run(actor=actor, case=case)
        case.refresh_from_db()
        if case.state == "running":
            lab.run(case)
            case.refresh_from_db()
        return case.result

    first = lab.case_create(actor=actor, names={"en": "x"}, questions={}, base=limit(10), changed=limit(20))
    assert tried(first, 30)["totals"]["winners"] == 20
    assert tried(first, 30)["totals"]["winners"] == 20  # the same rule again is no news
    closer = tried(first, 31)
    assert closer["is_close"]
    assert (set(closer["totals"].values()), closer["cost"], closer["firms"]) == ({None}, None, None)
    assert tried(first, 41)["totals"]["winners"] == 31
    other = lab.case_create(actor=actor, names={"en": "y"}, questions={}, base=limit(10), changed=limit(10))
    assert tried(other, 36)["is_close"]  # five firms from 41 and six from 30, whoever asked
    assert tried(other, 52)["totals"]["winners"] == 42


def test_an_answer_given_by_somebody_else_is_not_told_twice(cast, open_draft):
    comment = say(open_draft, cast.owner)
    answer = {"actor": cast.authority.actor, "comments": [comment], "position": "accepted", "reason": ""}
    assert [consultations.comments_answer(**answer) for _ in range(2)] == [1, 0]
    assert JournalEntry.objects.filter(verb="comment.answered").count() == 1


def test_consent_is_the_firms_own_and_can_be_taken_back(cast):
    lab.consent_set(actor=cast.owner.actor, is_given=True)
    assert lab.has_consented(cast.owner.organisation)
    lab.consent_set(actor=cast.owner.actor, is_given=False)
    assert not lab.has_consented(cast.owner.organisation)
    with pytest.raises(NotAllowedError):
        lab.consent_set(actor=cast.colleague.actor, is_given=True)
