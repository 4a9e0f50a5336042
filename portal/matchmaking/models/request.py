"""The request: what a firm asks the exchange for."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.documents.models import Document
from portal.matchmaking import codes
from portal.matchmaking.states import EDITABLE_REQUESTS, RequestState
from portal.organisations.choices import CapabilityKind
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


class Reference(models.Model):
    """The running number behind a year's human references (QN-2026-000123), one row per year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class RequestQuerySet(models.QuerySet["Request"]):
    """Requests by who may see them and where they stand."""

    def visible_to(self, actor: "Actor") -> Self:
        """Own requests; requests the actor's organisation was matched with, once open; authorities see submitted ones."""
        if actor.organisation is None:
            return self.none()
        seen = Q(organisation=actor.organisation)
        matches = Request._meta.get_field("matches").related_model._default_manager
        shown = matches.filter(request=OuterRef("pk"), organisation=actor.organisation, released_at__isnull=False)
        seen |= Q(Exists(shown), opened_at__isnull=False)
        if actor.holds(CapabilityKind.AUTHORITY):
            seen |= Q(submitted_at__isnull=False)
        return self.filter(seen)

    def owned_by(self, actor: "Actor") -> Self:
        return self.filter(organisation=actor.organisation) if actor.organisation else self.none()

    def open(self) -> Self:
        return self.filter(state=RequestState.OPEN)


class Request(PublicId, Timestamps):
    """What a firm asks for, in one pillar. Made as a draft by a member of the firm; never deleted once submitted.

    Invariants (also constraints): a draft was never opened; an open request has a closing moment; a moment is set
    exactly when its state was reached. ``next_check_at`` is when the clock must look at it again. What is special to
    a pillar lives in that pillar's details row, whose primary key is this row's.
    """

    reference = models.CharField(max_length=20, unique=True, null=True, blank=True, editable=False)
    pillar = models.CharField(max_length=20, choices=codes.pillar_choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="requests")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=RequestState.choices, default=RequestState.DRAFT)
    title = models.CharField(_("title"), max_length=120, blank=True)
    summary = models.TextField(_("in your own words"), max_length=4000, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    show_name = models.BooleanField(
        _("show our name"), default=False, help_text=_("Otherwise your name stays hidden until you accept.")
    )
    sections_done = models.JSONField(default=list, blank=True)  # codes of the task list's finished parts
    typed = models.JSONField(null=True, blank=True, editable=False)  # section → field → as typed, not valid yet
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    awarded_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True, max_length=2000)
    next_check_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next_tries")
    is_demo = models.BooleanField(default=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes: ClassVar = [
            models.Index(fields=["next_check_at"], name="request_due", condition=Q(next_check_at__isnull=False)),
            models.Index(fields=["state", "pillar", "closes_at"], name="request_state_pillar"),
            models.Index(fields=["organisation", "-created_at"], name="request_owner"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state=RequestState.OPEN) | Q(opened_at__isnull=False, closes_at__isnull=False),
                name="request_open_has_deadline",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=EDITABLE_REQUESTS) | Q(opened_at__isnull=True), name="request_draft_never_opened"
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.AWARDED) | Q(awarded_at__isnull=False),
                name="request_awarded_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True)
                | Q(opened_at__isnull=True)
                | Q(closes_at__gt=models.F("opened_at")),
                name="request_closes_after_opening",
            ),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
        ]

    def __str__(self) -> str:
        return self.title or self.reference or self.public_id

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE_REQUESTS


class RequestDocument(models.Model):
    """A document the owner attached to a request, and which of the asked-for papers it is."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "document"], name="request_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}:{self.document_id}"
