"""Applying: the legal clock in working days, the intermediary, the no-application benefit, one live per firm."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.briefs import calculator
from portal.briefs.models import Application, Brief
from portal.briefs.services import applications, representatives
from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.complaints import services as complaints
from portal.complaints.models import Complaint
from tests.portal.briefs.conftest import keep


@pytest.fixture
def on_monday(monkeypatch):
    """Monday 5 January 2026, 9:00 UTC: no Saudi holiday before 22 February."""
    moment = [datetime(2026, 1, 5, 9, tzinfo=UTC)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


def send(cast, brief, person=None, cost=20000):
    actor = (person or cast.owner).actor
    row = applications.application_start(actor=actor, brief=brief)
    applications.application_save(actor=actor, application=row, cost=Decimal(cost), statement="A till.")
    applications.application_submit(actor=actor, application=row)
    return row


@pytest.mark.django_db
def test_applied_approved_and_paid_within_the_counted_time(cast, published, on_monday):
    row = send(cast, published)
    assert row.amount == Decimal(14000)
    assert row.decision_due_on == date(2026, 2, 2)  # 20 Saudi working days (Sunday to Thursday)
    on_monday[0] += timedelta(days=7)
    office = cast.authority.actor
    applications.application_decide(actor=office, application=row, is_approved=True, reasons="All met.")
    assert row.payment_due_on == workdays.add(date(2026, 1, 12), 10, "SA") == date(2026, 1, 26)
    applications.application_pay(actor=office, application=row, reference="P-1")
    assert Application.objects.get(pk=row.pk).state == "paid"


@pytest.mark.django_db
def test_the_clock_stands_still_while_a_question_waits(cast, published, on_monday):
    row = send(cast, published)
    applications.application_ask(actor=cast.authority.actor, application=row, question="Which tool?")
    on_monday[0] += timedelta(days=7)  # five working days
    applications.application_answer(actor=cast.owner.actor, application=row, answer="The blue one.")
    assert row.decision_due_on == workdays.add(date(2026, 2, 2), 5, "SA")


@pytest.mark.django_db
def test_reminders_and_overdue_are_noted_once(cast, published, on_monday):
    row = send(cast, published)
    assert applications.run_clock() == 0
    on_monday[0] = datetime(2026, 1, 29, 9, tzinfo=UTC)
    assert applications.run_clock() == 1
    assert applications.run_clock() == 0
    on_monday[0] = datetime(2026, 2, 4, 9, tzinfo=UTC)
    assert applications.run_clock() == 1
    assert applications.run_clock() == 0
    row.refresh_from_db()
    assert row.reminded_at
    assert row.overdue_at


@pytest.mark.django_db
def test_one_live_application_per_firm(cast, published):
    row = send(cast, published)
    with pytest.raises(ConflictError):
        applications.application_start(actor=cast.owner.actor, brief=published)
    applications.application_withdraw(actor=cast.owner.actor, application=row)
    applications.application_start(actor=cast.owner.actor, brief=published)


@pytest.mark.django_db
def test_an_adviser_applies_for_a_client_and_a_stranger_does_not(cast, published):
    client = cast.stranger.organisation
    with pytest.raises(NotAllowedError):
        applications.application_start(actor=cast.adviser.actor, brief=published, client=client)
    granted = representatives.representative_grant(actor=cast.stranger.actor, adviser=cast.adviser.organisation)
    row = applications.application_start(actor=cast.adviser.actor, brief=published, client=client)
    assert (row.organisation, row.through) == (client, cast.adviser.organisation)
    with pytest.raises(NotAllowedError):
        applications.application_start(actor=cast.owner.actor, brief=published, client=client)
    with pytest.raises(NotAllowedError):
        applications.application_save(actor=cast.owner.actor, application=row, cost=None, statement="")
    applications.application_save(actor=cast.adviser.actor, application=row, cost=Decimal(4000), statement="")
    representatives.representative_end(actor=cast.stranger.actor, row=granted)
    with pytest.raises(NotAllowedError):
        applications.application_submit(actor=cast.adviser.actor, application=row)
    with pytest.raises(ConflictError):
        representatives.representative_end(actor=cast.stranger.actor, row=granted)
    applications.application_save(actor=cast.stranger.actor, application=row, cost=Decimal(5000), statement="")


@pytest.mark.django_db
def test_only_a_firms_editor_names_an_adviser_and_only_a_vetted_one(cast):
    with pytest.raises(NotAllowedError):
        representatives.representative_grant(actor=cast.colleague.actor, adviser=cast.adviser.organisation)
    with pytest.raises(NotAllowedError):
        representatives.representative_grant(actor=cast.lender.actor, adviser=cast.adviser.organisation)
    with pytest.raises(DomainError):
        representatives.representative_grant(actor=cast.owner.actor, adviser=cast.lender.organisation)
    representatives.representative_grant(actor=cast.owner.actor, adviser=cast.adviser.organisation)
    with pytest.raises(ConflictError):
        representatives.representative_grant(actor=cast.owner.actor, adviser=cast.adviser.organisation)


@pytest.mark.django_db
def test_the_adviser_chooses_the_firm_on_the_briefs_page_and_sees_no_others(client, cast, published):
    representatives.representative_grant(actor=cast.stranger.actor, adviser=cast.adviser.organisation)
    client.force_login(cast.adviser.user)
    page = client.get(f"/en/briefs/{published.public_id}/").content.decode()
    assert f'value="{cast.stranger.organisation.public_id}"' in page
    assert cast.owner.organisation.public_id not in page
    answer = client.post(f"/en/briefs/{published.public_id}/apply/", {"client": cast.owner.organisation.public_id})
    assert answer.status_code == 403
    client.post(f"/en/briefs/{published.public_id}/apply/", {"client": cast.stranger.organisation.public_id})
    assert Application.objects.get().organisation == cast.stranger.organisation


@pytest.mark.django_db
def test_each_limit_has_its_own_reminder(cast, published, on_monday):
    row = send(cast, published)
    on_monday[0] = datetime(2026, 2, 1, 9, tzinfo=UTC)  # a working day before the limit
    assert [applications.run_clock() for _ in range(2)] == [1, 0]
    row.refresh_from_db()
    assert row.reminded_at is not None
    applications.application_decide(actor=cast.authority.actor, application=row, is_approved=True, reasons="Yes.")
    row.refresh_from_db()
    assert row.reminded_at is None
    on_monday[0] += timedelta(days=40)
    assert [applications.run_clock() for _ in range(2)] == [1, 0]


@pytest.mark.django_db
def test_a_viewer_and_the_firm_itself_decide_nothing(cast, published):
    row = send(cast, published)
    for someone in (cast.owner, cast.colleague, cast.lender):
        with pytest.raises(NotAllowedError):
            applications.application_decide(actor=someone.actor, application=row, is_approved=True, reasons="Yes.")


@pytest.mark.django_db
def test_confirming_needs_all_conditions_and_starts_the_payment_clock(cast, published, on_monday):
    Brief.objects.filter(pk=published.pk).update(delivery="confirmation", amount_kind="fixed", amount_fixed=5000)
    published.refresh_from_db()
    with pytest.raises(DomainError):
        applications.benefit_confirm(actor=cast.owner.actor, brief=published)
    assert not Application.objects.exists()
    keep(cast.owner.organisation, employees="18", founded_on="2015-01-01", has_tax_clearance=True)
    row = applications.benefit_confirm(actor=cast.owner.actor, brief=published)
    assert (row.state, row.amount, row.payment_due_on) == (
        "approved",
        Decimal(5000),
        workdays.add(date(2026, 1, 5), 10, "SA"),
    )


@pytest.mark.django_db
def test_after_the_last_day_nothing_is_accepted(cast, published, on_monday):
    row = applications.application_start(actor=cast.owner.actor, brief=published)
    applications.application_save(actor=cast.owner.actor, application=row, cost=Decimal(100), statement="")
    Brief.objects.filter(pk=published.pk).update(ends_on=date(2026, 1, 4))
    row.brief.refresh_from_db()
    with pytest.raises(DomainError):
        applications.application_submit(actor=cast.owner.actor, application=row)


@pytest.mark.django_db
def test_the_page_hides_an_application_from_strangers(client, cast, published):
    row = send(cast, published)
    for someone, code in ((cast.owner, 200), (cast.authority, 200), (cast.stranger, 404), (cast.lender, 404)):
        client.force_login(someone.user)
        assert client.get(f"/en/benefits/{row.public_id}/").status_code == code


MONEY = st.decimals(min_value=0, max_value=10**9, places=2)


@given(cost=MONEY.filter(lambda x: x > 0), rate=st.integers(1, 100), cap=st.none() | MONEY, other=MONEY)
def test_the_benefit_never_exceeds_cap_cost_or_what_is_left(cost, rate, cap, other):
    terms = calculator.Terms("rate", "SAR", rate=Decimal(rate), cap=cap)
    worked = calculator.work_out(terms, cost, other)
    assert 0 <= worked.amount <= cost
    assert cap is None or worked.amount <= cap
    assert worked.amount + min(other, cost) <= cost + Decimal("0.005")
    assert worked.amount <= cost * rate / 100 + Decimal("0.005")


def test_the_floor_and_the_cap_decide():
    terms = calculator.Terms("rate", "SAR", rate=Decimal(70), cap=Decimal(30000), floor=Decimal(2000))
    assert calculator.work_out(terms, Decimal(1999)).rule == "below_floor"
    assert calculator.work_out(terms, Decimal(20000)).amount == Decimal(14000)
    assert calculator.work_out(terms, Decimal(60000)) == calculator.Worked(Decimal(30000), Decimal(30000), "cap")


@given(st.dates(date(2025, 1, 1), date(2027, 12, 1)), st.integers(0, 60), st.sampled_from(["SA", "CN", "DE"]))
def test_working_days_count_back_to_what_was_added(start, days, country):
    end = workdays.add(start, days, country)
    assert workdays.is_working_day(end, country)
    if days:
        assert workdays.between(start, end, country) == days


def test_make_up_saturdays_count_in_china_and_fridays_do_not_in_saudi_arabia():
    assert workdays.is_working_day(date(2026, 2, 14), "CN")
    assert not workdays.is_working_day(date(2026, 1, 9), "SA")
    assert workdays.is_working_day(date(2026, 1, 11), "SA")
    with pytest.raises(ValueError):
        workdays.add(date(2026, 1, 1), 5000, "SA")
    with pytest.raises(ValueError):
        workdays.add(date(2026, 1, 1), 1, "XX")


@pytest.mark.django_db
def test_an_appeal_against_a_rejection_never_lands_with_who_rejected(client, cast, published, second):
    row = send(cast, published)
    applications.application_decide(actor=cast.authority.actor, application=row, is_approved=False, reasons="No quote.")
    form = {
        "kind": "appeal", "subject": "benefit", "title": "We sent the quote", "wish": "", "about": row.public_id,
        "story": "The quote was handed in on the same day, together with the other papers.",
    }  # fmt: skip
    client.force_login(cast.stranger.user)
    client.post("/en/complaints/new/", form)
    assert Complaint.objects.get().first_decider is None  # a stranger's word on somebody else's case binds nobody
    client.force_login(cast.owner.user)
    answer = client.post("/en/complaints/new/", form)
    case = Complaint.objects.latest("pk")
    assert (case.about_type, case.first_decider) == ("application", cast.authority.user)
    assert row.reference in client.get(answer["Location"]).content.decode()
    with pytest.raises(NotAllowedError):
        complaints.complaint_take(actor=cast.authority.actor, complaint=case)
    complaints.complaint_take(actor=second.actor, complaint=case)


def appealed(cast, second, row):
    """The second officer's case of the owner's appeal against ``row``."""
    case = complaints.complaint_make(
        actor=cast.owner.actor, kind="appeal", subject="benefit", title="Quote", story="The quote was handed in on the same day.",
        about=("", row.public_id),
    )  # fmt: skip
    complaints.complaint_take(actor=second.actor, complaint=case)
    return case


def judge(second, case, outcome):
    complaints.complaint_decide(
        actor=second.actor, complaint=case, outcome=outcome, decision="The quote is in the file and counts.", is_public=False
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["upheld", "partly"])
def test_an_upheld_appeal_opens_the_application_again_for_a_second_person(cast, published, second, outcome):
    row = send(cast, published)
    applications.application_decide(actor=cast.authority.actor, application=row, is_approved=False, reasons="No quote.")
    judge(second, appealed(cast, second, row), outcome)
    row.refresh_from_db()
    assert (row.state, row.decision, row.decided_at) == ("submitted", "", None)
    assert row.decision_due_on == workdays.add(clock.today(), published.decision_days, published.country)
    assert [message.body for message in row.messages.all()] == ["No quote."]
    decide = {"application": row, "is_approved": True, "reasons": "The quote counts.", "amount": Decimal(900)}
    with pytest.raises(NotAllowedError):
        applications.application_decide(actor=cast.authority.actor, **decide)
    applications.application_decide(actor=second.actor, **decide)
    assert row.state == "approved"


@pytest.mark.django_db
def test_an_appeal_not_upheld_or_overtaken_by_a_new_application_changes_nothing(cast, published, second):
    row = send(cast, published)
    applications.application_decide(actor=cast.authority.actor, application=row, is_approved=False, reasons="No quote.")
    judge(second, appealed(cast, second, row), "rejected")
    row.refresh_from_db()
    assert row.state == "rejected"
    case = appealed(cast, second, row)
    send(cast, published)
    judge(second, case, "upheld")
    row.refresh_from_db()
    assert row.state == "rejected"


@pytest.mark.django_db
def test_the_office_hears_of_a_withdrawal_but_not_of_a_dropped_draft(cast, published):
    from portal.journal.models import JournalEntry
    from portal.notify.models import InboxItem
    from portal.notify.services import dispatch

    row = send(cast, published)
    applications.application_withdraw(actor=cast.owner.actor, application=row)
    draft = applications.application_start(actor=cast.owner.actor, brief=published)
    applications.application_withdraw(actor=cast.owner.actor, application=draft)
    for entry in JournalEntry.objects.filter(verb="application.withdrawn"):
        dispatch(entry)
    told = InboxItem.objects.filter(code="ApplicationWithdrawnForOffice")
    assert {item.params["reference"] for item in told} == {row.reference}
