"""People and their organisation in the browser: founding it, joining it, switching, and a request drawn back and posted again.

Two people walk in each language: the founder, and somebody who registers the same firm and is led to join it.
"""

from typing import Any

import pytest

from portal.matchmaking.models import Request
from portal.organisations.models import Membership, Organisation
from portal.web import demo
from tests.e2e.test_financing import ask
from tests.e2e.walk import Walk
from tests.people import organisation, person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [("en", 1280, True), ("zh-hans", 390, True), ("ar", 390, False)]
NUMBER = "7001234567"


def register(who: Walk, name: str) -> None:
    """The five answers, with the Saudi unified number."""
    who.open("organisation/new/")
    who.page.select_option("[name=identifier_kind]", "sa_unified")
    who.seen("register")
    who.send(identifier=NUMBER, legal_name=name)


def switch(who: Walk, firm: Organisation) -> None:
    """Act for another organisation, from the account menu."""
    who.page.locator("details.menu summary").click()
    who.page.select_option("#switch-organisation", firm.public_id)
    who.page.locator('form[action$="/organisation/switch/"] button').click()
    who.page.wait_for_load_state()
    assert firm.legal_name in who.page.inner_text("details.menu summary")


@pytest.mark.parametrize(("language", "width", "script"), WAYS, ids=[way[0] for way in WAYS])
def test_two_people_one_firm(
    page_for: Any, live_server: Any, settings: Any, language: str, width: int, script: bool
) -> None:
    settings.MFA_REQUIRED_FOR = []
    own = organisation("Harbour Tools", "borrower")
    first = person("founder@firm.example", language=language)
    second = person("joiner@firm.example", own, language=language)
    founder, joiner = (
        Walk(
            page_for(width=width, javascript=script), live_server.url, language, held.user.name.lower(), held.user.email
        )
        for held in (first, second)
    )
    register(founder, "Qasr Bakery")
    firm = Organisation.objects.get(legal_name="Qasr Bakery")
    assert Membership.objects.get(organisation=firm).level == "admin"
    founder.seen("founded")

    register(joiner, "Qasr Bakery and Sons")  # the number is known: no second firm comes into being
    assert Organisation.objects.filter(legal_name__startswith="Qasr").count() == 1
    joiner.seen("join")
    joiner.send(message="I keep the books.")
    joiner.seen("asked")
    founder.open("organisation/members/")
    assert "I keep the books." in founder.page.inner_text("main")
    founder.seen("members")
    founder.page.locator('form[action$="/decide/"] select').select_option("editor")
    founder.page.locator('form[action$="/decide/"] button[value=accept]').click()
    founder.page.wait_for_load_state()
    assert Membership.objects.get(organisation=firm, user=second.user).level == "editor"

    joiner.open("dashboard/")
    switch(joiner, firm)
    switch(joiner, own)
    for page in (founder.page, joiner.page):
        assert [fault for fault in page.faults if "favicon" not in fault] == []


@pytest.mark.parametrize(("language", "width", "script"), WAYS, ids=[way[0] for way in WAYS])
def test_a_request_is_drawn_back_and_posted_again(
    page_for: Any, live_server: Any, settings: Any, language: str, width: int, script: bool
) -> None:
    settings.MFA_REQUIRED_FOR = []
    demo.build()
    owner = Walk(page_for(width=width, javascript=script), live_server.url, language, "owner")
    thing = ask(owner.page, live_server.url, language)
    home = f"requests/{thing.public_id}/"
    owner.open(home)
    before = thing.closes_at
    owner.page.fill('form[action$="/extend/"] [name=days]', "5")
    owner.seen("extend")
    owner.press("/extend/")
    thing.refresh_from_db()
    assert (thing.closes_at - before).days == 5
    owner.open(home)
    owner.page.locator('details:has(form[action$="/cancel/"]) summary').click()
    owner.page.locator('form[action$="/cancel/"] [name=reason]').fill("Our bank has lent us the money.")
    owner.press("/cancel/")
    thing.refresh_from_db()
    assert thing.state == "cancelled"
    owner.open(home)
    owner.seen("cancelled")
    owner.press("/repost/")
    again = Request.objects.get(state="draft")
    assert again.title == thing.title
    owner.open(f"requests/{again.public_id}/tasks/check/")
    owner.page.check("[name=consent]")
    owner.send(open_days="10")
    again.refresh_from_db()
    assert again.state == "open"
    owner.seen("again")
    assert [fault for fault in owner.page.faults if "favicon" not in fault] == []
