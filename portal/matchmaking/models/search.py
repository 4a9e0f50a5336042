"""A search kept under a name."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId, Timestamps
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


class Alert(models.TextChoices):
    """How often a kept search is mailed."""

    NEVER = "never", _("No mail")
    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class InboxSearchQuerySet(models.QuerySet["InboxSearch"]):
    def visible_to(self, actor: "Actor") -> Self:
        """A person's own, for the organisation they act for."""
        if actor.user is None or actor.organisation is None:
            return self.none()
        return self.filter(user=actor.user, organisation=actor.organisation)


class InboxSearch(PublicId, Timestamps):
    """A filter of the inbox under a name, made by a person for themselves in one organisation.

    ``query`` is the text of the address, written only by the filter form, so page, alert and download mean the same.
    ``seen_until`` is the moment up to which arrivals were looked at; ``next_send_at`` when the clock looks again:
    never for ``NEVER``, after an arrival for ``NOW``, after a day or a week otherwise.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="inbox_searches")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=400, blank=True)
    frequency = models.CharField(_("how often"), max_length=6, choices=Alert.choices, default=Alert.NEVER)
    seen_until = models.DateTimeField()
    next_send_at = models.DateTimeField(null=True, blank=True)

    objects = InboxSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            models.Index(fields=["next_send_at"], name="inbox_search_due", condition=Q(next_send_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "organisation", "name"], name="inbox_search_name_once"),
            models.CheckConstraint(condition=Q(frequency__in=Alert.values), name="inbox_search_frequency_known"),
        ]

    def __str__(self) -> str:
        return self.name
