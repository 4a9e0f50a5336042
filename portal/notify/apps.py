"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "portal.notify"
    label = "notify"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """A withdrawn consent to mails of news drops those that wait."""
        from portal.notify import services
        from portal.organisations import consents

        consents.follow(consents.NEWS, services.consent_changed)
