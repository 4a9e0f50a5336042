"""Partner profiles and expressions of interest."""

import re
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from export.models.partners import Interest, InterestState, MoneyFlow, PartnerProfile, ProfileReview, ProfileState
from export.services.firm import require_editor, user_of
from portal.common import clock, workdays
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.services import record
from portal.organisations.actors import SYSTEM, Actor
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation

LIFE_DAYS = 365
REMINDERS = (30, 7)
ANSWER_WORKING_DAYS = 5
REVIEWERS = 2
OPEN_FIELDS = ("title", "summary", "description", "advantages", "sought", "keywords")
PRICE = re.compile(
    r"(?:[$€£¥]|\b(?:USD|EUR|SAR|CNY|RMB)\b)\s?\d|\d\s?(?:[$€£¥]|(?:USD|EUR|SAR|CNY|RMB)\b)", re.IGNORECASE
)
BANNED = (
    (re.compile(r"[\w.+-]+@[\w-]+\.\w+"), _("Leave out e-mail addresses.")),
    (re.compile(r"https?://|www\.|\b[\w-]+\.(com|net|org|cn|sa|de)\b", re.IGNORECASE), _("Leave out links and web sites.")),
    (re.compile(r"(\+|00)\d[\d\s-]{6,}\d"), _("Leave out phone numbers.")),
    (PRICE, _("Leave out prices.")),
)  # fmt: skip


def open_part_problems(profile: PartnerProfile) -> dict[str, Any]:
    """What must not be in the open part: names, mails, links, phones, prices; and a type against the money's way."""
    found: dict[str, Any] = {}
    names = [word for word in (profile.organisation.legal_name,) if len(word) > 2]
    for field in OPEN_FIELDS:
        text = getattr(profile, field)
        for pattern, message in BANNED:
            if pattern.search(text):
                found.setdefault(field, message)
        if any(name.casefold() in text.casefold() for name in names):
            found.setdefault(field, _("Leave out your firm's name: it follows once both agree."))
    is_offer = profile.kind.endswith("offer")
    if is_offer != (profile.money == MoneyFlow.PAID):
        found["kind"] = _("Who is paid makes an offer; who pays makes a request.")
    if is_offer and not profile.stage:
        found["stage"] = _("Say how far what you offer has come.")
    if profile.deadline is not None and profile.deadline <= clock.today():
        found["deadline"] = _("Choose a day in the future.")
    return found


def similar_to(profile: PartnerProfile) -> list[PartnerProfile]:
    """The firm's other living profiles whose title shares most of its words."""
    words = set(re.findall(r"\w{3,}", profile.title.casefold()))
    others = PartnerProfile.objects.filter(
        organisation=profile.organisation, state__in=("review", "published")
    ).exclude(pk=profile.pk)
    return [
        other
        for other in others
        if words and len(words & set(re.findall(r"\w{3,}", other.title.casefold()))) * 2 > len(words)
    ]


@transaction.atomic
def profile_save(*, actor: Actor, form: Any) -> PartnerProfile:
    """Keep a draft (also one that was returned)."""
    firm = require_editor(actor)
    profile: PartnerProfile = form.instance
    if profile.pk and profile.state not in (ProfileState.DRAFT, ProfileState.RETURNED):
        raise ConflictError(_("A profile in review or published does not change; close it and write a new one."))
    profile.organisation, profile.created_by = firm, user_of(actor)
    if problems := open_part_problems(profile):
        raise DomainError(fields=problems)
    saved: PartnerProfile = form.save()
    record(actor=actor, verb="export.profile.saved", subject=saved, notify=False)
    return saved


@transaction.atomic
def profile_submit(*, actor: Actor, profile: PartnerProfile) -> None:
    """Hand a draft to review. A near copy of an own living profile is refused."""
    firm = require_editor(actor)
    if similar_to(profile):
        raise DomainError(_("You already have a profile much like this one; close it first."))
    rows = PartnerProfile.objects.filter(
        pk=profile.pk, organisation=firm, state__in=(ProfileState.DRAFT, ProfileState.RETURNED)
    )
    if not rows.update(state=ProfileState.REVIEW):
        raise ConflictError(_("This profile is already with the reviewers."))
    profile.reviews.update(is_current=False)
    record(actor=actor, verb="export.profile.submitted", subject=profile, notify=False)


def require_reviewer(actor: Actor) -> None:
    """Advisers (chambers) and authorities review profiles."""
    if not ((actor.holds(CapabilityKind.ADVISER) or actor.is_authority) and actor.may_edit):
        raise NotAllowedError(_("Chambers and authorities review profiles."))


@transaction.atomic
def profile_review(*, actor: Actor, profile: PartnerProfile, passed: bool, comment: str) -> None:
    """One reviewer's word. Two different people must pass it; one "no" returns it with a comment."""
    require_reviewer(actor)
    if actor.organisation is not None and profile.organisation_id == actor.organisation.pk:
        raise NotAllowedError(_("Nobody reviews a profile of their own organisation."))
    if not passed and not comment.strip():
        raise DomainError(fields={"comment": _("Say what must be mended.")})
    fresh = PartnerProfile.objects.get(pk=profile.pk)
    if fresh.state != ProfileState.REVIEW:
        raise ConflictError(_("This profile is not in review now."))
    moment = clock.now()
    try:
        with transaction.atomic():
            ProfileReview.objects.create(
                profile=profile, reviewer=user_of(actor), passed=passed, comment=comment[:500], at=moment
            )
    except IntegrityError as error:
        raise ConflictError(_("You have reviewed this already; a second person must look at it.")) from error
    if not passed:
        PartnerProfile.objects.filter(pk=profile.pk, state=ProfileState.REVIEW).update(state=ProfileState.RETURNED)
    elif profile.reviews.filter(is_current=True, passed=True).count() >= REVIEWERS:
        PartnerProfile.objects.filter(pk=profile.pk, state=ProfileState.REVIEW).update(
            state=ProfileState.PUBLISHED,
            published_at=moment,
            expires_on=clock.today() + timedelta(days=LIFE_DAYS),
            reminded_days=0,
        )
    record(
        actor=actor,
        verb="export.profile.reviewed",
        subject=profile,
        concerns=[profile.organisation],
        payload={"passed": passed},
        notify=False,
    )


@transaction.atomic
def profile_close(*, actor: Actor, profile: PartnerProfile) -> None:
    """Take a profile off the list."""
    firm = require_editor(actor)
    if (
        not PartnerProfile.objects.filter(pk=profile.pk, organisation=firm)
        .exclude(state=ProfileState.CLOSED)
        .update(state=ProfileState.CLOSED)
    ):
        raise ConflictError(_("This profile is closed already."))
    record(actor=actor, verb="export.profile.closed", subject=profile, notify=False)


def may_renew(profile: PartnerProfile) -> bool:
    """Whether it is expired or in its last 30 days."""
    last = clock.today() + timedelta(days=REMINDERS[0])
    return profile.expires_on is not None and profile.expires_on <= last


@transaction.atomic
def profile_renew(*, actor: Actor, profile: PartnerProfile) -> None:
    """Another 365 days, in the last month or after expiry."""
    firm = require_editor(actor)
    today = clock.today()
    rows = PartnerProfile.objects.filter(
        pk=profile.pk, organisation=firm, state__in=(ProfileState.PUBLISHED, ProfileState.EXPIRED)
    )
    if not rows.filter(expires_on__lte=today + timedelta(days=REMINDERS[0])).update(
        state=ProfileState.PUBLISHED, expires_on=today + timedelta(days=LIFE_DAYS), reminded_days=0
    ):
        raise ConflictError(_("It can be renewed in its last 30 days."))
    record(actor=actor, verb="export.profile.renewed", subject=profile, notify=False)


@transaction.atomic
def interest_send(*, actor: Actor, profile: PartnerProfile, form: Any) -> Interest:
    """Express interest in a published profile of somebody else."""
    firm = require_editor(actor)
    if profile.organisation_id == firm.pk:
        raise DomainError(_("This is your own profile."))
    if profile.deadline is not None and profile.deadline < clock.today():
        raise ConflictError(_("The day for expressing interest has passed."))
    if not PartnerProfile.objects.filter(pk=profile.pk, state=ProfileState.PUBLISHED).exists():
        raise ConflictError(_("This profile is no longer published."))
    interest: Interest = form.instance
    interest.profile, interest.organisation, interest.sent_by = profile, firm, user_of(actor)
    interest.due_at = workdays.later(clock.now(), ANSWER_WORKING_DAYS, profile.organisation.country)
    try:
        with transaction.atomic():
            saved: Interest = form.save()
    except IntegrityError as error:
        raise ConflictError(_("You have already written to them.")) from error
    record(
        actor=actor,
        verb="export.interest.sent",
        subject=saved,
        concerns=[profile.organisation],
        payload={"to": profile.organisation_id},
    )
    return saved


OPEN_INTERESTS = (InterestState.NEW, InterestState.INFORMATION)
NEXT = {
    "accept": (OPEN_INTERESTS, InterestState.ACCEPTED),
    "decline": (OPEN_INTERESTS, InterestState.DECLINED),
    "information": ((InterestState.NEW,), InterestState.INFORMATION),
    "meeting": ((InterestState.ACCEPTED,), InterestState.MEETING),
    "agreement": ((InterestState.ACCEPTED, InterestState.MEETING), InterestState.AGREEMENT),
    "close": ((InterestState.ACCEPTED, InterestState.MEETING), InterestState.CLOSED),
}


@transaction.atomic
def interest_move(*, actor: Actor, interest: Interest, action: str, reason: str = "") -> None:
    """The profile's owner answers and carries it on; with the yes both names become visible."""
    firm = require_editor(actor)
    if interest.profile.organisation_id != firm.pk:
        raise NotAllowedError(_("The owner of the profile answers."))
    if action in ("decline", "information") and not reason.strip():
        raise DomainError(fields={"reason": _("Write a few words.")})
    sources, target = NEXT[action]
    moved = Interest.objects.filter(pk=interest.pk, state__in=sources).update(
        state=target, reason=reason[:300], answered_at=clock.now()
    )
    if not moved:
        raise ConflictError(_("This was answered or lapsed meanwhile."))
    record(
        actor=actor,
        verb=f"export.interest.{target}",
        subject=interest,
        concerns=[interest.organisation],
        payload={"to": interest.organisation_id, "action": action},
    )


def names_shown(interest: Interest) -> bool:
    """Whether both sides have agreed to know each other."""
    return interest.state in (
        InterestState.ACCEPTED,
        InterestState.MEETING,
        InterestState.AGREEMENT,
        InterestState.CLOSED,
    )


def visible_profiles(firm: Organisation | None) -> Q:
    """Published ones and one's own."""
    return Q(state=ProfileState.PUBLISHED) | Q(organisation=firm)


def keep_profiles() -> int:
    """Reminders 30 and 7 days before the end, then expiry; interests nobody answered lapse. Safe to repeat."""
    today, done = clock.today(), 0
    for profile in PartnerProfile.objects.filter(
        state=ProfileState.PUBLISHED, expires_on__lte=today + timedelta(days=REMINDERS[0])
    )[:500]:
        left = (profile.expires_on - today).days if profile.expires_on else 0
        with transaction.atomic():
            if left < 0:
                done += _step(profile, "export.profile.expired", state=ProfileState.EXPIRED)
            elif left <= REMINDERS[1] and profile.reminded_days != REMINDERS[1]:
                done += _step(profile, "export.profile.reminded", reminded_days=REMINDERS[1])
            elif left > REMINDERS[1] and profile.reminded_days == 0:
                done += _step(profile, "export.profile.reminded", reminded_days=REMINDERS[0])
    for interest in Interest.objects.filter(state__in=OPEN_INTERESTS, due_at__lte=clock.now()).select_related(
        "organisation"
    )[:500]:
        with transaction.atomic():
            if Interest.objects.filter(pk=interest.pk, state__in=OPEN_INTERESTS).update(state=InterestState.EXPIRED):
                record(
                    actor=SYSTEM,
                    verb="export.interest.expired",
                    subject=interest,
                    concerns=[interest.organisation],
                    payload={"to": interest.organisation_id},
                )
                done += 1
    return done


def _step(profile: PartnerProfile, verb: str, **values: Any) -> int:
    held = {name: getattr(profile, name) for name in values}
    if not PartnerProfile.objects.filter(pk=profile.pk, **held).update(**values):
        return 0
    record(
        actor=SYSTEM,
        verb=verb,
        subject=profile,
        concerns=[profile.organisation],
        payload={"to": profile.organisation_id},
    )
    return 1
