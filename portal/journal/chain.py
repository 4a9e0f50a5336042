"""The hash chain of the journal: sealing new entries in order, and verifying that none was altered, removed or moved.

Writers never wait for each other: entries are written unsealed and chained a few seconds later by one claimant. Whom an
entry concerns is part of it: nobody can hide from a firm that its data was read. Each sealing logs the newest hash, so
the store of logs holds what the database alone cannot prove: that nothing was cut off at the end.
"""

import hashlib
import json
import logging
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from portal.journal.models import JournalEntry

GENESIS = "0" * 64
logger = logging.getLogger(__name__)


def digest(entry: JournalEntry, previous: str) -> str:
    """SHA-256 over the previous hash and everything the entry says."""
    content = json.dumps(
        {
            "sequence": entry.sequence,
            "at": entry.at.isoformat(),
            "user": entry.user_id,
            "organisation": entry.organisation_id,
            "verb": entry.verb,
            "subject": [entry.subject_type, entry.subject_key],
            "payload": entry.payload,
            "request_id": entry.request_id,
            "staff": entry.is_staff_mode,
            "concerns": sorted(concern.organisation_id for concern in entry.concerns.all()),
        },
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def seal(limit: int = 5000) -> int:
    """Chain up to ``limit`` unsealed entries; returns how many. Two sealers at once: the unique sequence lets one win."""
    try:
        with transaction.atomic():
            last = JournalEntry.objects.filter(sequence__isnull=False).order_by("-sequence").first()
            sequence, previous = (last.sequence or 0, last.hash) if last else (0, GENESIS)
            waiting = JournalEntry.objects.filter(sequence__isnull=True).prefetch_related("concerns")
            fresh = list(waiting.order_by("pk")[:limit])
            for entry in fresh:
                sequence += 1
                entry.sequence = sequence
                entry.previous_hash = previous
                entry.hash = previous = digest(entry, previous)
            JournalEntry.objects.bulk_update(fresh, ["sequence", "previous_hash", "hash"], batch_size=500)
    except IntegrityError:
        return 0
    if fresh:
        logger.info("journal sealed", extra={"sequence": sequence, "hash": previous})
    return len(fresh)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry at which the chain breaks, and how."""

    sequence: int
    entry_id: int | None
    reason: str


def newest() -> tuple[int, str]:
    """Number and hash of the last sealed entry: what an outsider keeps to prove later that the end is still there."""
    last = JournalEntry.objects.filter(sequence__isnull=False).order_by("-sequence").first()
    return (last.sequence or 0, last.hash) if last else (0, GENESIS)


def is_kept(sequence: int, known_hash: str) -> bool:
    """Whether the entry that was once the newest still stands under its number with its hash."""
    return JournalEntry.objects.filter(sequence=sequence, hash=known_hash).exists()


def verify() -> tuple[int, Fault | None]:
    """Walk the chain; (entries checked, first fault or None)."""
    expected, previous, checked = 1, GENESIS, 0
    sealed = JournalEntry.objects.filter(sequence__isnull=False).order_by("sequence").prefetch_related("concerns")
    for entry in sealed.iterator(chunk_size=2000):
        if entry.sequence != expected:
            return checked, Fault(expected, None, "an entry is missing here")
        if entry.previous_hash != previous:
            return checked, Fault(expected, entry.pk, "it does not follow the entry before it")
        if entry.hash != digest(entry, previous):
            return checked, Fault(expected, entry.pk, "its content was altered")
        expected, previous, checked = expected + 1, entry.hash, checked + 1
    return checked, None
