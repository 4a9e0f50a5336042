"""Inbox rows, the mail outbox, preferences, webhooks. Unique per (entry, class, person): a rerun can never tell anybody twice."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId
from portal.journal.models import JournalEntry
from portal.organisations.models import Organisation


class Category(models.TextChoices):
    """What a notification is about; people choose per category how they want to be told."""

    REQUESTS = "requests", _("New requests for us")
    RESPONSES = "responses", _("Answers and decisions")
    MESSAGES = "messages", _("Messages and questions")
    DEADLINES = "deadlines", _("Deadlines and reminders")
    ORGANISATION = "organisation", _("Our organisation and its vetting")
    BRIEFS = "briefs", _("Policy briefs")
    ACCOUNT = "account", _("Security of your account")


class InboxItem(models.Model):
    """Something a person should know, shown in the portal. Made by dispatching a journal entry."""

    # Entry and person lead an index below; one of their own would only be written to.
    entry = models.ForeignKey(JournalEntry, models.CASCADE, related_name="inbox_items", db_index=False)
    code = models.CharField(max_length=60)  # notification class
    category = models.CharField(max_length=14, choices=Category.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox_items", db_index=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    params = models.JSONField(default=dict, blank=True)  # placeholders of the headline, nothing the person may not see
    path = models.CharField(max_length=300, blank=True)  # address without language prefix
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "code", "user"], name="inbox_once_per_person"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="inbox_of_person"),
            models.Index(fields=["user"], name="inbox_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.code}→{self.user_id}"


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DIGEST = "digest", _("For the daily summary")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed for good")


class OutboxMail(models.Model):
    """One mail to one person, kept until sent. Text is rendered when sent, in the person's language.

    ``message_id`` is fixed when the row is made, so that a mail sent again after a crash is recognised as the same.
    """

    entry = models.ForeignKey(JournalEntry, models.CASCADE, null=True, related_name="mails", db_index=False)
    code = models.CharField(max_length=60)
    category = models.CharField(max_length=14, choices=Category.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    address = models.EmailField()
    language = models.CharField(max_length=10, default="en")
    params = models.JSONField(default=dict, blank=True)
    path = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "code", "user"], condition=Q(entry__isnull=False), name="mail_once_per_person"
            ),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="mail_sent_has_moment"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="mail_due", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["user"], name="mail_digest", condition=Q(state="digest")),
        ]

    def __str__(self) -> str:
        return f"{self.code}→{self.address}"


class Frequency(models.TextChoices):
    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day")
    OFF = "off", _("No mail")


class Preference(models.Model):
    """How a person wants mail of one category; no row means at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preferences")
    category = models.CharField(max_length=14, choices=Category.choices)
    frequency = models.CharField(max_length=6, choices=Frequency.choices, default=Frequency.NOW)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "category"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.category}={self.frequency}"


class WebhookEndpoint(PublicId):
    """An address of an organisation's own system that is told of events. ``secret`` signs what is sent."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=400)
    secret = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.url


class WebhookTopic(models.Model):
    """A kind of event (first part of its verb) that an endpoint wants."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="topics")
    code = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["endpoint", "code"], name="webhook_topic_once")]

    def __str__(self) -> str:
        return self.code


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed for good")


class WebhookDelivery(PublicId):
    """One event for one endpoint, kept until delivered; afterwards the log. A replay is a new row."""

    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries")
    entry = models.ForeignKey(JournalEntry, models.CASCADE, related_name="+")
    replay_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    body = models.TextField()
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["endpoint", "entry"], condition=Q(replay_of__isnull=True), name="webhook_delivery_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | Q(delivered_at__isnull=False), name="webhook_delivered_has_moment"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="webhook_due", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["endpoint", "-id"], name="webhook_log"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id}:{self.entry_id}"
