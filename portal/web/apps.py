"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "portal.web"
    label = "web"
    verbose_name = _("Web")

    def ready(self) -> None:
        """Navigation of the shell and of the exchange; what waits for whom."""
        from portal.common import waiting as registry
        from portal.web import waiting
        from portal.web.entries import register_entries

        register_entries()
        for provider in (
            waiting.own_requests,
            waiting.new_requests,
            waiting.own_answers,
            waiting.steps,
            waiting.own_applications,
            waiting.office,
        ):
            registry.register(f"web.{provider.__name__}", provider)
