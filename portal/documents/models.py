"""Documents: a named file with versions; who may read it; who did."""

from typing import TYPE_CHECKING, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.models import PublicId
from portal.documents import openings
from portal.organisations.models import Organisation

if TYPE_CHECKING:
    from portal.organisations.actors import Actor


# What a paper is; the apps that ask for papers use these codes. Not a database constraint: a pillar may add its own.
KINDS: Final = (
    ("register", _("Commercial register or licence")),
    ("statement", _("Financial statement")),
    ("bank", _("Bank statement")),
    ("tax", _("Tax or Zakat declaration")),
    ("quote", _("Quote or invoice")),
    ("id", _("Proof of identity")),
    ("other", _("Something else")),
)


class DocumentQuerySet(models.QuerySet["Document"]):
    def kept(self) -> Self:
        """Not taken out of the vault."""
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, actor: "Actor") -> Self:
        """Own documents and those the actor's organisation may read now."""
        if actor.organisation is None:
            return self.none()
        granted = DocumentGrant.objects.filter(organisation=actor.organisation).in_force()
        return self.filter(Q(owner=actor.organisation) | Q(pk__in=granted.values("document")))


class Document(PublicId):
    """A file an organisation keeps in its vault. The app that uses it owns the link table; versions never change."""

    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="documents")
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(max_length=40, blank=True)  # e.g. "register", "statement", "tax", "id", "other"
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title

    @property
    def kind_word(self) -> str:
        """The kind in words; empty when it was not said."""
        return str(dict(KINDS).get(self.kind, ""))


class DocumentVersion(PublicId):
    """One upload of a document: stored outside the web root under a random name, with the checksum of its bytes."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=200)  # below MEDIA_ROOT; never contains anything the uploader typed
    filename = models.CharField(max_length=160)  # shown and offered at download, sanitised
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
        ]
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"


class GrantQuerySet(models.QuerySet["DocumentGrant"]):
    def in_force(self) -> Self:
        """Not revoked, and what it came with is still open."""
        return self.filter(openings.is_still_open(), revoked_at__isnull=True)


class DocumentGrant(models.Model):
    """The owner lets another organisation read a document; revoking it stops reading at once.

    ``while_open``: it came with a request and lasts as long as that is open to the organisation
    (``portal.documents.openings``); a grant by the owner's hand lasts until it is revoked.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="grants")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    while_open = models.BooleanField(default=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "organisation"], name="document_grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}→{self.organisation_id}"


class DocumentView(models.Model):
    """Somebody opened a version: who, for whom, when. Shown to the owner."""

    version = models.ForeignKey(DocumentVersion, models.CASCADE, related_name="views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    viewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version_id}:{self.user_id}"
