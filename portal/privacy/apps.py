"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.common.navigation import Item, register


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        register(Item(code="privacy", label=_("Your data"), url_name="privacy:home", order=70, section="account"))
