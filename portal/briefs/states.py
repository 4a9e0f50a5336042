"""Transition tables of the briefs app: data only, performed by ``portal.common.moves.apply``."""

from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import ApplicationState as A
from portal.briefs.choices import BriefState as B
from portal.briefs.choices import ConsultationState as C
from portal.briefs.choices import LabState as L
from portal.common.moves import Move, table

BRIEF = table(
    Move("submit", frozenset({B.DRAFT}), B.REVIEW, "brief.submitted", _("Send to review")),
    Move("send_back", frozenset({B.REVIEW}), B.DRAFT, "brief.sent_back", _("Send back")),
    Move("schedule", frozenset({B.REVIEW}), B.SCHEDULED, "brief.scheduled", _("Approve for later")),
    Move("unschedule", frozenset({B.SCHEDULED}), B.REVIEW, "brief.unscheduled", _("Take off the schedule")),
    Move(
        "publish",
        frozenset({B.REVIEW, B.SCHEDULED}),
        B.PUBLISHED,
        "brief.published",
        _("Approve and publish"),
        "published_at",
    ),
    Move("revise", frozenset({B.PUBLISHED}), B.DRAFT, "brief.revision_started", _("Prepare a new version")),
    Move(
        "supersede", frozenset({B.PUBLISHED, B.DRAFT}), B.SUPERSEDED, "brief.superseded", _("Replace by another brief")
    ),
    Move(
        "withdraw",
        frozenset({B.PUBLISHED, B.DRAFT, B.REVIEW, B.SCHEDULED}),
        B.WITHDRAWN,
        "brief.withdrawn",
        _("Withdraw"),
        "withdrawn_at",
    ),
)
APPLICATION = table(
    Move(
        "submit", frozenset({A.DRAFT}), A.SUBMITTED, "application.submitted", _("Send the application"), "submitted_at"
    ),
    Move("ask", frozenset({A.SUBMITTED}), A.QUESTION, "application.question_asked", _("Ask the firm"), "asked_at"),
    Move("answer", frozenset({A.QUESTION}), A.SUBMITTED, "application.question_answered", _("Answer")),
    Move("approve", frozenset({A.SUBMITTED}), A.APPROVED, "application.approved", _("Approve"), "decided_at"),
    Move("reject", frozenset({A.SUBMITTED, A.QUESTION}), A.REJECTED, "application.rejected", _("Reject"), "decided_at"),
    Move("reopen", frozenset({A.REJECTED}), A.SUBMITTED, "application.reopened", _("Open again after an appeal")),
    Move("pay", frozenset({A.APPROVED}), A.PAID, "application.paid", _("Record the payment"), "paid_at"),
    Move(
        "withdraw", frozenset({A.DRAFT, A.SUBMITTED, A.QUESTION}), A.WITHDRAWN, "application.withdrawn", _("Withdraw")
    ),
)
CONSULTATION = table(
    Move("open", frozenset({C.DRAFT}), C.OPEN, "consultation.opened", _("Open for comments"), "opened_at"),
    Move("close", frozenset({C.OPEN}), C.CLOSED, "consultation.closed", _("Close"), "closed_at"),
    Move("finish", frozenset({C.CLOSED}), C.ANSWERED, "consultation.answered", _("Publish the answers"), "answered_at"),
)
LAB = table(
    Move("run", frozenset({L.DRAFT, L.READY}), L.RUNNING, "lab.started", _("Work it out")),
    Move("finish", frozenset({L.RUNNING}), L.READY, "lab.finished", _("Result"), "ran_at"),
    Move("publish", frozenset({L.READY}), L.PUBLISHED, "lab.published", _("Publish the case"), "published_at"),
)
