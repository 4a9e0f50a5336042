"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchmakingConfig(AppConfig):
    name = "portal.matchmaking"
    label = "matchmaking"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        """Make the notification classes known."""
        from portal.matchmaking import notifications

        notifications.register_all()
