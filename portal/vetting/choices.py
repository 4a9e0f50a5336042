"""Closed lists of the vetting app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseState(models.TextChoices):
    """Where a vetting case stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", pgettext_lazy("vetting", "Waiting for a reviewer")
    IN_REVIEW = "in_review", pgettext_lazy("vetting", "With a reviewer")
    RETURNED = "returned", pgettext_lazy("vetting", "Waiting for your answer")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Verdict(models.TextChoices):
    """What the reviewer says of one criterion."""

    OPEN = "open", pgettext_lazy("vetting", "Not looked at yet")
    MET = "met", pgettext_lazy("vetting", "Met")
    UNCLEAR = "unclear", pgettext_lazy("vetting", "Needs more")
    NOT_MET = "not_met", pgettext_lazy("vetting", "Not met")


class AppealState(models.TextChoices):
    FILED = "filed", pgettext_lazy("appeal", "Waiting for a second reviewer")
    UPHELD = "upheld", pgettext_lazy("appeal", "The decision stands")
    OVERTURNED = "overturned", pgettext_lazy("appeal", "The decision was changed")


OPEN_STATES = (CaseState.DRAFT, CaseState.SUBMITTED, CaseState.IN_REVIEW, CaseState.RETURNED)
QUEUE_STATES = (CaseState.SUBMITTED, CaseState.IN_REVIEW)
DECIDED_STATES = (CaseState.APPROVED, CaseState.REJECTED)
