"""The right firms and no others are told, once, in their languages; understanding is measured."""

import pytest
from django.utils import translation

from portal.briefs.models import BriefAudience, BriefVersion
from portal.briefs.services import audience, briefs
from portal.notify.models import InboxItem, OutboxMail
from portal.notify.services import headline
from tests.people import agree, organisation, person
from tests.portal.briefs.conftest import keep

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms(cast):
    """One firm that meets all, one that misses one, one that misses two, one of which a fact is missing."""
    named = {name: organisation(name, "borrower") for name in ("fits", "misses-one", "misses-two", "unknown")}
    keep(named["fits"], employees="18", founded_on="2015-01-01", has_tax_clearance=True)
    keep(named["misses-one"], employees="88", founded_on="2015-01-01", has_tax_clearance=True)
    keep(named["misses-two"], employees="88", founded_on="2015-01-01", has_tax_clearance=False)
    keep(named["unknown"], employees="18", founded_on="2015-01-01")
    people = {
        name: person(f"{name}@firm.example", firm, language={"fits": "zh-hans", "misses-one": "ar"}.get(name, "en"))
        for name, firm in named.items()
    }
    for someone in people.values():
        agree(someone, "news")
    return named, people


def test_each_firm_is_judged_and_only_those_concerned_are_told(cast, firms, draft, second):
    _named, people = firms
    briefs.brief_submit(actor=cast.authority.actor, brief=draft)
    briefs.brief_approve(actor=second.actor, brief=draft)
    draft.refresh_from_db()
    version = draft.current_version
    counts = audience.match(version)
    fit = dict(BriefAudience.objects.filter(version=version).values_list("organisation__legal_name", "fit"))
    assert (fit["fits"], fit["misses-one"], fit["misses-two"], fit["unknown"]) == (
        "meets",
        "misses",
        "misses",
        "unknown",
    )
    assert counts["meets"] == 1
    from portal.journal.models import JournalEntry
    from portal.notify.services import dispatch

    for entry in JournalEntry.objects.filter(verb="brief.audience_told"):
        dispatch(entry)
        dispatch(entry)
    told = {
        item.user.email: item
        for item in InboxItem.objects.filter(code__startswith="BriefPublishedFor").select_related("user")
    }
    mine = {name for name, someone in people.items() if someone.user.email in told}
    assert mine == {"fits", "misses-one", "unknown"}
    assert told[people["fits"].user.email].params["title"] == "数字化工具补贴券"
    assert told[people["misses-one"].user.email].params["title"] == "قسيمة الأدوات الرقمية"
    assert told[people["unknown"].user.email].params["facts"] == "Tax clearance"
    with translation.override("en"):
        assert "Perhaps" in headline(told[people["unknown"].user.email])
    assert OutboxMail.objects.filter(code__startswith="BriefPublishedFor", user=people["fits"].user).count() == 1
    lenders = {cast.lender.user.email, cast.rival.user.email, cast.provider.user.email}
    assert not lenders & set(told)


def test_matching_again_tells_nobody_twice(published, firms):
    version = published.current_version
    audience.match(version)
    before = BriefAudience.objects.filter(told_at__isnull=False).count()
    stamps = list(BriefAudience.objects.order_by("pk").values_list("told_at", flat=True))
    audience.match(version)
    assert BriefAudience.objects.filter(told_at__isnull=False).count() == before
    assert list(BriefAudience.objects.order_by("pk").values_list("told_at", flat=True)) == stamps


def test_a_new_version_with_the_same_result_is_no_news(cast, published, firms, second):
    named, _people = firms
    audience.match(published.current_version)
    briefs.brief_revise(actor=cast.authority.actor, brief=published)
    briefs.brief_submit(actor=cast.authority.actor, brief=published)
    briefs.brief_approve(actor=second.actor, brief=published)
    published.refresh_from_db()
    audience.match(published.current_version)
    rows = BriefAudience.objects.filter(version=published.current_version, organisation=named["fits"])
    assert rows.get().told_at is None


def test_a_lost_task_is_found_again(published, firms):
    BriefAudience.objects.all().delete()
    assert audience.sweep() == 1
    assert BriefAudience.objects.filter(version=published.current_version).exists()
    assert audience.sweep() == 0


def test_readings_and_answers_are_counted_without_persons(published):
    version = BriefVersion.objects.get(brief=published)
    for _number in range(3):
        audience.reading_count(version=version, language="ar")
    audience.clarity_give(version=version, language="en", is_clear=True, choice=2)
    audience.clarity_give(version=version, language="en", is_clear=False, choice=1)
    found = audience.reach(version)
    assert (found["readings"], found["answers"], found["clear"], found["right"], found["tested"]) == (3, 2, 1, 1, 2)


def test_the_firms_page_shows_its_own_values(client, published, firms):
    _named, people = firms
    client.force_login(people["misses-one"].user)
    page = client.get(f"/en/briefs/{published.public_id}/").content.decode()
    assert "88 people" in page.replace("\u2066", "").replace("\u2069", "")
    assert "Not met:" in page
