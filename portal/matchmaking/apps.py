"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchmakingConfig(AppConfig):
    name = "portal.matchmaking"
    label = "matchmaking"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        """Make the notification classes and the part of personal data known."""
        from portal.documents import openings
        from portal.matchmaking import consent, notifications, papers, privacy
        from portal.organisations import consents
        from portal.privacy import registry

        consents.follow(consents.MATCHING, consent.changed)

        notifications.register_all()
        openings.register("exchange", papers.open_to_reader)
        registry.register("exchange", hold=privacy.hold, age=("drafts", privacy.old_drafts))
