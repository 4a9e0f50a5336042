"""Figures worked out in the background, kept so that showing them is cheap."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class FigureSnapshot(models.Model):
    """One figure as it was at one moment. Written by the refresh task only; the newest per code is shown.

    ``payload`` = {"value": text or None, "rows": [[…]], "previous": …}; suppression is already applied.
    """

    code = models.CharField(max_length=60)
    as_of = models.DateTimeField()
    period_start = models.DateField()
    period_end = models.DateField()
    payload = models.JSONField()
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("figure")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_current=True), name="figure_one_current_per_code"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["code", "-as_of"], name="figure_history")]

    def __str__(self) -> str:
        return f"{self.code}@{self.as_of:%Y-%m-%d}"
