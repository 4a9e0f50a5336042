"""Who is told of what in the export pillar."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from export.links import session_token
from export.models.mentors import MentoringSession, SessionFault
from portal.journal.models import JournalEntry
from portal.notify import registry
from portal.notify.models import Category
from portal.notify.registry import Notification, Told, members_of


def session_side(entry: JournalEntry) -> list[Told]:
    """The side named in the entry; each person's page is the answer page of a signed link."""
    session = MentoringSession.objects.select_related("engagement").get(public_id=entry.subject_key)
    starts = timezone.localtime(session.starts_at).strftime("%Y-%m-%d %H:%M")
    told = members_of([entry.payload["to"]], params={"topic": session.topic, "starts": starts}, path="")
    return [
        Told(
            item.user_id,
            item.organisation_id,
            item.params,
            f"/export/sessions/answer/{session_token(session, item.user_id)}/",
        )
        for item in told
    ]


def session_page(entry: JournalEntry) -> list[Told]:
    """The side named in the entry, led to the mentorship."""
    session = MentoringSession.objects.select_related("engagement").get(public_id=entry.subject_key)
    starts = timezone.localtime(session.starts_at).strftime("%Y-%m-%d %H:%M")
    path = f"/export/mentorships/{session.engagement.public_id}/"
    return members_of([entry.payload["to"]], params={"topic": session.topic, "starts": starts}, path=path)


def fault_side(entry: JournalEntry) -> list[Told]:
    fault = SessionFault.objects.select_related("session__engagement").get(public_id=entry.subject_key)
    path = f"/export/mentorships/{fault.session.engagement.public_id}/"
    return members_of([entry.payload["to"]], params={"topic": fault.session.topic}, path=path)


CLASSES = (
    Notification("ExportSessionProposedForOtherSide", "export.session.proposed", Category.MESSAGES,
        _("A talk is proposed: %(topic)s"), _("It would start on %(starts)s (Riyadh time). Please answer within 48 hours."),
        _("Accept or decline"), session_side, may_mute=False),
    Notification("ExportSessionAcceptedForProposer", "export.session.accepted", Category.MESSAGES,
        _("The talk is agreed: %(topic)s"), _("It starts on %(starts)s (Riyadh time)."), _("Open the mentorship"), session_page),
    Notification("ExportSessionDeclinedForProposer", "export.session.declined", Category.MESSAGES,
        _("The talk was declined: %(topic)s"), _("The reason is on the page; you can propose another time."),
        _("Open the mentorship"), session_page),
    Notification("ExportSessionCancelledForOtherSide", "export.session.cancelled", Category.MESSAGES,
        _("The talk was called off: %(topic)s"), _("It was planned for %(starts)s (Riyadh time)."), _("Open the mentorship"),
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
