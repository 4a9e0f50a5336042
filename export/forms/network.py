"""Forms of vouching, partner profiles, events, pools."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from export import zones
from export.forms.support import MarketsField
from export.models.events import Event, Side
from export.models.partners import Interest, PartnerProfile
from export.models.pools import Pool, PoolMember
from export.models.vouching import Vouching
from portal.common.forms import QForm, QModelForm, moment_field
from portal.common.money import CURRENCIES

NUMBERS = r"^\s*(\d{1,2}\s*(,\s*\d{1,2}\s*)*)?$"


def numbers_of(text: str) -> list[int]:
    """Slot numbers typed from 1 as numbers from 0."""
    return [int(part) - 1 for part in text.split(",") if part.strip()]


class VouchingForm(QModelForm):
    """A statement about a supplier."""

    class Meta:
        model = Vouching
        fields = ("firm", "product", "volume", "quality_system", "since_on", "statement", "expires_on")

    def __init__(self, *args: Any, firms: QuerySet[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["firm"].queryset = firms  # type: ignore[attr-defined]


class ProfileForm(QModelForm):
    """A partner profile; the name stays out of it."""

    countries = MarketsField(label=_("Target countries"), required=False)

    class Meta:
        model = PartnerProfile
        fields = (
            "money", "kind", "title", "summary", "description", "advantages", "stage", "ip_status", "sought", "agreement",
            "countries", "keywords", "deadline",
        )  # fmt: skip
        help_texts = {"summary": _("Must make sense alone. No names, mails, links or prices in any of these texts.")}


class InterestForm(QModelForm):
    """An expression of interest."""

    class Meta:
        model = Interest
        fields = ("message", "offers", "needs")


class EventForm(QModelForm):
    """An event of one-to-one meetings."""

    time_zone = forms.ChoiceField(
        label=_("Time zone of the event"),
        choices=zones.choices,
        help_text=_("The times below are on the clock of this zone; every participant also sees their own."),
    )
    starts_at = moment_field(label=_("Starts"))
    register_until = moment_field(label=_("Register until"))
    slot_minutes = forms.TypedChoiceField(
        label=_("Minutes of a meeting"), coerce=int, choices=[(15, "15"), (20, "20"), (30, "30")]
    )
    breaks_text = forms.RegexField(
        label=_("Slots kept as breaks"), regex=NUMBERS, required=False, help_text=_("Numbers from 1, with commas.")
    )

    class Meta:
        model = Event
        fields = ("title", "place", "time_zone", "starts_at", "register_until", "slot_minutes", "slots", "cap")

    def clean(self) -> dict[str, Any]:
        """Dates and times are those of the event's zone, not of the organiser's own."""
        data: dict[str, Any] = super().clean() or {}
        if zone := data.get("time_zone"):
            for name in ("starts_at", "register_until"):
                if data.get(name):
                    try:
                        data[name] = zones.typed_in(data[name], zone)
                    except forms.ValidationError as error:
                        self.add_error(name, error)
        start, until = data.get("starts_at"), data.get("register_until")
        if start and until and until > start:
            self.add_error("register_until", _("Registration must end before the event starts."))
        return data


class JoinForm(QForm):
    """Taking part."""

    side = forms.ChoiceField(label=_("We take part as"), choices=Side.choices, widget=forms.RadioSelect)
    pitch = forms.CharField(label=_("What you offer or seek, in a sentence"), max_length=200)
    absent = forms.RegexField(
        label=_("Slots in which you are absent"),
        regex=NUMBERS,
        required=False,
        help_text=_("Numbers from 1, with commas."),
    )
    time_zone = forms.ChoiceField(label=_("Your time zone"), choices=zones.choices)


class PoolForm(QModelForm):
    """A new pool."""

    commit_until = moment_field(label=_("Join until"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])

    class Meta:
        model = Pool
        fields = ("kind", "title", "details", "rule", "total", "currency", "commit_until")


class MemberForm(QModelForm):
    """A commitment to a pool."""

    class Meta:
        model = PoolMember
        fields = ("alone", "weight_kg", "volume_m3", "use")


class ReasonForm(QForm):
    """A few words."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
