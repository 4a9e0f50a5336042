"""What the pillar registers when the portal starts."""

from django.utils.translation import gettext_lazy as _

from export import notifications, scopes, terms, verbs
from export.pillar import EXPORT
from portal.common.navigation import Item, register
from portal.journal import verbs as journal_verbs
from portal.matchmaking import reasons, registry


def register_all() -> None:
    """The pillar, its navigation entry, its notifications."""
    scopes.register_facts()
    registry.register(EXPORT)
    journal_verbs.register(verbs.VERBS, verbs.SUBJECTS)
    notifications.register_all()
    reasons.register("export.", terms.reason_words)
    register(Item(code="export", label=_("Selling abroad"), url_name="export:hub", order=32))
