"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "portal.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        """Navigation entries, and the facts this app adds to the catalogue."""
        from portal.common.navigation import Item, register, signed_in
        from portal.organisations import passport  # noqa: F401 - registers its fact

        def has_firm(actor: object) -> bool:
            return getattr(actor, "organisation", None) is not None

        register(
            Item("organisation", _("Your organisation"), "organisations:home", signed_in, order=10, section="account")
        )
        register(Item("profile", _("Company profile"), "organisations:profile", has_firm, order=20, section="account"))
        register(Item("members", _("Members"), "organisations:members", has_firm, order=30, section="account"))
        register(
            Item("person", _("Name, language, time zone"), "identity:profile", signed_in, order=60, section="account")
        )
        register(Item("consents", _("Consents"), "organisations:consents", signed_in, order=70, section="account"))
