"""Who is told of the pillar's limits, joint purchases and integrity questions, and in which words."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from digital.models import BuyerGroup, GrantApplication, IntegritySignal, Pilot
from digital.schemes.catalogue import versions
from digital.services.groups import LIVE
from portal.common import formatting
from portal.common.formatting import Medium
from portal.journal.models import JournalEntry
from portal.notify import registry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, members_of
from portal.organisations.choices import CapabilityKind, CapabilityState
from portal.organisations.models import Organisation

Audience = Callable[[JournalEntry], list[Told]]
Words = Callable[[], dict[str, Any]]


def offices() -> QuerySet[Organisation]:
    """Every approved authority."""
    return Organisation.objects.filter(
        capabilities__kind=CapabilityKind.AUTHORITY, capabilities__state=CapabilityState.APPROVED
    )


def grant_words(row: GrantApplication) -> Words:
    """The placeholders of a message about an application, in the reader's language."""
    scheme = next(s.title for s in versions() if s.code == row.scheme and s.version == row.version)
    limit = row.payment_due_on or row.claim_by or row.decision_due_on
    return lambda: {
        "scheme": str(scheme),
        "title": row.title,
        "amount": formatting.money(row.amount, row.currency, Medium.PLAIN),
        "day": limit.isoformat() if limit else "",
    }


def _grant(entry: JournalEntry) -> tuple[GrantApplication, Words, str]:
    row = GrantApplication.objects.select_related("organisation").get(public_id=entry.subject_key)
    return row, grant_words(row), f"/digital/grants/{row.public_id}/"


def grant_firm(entry: JournalEntry) -> list[Told]:
    """The firm, once."""
    row, params, path = _grant(entry)
    return members_of([row.organisation_id], params=params, path=path) if entry.payload.get("first", True) else []


def grant_offices(entry: JournalEntry) -> list[Told]:
    """The authorities, every time."""
    _row, params, path = _grant(entry)
    return members_of(offices(), params=params, path=path)


def _group(entry: JournalEntry) -> tuple[BuyerGroup, dict[str, Any], str]:
    row = BuyerGroup.objects.select_related("request", "chosen").get(public_id=entry.subject_key)
    return row, {"title": row.request.title}, f"/digital/groups/{row.public_id}/"


def group_opener(entry: JournalEntry) -> list[Told]:
    row, params, path = _group(entry)
    return members_of([row.request.organisation_id], params=params, path=path)


def group_members(entry: JournalEntry) -> list[Told]:
    row, params, path = _group(entry)
    return members_of(list(row.members.values_list("organisation_id", flat=True)), params=params, path=path)


def group_others(entry: JournalEntry) -> list[Told]:
    """The members apart from the firm that opened the group and chose."""
    row, params, path = _group(entry)
    others = row.members.exclude(organisation=row.request.organisation_id)
    return members_of(list(others.values_list("organisation_id", flat=True)), params=params, path=path)


def group_undecided(entry: JournalEntry) -> list[Told]:
    """Members that have neither taken up their share nor let it pass."""
    row, params, path = _group(entry)
    waiting = row.members.filter(share_request__isnull=True, passed_at__isnull=True)
    waiting = waiting.exclude(organisation=row.request.organisation_id)
    return members_of(list(waiting.values_list("organisation_id", flat=True)), params=params, path=path)


def group_lapsed(entry: JournalEntry) -> list[Told]:
    """Members whose share lapsed in this very step."""
    row, params, path = _group(entry)
    late = (
        row.members.filter(passed_at__gte=row.chosen_at).order_by("-passed_at") if row.chosen_at else row.members.none()
    )
    return members_of(list(late.values_list("organisation_id", flat=True)), params=params, path=path)


def group_provider(entry: JournalEntry) -> list[Told]:
    row, params, path = _group(entry)
    return members_of([row.chosen.organisation_id], params=params, path=path) if row.chosen else []


def group_waiting(entry: JournalEntry) -> list[Told]:
    """Members whose taken share has no word of the provider, and the authorities."""
    row, params, path = _group(entry)
    taken = row.members.filter(share_request__state="open").exclude(share_request__responses__state__in=LIVE)
    told = members_of(list(taken.values_list("organisation_id", flat=True)), params=params, path=path)
    return told + members_of(offices(), params=params, path=path)


def _pilot(entry: JournalEntry) -> tuple[Pilot, Words, str]:
    row = Pilot.objects.get(public_id=entry.subject_key)
    day = row.publish_by
    words: Words = lambda: {"title": row.title, "day": day.isoformat() if day else ""}  # noqa: E731
    return row, words, f"/digital/pilots/{row.public_id}/"


def pilot_owner(entry: JournalEntry) -> list[Told]:
    row, params, path = _pilot(entry)
    return members_of([row.organisation_id], params=params, path=path) if entry.payload.get("first", True) else []


def pilot_offices(entry: JournalEntry) -> list[Told]:
    _row, params, path = _pilot(entry)
    return members_of(offices(), params=params, path=path)


def signal_subject(entry: JournalEntry) -> list[Told]:
    row = IntegritySignal.objects.get(public_id=entry.subject_key)
    return members_of([row.subject_id], params={}, path="/digital/signals/")


def signal_offices(entry: JournalEntry) -> list[Told]:
    row = IntegritySignal.objects.select_related("subject").get(public_id=entry.subject_key)
    return members_of(offices(), params={"firm": str(row.subject)}, path="/digital/signals/")


LOOK = _("Look at it")
SOON = (_("One week left: %(scheme)s"), _("The legal time for the application “%(title)s” ends on %(day)s."))
LATE = (
    _("Legal time has passed: %(scheme)s"),
    _("“%(title)s” should have been settled by %(day)s. You are reminded every week until it is."),
)
LATE_FIRM = (
    _("The authority is late: %(scheme)s"),
    _("Your application “%(title)s” should have been settled by %(day)s. The officers are reminded every week; you can "
      "also complain."),
)  # fmt: skip
WORDS: tuple[tuple[str, str, tuple[Any, Any], Audience], ...] = (
    ("GrantDraftWaitsForFirm", "digital.grant.draft_waits", (
        _("Your grant application is not sent yet: %(scheme)s"),
        _("You began it two weeks ago: %(title)s. Sign and pay nothing before it is sent."),
    ), grant_firm),
    ("GrantDecisionDueForOffices", "digital.grant.decision_due", SOON, grant_offices),
    ("GrantDecisionLateForOffices", "digital.grant.decision_late", LATE, grant_offices),
    ("GrantDecisionLateForFirm", "digital.grant.decision_late", LATE_FIRM, grant_firm),
    ("GrantPaymentDueForOffices", "digital.grant.payment_due", SOON, grant_offices),
    ("GrantPaymentLateForOffices", "digital.grant.payment_late", LATE, grant_offices),
    ("GrantPaymentLateForFirm", "digital.grant.payment_late", LATE_FIRM, grant_firm),
    ("GrantClaimDueForFirm", "digital.grant.claim_due", (
        _("Claim your grant by %(day)s: %(scheme)s"),
        _("“%(title)s” is approved. The page lists the papers and the proof of use that are still missing."),
    ), grant_firm),
    ("GrantLapsedForFirm", "digital.grant.lapsed", (
        _("Not claimed in time: %(scheme)s"),
        _("The last day to claim “%(title)s” was %(day)s. The approval has ended and its amount is free again."),
    ), grant_firm),
    ("GroupJoinedForOpener", "digital.group.joined", (
        _("A firm has joined: %(title)s"), _("You see its share of the price and the new total of users."),
    ), group_opener),
    ("GroupClosingForOpener", "digital.group.closing", (
        _("Two days left to join: %(title)s"), _("Afterwards no firm can join your purchase."),
    ), group_opener),
    ("GroupCompleteForMembers", "digital.group.complete", (
        _("The group is complete: %(title)s"),
        _("No firm can join any more. The firm that opened it chooses a bid for all; you decide about your own share."),
    ), group_members),
    ("GroupEndedForMembers", "digital.group.ended", (
        _("Nothing came of the joint purchase: %(title)s"), _("The request ended without a contract. Nobody owes anything."),
    ), group_members),
    ("GroupChosenForMembers", "digital.group.chosen", (
        _("A bid was chosen: %(title)s"),
        _("Look at your share of the price and your grant. Take the share up or let it pass within fourteen days."),
    ), group_others),
    ("GroupShareDueForMembers", "digital.group.share_due", (
        _("Your share is waiting: %(title)s"), _("One week is left to take it up or let it pass."),
    ), group_undecided),
    ("GroupShareLapsedForMembers", "digital.group.share_lapsed", (
        _("Your share has lapsed: %(title)s"), _("You did not take it up in time. The other firms go on without you."),
    ), group_lapsed),
    ("GroupShareTakenForProvider", "digital.group.share_taken", (
        _("A firm takes up its share: %(title)s"),
        _("Confirm it with one click: the terms are those of your accepted bid, cut to its part."),
    ), group_provider),
    ("GroupConfirmDueForProvider", "digital.group.confirm_due", (
        _("Please confirm the share of a firm: %(title)s"), _("It was taken up some days ago and waits for your word."),
    ), group_provider),
    ("GroupConfirmLateForMembers", "digital.group.confirm_late", (
        _("A share is not confirmed: %(title)s"),
        _("The provider has not answered for a week. The authority knows; the firm can write to the provider."),
    ), group_waiting),
    ("PilotGateDueForOwner", "digital.pilot.gate_due", (
        _("Three months without a gate: %(title)s"), _("Decide the next gate: go on, change, or stop."),
    ), pilot_owner),
    ("PilotResultDueForOwner", "digital.pilot.result_due", (
        _("Publish the result by %(day)s: %(title)s"), _("A missed threshold is published like a reached one."),
    ), pilot_owner),
    ("PilotResultLateForOwner", "digital.pilot.result_late", (
        _("The result is late: %(title)s"), _("It was due on %(day)s. The public page says so until you publish it."),
    ), pilot_owner),
    ("PilotResultLateForOffices", "digital.pilot.result_late", (
        _("The result is late: %(title)s"), _("It was due on %(day)s. You are reminded every week until it is public."),
    ), pilot_offices),
    ("SignalFoundForFirm", "digital.signal.found", (
        _("A question about your bids or projects"),
        _("A pattern was seen that deserves a word. It is no accusation and changes nothing; explain it here."),
    ), signal_subject),
    ("SignalAnswerDueForFirm", "digital.signal.answer_due", (
        _("A question still waits for your explanation"), _("An officer decides about two weeks from now, with or without it."),
    ), signal_subject),
    ("SignalDecidedForFirm", "digital.signal.decided", (
        _("An integrity question was decided"), _("You find the reason here, and how to appeal to a second officer."),
    ), signal_subject),
    ("SignalAppealedForOffices", "digital.signal.appealed", (
        _("Appeal about an integrity question: %(firm)s"), _("A second officer decides within ten days."),
    ), signal_offices),
    ("SignalLateForOffices", "digital.signal.decision_late", (
        _("An integrity question waits too long: %(firm)s"), _("You are reminded every week until it is decided."),
    ), signal_offices),
)  # fmt: skip


def register_all() -> None:
    """Register the reminders; a limit can never be muted, the rest can."""
    for code, verb, (headline, body), audience in WORDS:
        is_limit = verb.endswith(("_late", "_due", ".lapsed", "_lapsed"))
        kind = Category.DEADLINES if is_limit else Category.RESPONSES
        registry.register(Notification(code, verb, kind, headline, body, LOOK, audience, may_mute=not is_limit))
