"""Who is told of what in the export pillar."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from export.links import session_token
from export.models.mentors import MentoringGoal, MentoringSession, SessionFault
from portal.journal.models import JournalEntry
from portal.notify import registry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, members_of


def told_of_talk(session: MentoringSession, side: int, path: Callable[[int], str]) -> list[Told]:
    """The members of ``side``, each with the talk's start and the page ``path`` gives them."""
    params = {"topic": session.topic, "starts": session.starts_at.isoformat()}
    return [
        Told(item.user_id, item.organisation_id, params, path(item.user_id))
        for item in members_of([side], params={}, path="")
    ]


def session_side(entry: JournalEntry) -> list[Told]:
    """The side named in the entry; each person's page is the answer page of a signed link."""
    session = MentoringSession.objects.select_related("engagement").get(public_id=entry.subject_key)
    return told_of_talk(
        session, entry.payload["to"], lambda user_id: f"/export/sessions/answer/{session_token(session, user_id)}/"
    )


def session_page(entry: JournalEntry) -> list[Told]:
    """The side named in the entry, led to the mentorship."""
    session = MentoringSession.objects.select_related("engagement").get(public_id=entry.subject_key)
    path = f"/export/mentorships/{session.engagement.public_id}/"
    return told_of_talk(session, entry.payload["to"], lambda _user_id: path)


def fault_side(entry: JournalEntry) -> list[Told]:
    fault = SessionFault.objects.select_related("session__engagement").get(public_id=entry.subject_key)
    path = f"/export/mentorships/{fault.session.engagement.public_id}/"
    return members_of([entry.payload["to"]], params={"topic": fault.session.topic}, path=path)


def page_side(path: str) -> Callable[[JournalEntry], list[Told]]:
    """The organisation named in the entry, led to a page of the pillar."""

    def audience(entry: JournalEntry) -> list[Told]:
        return members_of([entry.payload["to"]], params={}, path=path)

    return audience


def case_sides(entry: JournalEntry) -> list[Told]:
    """Holder and firm of a case."""
    path = f"/export/cases/{entry.subject_key}/"
    return members_of([entry.payload["to"], entry.payload["firm"]], params={}, path=path)


def goal_side(entry: JournalEntry) -> list[Told]:
    """The firm whose goal is read again."""
    goal = MentoringGoal.objects.get(public_id=entry.subject_key)
    params = {"goal": goal.title, "months": entry.payload["months"]}
    return members_of([entry.payload["to"]], params=params, path=f"/export/goals/{goal.public_id}/")


def mentor_alone(entry: JournalEntry) -> list[Told]:
    """The mentor whose statement it is."""
    return [Told(entry.payload["user"], entry.payload["to"], {}, "/export/mentors/mine/")]


CLASSES = (
    Notification("ExportCaseOverdueForSides", "export.case.overdue", Category.DEADLINES,
        _("A case has waited longer than promised"),
        _("The institution is asked to answer or to pass it on; the firm can also ask another one."), _("Open the case"), case_sides),
    Notification("ExportGoalDueForFirm", "export.goal.due", Category.DEADLINES,
        _("How far is your goal? %(goal)s"), _("Months since the mentorship began: %(months)s. One figure is enough."),
        _("Enter the value"), goal_side),
    Notification("ExportStatementEndingForMentor", "export.statement.ending", Category.DEADLINES,
        _("Please renew your statement on conflicts of interest"),
        _("It ends within 30 days. Without it no firm is proposed to you."), _("Renew"), mentor_alone),
    Notification("ExportCaseOpenedForHolder", "export.case.opened", Category.MESSAGES,
        _("A firm asks you for help abroad"), _("Please answer within five working days, or pass the case on."), _("Open the case"),
        page_side("/export/cases/")),
    Notification("ExportCaseHandedForHolder", "export.case.handed", Category.MESSAGES,
        _("A case was passed on to you"), _("Its whole history is on the page. Please answer within five working days."),
        _("Open the case"), page_side("/export/cases/")),
    Notification("ExportCaseAnsweredForFirm", "export.case.answered", Category.MESSAGES,
        _("Your case was answered"), _("The answer is on the page."), _("Open the case"), page_side("/export/cases/")),
    Notification("ExportVouchingSignedForFirm", "export.vouching.signed", Category.MESSAGES,
        _("A large company vouches for you"), _("You decide whether buyers and lenders see it."), _("Read it"),
        page_side("/export/vouching/")),
    Notification("ExportVouchingRevokedForFirm", "export.vouching.revoked", Category.MESSAGES,
        _("A statement about you was revoked"), _("The reason is on the page."), _("Read it"), page_side("/export/vouching/")),
    Notification("ExportVouchingExpiredForFirm", "export.vouching.expired", Category.DEADLINES,
        _("A statement about you has expired"), _("Ask the company for a new one."), _("Open the page"),
        page_side("/export/vouching/")),
    Notification("ExportVouchingDisputedForVoucher", "export.vouching.disputed", Category.MESSAGES,
        _("A statement of your company was disputed"), _("The reason is on the page."), _("Read it"),
        page_side("/export/vouching/")),
    Notification("ExportInterestSentForOwner", "export.interest.sent", Category.MESSAGES,
        _("Somebody is interested in your profile"), _("Please answer within five working days."), _("Answer"),
        page_side("/export/partners/")),
    Notification("ExportInterestAcceptedForSender", "export.interest.accepted", Category.MESSAGES,
        _("Your interest was accepted"), _("You now see each other's names."), _("Open the page"), page_side("/export/partners/")),
    Notification("ExportInterestDeclinedForSender", "export.interest.declined", Category.MESSAGES,
        _("Your interest was declined"), _("The reason is on the page."), _("Open the page"), page_side("/export/partners/")),
    Notification("ExportInterestInformationForSender", "export.interest.information", Category.MESSAGES,
        _("They ask for more information"), _("Their words are on the page."), _("Open the page"), page_side("/export/partners/")),
    Notification("ExportInterestExpiredForSender", "export.interest.expired", Category.DEADLINES,
        _("Your interest was not answered in time"), _("You may write to others."), _("Open the page"),
        page_side("/export/partners/")),
    Notification("ExportProfileRemindedForOwner", "export.profile.reminded", Category.DEADLINES,
        _("Your partner profile will expire soon"), _("Renew it with one click if it is still true."), _("Renew"),
        page_side("/export/partners/")),
    Notification("ExportProfileExpiredForOwner", "export.profile.expired", Category.DEADLINES,
        _("Your partner profile has expired"), _("You can renew it any time."), _("Renew"), page_side("/export/partners/")),
    Notification("ExportMeetingAskedForOtherSide", "export.meeting.asked", Category.MESSAGES,
        _("Somebody wants to meet you at an event"), _("Please answer within 48 hours."), _("Answer"), page_side("/export/events/")),
    Notification("ExportMeetingAcceptedForAsker", "export.meeting.accepted", Category.MESSAGES,
        _("Your meeting was accepted"), _("The schedule follows after registration."), _("Open the page"),
        page_side("/export/events/")),
    Notification("ExportMeetingDeclinedForAsker", "export.meeting.declined", Category.MESSAGES,
        _("Your meeting was declined"), _("You can ask others."), _("Open the page"), page_side("/export/events/")),
    Notification("ExportSessionProposedForOtherSide", "export.session.proposed", Category.MESSAGES,
        _("A talk is proposed: %(topic)s"), _("It would start on %(starts)s. Please answer within 48 hours."),
        _("Accept or decline"), session_side, may_mute=False),
    Notification("ExportSessionAcceptedForProposer", "export.session.accepted", Category.MESSAGES,
        _("The talk is agreed: %(topic)s"), _("It starts on %(starts)s."), _("Open the mentorship"), session_page),
    Notification("ExportSessionDeclinedForProposer", "export.session.declined", Category.MESSAGES,
        _("The talk was declined: %(topic)s"), _("The reason is on the page; you can propose another time."),
        _("Open the mentorship"), session_page),
    Notification("ExportSessionCancelledForOtherSide", "export.session.cancelled", Category.MESSAGES,
        _("The talk was called off: %(topic)s"), _("It was planned for %(starts)s."), _("Open the mentorship"),
        session_page, may_mute=False),
    Notification("ExportSessionMissedForAbsent", "export.session.missed", Category.MESSAGES,
        _("You were noted as absent: %(topic)s"), _("If this is wrong, appeal on the page."), _("Open the mentorship"),
        session_page, may_mute=False),
    Notification("ExportSessionExpiredForProposer", "export.session.expired", Category.DEADLINES,
        _("Your proposal was not answered: %(topic)s"), _("Propose another time."), _("Open the mentorship"), session_page),
    Notification("ExportSessionLoggedForOtherSide", "export.session.logged", Category.MESSAGES,
        _("Please confirm the notes of your talk: %(topic)s"), _("They count once both sides have confirmed them."),
        _("Read and confirm"), session_page),
    Notification("ExportFaultDecidedForSide", "export.fault.decided", Category.MESSAGES,
        _("Your appeal was decided: %(topic)s"), _("The decision and its reason are on the page."), _("Open the mentorship"),
        fault_side, may_mute=False),
)  # fmt: skip


def register_all() -> None:
    """Called when the app is ready."""
    registry.register(*CLASSES)
