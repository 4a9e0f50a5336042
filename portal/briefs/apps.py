"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "portal.briefs"
    label = "briefs"
    verbose_name = _("Policy briefs")

    def ready(self) -> None:
        """Register notifications, appeals, states' words and navigation."""
        from portal.briefs import aids, appeals, notifications, shell  # noqa: F401
