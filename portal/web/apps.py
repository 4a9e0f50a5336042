"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "portal.web"
    label = "web"
    verbose_name = _("Web")

    def ready(self) -> None:
        from portal.common.navigation import Item, everybody, register

        register(
            Item(code="home", label=_("Home"), url_name="web:home", shown=lambda a: not (a and a.is_signed_in), order=0)
        )
        register(Item(code="dashboard", label=_("Overview"), url_name="web:dashboard", order=1))
        for order, (code, label) in enumerate(
            [
                ("accessibility", _("Accessibility")),
                ("privacy", _("Privacy")),
                ("cookies", _("Cookies")),
                ("complaints", _("Complaints")),
                ("contact", _("Contact and help")),
            ]
        ):
            register(Item(code, label, f"web:{code}", shown=everybody, order=order, section="footer"))
