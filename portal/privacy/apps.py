"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.common.navigation import Item, register
from portal.journal import verbs


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        """Words of the journal, the entry of the account menu, who is told."""
        from portal.privacy import notifications  # noqa: F401

        verbs.register(
            {
                "privacy.copy_asked": _("Copy of personal data asked for"),
                "privacy.copy_opened": _("Copy of personal data opened"),
                "privacy.erasure_asked": _("Erasure of an account asked for"),
                "privacy.erasure_withdrawn": _("Erasure of an account called off"),
                "privacy.erased": _("Account erased"),
            }
        )
        register(Item(code="privacy", label=_("Your data"), url_name="privacy:home", order=70, section="account"))
