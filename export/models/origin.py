"""A saved self-check of origin: what was said, what followed, under which edition of the rules."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation


class OriginCheck(PublicId, Timestamps):
    """Never changed once made; a new look is a new row. ``answers`` and ``verdicts`` are payload (decimal texts)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="origin_checks")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    product = models.CharField(_("product"), max_length=120)
    hs6 = models.CharField(max_length=6)
    origin = models.CharField(max_length=3)
    destination = models.CharField(max_length=3)
    answers = models.JSONField(default=dict)
    verdicts = models.JSONField(default=list)
    rules_of = models.DateField()

    def __str__(self) -> str:
        return f"{self.hs6} {self.origin} → {self.destination}"
