"""Vouching, partner profiles, events, pools: their rules, clocks and pages."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from export.forms.network import EventForm, InterestForm, MemberForm, PoolForm, ProfileForm, VouchingForm
from export.models import Event, EventParty, Interest, MeetingRequest, PartnerProfile, Pool, PoolMember, Vouching
from export.services import events, partners, pools, upkeep, vouching
from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.common.forms import QModelForm
from portal.organisations.models import Fact, Organisation
from tests.moments import pass_time
from tests.people import Cast, organisation, person

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "portal.identity.backends.AuthenticationBackend"


def sign(cast: Cast, days: int = 200, **changes: Any) -> Vouching:
    data = {
        "firm": cast.owner.organisation.pk, "product": "Dates", "volume": "40 t", "since_on": "2024-01-01",
        "statement": "On time for two years", "expires_on": clock.today() + timedelta(days=days), **changes,
    }  # fmt: skip
    form = VouchingForm(data, firms=Organisation.objects.all())
    assert form.is_valid(), form.errors
    return vouching.vouching_sign(actor=cast.mentor.actor, form=form)


def evidence(cast: Cast) -> bool:
    return Fact.objects.filter(organisation=cast.owner.organisation, code=vouching.FACT, is_current=True).exists()


def test_vouching_is_shown_only_with_consent_and_becomes_evidence(cast: Cast) -> None:
    item = sign(cast)
    assert not Vouching.objects.in_force().exists()
    assert not evidence(cast)
    with pytest.raises(NotAllowedError):
        vouching.vouching_consent(actor=cast.stranger.actor, vouching=item, show=True)
    vouching.vouching_consent(actor=cast.owner.actor, vouching=item, show=True)
    assert Vouching.objects.in_force().get() == item
    assert evidence(cast)


@pytest.mark.parametrize("end", ["revoke", "expire", "hide"])
def test_ended_vouching_disappears_within_one_task_run(cast: Cast, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    item = sign(cast, days=3)
    vouching.vouching_consent(actor=cast.owner.actor, vouching=item, show=True)
    if end == "revoke":
        vouching.vouching_revoke(actor=cast.mentor.actor, vouching=item, reason="Supply ended")
    elif end == "hide":
        vouching.vouching_consent(actor=cast.owner.actor, vouching=item, show=False)
    else:
        pass_time(monkeypatch, days=4)
        assert upkeep.run()["vouchings"] == 1
        assert "vouchings" not in upkeep.run()
    assert not Vouching.objects.in_force().exists()
    assert not evidence(cast)


@pytest.mark.parametrize(("days", "field"), [(0, "expires_on"), (366, "expires_on"), (-5, "expires_on")])
def test_vouching_lasts_at_most_twelve_months(cast: Cast, days: int, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        sign(cast, days=days)
    assert field in refusal.value.messages


def test_only_approved_companies_vouch_and_disputes_are_counted_once(cast: Cast) -> None:
    item = sign(cast)
    with pytest.raises(DomainError):
        sign(cast)
    vouching.vouching_consent(actor=cast.owner.actor, vouching=item, show=True)
    vouching.vouching_dispute(actor=cast.lender.actor, vouching=item, reason="Never delivered")
    with pytest.raises(ConflictError):
        vouching.vouching_dispute(actor=cast.lender.actor, vouching=item, reason="Again")
    assert vouching.counts_of(cast.mentor.organisation) == {"vouched": 1, "disputed": 1}
    with pytest.raises(NotAllowedError):
        vouching.vouching_sign(actor=cast.stranger.actor, form=SimpleNamespace(instance=Vouching()))


def profile(cast: Cast, **changes: Any) -> PartnerProfile:
    data = {
        "kind": "business_offer", "money": "paid", "title": "Date paste maker seeks distributors", "summary": "Organic date paste",
        "description": "Paste for bakeries", "sought": "Distributor of food ingredients", "agreement": "commercial",
        "stage": "market", **changes,
    }  # fmt: skip
    form = ProfileForm(data, instance=PartnerProfile(organisation=cast.owner.organisation))
    assert form.is_valid(), form.errors
    return partners.profile_save(actor=cast.owner.actor, form=form)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"summary": "Write to a@b.example"}, "summary"),
        ({"description": "See www.noor.example"}, "description"),
        ({"sought": "Call +966 11 555 0100"}, "sought"),
        ({"title": "Paste at SAR 12 a kilo"}, "title"),
        ({"keywords": "paste, www.noor.example"}, "keywords"),
        ({"stage": ""}, "stage"),
        ({"deadline": "2020-01-01"}, "deadline"),
        ({"advantages": "NOOR foods is the best"}, "advantages"),
        ({"money": "pay"}, "kind"),
        ({"kind": "technology_request"}, "kind"),
    ],
)
def test_open_part_holds_no_names_mails_links_prices(cast: Cast, change: dict[str, str], field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        profile(cast, **change)
    assert field in refusal.value.messages


def published(cast: Cast) -> PartnerProfile:
    item = profile(cast)
    partners.profile_submit(actor=cast.owner.actor, profile=item)
    partners.profile_review(actor=cast.adviser.actor, profile=item, passed=True, comment="")
    with pytest.raises(ConflictError):
        partners.profile_review(actor=cast.adviser.actor, profile=item, passed=True, comment="")
    item.refresh_from_db()
    assert item.state == "review", "two different people must pass it"
    partners.profile_review(actor=cast.authority.actor, profile=item, passed=True, comment="")
    item.refresh_from_db()
    return item


def test_two_reviewers_publish_for_365_days_with_reminders(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    item = published(cast)
    assert item.state == "published"
    assert (item.expires_on - clock.today()).days == 365
    told = []
    for day in (334, 335, 336, 358, 359, 366):
        pass_time(monkeypatch, days=day - (told[-1][0] if told else 0))
        told.append((day, upkeep.run().get("profiles", 0)))
    assert [count for _day, count in told] == [0, 1, 0, 1, 0, 1]
    item.refresh_from_db()
    assert item.state == "expired"
    partners.profile_renew(actor=cast.owner.actor, profile=item)
    item.refresh_from_db()
    assert item.state == "published"


def test_near_copy_is_refused(cast: Cast) -> None:
    published(cast)
    copy = profile(cast, title="Date paste maker seeks more distributors")
    with pytest.raises(DomainError):
        partners.profile_submit(actor=cast.owner.actor, profile=copy)


def interest(cast: Cast, item: PartnerProfile) -> Interest:
    form = InterestForm({"message": "We bake", "offers": "Volume", "needs": "Samples"})
    assert form.is_valid()
    return partners.interest_send(actor=cast.stranger.actor, profile=item, form=form)


def test_names_are_exchanged_only_after_both_agree(cast: Cast, client: Client) -> None:
    item = published(cast)
    client.force_login(cast.stranger.user, backend=BACKEND)
    assert "Noor" not in client.get(f"/en/export/partners/{item.public_id}/").content.decode()
    sent = interest(cast, item)
    client.force_login(cast.owner.user, backend=BACKEND)
    assert "Cedar" not in client.get(f"/en/export/partners/{item.public_id}/").content.decode()
    client.post(f"/en/export/interests/{sent.public_id}/do/accept/")
    assert "Cedar" in client.get(f"/en/export/partners/{item.public_id}/").content.decode()
    client.force_login(cast.stranger.user, backend=BACKEND)
    assert "Noor" in client.get(f"/en/export/partners/{item.public_id}/").content.decode()


def test_interest_lapses_after_five_working_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = interest(cast, published(cast))
    pass_time(monkeypatch, days=12)
    upkeep.run()
    sent.refresh_from_db()
    assert sent.state == "expired"
    with pytest.raises(ConflictError):
        partners.interest_move(actor=cast.owner.actor, interest=sent, action="accept")


def test_working_days_skip_the_weekend_of_the_country() -> None:
    thursday = datetime(2026, 5, 7, 12, tzinfo=UTC)
    assert workdays.later(thursday, 1, "SA").date().isoformat() == "2026-05-10"  # Friday and Saturday are free
    assert workdays.later(thursday, 2, "DE").date().isoformat() == "2026-05-11"


IN_NOVEMBER = datetime(2026, 11, 26, 9, tzinfo=UTC)  # before the days that the tests below name


def event_form(**changes: str) -> EventForm:
    start = clock.now() + timedelta(days=10)
    return EventForm({
        "title": "Food day", "starts_at_0": start.date().isoformat(), "starts_at_1": "09:00", "slot_minutes": "20",
        "slots": "4", "cap": "3", "time_zone": "Asia/Riyadh",
        "register_until_0": (start - timedelta(days=2)).date().isoformat(), "register_until_1": "09:00", "breaks_text": "2",
        **changes,
    })  # fmt: skip


def event(cast: Cast, **changes: str) -> Event:
    form = event_form(**changes)
    assert form.is_valid(), form.errors
    return events.event_open(actor=cast.adviser.actor, form=form, breaks=[1])


def test_registration_ends_before_the_event_and_the_fault_stands_at_its_field(cast: Cast) -> None:
    start = clock.today() + timedelta(days=10)
    late = (start + timedelta(days=1)).isoformat()
    assert set(event_form(starts_at_0=start.isoformat(), register_until_0=late).errors) == {"register_until"}


def test_a_rule_of_the_database_is_never_told_by_its_name(db: None) -> None:
    class Bare(QModelForm):
        class Meta:
            model = Event
            fields = ("starts_at", "register_until")

    start = clock.now() + timedelta(days=10)
    for language, words in (("en", "do not fit together"), ("ar", "لا تتوافق"), ("zh-hans", "互相矛盾")):
        with translation.override(language):
            (said,) = Bare({"starts_at": start, "register_until": start + timedelta(days=1)}).errors["__all__"]
            assert words in said
            assert "export_event" not in said


def test_event_from_registration_to_proven_schedule(cast: Cast, client: Client) -> None:
    day = event(cast)
    buyer = events.event_join(actor=cast.mentor.actor, event=day, side="buyer", pitch="Buys paste", absent=[])
    firms = [cast.owner, cast.stranger, person("third@x.example", organisation("Third", "borrower"))]
    for who in firms:
        events.event_join(actor=who.actor, event=day, side="firm", pitch="Sells", absent=[])
        meeting = events.meeting_ask(actor=who.actor, event=day, other=buyer, reason="You buy what we make")
        events.meeting_answer(actor=cast.mentor.actor, meeting=meeting, accept=True)
    with pytest.raises(NotAllowedError):
        events.event_solve(actor=cast.owner.actor, event=day)
    events.event_solve(actor=cast.adviser.actor, event=day)
    slots = sorted(MeetingRequest.objects.values_list("slot", flat=True))
    assert slots == [0, 2, 3], "all placed, the break kept"
    assert day.proof["clashes"] == 0
    first = MeetingRequest.objects.get(slot=0)
    with pytest.raises(DomainError):
        events.meeting_move(actor=cast.adviser.actor, meeting=first, slot=2)
    for language in ("en", "ar", "zh-hans"):
        client.force_login(cast.owner.user, backend=BACKEND)
        assert client.get(f"/{language}/export/events/{day.public_id}/").status_code == 200
    assert b"BEGIN:VEVENT" in client.get(f"/en/export/events/{day.public_id}/meetings.ics").content
    client.force_login(cast.lender.user, backend=BACKEND)
    assert client.get(f"/en/export/events/{day.public_id}/meetings.ics").status_code == 404


def test_event_runs_on_its_own_clock_and_everybody_reads_theirs(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: IN_NOVEMBER)
    day = event(cast, time_zone="Europe/Berlin", starts_at_0="2027-01-12", starts_at_1="10:00")
    assert day.starts_at == datetime(2027, 1, 12, 9, tzinfo=UTC), "typed on the clock of the event"
    buyer = events.event_join(
        actor=cast.mentor.actor, event=day, side="buyer", pitch="Buys", absent=[], time_zone="Asia/Shanghai"
    )
    events.event_join(actor=cast.owner.actor, event=day, side="firm", pitch="Sells", absent=[], time_zone="Asia/Riyadh")
    meeting = events.meeting_ask(actor=cast.owner.actor, event=day, other=buyer, reason="You buy paste")
    events.meeting_answer(actor=cast.mentor.actor, meeting=meeting, accept=True)
    events.event_solve(actor=cast.adviser.actor, event=day)
    for who, own in ((cast.owner, "12:00"), (cast.mentor, "17:00")):
        client.force_login(who.user, backend=BACKEND)
        page = client.get(f"/en/export/events/{day.public_id}/").content.decode()
        assert "Berlin" in page
        assert "10:00" in page
        assert own in page
    file = client.get(f"/en/export/events/{day.public_id}/meetings.ics").content.decode()
    assert "DTSTART;TZID=Europe/Berlin:20270112T100000" in file
    assert "BEGIN:VTIMEZONE" in file
    with pytest.raises(DomainError):
        events.event_join(actor=cast.owner.actor, event=day, side="firm", pitch="x", absent=[], time_zone="Mars/Base")


def test_an_hour_the_clock_jumps_over_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: IN_NOVEMBER)
    form = event_form(time_zone="Europe/Berlin", starts_at_0="2027-03-28", starts_at_1="02:30")
    assert "starts_at" in form.errors
    assert not event_form(time_zone="Asia/Riyadh", starts_at_0="2027-03-28", starts_at_1="02:30").errors


def test_meeting_needs_a_reason_the_other_side_and_an_answer_in_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = event(cast)
    buyer = events.event_join(actor=cast.mentor.actor, event=day, side="buyer", pitch="Buys", absent=[])
    mine = events.event_join(actor=cast.owner.actor, event=day, side="firm", pitch="Sells", absent=[])
    with pytest.raises(DomainError):
        events.meeting_ask(actor=cast.owner.actor, event=day, other=buyer, reason=" ")
    with pytest.raises(DomainError):
        events.meeting_ask(actor=cast.owner.actor, event=day, other=mine, reason="Hello")
    meeting = events.meeting_ask(actor=cast.owner.actor, event=day, other=buyer, reason="Hello")
    with pytest.raises(NotAllowedError):
        events.meeting_answer(actor=cast.owner.actor, meeting=meeting, accept=True)
    pass_time(monkeypatch, hours=49)
    with pytest.raises(ConflictError):
        events.meeting_answer(actor=cast.mentor.actor, meeting=meeting, accept=True)
    assert upkeep.run()["meetings"] == 1
    assert EventParty.objects.count() == 2


def test_pool_settles_at_the_deadline_and_nobody_pays_more_than_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    start = clock.now() + timedelta(days=3)
    form = PoolForm(
        {
            "kind": "shipment",
            "title": "Jeddah–Hamburg",
            "details": "Reefer",
            "rule": "weight",
            "total": "900",
            "currency": "SAR",
            "commit_until_0": start.date().isoformat(),
            "commit_until_1": "09:00",
        }
    )
    assert form.is_valid(), form.errors
    pool = pools.pool_open(actor=cast.owner.actor, form=form)
    for who, alone, weight in ((cast.owner, "400", "500"), (cast.stranger, "600", "1000")):
        member = MemberForm(
            {"alone": alone, "weight_kg": weight, "volume_m3": "0", "use": "0"}, instance=PoolMember(pool=pool)
        )
        assert member.is_valid(), member.errors
        pools.pool_join(actor=who.actor, pool=pool, form=member)
    client.force_login(cast.stranger.user, backend=BACKEND)
    assert "Noor Foods</bdi></th>" not in client.get(f"/en/export/pools/{pool.public_id}/").content.decode()
    pass_time(monkeypatch, days=4)
    assert upkeep.run()["pools"] == 1
    shares = dict(PoolMember.objects.values_list("organisation__legal_name", "share"))
    assert shares == {"Noor Foods": Decimal("300.00"), "Cedar Works": Decimal("600.00")}
    assert Pool.objects.get().state == "closed"
    with pytest.raises(ConflictError):
        pools.pool_leave(actor=cast.stranger.actor, pool=pool)


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_lists_open_in_every_language(cast: Cast, client: Client, language: str) -> None:
    sign(cast)
    for who in (cast.owner, cast.mentor, cast.lender, cast.adviser):
        client.force_login(who.user, backend=BACKEND)
        for path in ("vouching/", "partners/", "events/", "pools/", "documents/"):
            assert client.get(f"/{language}/export/{path}").status_code == 200, path
    client.force_login(cast.owner.user, backend=BACKEND)
    for path in ("partners/new/", "pools/new/"):
        assert client.get(f"/{language}/export/{path}").status_code == 200, path
