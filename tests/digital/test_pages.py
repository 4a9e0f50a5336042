"""Every page in three languages, and the owner's way through the browser's forms without script."""

import re
from typing import Any

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation

from digital.instruments.catalogue import facts, sections
from digital.models import Assessment, GrantApplication, HelpOffer, IntegritySignal, Package, Pilot, ReferenceCustomer
from digital.presentation import results_context
from digital.services import community, groups, helping, integrity, plans, providers
from portal.common import clock
from portal.matchmaking.models import Request
from tests.digital.world import D, assess, bid, need, provider
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans", "ar")


def signed_in(who: Person) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def path(name: str, *args: Any, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"digital:{name}", args=args)


def typed(section: str) -> dict[str, Any]:
    """A filled page of the questionnaire as a browser would post it."""
    data: dict[str, Any] = {}
    for fact in facts().values():
        if fact.section != section:
            continue
        if fact.kind == "ticks":
            data[fact.code] = [fact.item_codes[0]]
        elif fact.kind == "percent":
            data[fact.code] = "٣٥"  # Arabic digits are read
        elif fact.kind == "choice":
            data[fact.code] = fact.item_codes[-1]
        else:
            answer = next(iter(fact.values)) if fact.values else "2"
            data |= {f"{fact.code}--{code}": answer for code in fact.item_codes}
    return data


def test_questionnaire_by_plain_posts_ends_in_results_plan_and_need(cast: Cast) -> None:
    client = signed_in(cast.owner)
    answer = client.post(path("assessment-start"))
    made = Assessment.objects.get()
    assert answer.url == path("assessment", made.public_id)
    for code in sections():
        page = client.get(path("assessment-section", made.public_id, code))
        assert page.status_code == 200
        assert client.post(path("assessment-section", made.public_id, code), typed(code)).status_code == 302
    client.post(path("assessment-section", made.public_id, "goals"), {"horizon": "operational", "goals": ["quality"]})
    assert client.post(path("assessment-finish", made.public_id)).url == path("results", made.public_id)
    assert made.answers.count() == 24
    assert client.get(path("results", made.public_id)).status_code == 200
    client.post(path("plan-from-results", made.public_id))
    item = cast.owner.organisation.plan_items.first()
    client.post(path("plan-note", item.public_id), {"state": "in_progress", "text": "We begin"})
    assert "We begin" in client.get(path("plan")).content.decode()
    assert client.post(path("plan-need", item.public_id)).status_code == 302
    assert Request.objects.get().transformation.assessment == made


def test_one_bad_answer_is_named_and_the_others_are_kept(cast: Cast) -> None:
    client = signed_in(cast.owner)
    client.post(path("assessment-start"))
    made = Assessment.objects.get()
    data = {**typed("data"), "data_management": ["policy", "not_digital"], "security": ["backup", "unknown"]}
    page = client.post(path("assessment-section", made.public_id, "data"), data)
    assert page.status_code == 200
    assert page.content.decode().count("has-error") == 2
    assert set(made.answers.values_list("code", flat=True)) == {"automatic_data_links", "automation"}
    kept = client.post(
        path("assessment-section", made.public_id, "data"), {"security": ["backup"]}, headers={"X-Autosave": "1"}
    )
    assert kept.status_code == 204
    assert made.answers.filter(code="security").exists()


def test_an_answer_page_shows_again_what_was_saved(cast: Cast) -> None:
    client = signed_in(cast.owner)
    client.post(path("assessment-start"))
    made = Assessment.objects.get()
    client.post(path("assessment-section", made.public_id, "work"), {"scenes--quality": "3", "scenes--hr": "na"})
    html = client.get(path("assessment-section", made.public_id, "work")).content.decode()
    block = re.search(r'name="scenes--quality".*?</select>', html, re.DOTALL)
    assert block is not None
    assert 'value="3" selected' in block.group()


def everything(cast: Cast) -> dict[str, tuple[Person | None, str, tuple[Any, ...]]]:
    """All pages with who may see them."""
    done = assess(cast.owner)
    plans.plan_of_gaps(actor=cast.owner.actor, assessment=done)
    link = plans.adviser_grant(actor=cast.owner.actor, adviser=cast.adviser.organisation)
    who = provider("Good Code", "good@code.example")
    package = providers.package_save(
        actor=who.actor, values={"title": "P", "category": "erp", "scope": "x", "months": 1}, lines={"software": D(900)}
    )
    made = need(cast)
    sent = bid(who, made, 182000)
    integrity.scan_all()
    group = groups.group_open(actor=cast.owner.actor, request=made, note="n", users=2, join_until=clock.today())
    pilot = community.pilot_start(
        actor=cast.owner.actor,
        values={"title": "T", "hypothesis": "h", "metric": "m", "baseline": D(1), "threshold": D(2)},
    )
    helping.help_publish(
        actor=cast.mentor.actor,
        values={"kind": "tool", "title": "T", "text": "x", "quota": 3, "valid_until": clock.today()},
    )
    owner = cast.owner
    return {
        "home": (owner, "assessment-home", ()), "results": (owner, "results", (done.public_id,)),
        "adviser results": (cast.adviser, "results", (done.public_id,)), "plan": (owner, "plan", ()),
        "followed": (cast.adviser, "followed", ()), "followed plan": (cast.adviser, "followed-plan", (link.public_id,)),
        "roadmaps": (None, "roadmaps", ()), "roadmap": (None, "roadmap", ("food",)), "providers": (None, "providers", ()),
        "provider": (None, "provider", (who.organisation.provider_profile.public_id,)), "packages": (None, "packages", ()),
        "package": (None, "package", (package.public_id,)), "own profile": (who, "own-profile", ()),
        "package new": (who, "package-new", ()), "package edit": (who, "package-edit", (package.public_id,)),
        "reference new": (who, "reference-new", ()), "schemes": (None, "schemes", ()), "officer": (cast.authority, "schemes", ()),
        "scheme": (None, "scheme", ("solution-grant",)),
        "money": (owner, "money", (sent.public_id,)), "groups": (owner, "groups", ()), "group": (owner, "group", (group.public_id,)),
        "signals": (cast.authority, "signals", ()), "own signals": (who, "signals", ()), "pilots": (None, "pilots", ()),
        "pilot": (owner, "pilot", (pilot.public_id,)), "pilot new": (owner, "pilot-new", ()), "offers": (None, "offers", ()),
        "offers for us": (owner, "offers", ()), "offer new": (owner, "offer-new", ()),
    }  # fmt: skip


def test_every_page_in_three_languages(cast: Cast) -> None:
    for name, (who, view, args) in everything(cast).items():
        client = signed_in(who) if who else Client()
        for language in LANGUAGES:
            answer = client.get(path(view, *args, language=language))
            assert answer.status_code == 200, (name, language)
            html = answer.content.decode()
            assert len(re.findall(r"<h1[ >]", html)) == 1, (name, language)


def test_strangers_find_nothing(cast: Cast) -> None:
    pages = everything(cast)
    client = signed_in(cast.stranger)
    for name in ("results", "followed plan", "package edit", "money"):
        _who, view, args = pages[name]
        assert client.get(path(view, *args)).status_code == 404, name
    for name in ("home", "plan", "money", "group"):
        _who, view, args = pages[name]
        assert Client().get(path(view, *args)).status_code == 302, name
    newcomer = signed_in(cast.newcomer)
    assert newcomer.get(path("plan")).status_code == 403


def test_report_is_a_pdf(cast: Cast) -> None:
    done = assess(cast.owner)
    for language in LANGUAGES:
        answer = signed_in(cast.owner).get(path("report", done.public_id, language=language))
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    with translation.override("en"):
        html = render_to_string("digital/report.html", results_context(done, cast.owner.actor))
    for part in ("Beside firms like yours", "What to do first", "Impact =", "Your three next steps", "Our own ladder"):
        assert part in html, part


def test_filters_live_in_the_address(cast: Cast) -> None:
    who = provider("Good Code", "good@code.example")
    for number, price in enumerate((900, 90000)):
        providers.package_save(
            actor=who.actor, values={"title": f"Pack {number}", "category": "erp", "scope": "x", "months": 1}, lines={"software": D(price)}
        )  # fmt: skip
    html = Client().get(path("packages") + "?most=1,000&category=erp").content.decode()
    assert "Pack 0" in html
    assert "Pack 1" not in html
    assert "Good Code" in Client().get(path("providers") + "?category=inventory&language=ar").content.decode()
    assert "Good Code" not in Client().get(path("providers") + "?category=design").content.decode()
    assert Client().get(path("packages") + "?most=x&category=nope&page=99").status_code == 200


def test_grant_by_the_browser_warns_before_the_application(cast: Cast) -> None:
    client = signed_in(cast.owner)
    page = client.post(path("scheme", "solution-grant"), {"software": "40,000", "delivery": "2000", "calculate": "1"})
    assert "20,000" in page.content.decode()
    assert client.post(path("scheme", "solution-grant"), {"calculate": "1"}).content.decode().count("has-error") == 1
    client.post(path("scheme", "solution-grant"), {"software": "40000", "apply": "1"})
    row = GrantApplication.objects.get()
    today = clock.today().isoformat()
    warned = client.post(path("grant-event", row.public_id), {"kind": "deposit", "happened_on": today})
    assert warned.status_code == 200
    assert not row.events.exists()
    client.post(path("grant-act", row.public_id, "submit"))
    client.post(path("grant-event", row.public_id), {"kind": "deposit", "happened_on": today, "amount": "500"})
    assert row.events.count() == 1
    officer = signed_in(cast.authority)
    officer.post(path("grant-act", row.public_id, "approve"))
    row.refresh_from_db()
    assert row.state == "approved"
    assert signed_in(cast.stranger).get(path("grant", row.public_id)).status_code == 404


def test_reference_customer_gets_a_letter_and_answers_once(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    who = provider("Good Code", "good@code.example")
    data = {"firm": "Oasis", "email": "o@oasis.example", "language": "ar", "category": "erp"}
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(who).post(path("reference-new"), data)
    letter = next(m for m in mail.outbox if m.to == ["o@oasis.example"])
    link = re.search(r"https?://[^/]+(/\S+)", letter.body).group(1)
    assert link.startswith("/ar/")
    visitor = Client()
    assert visitor.get(link).status_code == 200
    assert ReferenceCustomer.objects.get().answered_at is None
    good = {"is_independent": "yes", "months_used": "7", "still_uses": "yes", "satisfied": "yes"}
    assert visitor.post(link, {}).content.decode().count("has-error") == 4
    assert visitor.post(link, good).status_code == 200
    assert visitor.post(link, good).status_code == 410


def test_pilots_offers_and_signals_by_the_browser(cast: Cast) -> None:
    everything(cast)
    owner = signed_in(cast.owner)
    pilot = Pilot.objects.get()
    owner.post(path("pilot-act", pilot.public_id, "gate"), {"gate": "prototype", "decision": "stop", "reason": "dear"})
    owner.post(path("pilot-act", pilot.public_id, "result"), {"lesson": "Do not"})
    pilot.refresh_from_db()
    assert (pilot.state, pilot.lesson) == ("stopped", "Do not")
    owner.post(path("offer-act", HelpOffer.objects.get().public_id, "claim"))
    assert HelpOffer.objects.get().taken == 1
    signal = IntegritySignal.objects.get()
    assert (
        signed_in(cast.stranger).post(path("signal-act", signal.public_id, "answer"), {"text": "x"}).status_code == 404
    )
    signed_in(cast.authority).post(path("signal-act", signal.public_id, "dismiss"), {"text": "Chance"})
    signal.refresh_from_db()
    assert signal.state == "dismissed"


def test_a_package_becomes_a_request_and_get_changes_nothing(cast: Cast) -> None:
    everything(cast)
    package = Package.objects.get()
    client = signed_in(cast.owner)
    before = Request.objects.count()
    assert client.get(path("package-request", package.public_id)).status_code == 405
    assert client.post(path("package-request", package.public_id)).status_code == 302
    assert Request.objects.count() == before + 1
