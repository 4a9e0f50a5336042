"""Buying together, integrity signals, pilots, and offers of help."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from digital.choices import ClaimState, Gate, GateDecision, HelpKind, PilotState, SignalState
from digital.models.challenges import Challenge
from digital.models.clocks import Clocked
from portal.common.models import PublicId, Timestamps
from portal.criteria.models import CriteriaSet
from portal.matchmaking.models import Request, Response
from portal.organisations.choices import CapabilityKind, EvidenceGrade
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


class BuyerGroup(PublicId, Clocked):
    """Several firms stand behind one request. Each keeps its own contract, share and grant cap.

    ``chosen``: the bid the opener accepted; from then on every other member may take up its share (a request of its
    own for this provider alone) or let it pass.
    """

    request = models.OneToOneField(Request, models.CASCADE, related_name="buyer_group")
    note = models.TextField(_("what you want to buy together"), max_length=1000)
    language = models.CharField(max_length=10, default="en")
    join_until = models.DateField(_("join until"))
    opened_at = models.DateTimeField()
    chosen = models.ForeignKey(Response, models.PROTECT, null=True, blank=True, related_name="+")
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(chosen__isnull=True, chosen_at__isnull=True)
                | Q(chosen__isnull=False, chosen_at__isnull=False),
                name="buyer_group_choice_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"group of {self.request_id}"


class GroupMember(models.Model):
    """A firm's part in a joint purchase: how many of its people will use it. Shares follow the users.

    ``share_request``: the member's own request over its share, made when it took it up; its contract hangs there.
    ``passed_at``: the member let its share pass, or did not answer in time.
    """

    group = models.ForeignKey(BuyerGroup, models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    users = models.PositiveIntegerField(_("people who will use it"))
    joined_at = models.DateTimeField()
    share_request = models.OneToOneField(Request, models.SET_NULL, null=True, blank=True, related_name="group_share")
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["joined_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "organisation"], name="group_member_once"),
            models.CheckConstraint(condition=Q(users__gte=1), name="group_member_has_users"),
            models.CheckConstraint(
                condition=Q(share_request__isnull=True) | Q(passed_at__isnull=True), name="group_member_took_or_passed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}:{self.organisation_id}"


class SignalQuerySet(models.QuerySet["IntegritySignal"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Authorities see all; a firm sees what is said about itself."""
        if actor.organisation is None:
            return self.none()
        if actor.holds(CapabilityKind.AUTHORITY):
            return self
        return self.filter(subject=actor.organisation)


class IntegritySignal(PublicId, Clocked):
    """A pattern worth a question. It never changes anything by itself: an officer reads the firm's answer and decides."""

    kind = models.CharField(max_length=16)
    subject = models.ForeignKey(Organisation, models.PROTECT, related_name="integrity_signals")
    key = models.CharField(max_length=80)  # what it was found on; one signal per kind, subject and key
    facts = models.JSONField(default=dict)  # placeholders of the explanation
    state = models.CharField(max_length=10, choices=SignalState.choices, default=SignalState.OPEN)
    found_at = models.DateTimeField()
    answer = models.TextField(_("your explanation"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    appeal = models.TextField(_("your appeal"), max_length=2000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-found_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject", "key"], name="signal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}"


class Pilot(PublicId, Timestamps, Clocked):
    """A trial with a hypothesis that can fail, published either way. Contract only after the prototype gate.

    ``partner``: who brings the solution, named in public once it has agreed. ``challenge``: the won challenge it
    follows. ``contract``: the request over the full solution that followed.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pilots")  # problem owner
    partner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="partnered_pilots", verbose_name=_("partner")
    )
    partner_agreed_at = models.DateTimeField(null=True, blank=True)
    challenge = models.ForeignKey(Challenge, models.PROTECT, null=True, blank=True, related_name="pilots")
    contract = models.ForeignKey(Request, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    hypothesis = models.TextField(_("we believe that …"), max_length=1000)
    metric = models.CharField(_("what is measured"), max_length=120)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    baseline = models.DecimalField(_("value today"), max_digits=14, decimal_places=2)
    baseline_grade = models.PositiveSmallIntegerField(
        _("how well the value is known"), choices=EvidenceGrade.choices, default=EvidenceGrade.SAID
    )
    threshold = models.DecimalField(_("value that means success"), max_digits=14, decimal_places=2)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="SAR")
    prize_share = models.PositiveSmallIntegerField(_("share paid by the authority, per cent"), default=0)
    question = models.TextField(_("question to the rule makers"), max_length=1000, blank=True)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=8, choices=PilotState.choices, default=PilotState.RUNNING)
    result = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    lesson = models.TextField(max_length=2000, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    publish_by = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(threshold=F("baseline")), name="pilot_can_fail"),
            models.CheckConstraint(
                condition=Q(partner_agreed_at__isnull=True) | Q(partner__isnull=False), name="pilot_agreed_has_partner"
            ),
            models.CheckConstraint(condition=Q(prize_share__lte=100), name="pilot_share_percent"),
            models.CheckConstraint(
                condition=Q(state="running") | Q(ended_on__isnull=False), name="pilot_ended_has_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PilotGate(models.Model):
    """The decision at one gate, with its reason."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="gates")
    gate = models.CharField(max_length=10, choices=Gate.choices)
    decision = models.CharField(max_length=6, choices=GateDecision.choices)
    reason = models.TextField(max_length=1000)
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["decided_at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["pilot", "gate"], name="pilot_gate_once")]

    def __str__(self) -> str:
        return f"{self.pilot_id}:{self.gate}"


class HelpOffer(PublicId, Timestamps):
    """A multinational, firm or association gives a voucher, tool or training to small firms, up to a quota.

    ``criteria`` None or switched off: it is for every firm.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="help_offers")
    kind = models.CharField(_("kind"), max_length=8, choices=HelpKind.choices)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what you give, and how to use it"), max_length=2000)
    language = models.CharField(max_length=10, default="en")
    criteria = models.OneToOneField(CriteriaSet, models.PROTECT, null=True, editable=False, related_name="+")
    quota = models.PositiveIntegerField(_("how many firms"))
    taken = models.PositiveIntegerField(default=0)
    valid_until = models.DateField(_("valid until"))

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(taken__lte=F("quota")), name="help_offer_within_quota"),
            models.CheckConstraint(condition=Q(quota__gte=1), name="help_offer_has_quota"),
        ]

    def __str__(self) -> str:
        return self.title


class HelpClaim(PublicId):
    """A firm has reserved one place of an offer; the code is shown to the firm and to the giver only."""

    offer = models.ForeignKey(HelpOffer, models.CASCADE, related_name="claims")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="help_claims")
    state = models.CharField(max_length=8, choices=ClaimState.choices, default=ClaimState.CLAIMED)
    claimed_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "organisation"], name="help_claim_once"),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id}:{self.organisation_id}"
