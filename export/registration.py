"""What the pillar registers when the portal starts."""

from django.utils.translation import gettext_lazy as _

from portal.common.navigation import Item, register


def register_all() -> None:
    """Navigation entries; notifications and the pillar follow their own modules."""
    register(Item(code="export", label=_("Selling abroad"), url_name="export:hub", order=40))
