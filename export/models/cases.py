"""Cases handed between institutions, opinions side by side, trade barriers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation


class CaseKind(models.TextChoices):
    HELP = "help", _("We need help with")
    ADVICE = "advice", _("Two advisers tell us different things")
    BARRIER = "barrier", _("A trade barrier stops us")


class CaseState(models.TextChoices):
    OPEN = "open", _("Open")
    PROGRESS = "progress", _("Being worked on")
    PART = "part", _("Resolved in part")
    RESOLVED = "resolved", _("Resolved")
    DORMANT = "dormant", _("Nothing can be done now")


class Case(PublicId, Timestamps):
    """A firm's question to the consortium. Always one institution holds it, with a day to answer by."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="export_cases")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(_("what is it about?"), max_length=8, choices=CaseKind.choices)
    title = models.CharField(_("in one line"), max_length=120)
    text = models.TextField(_("what happened or what you want to know"), max_length=3000)
    market = models.CharField(_("country"), max_length=3, blank=True)
    hs6 = models.CharField(_("HS code"), max_length=6, blank=True)
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    holder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="held_cases", verbose_name=_("who should answer?")
    )
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)  # after ``due_at``: its holder was reminded of that day
    is_public = models.BooleanField(default=False)
    public_text = models.TextField(max_length=1000, blank=True)
    firm_did = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_public=False) | ~Q(public_text=""), name="export_case_public_has_text"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CaseEntry(models.Model):
    """One step of a case: an answer, an opinion, a hand-over with its reason. Never changed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries")
    by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handed_to = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    is_opinion = models.BooleanField(default=False)
    agrees = models.CharField(max_length=1000, blank=True)
    disputes = models.CharField(max_length=1000, blank=True)
    text = models.TextField(max_length=3000)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id}"
