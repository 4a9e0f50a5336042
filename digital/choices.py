"""Closed lists of the digital pillar."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Moment(models.TextChoices):
    """When an assessment was made: before, after, and later still."""

    T0 = "T0", _("First assessment")
    T1 = "T1", _("After the project")
    T2 = "T2", _("A year later")


class Horizon(models.TextChoices):
    STRATEGIC = "strategic", _("Three to five years")
    TACTICAL = "tactical", _("One to two years")
    OPERATIONAL = "operational", _("This year")


class PlanState(models.TextChoices):
    """Where a step of the firm's plan stands."""

    PROPOSED = "proposed", pgettext_lazy("plan state", "Proposed")
    IN_PROGRESS = "in_progress", pgettext_lazy("plan state", "In progress")
    BLOCKED = "blocked", pgettext_lazy("plan state", "Blocked")
    DONE = "done", pgettext_lazy("plan state", "Done")
    ALREADY_DONE = "already_done", pgettext_lazy("plan state", "Already done")
    REFUSED = "refused", pgettext_lazy("plan state", "Not for us")


class TagKind(models.TextChoices):
    """What a provider's tag says of it."""

    CATEGORY = "category", _("Category")
    SECTOR = "sector", _("Sector")
    LANGUAGE = "language", _("Language")
    REGION = "region", _("Region")


class ApplicationState(models.TextChoices):
    """A grant application from the first draft to the money."""

    DRAFT = "draft", pgettext_lazy("grant state", "Not sent yet")
    SUBMITTED = "submitted", pgettext_lazy("grant state", "Applied")
    APPROVED = "approved", pgettext_lazy("grant state", "Approved")
    REFUSED = "refused", pgettext_lazy("grant state", "Refused")
    CLAIMED = "claimed", pgettext_lazy("grant state", "Claimed")
    PAID = "paid", pgettext_lazy("grant state", "Paid")
    WITHDRAWN = "withdrawn", pgettext_lazy("grant state", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("grant state", "Not claimed in time")


class SignalState(models.TextChoices):
    """An integrity signal is a question, never a verdict."""

    OPEN = "open", pgettext_lazy("signal state", "To be looked at")
    EXPLAINED = "explained", pgettext_lazy("signal state", "Explained by the firm")
    DISMISSED = "dismissed", pgettext_lazy("signal state", "Nothing wrong")
    UPHELD = "upheld", pgettext_lazy("signal state", "Confirmed")
    APPEALED = "appealed", pgettext_lazy("signal state", "Appeal: a second officer looks")


class Gate(models.TextChoices):
    """The gates of a pilot, in order."""

    PROTOTYPE = "prototype", _("Prototype")
    BENCH = "bench", _("Bench test")
    SITE = "site", _("Test on site")
    SCALE = "scale", _("Roll-out")


class GateDecision(models.TextChoices):
    GO = "go", pgettext_lazy("gate", "Go on")
    CHANGE = "change", pgettext_lazy("gate", "Go on with changes")
    STOP = "stop", pgettext_lazy("gate", "Stop")


class PilotState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("pilot state", "Running")
    REACHED = "reached", pgettext_lazy("pilot state", "Threshold reached")
    MISSED = "missed", pgettext_lazy("pilot state", "Threshold missed")
    STOPPED = "stopped", pgettext_lazy("pilot state", "Stopped at a gate")


class HelpKind(models.TextChoices):
    VOUCHER = "voucher", _("Voucher")
    TOOL = "tool", _("Tool")
    TRAINING = "training", _("Training")


class ClaimState(models.TextChoices):
    CLAIMED = "claimed", pgettext_lazy("help claim", "Reserved for you")
    USED = "used", pgettext_lazy("help claim", "Used")
    RETURNED = "returned", pgettext_lazy("help claim", "Given back")


class ChallengeState(models.TextChoices):
    """A challenge takes entries, is judged, and ends with a winner or without one."""

    OPEN = "open", pgettext_lazy("challenge state", "Open")
    DECIDED = "decided", pgettext_lazy("challenge state", "Decided")
    UNMET = "unmet", pgettext_lazy("challenge state", "Ended without a winner")


class IdeaRights(models.TextChoices):
    """Who keeps the idea of an entry; the winner's contract may not say less for the solver."""

    SOLVER = "solver", _("The solver keeps it")
    LICENCE = "licence", _("The solver keeps it, the owner may use it")
    PLEDGE = "pledge", _("Open pledge: everybody may use it")


class PrototypeState(models.TextChoices):
    NONE = "none", pgettext_lazy("prototype", "Not shown yet")
    SHOWN = "shown", pgettext_lazy("prototype", "Shown, to be judged")
    WORKS = "works", pgettext_lazy("prototype", "Works")
    FAILS = "fails", pgettext_lazy("prototype", "Does not work")


class PlaceState(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("training place", "Registered")
    CANCELLED = "cancelled", pgettext_lazy("training place", "Given back")
    ATTENDED = "attended", pgettext_lazy("training place", "Attended")
    ABSENT = "absent", pgettext_lazy("training place", "Did not come")


class WorkKind(models.TextChoices):
    FULL = "full", _("Full-time job")
    PART = "part", _("Part-time job")
    PROJECT = "project", _("Project")
    INTERN = "intern", _("Internship")


class IntroState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("introduction", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("introduction", "Both agreed")
    DECLINED = "declined", pgettext_lazy("introduction", "Declined")
    EXPIRED = "expired", pgettext_lazy("introduction", "No answer in time")
