"""A copy of one's data: a page to read, JSON per table for programs, and the firm's own documents, in one zip file."""

import json
import secrets
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.common import clock, queue
from portal.common.errors import DomainError
from portal.documents.models import DocumentVersion
from portal.identity.models import User
from portal.journal.services import record
from portal.organisations.actors import Actor
from portal.organisations.choices import Level, MembershipState
from portal.organisations.models import Membership, Organisation
from portal.privacy import everything
from portal.privacy.models import DataCopy, ExportState
from portal.privacy.periods import PERIODS

TASK = "privacy.make_copy"
FOLDER = "copies"
STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-inline-size: 60rem; padding-inline: 1rem; }
dl { border: 1px solid #bbb; border-radius: 6px; margin-block: .75rem; padding: .5rem 1rem; }
dl div { display: grid; gap: 1rem; grid-template-columns: minmax(8rem, 14rem) 1fr; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
@media (max-width: 30rem) { dl div { grid-template-columns: 1fr; gap: 0; } }
"""


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


def copy_make(copy: DataCopy) -> bool:
    """Write the file of a waiting copy; False when another worker did."""
    relative = f"{FOLDER}/{secrets.token_hex(16)}.zip"
    path = Path(settings.MEDIA_ROOT) / relative
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = list(everything.tables(copy.user, copy.organisation))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", _to_read(copy, found))
        archive.writestr("style.css", STYLE)
        for table in found:
            text = json.dumps(table.rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            archive.writestr(f"data/{table.code}.json", text)
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


def _to_read(copy: DataCopy, found: list[everything.Table]) -> str:
    """The page to begin with: everything in words, in the person's language, readable without the portal or a network."""
    with translation.override(copy.user.language), timezone.override(ZoneInfo(copy.user.time_zone)):
        context = {
            "tables": found,
            "copy": copy,
            "moment": clock.now(),
            "is_rtl": translation.get_language_bidi(),
            "documents": _papers(copy.organisation) if copy.organisation else [],
        }
        return render_to_string("privacy/copy.html", context)


def _papers(firm: Organisation) -> list[tuple[str, DocumentVersion]]:
    """(name in the zip file, version) of every stored paper of the firm."""
    versions = DocumentVersion.objects.filter(document__owner=firm, document__deleted_at__isnull=True)
    return [
        (f"documents/{version.document.public_id}/{version.number}-{version.filename}", version)
        for version in versions.select_related("document").order_by("document", "number")
        if (Path(settings.MEDIA_ROOT) / version.path).exists()
    ]


def _add_files(archive: zipfile.ZipFile, firm: Organisation) -> None:
    for name, version in _papers(firm):
        archive.write(Path(settings.MEDIA_ROOT) / version.path, name)


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
