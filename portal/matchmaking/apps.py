"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchmakingConfig(AppConfig):
    name = "portal.matchmaking"
    label = "matchmaking"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        """Make the notification classes and the part of personal data known."""
        from portal.matchmaking import consent, notifications, privacy
        from portal.organisations import consents
        from portal.privacy import registry

        consents.follow(consents.MATCHING, consent.changed)

        notifications.register_all()
        registry.register("exchange", hold=privacy.hold, age=("drafts", privacy.old_drafts))
