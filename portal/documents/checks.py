"""What may be uploaded: decided by content, size and kind, never by the name alone."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Final

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.common.errors import DomainError

# Kinds by what the bytes say. No SVG, HTML or scripts: they could run in a reader's browser.
ALLOWED: Final = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "text/csv": ("csv",),
    "text/plain": ("txt",),
}
MAX_UNPACKED: Final = 100 * 1024 * 1024
MAX_MEMBERS: Final = 2000
MAX_RATIO: Final = 200
SCRIPT = re.compile(rb"<\s*(script|svg|html|iframe|object)|javascript:|<\?php", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Checked:
    """An upload that passed: its bytes, kind and safe name."""

    content: bytes
    content_type: str
    filename: str


def safe_name(name: str) -> str:
    """The last path part, without control or direction characters, at most 120 letters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
    kept = re.sub(r'[<>:"|?*%;]', "_", kept).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    return (f"{stem[:110]}.{suffix[:8]}" if dot and stem else kept[:120]) or "file"


def check_archive(content: bytes) -> None:
    """Refuse zip bombs and hostile member names inside Office files."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise DomainError(fields={"file": _("This file is damaged and cannot be opened.")}) from error
    unpacked = sum(member.file_size for member in members)
    hostile = any(m.filename.startswith("/") or ".." in m.filename.split("/") for m in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(content), 1) or hostile:
        raise DomainError(fields={"file": _("This file unpacks to something far too large or unsafe.")})


def sniff(content: bytes, suffix: str) -> str | None:
    """The media type the bytes speak of; plain text is told from its bytes being UTF-8 without control characters."""
    guess = filetype.guess(content)
    if guess is not None:
        return str(guess.mime)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(unicodedata.category(c) == "Cc" and c not in "\r\n\t" for c in text[:20000]):
        return None
    return "text/csv" if suffix == "csv" else "text/plain" if suffix == "txt" else None


def check_upload(upload: UploadedFile) -> Checked:
    """Check size, content, kind and name of ``upload``; raises DomainError on field ``file`` with the reason."""
    limit = settings.MAX_UPLOAD_BYTES
    if not upload.size:
        raise DomainError(fields={"file": _("This file is empty.")})
    if upload.size > limit:
        raise DomainError(fields={"file": _("This file is larger than 10 MB.")})
    content = upload.read()
    filename = safe_name(upload.name or "file")
    suffix = filename.rpartition(".")[2].lower()
    content_type = sniff(content, suffix)
    if content_type not in ALLOWED or suffix not in ALLOWED[content_type]:
        raise DomainError(
            fields={"file": _("Please use PDF, PNG, JPEG, Word, Excel, CSV or text; the content must match the name.")}
        )
    if content_type.startswith("application/vnd.openxml"):
        check_archive(content)
    elif content_type in ("image/png", "image/jpeg", "text/plain") and SCRIPT.search(content):
        # A polyglot: a picture or text that a browser could also read as a page.
        raise DomainError(fields={"file": _("This file contains code and cannot be accepted.")})
    elif content_type == "application/pdf" and re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile)\b", content):
        raise DomainError(
            fields={"file": _("This PDF contains code or hidden files. Print it to a new PDF and try again.")}
        )
    return Checked(content=content, content_type=content_type, filename=filename)
