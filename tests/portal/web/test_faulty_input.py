"""UX-26: every form of the exchange answers nonsense with a summary that leads to the fields, and keeps what was typed.

Empty and absurd input, three languages. That the summary takes the focus is tested in the browser.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from portal.matchmaking import services
from portal.matchmaking.models import Request
from portal.organisations.services import capability_add
from portal.vetting import services as vetting
from tests.access.world import World, answered, build, published
from tests.people import build as build_cast

pytestmark = pytest.mark.django_db
LONG, ODD = "x" * 5000, "<b>\u202e=1+1 ' \" -- ﷽"
TITLE = {"en": "Error:", "zh-hans": "错误", "ar": "خطأ"}


class Page(HTMLParser):
    """The ids, the error summary's links and its text, and the title of a page."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.depth, self.takes_focus = 0, False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if held.get("id"):
            self.ids.add(str(held["id"]))
        if "error-summary" in (held.get("class") or "").split():
            self.depth, self.takes_focus = 1, "data-focus" in held
        elif self.depth and tag == "div":
            self.depth += 1
        if self.depth and tag == "a":
            self.links.append(str(held.get("href")))

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag == "div":
            self.depth -= 1


def faults(text: str, language: str, kept: list[str]) -> list[str]:
    """What is wrong with the answer to a faulty post, in words."""
    page = Page(text)
    found = [] if page.takes_focus else ["no summary that takes the focus"]
    found += [f"the link {link} leads nowhere" for link in page.links if link.removeprefix("#") not in page.ids]
    title = re.search(r"<title>\s*(.*?)\s*</title>", text, re.S)
    if title is None or not title.group(1).startswith(TITLE[language]):
        found.append(f"title {title.group(1)[:60] if title else None!r}")
    found += [f"typed {value[:30]!r} is gone" for value in kept if value not in text]
    return found


@dataclass
class Case:
    """One form: who posts, where, what is absurd, which typed values must come back."""

    name: str
    person: str
    absurd: dict[str, Any]
    kept: list[str] = field(default_factory=list)
    empty: bool = True  # whether an empty post is a fault too
    kwargs: dict[str, Any] = field(default_factory=dict)
    query: str = ""


CASES = (
    Case("account_signup", "", {"email": "nobody", "name": LONG[:130], "password1": "1"}, ["nobody"]),
    Case("account_login", "", {"login": "nobody", "password": "x"}, ["nobody"]),
    Case("account_reset_password", "", {"email": "not an address"}, ["not an address"]),
    Case(
        "organisations:register", "newcomer",
        {"country": "XX", "identifier_kind": "sa_cr", "identifier": "12", "legal_name": "Kept name", "kinds": ["king"]},
        ["Kept name"],
    ),
    Case("organisations:details", "owner", {"legal_name": "a\nb", "website": "odd", "contact_email": "kept.at.nowhere"},
         ["kept.at.nowhere"]),
    Case("organisations:identifiers", "owner", {"kind": "lei", "identifier": "KEPT-000"}, ["KEPT-000"]),
    Case("organisations:members", "owner", {"email": "kept.at.nowhere", "level": "emperor"}, ["kept.at.nowhere"]),
    Case("organisations:tokens", "owner", {"name": LONG}),
    Case("matchmaking:request-check", "owner", {"open_days": "-77", "consent": ""}, ["-77"]),
    Case("matchmaking:request-section", "owner", {"amount": "lots of it"}, ["lots of it"], empty=False,
         kwargs={"code": "amount"}),
    Case("matchmaking:inbox-decline", "rival", {"codes": ["nonsense"], "text": "Kept words"}, ["Kept words"]),
    Case("matchmaking:search-new", "rival", {"name": " ", "frequency": "hourly"}, query="?q=oven"),
    Case("matchmaking:response-edit", "rival", {"price": "a lot", "valid_until": "2026-13-45", "message": "Kept words",
         "action": "send"}, ["Kept words", "a lot"], empty=False),
    Case("matchmaking:accept", "owner", {"rationale": "Kept reason", "password": "wrong"}, ["Kept reason"]),
    Case("matchmaking:engagement-report", "lender", {"happened": "perhaps", "value": "much", "comment": "Kept words"},
         ["Kept words", "much"]),
    Case("matchmaking:dispute-decide", "authority", {"state": "nonsense", "decision": LONG}),
    Case("documents:index", "owner", {"title": ODD}),
    Case("notify:webhooks", "owner", {"url": "gopher://kept", "topics": ["nonsense"]}, ["gopher://kept"]),
    Case("complaints:new", "owner", {"kind": "nonsense", "title": "", "story": "Kept"}, ["Kept"]),
    Case("vetting:answer", "owner", {"is_met": "perhaps", "text": "", "link": "kept://nowhere"}),
)  # fmt: skip


@pytest.fixture
def world(settings: Any, tmp_path: Any) -> World:
    """The market of the access matrix, with a draft to publish, a draft answer, and an offer to accept."""
    settings.MEDIA_ROOT, settings.MFA_REQUIRED_FOR = tmp_path, []
    cache.clear()
    made = build(build_cast())
    cast = made.cast
    draft = services.request_create(actor=cast.owner.actor, pillar="probe", title="Draft", details={"amount": 5})
    for code in ("need", "amount"):
        services.request_section_done(actor=cast.owner.actor, request=draft, code=code)
    for name in ("request-check", "request-section"):
        made.arguments[f"matchmaking:{name}"] = {"public_id": draft.public_id}
    thing = Request.objects.get(public_id=made.arguments["matchmaking:inbox-detail"]["public_id"])
    answer = services.response_start(actor=cast.rival.actor, request=thing)
    made.arguments["matchmaking:response-edit"] = {"public_id": answer.public_id}
    closed = published(cast, "A third thing")
    offer = answered(cast.lender, closed, 8)
    services.request_close(actor=cast.owner.actor, request=closed)
    made.arguments["matchmaking:accept"] = {"public_id": closed.public_id, "response_id": offer.public_id}
    case = vetting.case_start(actor=cast.owner.actor, capability=capability_add(cast.owner.organisation, "provider"))
    key = case.answers.order_by("pk").values_list("criterion", flat=True)[0]
    made.arguments["vetting:answer"] = {"public_id": case.public_id, "criterion": key}
    return made


def address(world: World, case: Case) -> str:
    known = world.arguments.get(case.name, {})
    wanted = {name: known[name] for name in ("public_id", "response_id", "criterion") if name in known}
    if case.name == "matchmaking:inbox-decline":
        wanted = {"public_id": known["public_id"]}
    for names in ({**wanted, **case.kwargs}, {"public_id": known.get("public_id"), **case.kwargs}, case.kwargs):
        try:
            return reverse(case.name, kwargs=names) + case.query
        except NoReverseMatch:
            continue
    raise AssertionError(case.name)


def test_every_form_says_what_is_wrong_and_keeps_what_was_typed(world: World) -> None:
    found: dict[str, Any] = {}
    for language in ("en", "zh-hans", "ar"):
        for case in CASES:
            client = Client()
            if case.person:
                client.force_login(getattr(world.cast, case.person).user)
            with translation.override(language):
                to = address(world, case)
            posts = [("absurd", case.absurd, case.kept), *([("empty", {}, [])] if case.empty else [])]
            for kind, data, kept in posts:
                answer = client.post(to, data)
                wrong = [f"status {answer.status_code}"] if answer.status_code != 200 else []
                wrong += faults(answer.content.decode(), language, kept) if not wrong else []
                if wrong:
                    found[f"{case.name} {language} {kind}"] = wrong
    report = "\n".join(f"{where}: {what}" for where, what in found.items())
    assert not found, report


GOOD = (
    '<title>Error: A</title><div class="error-summary" data-focus><ul><li><a href="#id_a">A</a></li></ul></div>'
    '<input id="id_a" value="kept">'
)


@pytest.mark.parametrize(
    ("old", "new"),
    [(" data-focus", ""), ('id="id_a"', 'id="id_b"'), ("Error: A", "A"), ("kept", "lost"), ("error-summary", "note")],
)
def test_a_planted_fault_is_named(old: str, new: str) -> None:
    assert faults(GOOD, "en", ["kept"]) == []
    assert faults(GOOD.replace(old, new), "en", ["kept"]) != []
