"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VettingConfig(AppConfig):
    name = "portal.vetting"
    label = "vetting"
    verbose_name = _("Vetting")

    def ready(self) -> None:
        """Navigation entries, states and notification classes."""
        from portal.common import states
        from portal.common.navigation import Item, register
        from portal.journal import verbs
        from portal.vetting import notifications
        from portal.vetting.choices import AppealState, CaseState
        from portal.vetting.navigation import reviews, waiting_cases
        from portal.vetting.verbs import VERBS

        register(Item("vetting-queue", _("Vetting"), "vetting:queue", reviews, waiting_cases, order=22))
        register(Item("records", _("Organisations"), "vetting:search", reviews, order=45))
        register(Item("capabilities", _("What you may do here"), "vetting:capabilities", order=40, section="account"))
        states.register_choices(
            "vetting", CaseState, approved="ok", rejected="bad", returned="warn", submitted="info", in_review="info"
        )
        states.register_choices("appeal", AppealState, filed="info", overturned="ok")
        notifications.register_all()
        verbs.register(VERBS)
