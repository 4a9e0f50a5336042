"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BriefsConfig(AppConfig):
    name = "portal.briefs"
    label = "briefs"
    verbose_name = _("Policy briefs")

    def ready(self) -> None:
        """Register notifications, appeals, words of states and events, navigation."""
        from portal.briefs import aids, appeals, notifications, privacy, shell, verbs  # noqa: F401
        from portal.journal import verbs as journal_verbs
        from portal.privacy import registry

        registry.register("benefits", hold=privacy.hold)

        journal_verbs.register(verbs.VERBS, verbs.SUBJECTS)
