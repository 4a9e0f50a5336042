"""Organisations: what they may do (capabilities), who acts for them (memberships), what is known of them (facts)."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.models import PublicId, Timestamps
from portal.organisations.choices import (
    UNVETTED,
    CapabilityKind,
    CapabilityState,
    EvidenceGrade,
    IdentifierKind,
    Level,
    MembershipState,
)


class Organisation(PublicId, Timestamps):
    """A legal entity acting on the exchange. Made at registration by its first member; never deleted."""

    legal_name = models.CharField(_("legal name"), max_length=200)
    name_language = models.CharField(max_length=10, default="en")
    country = models.CharField(_("country"), max_length=2, default="SA")  # ISO 3166-1 alpha-2
    region = models.CharField(_("region"), max_length=10, blank=True)  # ISO 3166-2
    city = models.CharField(_("city"), max_length=80, blank=True)
    sector = models.CharField(_("main activity"), max_length=8, blank=True)  # ISIC Rev. 4 code
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    website = models.URLField(_("web site"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    about = models.TextField(_("about"), blank=True, max_length=3000)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.legal_name


class CapabilityQuerySet(models.QuerySet["Capability"]):
    """Questions asked of capabilities."""

    def in_force(self, day: date | None = None) -> "CapabilityQuerySet":
        """Approved and not past the expiry date (also before the clock has marked it expired)."""
        running = models.Q(expires_on__isnull=True) | models.Q(expires_on__gte=day or clock.today())
        return self.filter(running, state=CapabilityState.APPROVED)


class Capability(PublicId, Timestamps):
    """What an organisation may do (lend, bid, mentor …), and whether it has been vetted for it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="capabilities")
    kind = models.CharField(max_length=12, choices=CapabilityKind.choices)
    state = models.CharField(max_length=12, choices=CapabilityState.choices, default=CapabilityState.DRAFT)
    approved_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True)  # the last reminder sent before expiry
    suspended_reason = models.TextField(blank=True, max_length=1000)
    objects = CapabilityQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="capability_one_per_kind"),
            models.CheckConstraint(
                condition=~models.Q(state=CapabilityState.APPROVED) | models.Q(approved_at__isnull=False),
                name="capability_approved_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.kind}"

    @property
    def shown_state(self) -> str:
        """The state in words for people: who needs no vetting was never verified either."""
        return "free" if self.kind in UNVETTED and self.state == CapabilityState.APPROVED else self.state


class Membership(Timestamps):
    """A person acts for an organisation at a level."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.VIEWER)
    state = models.CharField(max_length=10, choices=MembershipState.choices, default=MembershipState.ACTIVE)
    message = models.CharField(max_length=300, blank=True)  # what the person wrote when asking to join
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="membership_one_per_person"),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "state"], name="membership_of_person")]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.organisation_id}"


class Fact(Timestamps):
    """One thing known about an organisation, entered once and reused by every form.

    ``code`` names an entry of the facts catalogue (``portal.criteria.catalogue``); ``value`` is its JSON form
    (number as string, date as ISO text, code list as list, boolean). The newest row per code is the one in force;
    older rows are history.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="facts")
    code = models.CharField(max_length=60)
    value = models.JSONField()
    unit = models.CharField(max_length=12, blank=True)  # ISO 4217 for money
    as_of = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    grade = models.PositiveSmallIntegerField(choices=EvidenceGrade.choices, default=EvidenceGrade.SAID)
    is_current = models.BooleanField(default=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=models.Q(is_current=True), name="fact_one_current_per_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.code}"


class Identifier(Timestamps):
    """An official number of an organisation, stored in its compact form; no two organisations share one."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=12, choices=IdentifierKind.choices)
    value = models.CharField(_("number"), max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "value"], name="identifier_unique"),
            models.UniqueConstraint(fields=["organisation", "kind"], name="identifier_one_per_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Invitation(PublicId, Timestamps):
    """A one-time link sent to an address. Only the hash of the secret is kept; used, withdrawn and expired end it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.EDITOR)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_not_accepted_and_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}:{self.email}"


class Consent(Timestamps):
    """A person agreed to one purpose in one version of its text; withdrawing keeps the row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="consents"
    )  # for whom; empty: for the person alone
    purpose = models.CharField(max_length=20)
    text_version = models.CharField(max_length=12)
    language = models.CharField(max_length=10)  # in which language the text was shown
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True, organisation__isnull=True),
                name="consent_one_in_force_per_person",
            ),
            models.UniqueConstraint(
                fields=["organisation", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True, organisation__isnull=False),
                name="consent_one_in_force_per_firm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.purpose}"


class ApiToken(PublicId, Timestamps):
    """Access of an organisation's own systems. Shown once; only its hash is kept."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)  # the last characters, to tell tokens apart
    may_write = models.BooleanField(_("may change things"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    has_lapsed = models.BooleanField(default=False)  # ended because its maker administers the organisation no more

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(has_lapsed=False) | models.Q(revoked_at__isnull=False),
                name="api_token_lapsed_is_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.name
