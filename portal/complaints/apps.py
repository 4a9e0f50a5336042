"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "portal.complaints"
    label = "complaints"
    verbose_name = _("Complaints and appeals")

    def ready(self) -> None:
        """Register notifications, states' words and navigation."""
        from portal.complaints import notifications, shell  # noqa: F401
