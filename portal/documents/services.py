"""Storing, sharing and reading documents."""

import hashlib
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from portal.common import clock
from portal.common.errors import DomainError, NotAllowedError
from portal.documents.checks import Checked, check_upload
from portal.documents.models import Document, DocumentGrant, DocumentVersion, DocumentView
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.models import Organisation

DOCUMENT_LIMIT = 500  # per organisation: a vault, not an archive


def require_editor(actor: Actor) -> Organisation:
    if actor.organisation is None or not actor.may_edit:
        raise NotAllowedError(_("You may look at your organisation's papers but not change them."))
    return actor.organisation


def store(checked: Checked) -> str:
    """Write the bytes below MEDIA_ROOT under a random name; returns the relative path. Raises DomainError on a full disk."""
    name = secrets.token_hex(16)
    relative = f"{name[:2]}/{name}"
    path = Path(settings.MEDIA_ROOT) / relative
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_suffix(".part")
        part.write_bytes(checked.content)
        part.rename(path)  # a half-written file never carries the final name
    except OSError as error:
        path.with_suffix(".part").unlink(missing_ok=True)  # on a full disk what was written must go too
        raise DomainError(
            fields={"file": _("The file could not be stored just now. Nothing was lost; please try again.")}
        ) from error
    return relative


def add_version(actor: Actor, document: Document, checked: Checked) -> DocumentVersion:
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    return DocumentVersion.objects.create(
        document=document,
        number=last + 1,
        path=store(checked),
        filename=checked.filename,
        content_type=checked.content_type,
        size=len(checked.content),
        sha256=hashlib.sha256(checked.content).hexdigest(),
        uploaded_by=actor.person,
        uploaded_at=clock.now(),
    )


@transaction.atomic
def document_upload(*, actor: Actor, upload: UploadedFile, title: str = "", kind: str = "") -> Document:
    """Check and keep ``upload`` as a new document of the actor's organisation. Raises DomainError on field ``file``."""
    owner = require_editor(actor)
    if owner.documents.filter(deleted_at__isnull=True).count() >= DOCUMENT_LIMIT:
        raise DomainError(fields={"file": _("Your document vault is full. Remove papers you no longer need.")})
    checked = check_upload(upload)
    document = Document.objects.create(
        owner=owner, title=title.strip()[:160] or checked.filename, kind=kind, created_at=clock.now()
    )
    add_version(actor, document, checked)
    record(actor=actor, verb="document.uploaded", subject=document, payload={"title": document.title}, notify=False)
    return document


@transaction.atomic
def document_replace(*, actor: Actor, document: Document, upload: UploadedFile) -> DocumentVersion:
    """A new version of an own document; older ones stay readable to the owner."""
    owner = require_editor(actor)
    if document.owner_id != owner.pk:
        raise NotAllowedError(_("This document belongs to another organisation."))
    version = add_version(actor, document, check_upload(upload))
    record(actor=actor, verb="document.replaced", subject=document, payload={"version": version.number}, notify=False)
    return version


@transaction.atomic
def document_grant(*, actor: Actor, document: Document, organisation: Organisation) -> None:
    """Let ``organisation`` read the document (again)."""
    owner = require_editor(actor)
    if document.owner_id != owner.pk:
        raise NotAllowedError(_("This document belongs to another organisation."))
    DocumentGrant.objects.update_or_create(
        document=document,
        organisation=organisation,
        defaults={"granted_at": clock.now(), "revoked_at": None, "while_open": False},
    )
    record(actor=actor, verb="document.shared", subject=document, concerns=[organisation], notify=False)


def document_share(*, document: Document, organisation: Organisation, while_open: bool = False) -> None:
    """Share a paper that its owner published to those invited; a grant the owner has revoked stays revoked.

    ``while_open``: only as long as what it was published with is open to them; a lasting grant stays one.
    """
    grant, is_new = DocumentGrant.objects.get_or_create(
        document=document,
        organisation=organisation,
        defaults={"granted_at": clock.now(), "while_open": while_open},
    )
    if not is_new and grant.while_open and not while_open:
        DocumentGrant.objects.filter(pk=grant.pk).update(while_open=False)


@transaction.atomic
def document_revoke(*, actor: Actor, document: Document, organisation: Organisation | None = None) -> int:
    """Take back the permission to read, from one organisation or from all; returns how many grants ended."""
    owner = require_editor(actor)
    if document.owner_id != owner.pk:
        raise NotAllowedError(_("This document belongs to another organisation."))
    grants = DocumentGrant.objects.filter(document=document, revoked_at__isnull=True)
    if organisation is not None:
        grants = grants.filter(organisation=organisation)
    ended = grants.update(revoked_at=clock.now())
    record(actor=actor, verb="document.revoked", subject=document, notify=False)
    return ended


@transaction.atomic
def document_remove(*, actor: Actor, document: Document) -> None:
    """Take a document out of the vault; its versions stay for the journal until retention ends."""
    document_revoke(actor=actor, document=document)
    Document.objects.filter(pk=document.pk).update(deleted_at=clock.now())
    record(actor=actor, verb="document.removed", subject=document, notify=False)


@transaction.atomic
def document_open(*, actor: Actor, version: DocumentVersion) -> Path:
    """The file behind ``version`` for reading, logged. Older versions are for the owner only."""
    document = version.document
    is_owner = actor.organisation is not None and document.owner_id == actor.organisation.pk
    newest = document.versions.order_by("-number").values_list("pk", flat=True).first()
    if not is_owner and version.pk != newest:
        raise NotAllowedError(_("Only the newest version can be opened."))
    DocumentView.objects.create(
        version=version, user=actor.person, organisation=actor.organisation, viewed_at=clock.now()
    )
    if not is_owner:
        record(actor=actor, verb="document.viewed", subject=document, concerns=[document.owner], notify=False)
    return Path(settings.MEDIA_ROOT) / version.path
