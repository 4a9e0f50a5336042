"""The policy lab: a rule copied, changed and tried on the facts of consenting firms."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.briefs.choices import LabState
from portal.common.models import PublicId, Timestamps

USER = settings.AUTH_USER_MODEL


class LabCase(PublicId, Timestamps):
    """A question about a rule, the rule as it is, the changed copy, and what the change would do.

    ``base`` and ``changed`` are criterion documents (copies: nothing here reaches a published brief). ``result`` holds
    only suppressed counts. Published cases show question, both rules, result, answer and what changed.
    """

    issuer = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="lab_cases")
    brief = models.ForeignKey("briefs.Brief", models.SET_NULL, null=True, blank=True, related_name="lab_cases")
    names = models.JSONField(default=dict)
    questions = models.JSONField(default=dict)
    base = models.JSONField(default=dict)
    changed = models.JSONField(default=dict)
    amount = models.DecimalField(_("cost per firm"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="SAR")
    state = models.CharField(max_length=10, choices=LabState.choices, default=LabState.DRAFT)
    result = models.JSONField(default=dict, blank=True)
    tried = models.JSONField(default=list, blank=True)  # rules worked out before in this case (kept for the comparison)
    ran_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False, ran_at__isnull=False),
                name="lab_published_has_result",
            ),
        ]

    def __str__(self) -> str:
        return str(self.names.get("en", self.public_id))
