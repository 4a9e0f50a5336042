"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DigitalConfig(AppConfig):
    name = "digital"
    label = "digital"
    verbose_name = _("Digital")

    def ready(self) -> None:
        """Tell the exchange, the navigation and the notifications about the pillar."""
        from digital import navigation, notifications, privacy, reasons, scopes, verbs
        from digital.pillar import DIGITAL
        from digital.services import providers
        from portal.journal import verbs as journal_verbs
        from portal.matchmaking import reasons as matching_reasons
        from portal.matchmaking import registry
        from portal.organisations.choices import CapabilityKind
        from portal.privacy import registry as personal_data
        from portal.vetting import counted

        scopes.register_facts()
        registry.register(DIGITAL)
        personal_data.register("digital", hold=privacy.hold)
        matching_reasons.register(reasons.PREFIX, reasons.words)
        journal_verbs.register(verbs.VERBS, verbs.SUBJECTS)
        navigation.register_all()
        notifications.register_all()
        counted.register(CapabilityKind.PROVIDER, providers.counted)
