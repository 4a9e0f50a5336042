"""Who is told of vetting and of membership. (Organisations lie below the notifications, so theirs are here too.)"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.journal.models import JournalEntry
from portal.notify import registry
from portal.notify.models import Category as C
from portal.notify.registry import Notification, Told, members_of
from portal.organisations.choices import Level
from portal.organisations.models import ApiToken, Capability, Membership
from portal.vetting.models import Appeal, VettingCase
from portal.vetting.services import authorities


def case_of(entry: JournalEntry) -> VettingCase:
    """The case an entry is about."""
    return VettingCase.objects.select_related("capability__organisation").get(public_id=entry.subject_key)


def appeal_of(entry: JournalEntry) -> Appeal:
    """The appeal an entry is about."""
    return Appeal.objects.select_related("case__capability__organisation").get(public_id=entry.subject_key)


def capability_of(entry: JournalEntry) -> Capability:
    """The capability an entry is about."""
    return Capability.objects.select_related("organisation").get(public_id=entry.subject_key)


def membership_of(entry: JournalEntry) -> Membership:
    """The membership an entry is about."""
    return Membership.objects.select_related("organisation", "user").get(pk=entry.subject_key)


def officers(entry: JournalEntry) -> list[Told]:
    """People of every authority but the applicant's own."""
    case = case_of(entry)
    applicant = case.capability.organisation
    offices = [body for body in authorities() if body.pk != applicant.pk]
    return members_of(offices, params={"name": applicant.legal_name}, path=f"/vetting/{case.public_id}/")


def appeal_officers(entry: JournalEntry) -> list[Told]:
    """People of the authorities except who decided first."""
    appeal = appeal_of(entry)
    name = appeal.case.capability.organisation.legal_name
    told = members_of(authorities(), params={"name": name}, path=f"/vetting/appeals/{appeal.public_id}/")
    return [person for person in told if person.user_id != appeal.first_decided_by_id]


def applicants(entry: JournalEntry) -> list[Told]:
    """People of the applicant who may edit."""
    case = case_of(entry)
    return members_of([case.capability.organisation], params={}, path=f"/applications/{case.public_id}/")


def appellants(entry: JournalEntry) -> list[Told]:
    """People of the organisation that appealed."""
    case = appeal_of(entry).case
    return members_of([case.capability.organisation], params={}, path=f"/applications/{case.public_id}/")


def holders(entry: JournalEntry) -> list[Told]:
    """People of the organisation whose capability moved."""
    capability = capability_of(entry)
    day = capability.expires_on.isoformat() if capability.expires_on else ""
    return members_of([capability.organisation], params={"day": day}, path="/capabilities/")


def administrators(entry: JournalEntry) -> list[Told]:
    """Administrators, who answer requests to join."""
    membership = membership_of(entry)
    params = {"name": membership.user.name or membership.user.email}
    return members_of([membership.organisation], params=params, path="/organisation/members/", levels=(Level.ADMIN,))


def the_person(entry: JournalEntry) -> Iterable[Told]:
    """The person a membership is about."""
    membership = membership_of(entry)
    return [Told(membership.user_id, None, {"name": membership.organisation.legal_name}, "/dashboard/")]


def token_administrators(entry: JournalEntry) -> list[Told]:
    """Administrators, told of a new API token (it opens their data) and of one that stopped (a system stands still)."""
    token = ApiToken.objects.select_related("organisation").get(public_id=entry.subject_key)
    return members_of(
        [token.organisation], params={"name": token.name}, path="/organisation/api/", levels=(Level.ADMIN,)
    )


CLASSES = (
    Notification("VettingSubmittedForOfficers", "vetting.submitted", C.ORGANISATION,
        _("An application waits: %(name)s"), _("The clock is running. The queue shows the days left."),
        _("Open the application"), officers),
    Notification("VettingReturnedForApplicant", "vetting.returned", C.ORGANISATION,
        _("The reviewer needs more from you"),
        _("Your application is with you again. What is missing is written beside each criterion."
            " The clock stands still."),
        _("Answer"), applicants, may_mute=False),
    Notification("VettingApprovedForApplicant", "vetting.approved", C.ORGANISATION,
        _("Your application is approved"), _("You can begin at once. The letter is on the page."),
        _("Read the letter"), applicants, may_mute=False),
    Notification("VettingRejectedForApplicant", "vetting.rejected", C.ORGANISATION,
        _("Your application is not approved"),
        _("The letter names each criterion that is not met, how to apply again and how to appeal."),
        _("Read the letter"), applicants, may_mute=False),
    Notification("AppealFiledForOfficers", "vetting.appeal_filed", C.ORGANISATION,
        _("An appeal waits: %(name)s"), _("It must be decided by an officer who did not decide first."),
        _("Open the appeal"), appeal_officers),
    Notification("AppealDecidedForApplicant", "vetting.appeal_decided", C.ORGANISATION,
        _("Your appeal is decided"), _("The answer and its reasons are on the page."),
        _("Read the answer"), appellants, may_mute=False),
    Notification("CapabilityExpiringForHolder", "capability.expiring", C.DEADLINES,
        _("Your yearly review is near"),
        _("Your approval ends on %(day)s. Renew it before, and nothing is interrupted."), _("Renew"), holders,
        may_mute=False),
    Notification("CapabilityExpiredForHolder", "capability.expired", C.DEADLINES,
        _("Your approval has expired"), _("You cannot answer new requests until you renew it."), _("Renew"), holders,
        may_mute=False),
    Notification("CapabilitySuspendedForHolder", "capability.suspended", C.ORGANISATION,
        _("Your approval is suspended"), _("The reason is on the page. Write to the authority if it is wrong."),
        _("Read the reason"), holders, may_mute=False),
    Notification("CapabilityRestoredForHolder", "capability.restored", C.ORGANISATION,
        _("Your suspension has ended"), _("You can answer requests again."), _("Open"), holders),
    Notification("MembershipRequestedForAdministrators", "membership.requested", C.ORGANISATION,
        _("%(name)s asks to join"), _("Let the person in only if you know them."), _("Answer"), administrators),
    Notification("MembershipAcceptedForPerson", "membership.accepted", C.ORGANISATION,
        _("You may act for %(name)s"), _("An administrator let you in."), _("Begin"), the_person),
    Notification("MembershipRefusedForPerson", "membership.refused", C.ORGANISATION,
        _("Your request was refused: %(name)s"), _("An administrator did not let you in."), _("Open"), the_person),
    Notification("MembershipRemovedForPerson", "membership.removed", C.ORGANISATION,
        _("You do not act for %(name)s any more"), _("An administrator removed you."), _("Open"), the_person,
        may_mute=False),
    Notification("ApiTokenCreatedForAdministrators", "api_token.created", C.ACCOUNT,
        _("New API token: %(name)s"), _("It opens your organisation's data to a system. Revoke it if you do not know it."),
        _("See the tokens"), token_administrators, may_mute=False),
    Notification("ApiTokenLapsedForAdministrators", "api_token.lapsed", C.ACCOUNT,
        _("API token stopped: %(name)s"),
        _("Its maker is no longer an administrator of your organisation. The system that used it is refused until you"
            " make a new token for it."),
        _("Make a new token"), token_administrators, may_mute=False),
)  # fmt: skip


def register_all() -> None:
    """Make the classes known; called when the app is ready."""
    registry.register(*CLASSES)
