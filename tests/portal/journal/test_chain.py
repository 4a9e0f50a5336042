"""The journal's hash chain: whatever is altered, removed, moved or added behind the portal's back is named."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client

from portal.journal import chain
from portal.journal.models import JournalConcern, JournalEntry
from portal.journal.services import record
from tests.people import Cast

pytestmark = pytest.mark.django_db
ALL = JournalEntry.objects.filter


@pytest.fixture
def sealed(cast: Cast) -> list[JournalEntry]:
    """Six sealed entries that concern two firms."""
    for number in range(6):
        record(
            actor=cast.lender.actor, verb="note", subject=cast.lender.user, payload={"n": number},
            concerns=[cast.owner.organisation], notify=False,
        )  # fmt: skip
    chain.seal()
    assert chain.verify()[1] is None
    return list(JournalEntry.objects.order_by("sequence"))


def third(sealed: list[JournalEntry]) -> Any:
    return ALL(pk=sealed[2].pk)


def moved(sealed: list[JournalEntry]) -> None:
    """Two entries change places, hashes and all."""
    one, two = sealed[2], sealed[3]
    ALL(pk=one.pk).update(sequence=900)
    ALL(pk=two.pk).update(sequence=one.sequence)
    ALL(pk=one.pk).update(sequence=two.sequence)


def forged(sealed: list[JournalEntry]) -> None:
    """Altered with a hash worked out anew, as somebody would who has read the source."""
    entry = sealed[2]
    entry.payload = {"n": 99}
    third(sealed).update(payload=entry.payload, hash=chain.digest(entry, entry.previous_hash))


ATTACKS: dict[str, tuple[Callable[[list[JournalEntry]], object], int]] = {
    "verb": (lambda s: third(s).update(verb="other"), 3),
    "moment": (lambda s: third(s).update(at=F("at") - timedelta(seconds=1)), 3),
    "person": (lambda s: third(s).update(user=None), 3),
    "organisation": (lambda s: third(s).update(organisation=None), 3),
    "content": (lambda s: third(s).update(payload={"n": 99}), 3),
    "staff mode hidden": (lambda s: third(s).update(is_staff_mode=True), 3),
    "request id": (lambda s: third(s).update(request_id="x"), 3),
    "hidden from the firm": (lambda s: JournalConcern.objects.filter(entry=s[2].pk).first().delete(), 3),
    "removed": (lambda s: third(s).delete(), 3),
    "first removed": (lambda s: ALL(pk=s[0].pk).delete(), 1),
    "moved": (moved, 3),
    "forged": (forged, 4),  # the entry after it no longer follows
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_wrong_entry_is_named(sealed: list[JournalEntry], attack: str) -> None:
    change, named = ATTACKS[attack]
    change(sealed)
    with pytest.raises(CommandError, match=rf"sequence {named} "):
        call_command("verify_journal")


def test_an_end_cut_off_is_proved_by_what_was_known_then(sealed: list[JournalEntry], capsys: Any) -> None:
    call_command("verify_journal")
    known = re.search(r"newest (\d+:[0-9a-f]{64})", capsys.readouterr().out)
    assert known is not None
    call_command("verify_journal", known=known[1])
    ALL(pk__in=[sealed[4].pk, sealed[5].pk]).delete()
    call_command("verify_journal")  # the chain alone cannot know
    with pytest.raises(CommandError, match="sequence 6"):
        call_command("verify_journal", known=known[1])


def test_every_sealing_tells_the_log_the_newest_hash(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "portal.journal")
    record(actor=cast.lender.actor, verb="note", subject=cast.lender.user, notify=False)
    chain.seal()
    (told,) = [row for row in caplog.records if row.message == "journal sealed"]
    assert (told.sequence, told.hash) == chain.newest()


def test_a_firm_sees_that_staff_read_its_journal_and_why(cast: Cast, settings: Any) -> None:
    settings.MFA_REQUIRED_FOR = []
    record(actor=cast.owner.actor, verb="request.created", subject=cast.owner.user, notify=False)
    officer, owner, stranger = Client(), Client(), Client()
    for client, who in ((officer, cast.authority), (owner, cast.owner), (stranger, cast.stranger)):
        client.force_login(who.user)
    officer.post("/en/journal/staff/", {"reason": "Complaint 2026-17 about a delay", "minutes": "15"})
    assert officer.get("/en/journal/all/").status_code == 200
    page = owner.get("/en/privacy/access/").content
    assert b"Staff looked at your data" in page
    assert b"Complaint 2026-17 about a delay" in page
    assert b"Complaint 2026-17" not in stranger.get("/en/privacy/access/").content  # nothing of theirs was shown
