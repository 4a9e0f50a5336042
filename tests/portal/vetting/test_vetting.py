"""Vetting: applying, reviewing, deciding, appealing, expiring."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.models import JournalEntry
from portal.organisations.choices import CapabilityState
from portal.organisations.models import Capability
from portal.vetting import reviews, services
from portal.vetting.clocks import expire_due, remind_due
from portal.vetting.criteria import criteria_sets
from portal.vetting.models import Appeal, VettingCase
from portal.vetting.reviews import expiry_after
from tests.people import organisation, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    firm = organisation("Dune Bank")
    Capability.objects.create(organisation=firm, kind="lender")
    return person("a@bank.example", firm)


@pytest.fixture
def officer():
    return person("o@gov.example", organisation("Authority", "authority"))


@pytest.fixture
def second(officer):
    return person("o2@gov.example", officer.organisation, "editor")


def started(bank):
    return services.case_start(actor=bank.actor, capability=bank.organisation.capabilities.get(kind="lender"))


def answered(bank):
    case = started(bank)
    for answer in case.answers.select_related("case__capability"):
        services.answer_save(actor=bank.actor, answer=answer, is_met=True, text="See our page", link="")
    return case


def submitted(bank):
    return services.case_submit(actor=bank.actor, case=answered(bank))


def judged(case, officer, **verdicts):
    for answer in case.answers.select_related("case__capability"):
        verdict = verdicts.get(answer.criterion, "met")
        reviews.verdict_save(
            actor=officer.actor, answer=answer, verdict=verdict, question="" if verdict == "met" else "Missing stamp"
        )


def rejected(bank, officer):
    case = submitted(bank)
    reviews.case_take(actor=officer.actor, case=case)
    judged(case, officer, licence="not_met")
    return reviews.case_decide(actor=officer.actor, case=case, approve=False, note="", no_conflict=True)


def test_the_whole_way_to_an_approval(bank, officer):
    case = submitted(bank)
    assert not bank.actor.holds("lender")
    assert bank.organisation.capabilities.get().state == CapabilityState.SUBMITTED
    reviews.case_take(actor=officer.actor, case=case)
    judged(case, officer)
    reviews.case_decide(actor=officer.actor, case=case, approve=True, note="Welcome", no_conflict=True)
    capability = bank.organisation.capabilities.get()
    assert capability.expires_on == expiry_after(clock.today(), 12)
    assert bank.actor.holds("lender")
    assert "Welcome" in case.letter
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {"vetting.started", "vetting.submitted", "vetting.taken", "vetting.approved"} <= verbs


def test_the_letter_is_in_the_applicants_language(bank, officer):
    case = submitted(bank)
    VettingCase.objects.filter(pk=case.pk).update(language="ar")
    case.refresh_from_db()
    reviews.case_take(actor=officer.actor, case=case)
    judged(case, officer, licence="not_met")
    letter = reviews.letter_of(case, approve=False, note="")
    assert criteria_sets()["lender"].get("licence").text("ar") in letter


def test_unanswered_criteria_are_named_and_nothing_is_sent(bank):
    case = started(bank)
    with pytest.raises(DomainError) as caught:
        services.case_submit(actor=bank.actor, case=case)
    assert set(caught.value.messages) == {item.code for item in criteria_sets()["lender"].criteria}
    case.refresh_from_db()
    assert case.state == "draft"


def test_starting_twice_gives_the_same_case(bank):
    assert started(bank) == started(bank)
    with pytest.raises(IntegrityError), transaction.atomic():
        VettingCase.objects.create(
            capability=bank.organisation.capabilities.get(), criteria_version="x", created_by=bank.user
        )


def test_only_one_officer_holds_a_case_and_taking_over_needs_to_have_seen_who(bank, officer, second):
    case = submitted(bank)
    reviews.case_take(actor=officer.actor, case=case)
    with pytest.raises(ConflictError):
        reviews.case_take(actor=second.actor, case=case)
    with pytest.raises(NotAllowedError):
        judged(case, second)
    reviews.case_take(actor=second.actor, case=case, seen_officer_id=officer.user.pk)
    judged(case, second)
    with pytest.raises(NotAllowedError):
        reviews.case_decide(actor=officer.actor, case=case, approve=True, note="", no_conflict=True)


def test_a_decision_needs_the_declaration_every_verdict_and_agreement_with_them(bank, officer):
    case = submitted(bank)
    reviews.case_take(actor=officer.actor, case=case)
    decide = {"actor": officer.actor, "case": case, "note": ""}
    with pytest.raises(DomainError):
        reviews.case_decide(**decide, approve=True, no_conflict=True)  # nothing looked at
    judged(case, officer, licence="not_met")
    with pytest.raises(DomainError):
        reviews.case_decide(**decide, approve=False, no_conflict=False)
    with pytest.raises(DomainError):
        reviews.case_decide(**decide, approve=True, no_conflict=True)
    judged(case, officer)
    with pytest.raises(DomainError):
        reviews.case_decide(**decide, approve=False, no_conflict=True)
    case.refresh_from_db()
    assert case.state == "in_review"


def test_nobody_else_reviews(bank, officer):
    case = submitted(bank)
    viewer = person("v@gov.example", officer.organisation, "viewer")
    stranger = person("s@x.example", organisation("Other", "lender"))
    for someone in (viewer, stranger, bank):
        with pytest.raises(NotAllowedError):
            reviews.case_take(actor=someone.actor, case=case)
    assert not VettingCase.objects.visible_to(stranger.actor).exists()
    assert VettingCase.objects.visible_to(officer.actor).get() == case


def test_an_authority_never_reviews_itself(officer):
    capability = Capability.objects.create(organisation=officer.organisation, kind="mentor")
    case = services.case_start(actor=officer.actor, capability=capability)
    for answer in case.answers.select_related("case__capability"):
        services.answer_save(actor=officer.actor, answer=answer, is_met=True, text="x", link="")
    services.case_submit(actor=officer.actor, case=case)
    with pytest.raises(NotAllowedError):
        reviews.case_take(actor=officer.actor, case=case)


def test_asking_for_more_stops_the_clock_and_a_changed_answer_is_looked_at_again(bank, officer, monkeypatch):
    day = date(2026, 11, 1)  # a Sunday, a working day in the home country

    def freeze(value):
        moment = datetime(value.year, value.month, value.day, 12, tzinfo=ZoneInfo("Asia/Riyadh"))
        monkeypatch.setattr(clock, "now", lambda: moment)

    freeze(day)
    case = submitted(bank)
    freeze(date(2026, 11, 4))
    reviews.case_take(actor=officer.actor, case=case)
    judged(case, officer, licence="unclear")
    assert services.days_used(case) == 3
    reviews.case_return(actor=officer.actor, case=case, note="The stamp")
    freeze(date(2026, 11, 25))
    assert services.days_used(case) == 3
    answer = case.answers.select_related("case__capability").get(criterion="licence")
    services.answer_save(actor=bank.actor, answer=answer, is_met=True, text="With the stamp now", link="")
    answer.refresh_from_db()
    assert answer.verdict == "open"
    case = services.case_submit(actor=bank.actor, case=case)
    freeze(date(2026, 11, 26))
    assert services.days_used(case) == 4
    assert services.due_on(case) == workdays.add(date(2026, 11, 25), 17, settings.HOME_COUNTRY)


def test_asking_for_more_needs_words(bank, officer):
    case = submitted(bank)
    reviews.case_take(actor=officer.actor, case=case)
    with pytest.raises(DomainError):
        reviews.case_return(actor=officer.actor, case=case)
    answer = case.answers.select_related("case__capability").first()
    with pytest.raises(DomainError):
        reviews.verdict_save(actor=officer.actor, answer=answer, verdict="unclear")


def test_an_appeal_is_decided_by_a_second_person(bank, officer, second):
    case = rejected(bank, officer)
    assert not bank.actor.holds("lender")
    appeal = services.appeal_file(actor=bank.actor, case=case, reason="The licence was renewed")
    with pytest.raises(ConflictError):
        services.appeal_file(actor=bank.actor, case=case, reason="Again")
    with pytest.raises(NotAllowedError):
        reviews.appeal_decide(actor=officer.actor, appeal=appeal, overturn=False, answer="No")
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=officer.user, decided_at=clock.now(), state="upheld")
    reviews.appeal_decide(actor=second.actor, appeal=appeal, overturn=True, answer="The renewal is valid")
    assert bank.actor.holds("lender")
    with pytest.raises(ConflictError):
        reviews.appeal_decide(actor=second.actor, appeal=appeal, overturn=False, answer="No")


def test_only_a_rejection_can_be_appealed(bank):
    with pytest.raises(DomainError):
        services.appeal_file(actor=bank.actor, case=submitted(bank), reason="Too slow")


def test_expiry_and_reminders_happen_once(bank, officer):
    capability = bank.organisation.capabilities.get()
    now = clock.now()
    today = clock.today()
    Capability.objects.filter(pk=capability.pk).update(
        state="approved", approved_at=now, expires_on=today + timedelta(days=25)
    )
    assert (remind_due(now), remind_due(now)) == (1, 0)
    assert expire_due(now) == 0
    soon = now + timedelta(days=20)
    assert (remind_due(soon), remind_due(soon)) == (1, 0)
    after = now + timedelta(days=26)
    assert (expire_due(after), expire_due(after)) == (1, 0)
    capability.refresh_from_db()
    assert capability.state == CapabilityState.EXPIRED
    assert JournalEntry.objects.filter(verb="capability.expiring").count() == 2


def test_a_renewal_keeps_the_approval_running(bank, officer):
    Capability.objects.update_or_create(
        organisation=bank.organisation, kind="lender",
        defaults={"state": "approved", "approved_at": clock.now(), "expires_on": clock.today() + timedelta(days=20)},
    )  # fmt: skip
    case = submitted(bank)
    assert case.is_renewal
    assert bank.actor.holds("lender")


def test_suspension_and_its_end(bank, officer):
    capability = bank.organisation.capabilities.get()
    Capability.objects.filter(pk=capability.pk).update(state="approved", approved_at=clock.now())
    with pytest.raises(DomainError):
        reviews.capability_suspend(actor=officer.actor, capability=capability, reason=" ")
    reviews.capability_suspend(actor=officer.actor, capability=capability, reason="Complaints")
    assert not bank.actor.holds("lender")
    with pytest.raises(ConflictError):
        reviews.capability_suspend(actor=officer.actor, capability=capability, reason="Again")
    with pytest.raises(NotAllowedError):
        reviews.capability_restore(actor=bank.actor, capability=capability)
    reviews.capability_restore(actor=officer.actor, capability=capability)
    assert bank.actor.holds("lender")


def test_withdrawing_frees_the_capability(bank):
    services.case_withdraw(actor=bank.actor, case=submitted(bank))
    assert bank.organisation.capabilities.get().state == CapabilityState.DRAFT
    assert started(bank).state == "draft"


def test_working_days_skip_the_weekend():
    thursday = date(2026, 11, 19)
    assert workdays.add(thursday, 1, settings.HOME_COUNTRY) == date(2026, 11, 22)
    assert workdays.between(thursday, date(2026, 11, 22), settings.HOME_COUNTRY) == 1
    assert workdays.between(thursday, thursday, settings.HOME_COUNTRY) == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 11, 22), 12, date(2027, 11, 22)), (date(2026, 8, 31), 6, date(2027, 2, 28))],
)  # fmt: skip
def test_expiry_is_the_same_day_or_the_last_of_the_month(day, months, expected):
    assert expiry_after(day, months) == expected


def test_every_criterion_is_written_in_three_languages():
    for criteria in criteria_sets().values():
        assert criteria.criteria
        for item in criteria.criteria:
            for texts in (item.texts, item.whys, item.evidences):
                assert set(texts) == {"en", "zh-hans", "ar"}
                assert all(texts.values())


def test_evidence_is_readable_by_the_authority_and_nobody_else(bank, officer, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    case = answered(bank)
    answer = case.answers.select_related("case__capability").first()
    upload = SimpleUploadedFile("licence.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    client.force_login(bank.user)
    page = reverse("vetting:answer", args=[case.public_id, answer.criterion])
    assert client.post(page, {"is_met": "yes", "text": "See the file", "file": upload}).status_code == 302
    version = answer.evidence.get().document.versions.get()
    download = reverse("documents:download", args=[version.public_id])
    client.force_login(officer.user)
    assert client.get(download).status_code in (403, 404)  # not sent yet
    services.case_submit(actor=bank.actor, case=case)
    assert download.encode() in client.get(reverse("vetting:review", args=[case.public_id])).content
    response = client.get(download)
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    client.force_login(person("r@rival.example", organisation("Rival", "lender")).user)
    assert client.get(download).status_code in (403, 404)
