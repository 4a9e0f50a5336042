"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "portal.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """Register the navigation and the figures that briefs may insert."""
        from portal.briefs import figures
        from portal.common import navigation
        from portal.reports import services
        from portal.reports.views import may_see

        figures.register(services.for_briefs)
        navigation.register(navigation.Item("reports", _("Dashboard"), "reports:dashboard", may_see, None, 10))
        navigation.register(
            navigation.Item(
                "figures", _("Public figures"), "reports:public", navigation.everybody, None, 45, "footer-policy"
            )
        )
