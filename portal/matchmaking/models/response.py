"""The response: an offer, a bid, a mentoring plan."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.models import PublicId, Timestamps
from portal.matchmaking import codes
from portal.matchmaking.models.request import Request
from portal.matchmaking.states import LIVE_RESPONSES, WORKING_RESPONSES, ResponseState
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


class ResponseQuerySet(models.QuerySet["Response"]):
    """Responses by who may see them. The seal is here: nowhere else may a rival's response be fetched."""

    def visible_to(self, actor: "Actor", at: datetime | None = None) -> Self:
        """The responder's own; the owner's received ones, but sealed ones only after the deadline.

        ``at`` is the moment of reading for a query that is kept as SQL and filled in later; else it is now.
        """
        if actor.organisation is None:
            return self.none()
        own = Q(organisation=actor.organisation)
        received = (
            Q(request__organisation=actor.organisation)
            & ~Q(state__in=WORKING_RESPONSES)
            & Q(submitted_at__isnull=False)
            & self.unsealed(at or clock.now())
        )
        return self.filter(own | received)

    @staticmethod
    def unsealed(at: datetime) -> Q:
        """Condition: the pillar does not seal, or the closing moment had passed at ``at``."""
        sealed = codes.sealed_pillars()
        return ~Q(request__pillar__in=sealed) | Q(request__closes_at__lte=at) | Q(request__closed_at__isnull=False)

    def live(self) -> Self:
        """Submitted and neither decided nor ended."""
        return self.filter(state__in=LIVE_RESPONSES)


class Response(PublicId, Timestamps):
    """An answer to a request by one organisation. A draft until submitted; then immutable, re-issued as a new revision.

    Invariants (also constraints): at most one working draft and one live response per responder and request;
    revisions count up; a submitted response has its moment. The pillar's terms row shares this row's key.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="responses")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="responses")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revision = models.PositiveSmallIntegerField(default=1)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=ResponseState.choices, default=ResponseState.DRAFT)
    message = models.TextField(_("message to the firm"), max_length=4000, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    typed = models.JSONField(null=True, blank=True, editable=False)  # "terms" → field → as typed, not valid yet
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    reason_text = models.TextField(max_length=2000, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "organisation", "revision"], name="response_revision_once"),
            models.UniqueConstraint(
                fields=["request", "organisation"],
                condition=Q(state__in=("submitted", "shortlisted", "accepted")),
                name="response_one_live",
            ),
            models.UniqueConstraint(
                fields=["request", "organisation"],
                condition=Q(state__in=("draft", "approval")),
                name="response_one_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("submitted", "shortlisted", "accepted", "declined", "superseded"))
                | Q(submitted_at__isnull=False),
                name="response_submitted_has_moment",
            ),
            models.CheckConstraint(condition=Q(state__in=ResponseState.values), name="response_state_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state", "-id"], name="response_mine"),
            models.Index(fields=["request", "state"], name="response_of_request"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.organisation_id} r{self.revision}"

    @property
    def is_working(self) -> bool:
        return self.state in WORKING_RESPONSES

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_RESPONSES


class ResponseApproval(models.Model):
    """The second pair of eyes on a response: who approved which revision, never its author."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="approval")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.response_id}"
