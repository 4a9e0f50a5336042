"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "portal.complaints"
    label = "complaints"
    verbose_name = _("Complaints and appeals")

    def ready(self) -> None:
        """Register notifications, words of states and events, navigation."""
        from portal.complaints import notifications, privacy, shell, verbs  # noqa: F401
        from portal.journal import verbs as journal_verbs
        from portal.privacy import registry

        registry.register("complaints", hold=privacy.hold)
        journal_verbs.register(verbs.VERBS, verbs.SUBJECTS)
