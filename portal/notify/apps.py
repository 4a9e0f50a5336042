"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "portal.notify"
    label = "notify"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        """A withdrawn consent to mails of news drops those that wait; an invitation that could not be mailed waits."""
        from portal.notify import account_mails, services
        from portal.organisations import consents, mails

        consents.follow(consents.NEWS, services.consent_changed)
        mails.keepers.append(account_mails.keep_for_later)
