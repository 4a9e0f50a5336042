"""What every row with a time limit carries."""

from django.db import models


class Clocked(models.Model):
    """A row whose next timed step is known beforehand: ``next_check_at`` is when ``digital.clocks`` looks at it again.

    ``reminded_at``: the reminder of the present stage went out; ``escalated_at``: its limit passed and the owner of
    the delay was named. Both are emptied when the row enters another stage.
    """

    next_check_at = models.DateTimeField(null=True, blank=True, db_index=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
