"""Entries of the shell and of the exchange in the navigation and the footer."""

from django.utils.translation import gettext_lazy as _

from portal.common.navigation import Item, everybody, register
from portal.web import counts
from portal.web.navigation import has_firm, is_authority, is_firm, is_visitor, responds


def register_entries() -> None:
    """Register all of them; called once, when the app is ready."""
    items = [
        Item("home", _("Home"), "web:home", is_visitor, order=0),
        Item("dashboard", _("Overview"), "web:dashboard", order=1),
        Item("requests", _("My requests"), "matchmaking:requests", is_firm, order=10),
        Item("inbox", _("Requests for us"), "matchmaking:inbox", responds, order=11, rows=counts.new_requests),
        Item("responses", _("Our answers"), "matchmaking:responses", responds, order=12),
        Item("engagements", _("Agreed work"), "matchmaking:engagements", has_firm, order=13),
        Item("threads", _("Messages"), "matchmaking:threads", has_firm, order=14, rows=counts.unread_threads),
        Item("moderation", _("Requests to check"), "matchmaking:moderation", is_authority, order=24, rows=counts.unchecked_requests),
        Item("disputes", _("Disputes"), "matchmaking:disputes", is_authority, order=42, rows=counts.open_disputes),
        Item("notifications", _("Notifications"), "notify:index", order=15, rows=counts.unread_notifications),
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
