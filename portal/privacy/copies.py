"""A copy of one's data: JSON per subject and the firm's own documents, in one zip file."""

import json
import secrets
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.common import clock, queue
from portal.common.errors import DomainError
from portal.documents.models import Document, DocumentView
from portal.identity.models import User
from portal.journal.models import JournalEntry
from portal.journal.services import record
from portal.notify.models import InboxItem, OutboxMail, Preference
from portal.organisations.actors import Actor
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import Consent, Fact, Identifier, Membership, Organisation
from portal.privacy import registry
from portal.privacy.models import DataCopy, ExportState
from portal.privacy.periods import PERIODS

TASK = "privacy.make_copy"
FOLDER = "copies"


@transaction.atomic
def copy_ask(*, actor: Actor) -> DataCopy:
    """Ask for a copy; prepared in the background. An administrator's copy holds the organisation's data too."""
    if not isinstance(actor.user, User):
        raise DomainError(_("Sign in first."))
    try:
        with transaction.atomic():
            copy = DataCopy.objects.create(
                user=actor.user, organisation=actor.organisation if actor.is_admin else None, asked_at=clock.now()
            )
    except IntegrityError as error:
        raise DomainError(_("Your copy is being prepared already.")) from error
    record(actor=actor, verb="privacy.copy_asked", subject=copy, notify=False)
    queue.after_commit(TASK, copy.pk)
    return copy


def rows(query: Any, *fields: str) -> list[dict[str, Any]]:
    return list(query.values(*fields))


def of_person(user: User) -> dict[str, Iterable[dict[str, Any]]]:
    """Everything kept about a person on the storeys below."""
    return {
        "person": rows(
            User.objects.filter(pk=user.pk), "public_id", "email", "name", "language", "time_zone", "joined_at"
        ),
        "memberships": rows(
            Membership.objects.filter(user=user), "organisation__legal_name", "level", "state", "created_at"
        ),
        "consents": rows(
            Consent.objects.filter(user=user), "purpose", "text_version", "language", "given_at", "withdrawn_at"
        ),
        "notices": rows(InboxItem.objects.filter(user=user), "code", "params", "created_at", "read_at"),
        "mails": rows(
            OutboxMail.objects.filter(user=user), "address", "subject", "body_text", "state", "created_at", "sent_at"
        ),
        "mail_preferences": rows(Preference.objects.filter(user=user), "category", "frequency"),
        "actions": rows(
            JournalEntry.objects.filter(user=user),
            "at",
            "verb",
            "subject_type",
            "subject_key",
            "organisation__legal_name",
        ),
        "documents_opened": rows(
            DocumentView.objects.filter(user=user), "version__document__title", "version__number", "viewed_at"
        ),
    }


def of_firm(firm: Organisation) -> dict[str, Iterable[dict[str, Any]]]:
    """What is kept about the organisation on the storeys below."""
    return {
        "organisation": [dict(row) for row in Organisation.objects.filter(pk=firm.pk).values()],
        "identifiers": rows(Identifier.objects.filter(organisation=firm), "kind", "value"),
        "facts": rows(Fact.objects.filter(organisation=firm), "code", "value", "unit", "as_of", "source", "is_current"),
        "documents": rows(
            Document.objects.filter(owner=firm), "public_id", "title", "kind", "created_at", "deleted_at"
        ),
    }


def copy_make(copy: DataCopy) -> bool:
    """Write the file of a waiting copy; False when another worker did."""
    relative = f"{FOLDER}/{secrets.token_hex(16)}.zip"
    path = Path(settings.MEDIA_ROOT) / relative
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    subjects = of_person(copy.user) | (of_firm(copy.organisation) if copy.organisation else {})
    for name, part in registry.parts.items():
        subjects[name] = part(copy.user, copy.organisation)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, items in subjects.items():
            text = json.dumps(list(items), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            archive.writestr(f"{name}.json", text)
        if copy.organisation is not None:
            _add_files(archive, copy.organisation)
    path.chmod(0o600)
    moment = clock.now()
    done = DataCopy.objects.filter(pk=copy.pk, state=ExportState.WAITING).update(
        state=ExportState.READY,
        path=relative,
        size=path.stat().st_size,
        ready_at=moment,
        expires_at=moment + timedelta(days=PERIODS.copy_valid_days),
    )
    if not done:
        path.unlink()
    return bool(done)


def _add_files(archive: zipfile.ZipFile, firm: Organisation) -> None:
    for document in Document.objects.filter(owner=firm, deleted_at__isnull=True).prefetch_related("versions"):
        for version in document.versions.all():
            stored = Path(settings.MEDIA_ROOT) / version.path
            if stored.exists():
                archive.write(stored, f"documents/{document.public_id}/{version.number}-{version.filename}")


def copy_open(*, actor: Actor, copy: DataCopy) -> Path:
    """The file of one's own, unexpired copy, logged. Raises DomainError when it has expired."""
    is_valid = copy.state == ExportState.READY and copy.expires_at is not None and copy.expires_at > clock.now()
    if actor.user is None or copy.user_id != actor.user.pk or not is_valid:
        raise DomainError(_("This copy has expired. Ask for a new one."))
    if copy.organisation_id is not None and not _still_administers(copy):
        raise DomainError(
            _("This copy holds an organisation's data, and you are no longer its administrator. Ask for a new one.")
        )
    record(actor=actor, verb="privacy.copy_opened", subject=copy, notify=False)
    return Path(settings.MEDIA_ROOT) / copy.path


def _still_administers(copy: DataCopy) -> bool:
    return Membership.objects.filter(
        user=copy.user_id, organisation=copy.organisation_id, state=MembershipState.ACTIVE, level=Level.ADMIN
    ).exists()


def forget_copies_of(user: User) -> None:
    """Delete the files of an erased person's copies now."""
    for copy in DataCopy.objects.filter(user=user).exclude(path=""):
        (Path(settings.MEDIA_ROOT) / copy.path).unlink(missing_ok=True)
    DataCopy.objects.filter(user=user).update(state=ExportState.EXPIRED, path="", size=0)


def forget_copies(moment: Any) -> int:
    """Delete the files of copies that expired before ``moment``."""
    done = 0
    for copy in DataCopy.objects.filter(state=ExportState.READY, expires_at__lte=moment):
        (Path(settings.MEDIA_ROOT) / copy.path).unlink(missing_ok=True)
        done += DataCopy.objects.filter(pk=copy.pk).update(state=ExportState.EXPIRED, path="", size=0)
    return done
