"""Pages for everybody: finder with filters in the address, saved search, feeds, hostile input, three languages."""

import re
from datetime import date
from decimal import Decimal

import pytest

from portal.briefs import finder, markdown
from portal.briefs.models import Correction, SavedSearch
from portal.briefs.services import applications, briefs, readers
from portal.common import clock
from portal.notify.models import OutboxMail

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [("en", "grant for software", 1), ("zh-hans", "软件补贴", 1), ("ar", "برامج رقمية", 1), ("en", "fishing nets", 0)],
)
def test_words_find_in_each_language(client, published, language, words, found):
    page = client.get(f"/{language}/briefs/", {"q": words})
    assert page.context["found"].total == found
    assert (
        f'lang="{ {"zh-hans": "zh-Hans"}.get(language, language) }"'.replace("{ ", "").replace(" }", "")
        in page.content.decode()
    )


def test_facets_stay_in_the_address_and_empty_results_offer_a_way_out(client, published):
    page = client.get("/en/briefs/?support=loan&topic=general")
    assert page.context["found"].total == 0
    assert ("?topic=general", 1) in [(url, count) for _label, count, url in page.context["relaxations"]]


@pytest.mark.parametrize(
    "query",
    [
        "page=99999999",
        "topic=%00",
        "q=%00%27%22--",
        "region=" + "x" * 500,
        "page=-1",
        "support=nonsense",
        "q=" + "a" * 5000,
    ],
)
def test_absurd_addresses_never_fail(client, published, query):
    assert client.get(f"/en/briefs/?{query}").status_code == 200
    assert client.get(f"/en/briefs/feed.atom?{query}").status_code == 200


def test_a_saved_search_sends_nothing_before_it_is_confirmed(client, published, monkeypatch):
    client.post("/en/briefs/searches/save/?q=software", {"email": "Reader@Example.org", "frequency": "daily"})
    saved = SavedSearch.objects.get()
    assert (saved.email, saved.query) == ("reader@example.org", "q=software")
    assert OutboxMail.objects.filter(code="SavedSearchConfirm").count() == 1
    assert readers.send_due() == 0
    token = readers.token_of(saved, "confirm")
    assert client.get(f"/en/briefs/searches/confirm/?token={token}").status_code == 200
    saved.refresh_from_db()
    assert saved.confirmed_at is None  # opening the link changes nothing
    assert readers.read_token(token, "stop") is None
    assert readers.read_token(token + "x", "confirm") is None
    client.post("/en/briefs/searches/confirm/", {"token": token})
    saved.refresh_from_db()
    assert saved.confirmed_at
    SavedSearch.objects.update(
        next_send_at=clock.now(), seen_until=published.current_version.published_at.replace(year=2020)
    )
    assert readers.send_due() == 1
    assert readers.send_due() == 0
    assert OutboxMail.objects.filter(code="SavedSearchNews").count() == 1
    client.post("/en/briefs/searches/stop/", {"token": readers.token_of(saved, "stop")})
    saved.refresh_from_db()
    assert saved.stopped_at


def test_a_visitor_proposes_a_correction(client, published, cast):
    page = client.post(
        f"/en/briefs/{published.public_id}/correct/",
        {"code": "contact", "proposal": "The phone number is old.", "email": ""},
    )
    assert page.status_code == 200
    correction = Correction.objects.get()
    readers.correction_answer(actor=cast.authority.actor, correction=correction, is_taken=True, answer="Thank you.")
    assert Correction.objects.get().state == "taken"
    bad = client.post(f"/en/briefs/{published.public_id}/correct/", {"code": "contact", "proposal": "x", "email": "no"})
    assert bad.context["form"].errors.keys() == {"email"}


def test_feed_sitemap_data_and_embed(client, published, settings):
    settings.BRIEFS_EMBED_ORIGINS = ["https://ministry.example"]
    assert b"<entry>" in client.get("/ar/briefs/feed.atom").content
    assert client.get("/en/briefs/sitemap.xml").content.count(b"hreflang") >= 9
    assert client.get("/en/briefs/data.json").json()["briefs"][0]["reference"] == published.reference
    framed = client.get("/en/briefs/embed/")
    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors 'self' https://ministry.example" in framed.headers["Content-Security-Policy"]
    plain = client.get(f"/en/briefs/{published.public_id}/").content.decode()
    assert f'hreflang="ar" href="http://testserver/ar/briefs/{published.public_id}/"' in plain
    plain = client.get(f"/en/briefs/{published.public_id}/")
    assert plain.headers["X-Frame-Options"] == "DENY"
    assert "ministry.example" not in plain.headers["Content-Security-Policy"]


def test_structured_data_cannot_break_out_of_its_tag(client, published):
    content = published.current_version.content
    content["texts"]["en"]["title"] = "</script><script>alert(1)</script>"
    type(published.current_version).objects.filter(pk=published.current_version.pk).update(content=content)
    page = client.get(f"/en/briefs/{published.public_id}/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    assert "alert(1)" in block
    assert "<" not in block
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        "[a](javascript:alert(1))",
        "<img src=x onerror=y>",
        '<a href="data:text/html,x">b</a>',
        "![x](http://e/x.png)",
    ],
)
def test_markdown_lets_no_script_through(text):
    html = markdown.to_html(text)
    assert not re.search(r"<(script|img)|<a[^>]*href=\"(javascript|data)", html)


def test_headings_start_below_the_pages_own():
    assert markdown.to_html("# One\n\n## Two") == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_pages_have_one_heading_and_cost_few_queries(client, published, django_assert_max_num_queries):
    for path in (
        "",
        f"{published.public_id}/",
        f"{published.public_id}/versions/",
        f"{published.public_id}/calculator/?cost=1000",
    ):
        client.get(f"/en/briefs/{path}")
        with django_assert_max_num_queries(15):
            page = client.get(f"/ar/briefs/{path}")
        assert page.content.decode().count("<h1") == 1


def test_the_desk_belongs_to_the_issuer(client, published, cast):
    for someone, code in ((cast.authority, 200), (cast.owner, 404), (cast.lender, 404)):
        client.force_login(someone.user)
        assert client.get(f"/en/briefs/write/{published.public_id}/").status_code == code
        assert client.get(f"/zh-hans/briefs/write/{published.public_id}/review/").status_code == code


def test_publishing_in_the_browser_from_editor_to_public_page(client, cast, second, texts):
    client.force_login(cast.authority.user)
    start = client.post(
        "/en/briefs/write/new/", {"title": "Voucher", "source_language": "en", "topic": "digital", "support": "grant"}
    )
    edit = start["Location"]
    fields = {f"{code}-{language}": body for language, held in texts.items() for code, body in held.items()}
    fields |= {f"ready-{name}": "1" for name in list(fields)}
    assert client.post(edit, fields).status_code == 302
    terms = {
        "topic": "digital",
        "support": "grant",
        "delivery": "information",
        "amount_kind": "none",
        "currency": "SAR",
    }
    saved = client.post(f"{edit}terms/", terms)
    assert saved.status_code == 302, saved.context["form"].errors
    version = client.get(f"{edit}rules/").context["editor"].version
    rule = {"g0-r0-fact": "employees", "g0-r0-op": "lte", "g0-r0-first": "50"}
    form = {"version": version, "groups": "1", "g0-rows": "1", **rule}
    checked = client.post(f"{edit}rules/", {**form, "do": "test", "firm": "parts"})
    assert "Staff: 90 people." in checked.content.decode()
    assert client.post(f"{edit}rules/", {**form, "do": "save"}).status_code == 302
    assert client.post(f"{edit}rules/", {**form, "do": "save"}).status_code == 422  # read before somebody's change
    client.post(f"{edit}submit/")
    client.force_login(second.user)
    client.post(f"{edit}approve/", {"publish_at": ""})
    client.logout()
    assert finder.find(finder.Query(), "en").total == 1
    page = client.get(edit.replace("/write/", "/"))
    assert page.status_code == 200
    assert "at most" in page.content.decode()


def test_live_check_marks_the_long_sentence(client, cast, draft):
    client.force_login(cast.authority.user)
    text = "Word " * 40 + "."
    page = client.post(
        f"/en/briefs/write/{draft.public_id}/check/", {"language": "en", "code": "purpose", "purpose-en": text}
    )
    assert "<mark" in page.content.decode()
    assert (
        client.post(f"/en/briefs/write/{draft.public_id}/check/", {"language": "xx", "code": "purpose"}).status_code
        == 400
    )


def test_the_history_says_which_terms_changed_in_words(client, cast, published, second):
    writer = cast.authority.actor
    briefs.brief_revise(actor=writer, brief=published)
    terms = {"decision_days": 15, "ends_on": date(2027, 1, 25), "delivery": "information", "conditions": {}}
    briefs.terms_save(actor=writer, brief=published, terms=terms)
    briefs.brief_submit(actor=writer, brief=published)
    briefs.brief_approve(actor=second.actor, brief=published)
    page = re.sub("[\u2066-\u2069]", "", client.get(f"/en/briefs/{published.public_id}/versions/").content.decode())
    assert "Working days to decide: from 20 to 15" in page
    assert "Ends on: from – to 25 January 2027" in page
    assert "How firms get it: from The firm applies to Information only" in page
    assert "The conditions changed." in page


def test_a_paid_application_says_how_long_before_the_limit(client, cast, published):
    row = applications.application_start(actor=cast.owner.actor, brief=published)
    applications.application_save(actor=cast.owner.actor, application=row, cost=Decimal(20000), statement="")
    applications.application_submit(actor=cast.owner.actor, application=row)
    applications.application_decide(actor=cast.authority.actor, application=row, is_approved=True, reasons="Yes.")
    applications.application_pay(actor=cast.authority.actor, application=row, reference="P-1")
    client.force_login(cast.owner.user)
    page = client.get(f"/en/benefits/{row.public_id}/").content.decode()
    assert "10 working days before the limit" in page
    client.force_login(cast.authority.user)
    assert "criteria-reasons" in client.get(f"/en/benefits/{row.public_id}/").content.decode()
