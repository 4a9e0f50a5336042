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

<<<<<<< HEAD
        register_entries()
=======
        items = [
            Item("home", _("Home"), "web:home", is_visitor, order=0),
            Item("dashboard", _("Overview"), "web:dashboard", order=1),
            Item("requests", _("My requests"), "matchmaking:requests", is_firm, order=10),
            Item("inbox", _("Requests for us"), "matchmaking:inbox", responds, counts.new_requests, order=11),
            Item("responses", _("Our answers"), "matchmaking:responses", responds, order=12),
            Item("engagements", _("Agreed work"), "matchmaking:engagements", has_firm, order=13),
            Item("threads", _("Messages"), "matchmaking:threads", has_firm, counts.unread_threads, order=14),
            Item("moderation", _("Requests to check"), "matchmaking:moderation", is_authority, counts.unchecked_requests, order=41),
            Item("disputes", _("Disputes"), "matchmaking:disputes", is_authority, counts.open_disputes, order=42),
            Item("notifications", _("Notifications"), "notify:index", count=counts.unread_notifications, order=15),
            Item("documents", _("Documents"), "documents:index", has_firm, order=25, section="account"),
            Item("journal", _("Journal"), "journal:index", has_firm, order=35, section="account"),
            Item("search", _("Search"), "web:search", order=5, section="account"),
            Item("mail-preferences", _("What to tell me by mail"), "notify:preferences", order=65, section="account"),
        ]  # fmt: skip
        footer = [
            ("accessibility", _("Accessibility"), "web:accessibility"),
            ("privacy", _("Privacy"), "web:privacy"),
            ("cookies", _("Cookies"), "web:cookies"),
            ("contact", _("Contact and help"), "web:contact"),
        ]
        for item in items:
            register(item)
        for order, (code, label, name) in enumerate(footer):
            register(Item(code, label, name, everybody, order=order, section="footer"))
>>>>>>> h/e2e
        for provider in (
            waiting.own_requests,
            waiting.new_requests,
            waiting.own_answers,
            waiting.steps,
            waiting.own_applications,
            waiting.office,
        ):
            registry.register(f"web.{provider.__name__}", provider)
