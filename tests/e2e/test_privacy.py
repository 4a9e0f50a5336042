"""Personal data as a person meets it: who looked, a consent withdrawn and given again, a copy, an erasure that is held and one
that is taken back; in three languages, at the width of a phone and of a desk."""

import io
import zipfile
from typing import Any

import pytest

from portal.privacy.models import Erasure
from tests.access.world import published_with_paper
from tests.e2e.walk import Walk
from tests.people import PASSWORD, Cast, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [("en", 1280, True), ("zh-hans", 390, True), ("ar", 390, False)]
LOOKED = {"en": "Opened your request", "zh-hans": "打开了您的需求", "ar": "فتح طلبك"}


def look(walk: Walk, name: str) -> None:
    """The page fits both widths, and is kept as a picture of each."""
    here = walk.page.viewport_size
    for width in (390, 1280):
        walk.page.set_viewport_size({"width": width, "height": 900})
        walk.seen(name)
    walk.page.set_viewport_size(here)


def status_of(walk: Walk, path: str) -> int:
    return walk.page.goto(f"{walk.base}/{path}").status


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Any) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    settings.MFA_REQUIRED_FOR = []
    return build()


@pytest.mark.parametrize(("language", "width", "script"), WAYS, ids=[way[0] for way in WAYS])
def test_who_looked_what_was_agreed_and_a_copy(
    page_for: Any, live_server: Any, cast: Cast, language: str, width: int, script: bool
) -> None:
    request = published_with_paper(cast.owner, "Oven for bread")
    for someone in (cast.owner, cast.lender):
        someone.user.language = language
        someone.user.save()
    owner, lender = (
        Walk(page_for(width=width, javascript=script), live_server.url, language, name, someone.user.email)
        for name, someone in (("owner", cast.owner), ("lender", cast.lender))
    )
    file = f"inbox/{request.public_id}/"
    lender.open(file)
    with lender.page.expect_download():
        lender.page.locator('main form[action*="/documents/"] button').first.click()

    owner.open("privacy/")
    look(owner, "your-data")
    owner.follow("/privacy/access/")
    told = owner.page.inner_text("main")
    assert "Dune Bank" in told
    assert "Oven for bread" in told
    assert "Business plan" in told
    assert LOOKED[language] in told
    look(owner, "who-looked")

    owner.open("consents/")
    look(owner, "consents")
    owner.press("/consents/matching/")
    assert status_of(lender, file) == 404  # at once, without a reload of anything
    owner.open(f"requests/{request.public_id}/")
    assert owner.page.locator('main a[href$="/consents/"]').count() == 1
    look(owner, "not-shown")
    owner.follow("/consents/")
    owner.press("/consents/matching/")
    assert status_of(lender, file) == 200

    owner.open("privacy/")
    owner.press("/privacy/copies/")
    owner.open("privacy/")
    look(owner, "copy-ready")
    with owner.page.expect_download() as waiting:
        owner.page.locator('main a[href*="/privacy/copies/"]').first.click()
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as archive:
        page = archive.read("index.html").decode()
    assert f'lang="{language}"' in page
    assert "Oven for bread" in page
    assert "Business plan" in page
    for walk in (owner, lender):
        assert [fault for fault in walk.page.faults if "favicon" not in fault and "404" not in fault] == []


@pytest.mark.parametrize(("language", "width", "script"), WAYS, ids=[way[0] for way in WAYS])
def test_an_erasure_that_is_held_and_one_that_is_taken_back(
    page_for: Any, live_server: Any, cast: Cast, language: str, width: int, script: bool
) -> None:
    request = published_with_paper(cast.stranger, "Saw for planks")
    held = Walk(page_for(width=width, javascript=script), live_server.url, language, "held", cast.stranger.user.email)
    held.open("privacy/")
    assert held.page.locator("#erase-password").count() == 0
    told = held.page.inner_text("main")
    assert "Saw for planks" in told
    assert str(request.closes_at.year) in told  # type: ignore[union-attr]
    look(held, "held")

    free = Walk(page_for(width=width, javascript=script), live_server.url, language, "free", cast.newcomer.user.email)
    for secret, count in (("not-the-password", 0), (PASSWORD, 1)):
        free.open("privacy/")
        look(free, "before")
        free.page.fill("#erase-password", secret)
        free.press("/privacy/erasure/")
        assert Erasure.objects.filter(user=cast.newcomer.user, state="asked").count() == count
    look(free, "asked")
    free.press("/privacy/erasure/")
    assert Erasure.objects.filter(user=cast.newcomer.user, state="withdrawn").count() == 1
    look(free, "stays")
    for walk in (held, free):
        assert [fault for fault in walk.page.faults if "favicon" not in fault] == []
