"""The retention periods: data with a source, read once."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Period:
    """``code`` names what grows old; it goes ``days`` after it ended."""

    code: str
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Periods:
    version: str
    source: str
    erasure_pause_days: int
    copy_valid_days: int
    periods: tuple[Period, ...]


def load() -> Periods:
    raw = json.loads((Path(__file__).parent / "data" / "retention.json").read_text(encoding="utf-8"))
    return Periods(
        raw["version"],
        raw["source"],
        raw["erasure_pause_days"],
        raw["copy_valid_days"],
        tuple(Period(**item) for item in raw["periods"]),
    )


PERIODS: Final = load()
LABELS: Final[dict[str, Promise]] = {  # what a period is about, for the public page
    "sessions": _("Sessions that ended"),
    "copies": _("Copies of your data, when their link has expired"),
    "inbox": _("Notices you have read"),
    "mail_bodies": _("Words of mails we sent you"),
    "api_tokens": _("Access keys of programs that were revoked or expired"),
    "drafts": _("Drafts nobody else ever saw, after they lapsed"),
}
