"""Closed lists of the briefs app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LANGUAGES = ("en", "zh-hans", "ar")


class BriefState(models.TextChoices):
    """Where the working copy of a brief stands. What the public reads is the current version."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Topic(models.TextChoices):
    """The part of a firm's life a brief is about."""

    FINANCE = "finance", _("Finance")
    DIGITAL = "digital", _("Digital")
    TRADE = "trade", _("Export and trade")
    GENERAL = "general", _("All firms")


class Support(models.TextChoices):
    """What kind of help the policy gives."""

    GRANT = "grant", _("Grant or voucher")
    LOAN = "loan", _("Loan or interest support")
    GUARANTEE = "guarantee", _("Guarantee")
    TAX = "tax", _("Tax or fee relief")
    TRAINING = "training", _("Training and advice")
    MARKET = "market", _("Access to markets")
    RULE = "rule", _("Rule or procedure")


class Delivery(models.TextChoices):
    """How a firm gets the benefit."""

    APPLICATION = "application", _("The firm applies")
    CONFIRMATION = "confirmation", _("No application: the firm only confirms")
    INFORMATION = "information", _("Information only")


class AmountKind(models.TextChoices):
    """How the amount is worked out."""

    NONE = "none", _("No amount")
    FIXED = "fixed", _("Fixed amount")
    RATE = "rate", _("Share of the cost")


class FieldState(models.TextChoices):
    """State of one field of the brief in one language."""

    MISSING = "missing", pgettext_lazy("text field", "Missing")
    DRAFT = "draft", pgettext_lazy("text field", "Draft")
    READY = "ready", pgettext_lazy("text field", "Ready")
    OUTDATED = "outdated", pgettext_lazy("text field", "Source has changed")


class Fit(models.TextChoices):
    """Result of the conditions for one firm."""

    MEETS = "meets", _("Meets all conditions")
    MISSES = "misses", _("Misses a condition")
    UNKNOWN = "unknown", _("Cannot tell yet")


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    QUESTION = "question", _("Waiting for your answer")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Frequency(models.TextChoices):
    """How often a saved search is mailed."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")


class CorrectionState(models.TextChoices):
    """A reader's proposal to correct a brief."""

    OPEN = "open", pgettext_lazy("correction", "Open")
    TAKEN = "taken", pgettext_lazy("correction", "Accepted")
    REFUSED = "refused", pgettext_lazy("correction", "Not accepted")


class ConsultationState(models.TextChoices):
    """A draft text on which everybody may comment."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for comments")
    CLOSED = "closed", _("Comments closed")
    ANSWERED = "answered", _("Answered")


class Position(models.TextChoices):
    """Official answer to a comment."""

    CONSIDERED = "considered", _("Considered")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not accepted")


class Execution(models.TextChoices):
    """What became of an accepted comment."""

    NOT_STARTED = "not_started", _("Not started")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class LabState(models.TextChoices):
    """A policy-lab case."""

    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Being worked out")
    READY = "ready", _("Result ready")
    PUBLISHED = "published", _("Published")
