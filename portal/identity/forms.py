"""Forms about a person."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.forms import QModelForm
from portal.identity.models import User

ZONES = (
    "Asia/Riyadh",
    "Asia/Dubai",
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Singapore",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Africa/Cairo",
    "Europe/Istanbul",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "UTC",
)
ZONE_NAMES = {
    "Asia/Riyadh": _("Riyadh"),
    "Asia/Dubai": _("Dubai"),
    "Asia/Shanghai": _("Beijing and Shanghai"),
    "Asia/Hong_Kong": _("Hong Kong"),
    "Asia/Singapore": _("Singapore"),
    "Asia/Seoul": _("Seoul"),
    "Asia/Tokyo": _("Tokyo"),
    "Asia/Kolkata": _("Delhi and Mumbai"),
    "Africa/Cairo": _("Cairo"),
    "Europe/Istanbul": _("Istanbul"),
    "Europe/Berlin": _("Berlin"),
    "Europe/Paris": _("Paris"),
    "Europe/London": _("London"),
    "America/New_York": _("New York"),
    "America/Los_Angeles": _("Los Angeles"),
    "UTC": _("World time (UTC)"),
}


def offset_of(zone: str) -> str:
    """The present difference to world time, e.g. ``+03:00``; it changes with summer time."""
    text = clock.now().astimezone(ZoneInfo(zone)).strftime("%z")
    return f"{text[:3]}:{text[3:]}"


def zone_choices() -> list[tuple[str, str]]:
    """Zones with their present offset, left to right in every language; that of the house is always among them."""
    zones = dict.fromkeys((clock.home_zone(), *ZONES))
    return [(zone, f"{ZONE_NAMES.get(zone, zone)} (\u2066{offset_of(zone)}\u2069)") for zone in zones]


class ProfileForm(QModelForm):
    """Name, language and time zone of the signed-in person."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("ar", "العربية"), ("en", "English"), ("zh-hans", "简体中文")],
        help_text=_("Pages and mails come in this language."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        held = self.instance.time_zone
        if held and held not in ZONES:
            self.fields["time_zone"].choices = [(held, held), *zone_choices()]  # type: ignore[attr-defined]
