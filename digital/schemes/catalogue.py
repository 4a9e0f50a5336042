"""Support schemes as versioned data: what they pay, to whom, which dates and papers they want."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from digital.schemes.grant import Limits
from digital.texts import Text, read, text


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of a scheme, in force from ``valid_from`` to ``valid_to`` (both included).

    ``rate`` 0–1; caps in ``currency``; ``cumulation_share``: all public aid together may not pass this share of the
    eligible cost; working-day limits as the law counts them; ``usage_months`` of proven use are needed for the claim.
    ``for_whom`` is the criteria document the scheme was published with ({}: every firm).
    """

    code: str
    version: str
    title: Text
    summary: Text
    source: Text
    valid_from: date
    valid_to: date | None
    currency: str
    rate: Decimal
    cap_per_application: Decimal | None
    cap_per_window: Decimal | None
    window: str  # year | lifetime
    window_starts: tuple[int, int] | None  # month, day
    group_cap: Decimal | None
    cumulation_share: Decimal | None
    excluded: tuple[str, ...]
    forbidden_before_application: tuple[str, ...]
    evidence: tuple[str, ...]
    usage_months: int
    decision_working_days: int
    accept_days: int
    claim_days: int
    payment_working_days: int
    vetted_packages_only: bool
    for_whom: Mapping[str, Any]

    def window_of(self, day: date) -> tuple[date, date]:
        """The grant year (or the scheme's whole life) ``day`` lies in: first and last day."""
        if self.window_starts is None:
            return self.valid_from, self.valid_to or date.max
        month, first = self.window_starts
        start = date(day.year, month, first)
        if day < start:
            start = date(day.year - 1, month, first)
        end = date(start.year + 1, month, first)
        return start, date.fromordinal(end.toordinal() - 1)

    def limits(self, *, used_in_window: Decimal, group_used: Decimal, other_aid: Decimal, eligible: Decimal) -> Limits:
        """The calculator's limits for an applicant with this history and ``eligible`` cost."""
        ceiling = None if self.cumulation_share is None else self.cumulation_share * eligible
        return Limits(
            rate=self.rate,
            cap_per_application=self.cap_per_application,
            cap_per_window=self.cap_per_window,
            used_in_window=used_in_window,
            group_cap=self.group_cap,
            group_used=group_used,
            cumulation_ceiling=ceiling,
            other_aid=other_aid,
        )


def _money(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _scheme(row: Mapping) -> Scheme:
    starts = row["window_starts"]
    plain = ("code", "version", "currency", "window", "usage_months", "decision_working_days", "accept_days",
             "claim_days", "payment_working_days", "vetted_packages_only")  # fmt: skip
    return Scheme(
        **{name: row[name] for name in plain},
        title=text(row["title"]),
        summary=text(row["summary"]),
        source=text(row["source"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        rate=Decimal(row["rate"]),
        cap_per_application=_money(row["cap_per_application"]),
        cap_per_window=_money(row["cap_per_window"]),
        window_starts=(int(starts[:2]), int(starts[3:])) if starts else None,
        group_cap=_money(row["group_cap"]),
        cumulation_share=_money(row["cumulation_share"]),
        excluded=tuple(row["excluded"]),
        forbidden_before_application=tuple(row["forbidden_before_application"]),
        evidence=tuple(row["evidence"]),
        for_whom=row["for_whom"],
    )


@cache
def versions() -> tuple[Scheme, ...]:
    """Every version of every scheme."""
    return tuple(_scheme(row) for row in read("schemes")["schemes"])


def in_force(day: date) -> list[Scheme]:
    """The versions in force on ``day``."""
    return [s for s in versions() if s.valid_from <= day and (s.valid_to is None or day <= s.valid_to)]


def scheme(code: str, day: date) -> Scheme | None:
    """The version of scheme ``code`` in force on ``day``."""
    return next((found for found in in_force(day) if found.code == code), None)


@cache
def labels(name: str) -> dict[str, Text]:
    """A closed list of the schemes file (``cost_kinds``, ``events``, ``evidence``) as code → text."""
    return {code: text(words) for code, *words in read("schemes")[name]}


@dataclass(frozen=True, slots=True)
class Forfeit:
    """An event that makes the grant void because it came before the application."""

    event: str
    happened_on: date
    applied_on: date | None


def forfeits(found: Scheme, events: Iterable[tuple[str, date]], applied_on: date | None) -> list[Forfeit]:
    """The events that came too early: forbidden before the application and dated before it (or there is none yet).

    The same day is allowed: the application's day counts from its beginning.
    """
    return [
        Forfeit(kind, day, applied_on)
        for kind, day in events
        if kind in found.forbidden_before_application and (applied_on is None or day < applied_on)
    ]
