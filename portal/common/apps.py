"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "portal.common"
    label = "common"
    verbose_name = _("Common parts")

    def ready(self) -> None:
        """Register every app's tasks in web processes too, so that the queue can hand them over by name."""
        from django.utils.module_loading import autodiscover_modules

        from portal.common import lookups

        lookups.register_all()
        autodiscover_modules("tasks")
