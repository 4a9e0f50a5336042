"""The responder's inbox: stages, filters, saved searches with their mail, several requests at once."""

from typing import Any

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from portal.common import clock
from portal.common.errors import DomainError
from portal.journal.models import JournalEntry
from portal.matchmaking import services
from portal.matchmaking.filters import inbox_query, inbox_words
from portal.matchmaking.models import InboxSearch, Match, Request
from portal.matchmaking.services.searches import searches_wake
from portal.notify.models import InboxItem, OutboxMail
from portal.notify.preferences import preferences_set
from tests.access.world import answered, published
from tests.moments import pass_time
from tests.people import Cast, Person, build, client_of
from tests.portal.matchmaking.test_pages import url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def match_of(person: Person, request: Request) -> Match:
    return Match.objects.get(organisation=person.organisation, request=request)


def shown(client: Client, query: str) -> set[str]:
    """Titles on the inbox page with ``query``."""
    page = client.get(f"{url('inbox')}?{query}")
    return {card["request"].title for card in page.context["cards"]}


def save(person: Person, query: str = "", frequency: str = "daily", name: str = "Ovens") -> InboxSearch:
    return services.search_save(actor=person.actor, name=name, query=query, frequency=frequency)


def mails(person: Person) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(user=person.user, code="SearchFoundForPerson"))


def test_every_request_stands_in_its_stage(cast: Cast) -> None:
    names = ["new", "mine", "watched", "answered", "waiting", "won", "lost", "declined", "ended"]
    things = {name: published(cast, name) for name in names}
    actor, lender = cast.lender.actor, client_of(cast.lender)
    services.match_assign(actor=actor, match=match_of(cast.lender, things["mine"]), user=cast.lender.user)
    services.match_watch(actor=actor, match=match_of(cast.lender, things["watched"]))
    services.question_ask(actor=actor, request=things["waiting"], text="Which oven?")
    services.match_decline(actor=actor, match=match_of(cast.lender, things["declined"]), codes=["1"])
    given = {name: answered(cast.lender, things[name], 7) for name in ("answered", "won", "lost")}
    other = answered(cast.rival, things["lost"], 5)
    for name in ("won", "lost"):
        services.request_close(actor=cast.owner.actor, request=things[name])
    for chosen in (given["won"], other):
        chosen.refresh_from_db()
        services.award_make(actor=cast.owner.actor, response=chosen, rationale="x", checked_identity_by="code")
    services.request_cancel(actor=cast.owner.actor, request=things["ended"], reason="Enough")
    for name in ("mine", "watched", "answered", "waiting", "won", "lost", "declined", "ended"):
        assert shown(lender, f"tab={name}") == {name}
    assert shown(lender, "tab=new") == {"new", "mine", "watched", "waiting"}
    assert shown(lender, "tab=nonsense") == shown(lender, "")


def test_filters_keep_the_stage_and_say_what_to_drop(cast: Cast) -> None:
    published(cast, "A new oven")
    lender = client_of(cast.lender)
    assert shown(lender, "q=oven&region=SA-01&sector=C&closes=14") == {"A new oven"}
    assert shown(lender, "sector=A") == shown(lender, "region=CN") == shown(lender, "closes=2") == set()
    page = lender.get(f"{url('inbox')}?q=oven&sector=A&tab=new")
    assert [(item["url"], item["count"]) for item in page.context["relaxed"]] == [("?q=oven&tab=new", 1)]
    assert 'name="tab" value="new"' in page.content.decode()
    assert lender.get(f"{url('inbox')}?sector=nonsense&amount_from=lots").status_code == 200


def test_a_search_is_what_the_filter_form_says(cast: Cast) -> None:
    kept = inbox_query(QueryDict("q=oven&sector=C&region=nowhere&tab=mine&sort=-fit&page=3&evil=1&amount_from=١٠٠"))
    assert set(QueryDict(kept)) == {"q", "sector", "amount_from"}
    assert [name for name, _label, _value in inbox_words(kept)] == ["q", "sector", "amount_from"]
    assert inbox_words(kept)[2][2] == "100", "an amount reads as everywhere else"
    assert inbox_query(QueryDict("")) == ""


def test_saving_renaming_and_deleting_a_search(cast: Cast) -> None:
    published(cast, "A new oven")
    lender = client_of(cast.lender)
    new = f"{url('search-new')}?q=oven"
    assert b"oven" in lender.get(new).content
    empty = lender.post(new, {"name": " ", "frequency": "hourly"})
    assert b"error-summary" in empty.content
    assert not InboxSearch.objects.exists()
    saved = lender.post(new, {"name": "أفران", "frequency": "weekly"})
    search = InboxSearch.objects.get()
    assert saved.url == f"{url('inbox')}?q=oven"
    assert "أفران" in lender.get(saved.url).content.decode()
    assert b"already have a search" in lender.post(new, {"name": "أفران", "frequency": "now"}).content
    assert lender.get(url("search-show", search.public_id)).url == saved.url
    lender.post(url("search-edit", search.public_id), {"name": "Bakeries", "frequency": "never"})
    search.refresh_from_db()
    assert (search.name, search.frequency, search.next_send_at) == ("Bakeries", "never", None)
    for stranger in (cast.rival, cast.approver):
        for name in ("search-show", "search-edit"):
            assert client_of(stranger).get(url(name, search.public_id)).status_code == 404
        assert client_of(stranger).post(url("search-delete", search.public_id)).status_code == 404
    assert lender.post(url("search-delete", search.public_id)).url == url("searches")
    assert not InboxSearch.objects.exists()


def test_nobody_keeps_more_than_twenty(cast: Cast) -> None:
    for number in range(20):
        save(cast.lender, name=f"{number}")
    with pytest.raises(DomainError):
        save(cast.lender, name="one more")
    save(cast.rival)


def test_a_daily_search_mails_each_arrival_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    published(cast, "An old oven")
    search = save(cast.lender, "q=oven")
    pass_time(monkeypatch, minutes=5)
    published(cast, "A new oven")
    published(cast, "A van")
    assert services.searches_send_due() == 0
    pass_time(monkeypatch, days=1)
    assert services.searches_send_due() == 1
    assert services.searches_send_due() == 0
    pass_time(monkeypatch, days=1)
    assert services.searches_send_due() == 0, "nothing new, no mail"
    entry = JournalEntry.objects.get(verb="search.found")
    assert entry.payload == {"titles": ["A new oven"]}
    assert [mail.params for mail in mails(cast.lender)] == [{"search": "Ovens", "titles": "• A new oven"}]
    assert InboxItem.objects.get(entry=entry).path == f"/inbox/searches/{search.public_id}/"
    assert mails(cast.rival) == mails(cast.approver) == []


def test_at_once_wakes_with_the_arrival_and_never_doubles_the_ordinary_mail(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(cast.lender, frequency="now")
    save(cast.rival, frequency="now")
    preferences_set(actor=cast.lender.actor, wishes={"requests": "off"})
    pass_time(monkeypatch, minutes=1)
    published(cast, "A new oven")
    assert services.searches_send_due() == 0, "the arrival's transaction may still be under way"
    pass_time(monkeypatch, minutes=1)
    assert services.searches_send_due() == 1
    assert len(mails(cast.lender)) == 1
    assert mails(cast.rival) == [], "the rival is mailed about every request already"
    assert not InboxSearch.objects.filter(next_send_at__isnull=False).exists()


def test_what_arrives_while_a_search_is_looked_at_is_looked_at_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences_set(actor=cast.lender.actor, wishes={"requests": "off"})
    save(cast.lender, frequency="now")
    pass_time(monkeypatch, minutes=1)
    first = published(cast, "First")
    pass_time(monkeypatch, seconds=25)
    published(cast, "Second")  # finds the search due already
    pass_time(monkeypatch, seconds=10)
    assert services.searches_send_due() == 1
    pass_time(monkeypatch, minutes=1)
    assert services.searches_send_due() == 1
    titles = [entry.payload["titles"] for entry in JournalEntry.objects.filter(verb="search.found").order_by("pk")]
    assert titles == [["First"], ["Second"]]
    searches_wake(first, match_of(cast.lender, first).released_at)
    pass_time(monkeypatch, minutes=1)
    assert services.searches_send_due() == 0, "woken twice, told once"


def test_who_has_left_the_firm_gets_no_more_mail(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    save(cast.lender)
    pass_time(monkeypatch, minutes=5)
    published(cast, "A new oven")
    cast.lender.user.memberships.update(state="ended")
    pass_time(monkeypatch, days=2)
    assert services.searches_send_due() == 0


def test_new_since_counts_only_what_the_list_would_show(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    published(cast, "An old oven")
    since = int(clock.now().timestamp()) + 1
    pass_time(monkeypatch, minutes=5)
    published(cast, "A new oven")
    published(cast, "A van")
    lender = client_of(cast.lender)
    page = lender.get(f"{url('inbox-news')}?since={since}&q=oven&tab=new").content.decode()
    assert "1 new since" in page
    assert f'href="{url("inbox")}?q=oven&amp;tab=new"' in page
    assert lender.get(f"{url('inbox-news')}?since={since}&tab=declined").content.strip() == b""
    assert lender.get(f"{url('inbox-news')}?since=9999999999999999").status_code == 204


def test_several_at_once_say_what_did_not_work(cast: Cast) -> None:
    things = [published(cast, f"Oven {number}") for number in range(3)]
    keys = [match_of(cast.lender, thing).public_id for thing in things]
    answered(cast.lender, things[0], 7)
    lender = client_of(cast.lender)
    back = "tab=new&q=Oven"
    given = lender.post(
        url("inbox-bulk"), {"match": keys, "action": "assign", "user": cast.approver.user.public_id, "back": back}
    )
    assert given.url == f"{url('inbox')}?{back}"
    assert set(Match.objects.filter(public_id__in=keys).values_list("assigned_to", flat=True)) == {
        cast.approver.user.pk
    }
    foreign = lender.post(
        url("inbox-bulk"), {"match": keys, "action": "assign", "user": cast.rival.user.public_id}, follow=True
    )
    assert foreign.content.decode().count("not a member") == 3
    page = f"{url('inbox-bulk-decline')}?" + "&".join(f"match={key}" for key in keys) + "&back=tab%3Dnew"
    assert lender.get(page).content.decode().count('name="match"') == 3
    none = lender.post(page, {"match": keys, "probe-codes": [], "probe-text": "Later perhaps"})
    assert b"error-summary" in none.content
    assert b"Later perhaps" in none.content
    done = lender.post(page, {"match": keys, "probe-codes": ["1"], "probe-text": "", "back": "tab=new"}, follow=True)
    text = done.content.decode()
    assert "2 requests done." in text
    assert text.count("Withdraw your answer instead") == 1
    assert Match.objects.filter(declined_at__isnull=False).count() == 2
    again = lender.post(page, {"match": keys, "probe-codes": ["1"]}, follow=True).content.decode()
    assert again.count("Not done:") == 3
    nothing = lender.post(url("inbox-bulk"), {"action": "watch", "back": "//evil.example"})
    assert nothing.url == f"{url('inbox')}?//evil.example"


def test_the_download_is_what_is_shown(cast: Cast) -> None:
    published(cast, "=cmd()")
    published(cast, "A van")
    text = client_of(cast.lender).get(f"{url('inbox')}?q=cmd&format=csv").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 2
    assert "'=cmd()" in lines[1]
    assert "Noor" not in text
    assert "Fit" in lines[0].split(",")


def test_the_download_has_the_columns_chosen_on_the_page(cast: Cast) -> None:
    published(cast, "A van")
    lender = client_of(cast.lender)
    address = f"{url('inbox')}?format=csv&columns=left"
    head = ["Reference", "Title", "Kind", "Region", "Sector", "Closes"]
    assert lender.get(address).content.decode("utf-8-sig").splitlines()[0].split(",") == head
    lender.get(f"{url('inbox')}?columns=left")
    remembered = lender.get(f"{url('inbox')}?format=csv").content.decode("utf-8-sig").splitlines()
    assert remembered[0].split(",") == head


def test_ticking_all_needs_no_script(cast: Cast) -> None:
    published(cast, "A new oven")
    lender = client_of(cast.lender)
    assert b" checked" not in boxes(lender.get(url("inbox")))
    assert b" checked" in boxes(lender.get(f"{url('inbox')}?all=1"))


def boxes(page: Any) -> bytes:
    return b"".join(line for line in page.content.splitlines() if b'type="checkbox" name="match"' in line)


def test_the_clock_serves_searches(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    save(cast.lender)
    pass_time(monkeypatch, minutes=5)
    published(cast, "A new oven")
    pass_time(monkeypatch, days=1, minutes=1)
    call_command("run_clock")
    assert JournalEntry.objects.filter(verb="search.found").count() == 1
