"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportConfig(AppConfig):
    name = "export"
    label = "export"
    verbose_name = _("Export")

    def ready(self) -> None:
        """Make the pillar's parts known to the house."""
        from export import registration

        registration.register_all()
