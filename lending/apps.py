"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LendingConfig(AppConfig):
    name = "lending"
    label = "lending"
    verbose_name = _("Financing")

    def ready(self) -> None:
        """Register the pillar, the words of mandate states and the navigation entries."""
        from lending import aids, navigation, notifications, verbs
        from lending.mandate_rules import KIND
        from lending.pillar import LENDING
        from lending.shelf import public_ids
        from portal.common.aids import register
        from portal.criteria import owners
        from portal.journal import verbs as journal_verbs
        from portal.matchmaking import registry

        owners.register(KIND, public_ids)
        registry.register(LENDING)
        register("lending", aids.for_theme)
        journal_verbs.register(verbs.VERBS, verbs.SUBJECTS)
        navigation.register_all()
        notifications.register_all()
