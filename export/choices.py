"""Closed lists of the export pillar."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Topic(models.TextChoices):
    """What a firm can ask a mentor, and a mentor can offer."""

    MARKET = "market", _("Choosing a market")
    PRICING = "pricing", _("Export price and margin")
    AGENTS = "agents", _("Agents and distributors")
    STANDARDS = "standards", _("Norms and certificates")
    PACKAGING = "packaging", _("Packaging and labels")
    LOGISTICS = "logistics", _("Transport and customs")
    PAYMENT = "payment", _("Payment, credit insurance, currency")
    CONTRACTS = "contracts", _("Contracts and rights")
    ONLINE = "online", _("Selling online abroad")
    CULTURE = "culture", _("Customs of business there")


class Stage(models.TextChoices):
    """How far the firm is: the levels of the readiness instrument."""

    AWARE = "aware", _("Aware")
    PLANNING = "planning", _("Planning")
    PILOT = "pilot_ready", _("Ready for a pilot")
    SCALING = "scaling", _("Ready to scale")


class TalkLanguage(models.TextChoices):
    """Languages for mentoring talks (ISO 639-1)."""

    AR = "ar", _("Arabic")
    ZH = "zh", _("Chinese")
    EN = "en", _("English")
    FR = "fr", _("French")
    DE = "de", _("German")
    ES = "es", _("Spanish")
    JA = "ja", _("Japanese")
    HI = "hi", _("Hindi")


class SessionState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Agreed")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    CANCELLED = "cancelled", _("Called off")
    HELD = "held", pgettext_lazy("session state", "Held")
    MISSED = "missed", _("Somebody did not come")


class FaultKind(models.TextChoices):
    NO_SHOW = "no_show", _("Did not come")
    LATE_CANCEL = "late_cancel", _("Called off too late")


class AppealState(models.TextChoices):
    NONE = "none", _("No appeal")
    OPEN = "open", _("Appeal is being looked at")
    UPHELD = "upheld", _("Appeal accepted: it does not count")
    REFUSED = "refused", _("Appeal refused: it counts")


class RoundState(models.TextChoices):
    OPEN = "open", pgettext_lazy("round", "Open")
    SOLVED = "solved", _("Proposed")
    APPROVED = "approved", _("Approved")


class Consent(models.TextChoices):
    ASKED = "asked", _("Waiting for the firm's consent")
    GIVEN = "given", _("Shown")
    REFUSED = "refused", _("Not shown")
