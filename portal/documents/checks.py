"""What may be uploaded: decided by content, size and kind, never by the name alone."""

import io
import re
import unicodedata
import zipfile
import zlib
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
MAX_INFLATED: Final = 20 * 1024 * 1024  # of one PDF's object streams
MAX_RELATIONS: Final = 1024 * 1024  # of one Office file's list of relations
SCRIPT = re.compile(rb"<\s*(script|svg|html|iframe|object)|javascript:|<\?php", re.IGNORECASE)

ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")  # a letter of a PDF name written as its number
# Long names, and the short one only with its string: by chance alone a large scan holds every name of three bytes.
CODE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)\b|/JS\s*[(<]")
PACKED = re.compile(rb"/" + rb"".join(b"(?:%c|#%02x|#%02X)" % (c, c, c) for c in b"ObjStm"))
PROGRAM = re.compile(r"(^|/)(vbaProject\.bin|activeX/.*|embeddings/[^/]*\.(bin|exe|js|vbs))$", re.IGNORECASE)
LOADED = re.compile(rb"/(attachedTemplate|oleObject|frame|subDocument|control)\b", re.IGNORECASE)


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


def check_office(content: bytes) -> None:
    """Refuse Office files that carry programs or load a template from elsewhere when they are opened."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        relations = [m for m in members if m.filename.endswith(".rels")]
        is_bad = any(PROGRAM.search(m.filename) for m in members) or any(
            m.file_size > MAX_RELATIONS or loads_from_elsewhere(archive.read(m)) for m in relations
        )
    if is_bad:
        raise DomainError(
            fields={"file": _("This file contains macros or loads something from elsewhere. Save it as PDF instead.")}
        )


def loads_from_elsewhere(relations: bytes) -> bool:
    """Whether a part is fetched without a click; a link that somebody must follow is no harm."""
    return any(
        b"external" in tag.lower() and LOADED.search(tag)
        for tag in re.findall(rb"<[^>]*Relationship\s[^>]*>", relations)
    )


def check_pdf(content: bytes) -> None:
    """Refuse a PDF whose objects name scripts, programs or hidden files: plainly, escaped, or in a packed object stream."""
    objects = packed_objects(content)
    if objects is None and b"/Encrypt" in content:
        raise DomainError(
            fields={"file": _("This PDF is protected by a password. Save it without protection and try again.")}
        )
    if objects is None or CODE.search(unescaped(content)) or CODE.search(unescaped(objects)):
        raise DomainError(
            fields={"file": _("This PDF contains code or hidden files. Print it to a new PDF and try again.")}
        )


def unescaped(content: bytes) -> bytes:
    """``content`` with the letters of names that are written as numbers (``/J#61vaScript``) put back."""
    return ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)


def packed_objects(content: bytes) -> bytes | None:
    """What the object streams of a PDF hold; None when one of them cannot be looked into. Linear in the file's size."""
    found, done = bytearray(), 0
    for match in PACKED.finditer(content):
        if match.start() < done:
            continue
        start = content.find(b"stream", match.end())
        done = content.find(b"endstream", start)
        if start < 0 or done < 0:
            break
        body = content[start + len(b"stream") : done].lstrip(b"\r\n")
        room = MAX_INFLATED - len(found)
        try:
            found += zlib.decompressobj().decompress(body, max(room, 1))
        except zlib.error:
            return None
        if len(found) >= MAX_INFLATED:
            return None
    return bytes(found)


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
        check_office(content)
    elif content_type in ("image/png", "image/jpeg", "text/plain", "text/csv") and SCRIPT.search(content):
        # A polyglot: a picture or text that a browser could also read as a page.
        raise DomainError(fields={"file": _("This file contains code and cannot be accepted.")})
    elif content_type == "application/pdf":
        check_pdf(content)
    return Checked(content=content, content_type=content_type, filename=filename)
