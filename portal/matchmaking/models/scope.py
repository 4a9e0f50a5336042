"""What every responder's profile holds that says which requests reach it (``portal/matchmaking/scopes.py``)."""

from typing import Any

from django.db import models

from portal.criteria.models import CriteriaSet


class ScopeOwner(models.Model):
    """``criteria`` is the scope as the engine reads it: the profile's own rules joined with ``rules`` of the editor."""

    organisation: Any  # a key of the pillar's: one profile a firm, or several
    rules = models.JSONField(default=dict, blank=True)
    criteria = models.OneToOneField(CriteriaSet, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        abstract = True
