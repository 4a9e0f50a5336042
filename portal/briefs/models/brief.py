"""Programmes, briefs, their texts field by field, and the immutable versions the public reads."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import AmountKind, BriefState, Delivery, Support, Topic
from portal.common.models import PublicId, Timestamps

USER = settings.AUTH_USER_MODEL


class Programme(PublicId, Timestamps):
    """A policy programme: briefs grouped under one aim, with outcome indicators. Made by an authority.

    ``names`` and ``summaries`` map language → text; nobody filters on them.
    """

    name: str  # with the next one: in the reader's language, set by the pages, never stored
    summary: str

    issuer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="programmes")
    names = models.JSONField(default=dict)
    summaries = models.JSONField(default=dict)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices, default=Topic.GENERAL)
    priority = models.PositiveSmallIntegerField(_("priority"), default=3)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    class Meta:
        verbose_name = _("programme")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="programme_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return str(self.names.get("en", self.public_id))


class Indicator(Timestamps):
    """One outcome measure of a programme. ``figure`` names a live figure of the portal; else ``value`` is typed in."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="indicators")
    names = models.JSONField(default=dict)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    figure = models.CharField(_("figure"), max_length=60, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=16, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.names.get("en", self.pk))


class Brief(PublicId, Timestamps):
    """A policy explained in plain words, its conditions and terms. Made by an authority's editor.

    The row is the working copy. What the public reads is ``current_version``, an immutable snapshot; it stays public
    while a new version is drafted. The person who approves is never the person who sent it to review (constraint).
    ``conditions`` is a criterion document (``portal.criteria``); limits are counted in working days of ``country``.
    """

    shown_language: str  # with the next two: how the reader sees it, set by the public pages, never stored
    title: str
    points: list[str]

    reference = models.CharField(max_length=20, unique=True)
    issuer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="briefs")
    programme = models.ForeignKey(Programme, models.SET_NULL, null=True, blank=True, related_name="briefs")
    state = models.CharField(max_length=10, choices=BriefState.choices, default=BriefState.DRAFT)
    source_language = models.CharField(_("source language"), max_length=10, choices=settings.LANGUAGES, default="en")
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices, default=Topic.GENERAL)
    support = models.CharField(_("kind of support"), max_length=10, choices=Support.choices, default=Support.GRANT)
    delivery = models.CharField(
        _("how firms get it"), max_length=12, choices=Delivery.choices, default=Delivery.INFORMATION
    )
    country = models.CharField(_("country"), max_length=2, default="SA")
    region = models.CharField(_("region"), max_length=10, blank=True, help_text=_("Leave empty for the whole country."))
    sector = models.CharField(_("sector"), max_length=8, blank=True, help_text=_("ISIC section letter; empty for all."))
    issued_on = models.DateField(_("date of the legal text"), null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    decision_days = models.PositiveSmallIntegerField(_("working days to decide"), null=True, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("working days to pay"), null=True, blank=True)
    amount_kind = models.CharField(_("amount"), max_length=6, choices=AmountKind.choices, default=AmountKind.NONE)
    amount_fixed = models.DecimalField(_("fixed amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    amount_rate = models.DecimalField(_("share of the cost (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    amount_cap = models.DecimalField(_("at most"), max_digits=14, decimal_places=2, null=True, blank=True)
    amount_floor = models.DecimalField(_("smallest cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="SAR")
    conditions = models.JSONField(default=dict, blank=True)
    legal_url = models.URLField(_("link to the legal text"), blank=True)
    legal_url_broken_at = models.DateTimeField(null=True, blank=True)
    link_checked_at = models.DateTimeField(null=True, blank=True)
    right_choice = models.PositiveSmallIntegerField(_("number of the right answer"), null=True, blank=True)
    waiver = models.CharField(_("reason for the waiver"), max_length=500, blank=True)
    waived_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    review_note = models.TextField(blank=True, max_length=2000)
    scheduled_for = models.DateTimeField(_("publish at"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)  # last time a person confirmed it is still right
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="supersedes")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    current_version = models.ForeignKey("BriefVersion", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("policy brief")
        verbose_name_plural = _("policy briefs")
        indexes: ClassVar = [
            models.Index(fields=["state", "scheduled_for"], name="brief_due"),
            models.Index(fields=["-published_at"], name="brief_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(submitted_by__isnull=True)
                | ~models.Q(approved_by=models.F("submitted_by")),
                name="brief_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="brief_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(current_version__isnull=False),
                name="brief_published_has_version",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(scheduled_for__isnull=False),
                name="brief_scheduled_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class BriefText(Timestamps):
    """One field of the working copy in one language, with what a translator needs to know about it.

    ``source_digest`` is the digest of the source field when this translation was last saved: a difference means the
    source has changed since.
    """

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    code = models.CharField(max_length=12)
    body = models.TextField(blank=True)
    is_ready = models.BooleanField(default=False)
    source_digest = models.CharField(max_length=64, blank=True)
    updated_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brief", "language", "code"], name="brief_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.brief_id}:{self.language}:{self.code}"


class BriefVersion(PublicId):
    """What the public reads or read: texts, terms, conditions, readability and waiver as they were. Never changed.

    ``content`` = {"texts": {language: {code: body}}, "terms": {…}, "conditions": {…}, "readability": {language: {…}},
    "waiver": {"reason", "by"} or {}, "frozen": {figure: {language: text}}}.
    """

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brief", "number"], name="brief_version_number_once"),
            models.CheckConstraint(
                condition=models.Q(written_by__isnull=True) | ~models.Q(approved_by=models.F("written_by")),
                name="brief_version_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.brief_id} v{self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Insert only: a published version is never changed."""
        if self.pk is not None:
            raise ValueError("a published version cannot be changed")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class BriefFile(PublicId, Timestamps):
    """A document of the issuer's vault shown with the brief. An image needs a description in each language."""

    brief = models.ForeignKey(Brief, models.PROTECT, related_name="files")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    descriptions = models.JSONField(default=dict)
    added_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["brief", "document"], name="brief_file_once")]

    def __str__(self) -> str:
        return f"{self.brief_id}:{self.document_id}"
