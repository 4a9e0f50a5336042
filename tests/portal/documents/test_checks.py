"""What may be uploaded, told from the bytes."""

import io
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from portal.common.errors import DomainError
from portal.documents.checks import check_upload, safe_name

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def png(extra: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"") + extra


def office(kind: str = "word", members: dict[str, bytes] | None = None) -> bytes:
    """A minimal Office file; ``members`` are added to it."""
    main = {"word": "word/document.xml", "xl": "xl/workbook.xml"}[kind]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("docProps/app.xml", "<Properties/>")
        archive.writestr(main, "<document/>")
        for name, content in (members or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def check(name: str, content: bytes) -> str:
    return check_upload(SimpleUploadedFile(name, content)).content_type


def refused(name: str, content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        check(name, content)
    assert list(caught.value.messages) == ["file"]
    return str(caught.value.messages["file"][0])


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.png", png(), "image/png"),
        ("قائمة.csv", "الاسم,المبلغ\nأ,1\n".encode(), "text/csv"),
        ("a.csv", b"\xef\xbb\xbfname,amount\n", "text/csv"),
        ("a.txt", "说明".encode(), "text/plain"),
        ("a.docx", office("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_ordinary_files_pass(name: str, content: bytes, expected: str) -> None:
    assert check(name, content) == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
        ("a.html", b"<html><script>1</script></html>"),
        ("a.exe", b"MZ\x90\0\3\0\0\0"),
        ("a.zip", office("word")),
        ("a.pdf", png()),  # a name that lies about the content
        ("a.png", PDF),
        ("a.pdf.exe", PDF),
        ("a", PDF),  # no suffix at all
        ("a.docx", PDF),
        ("a.csv", b"\xff\xfe\x00binary"),
        ("a.txt", b"nul\x00byte"),
        ("a.docx", b"PK\x03\x04 not really"),
    ],
)
def test_other_kinds_and_lying_names_are_refused(name: str, content: bytes) -> None:
    refused(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", png(b"<script>alert(1)</script>")),
        ("a.png", png(b"<svg onload=alert(1)>")),
        ("a.png", png(b"<?php system('id');")),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"<html><body>" + b"\xff\xd9"),
        ("a.txt", b"<script>alert(1)</script>"),
    ],
)
def test_polyglots_are_refused(name: str, content: bytes) -> None:
    assert "code" in refused(name, content)


@pytest.mark.parametrize("token", [b"/JavaScript", b"/JS (app.alert(1))", b"/Launch", b"/EmbeddedFile"])
def test_pdf_with_code_or_hidden_files_is_refused(token: bytes) -> None:
    assert "PDF" in refused("a.pdf", PDF + b"\n<<" + token + b">>")


def test_zip_bomb_is_refused() -> None:
    refused("a.docx", office(members={"word/bomb.xml": b"\0" * (60 * 1024 * 1024)}))


def test_too_many_members_are_refused() -> None:
    refused("a.docx", office(members={f"word/{n}.xml": b"" for n in range(2001)}))


@pytest.mark.parametrize("member", ["../../etc/passwd", "/etc/passwd", "word/../../x"])
def test_hostile_member_names_are_refused(member: str) -> None:
    refused("a.docx", office(members={member: b"x"}))


def test_empty_file_is_refused() -> None:
    assert refused("a.pdf", b"") == "This file is empty."


def test_size_limit_is_exact(settings) -> None:
    settings.MAX_UPLOAD_BYTES = len(PDF)
    assert check("a.pdf", PDF)
    settings.MAX_UPLOAD_BYTES = len(PDF) - 1
    assert "larger" in refused("a.pdf", PDF)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\bill.pdf", "bill.pdf"),
        ("bill\x00.pdf", "bill.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),  # right-to-left override hides the true suffix
        ('a"b;c%d.pdf', "a_b_c_d.pdf"),
        ("...", "file"),
        ("", "file"),
        ("ميزانية.pdf", "ميزانية.pdf"),
        ("资产负债表.pdf", "资产负债表.pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text(max_size=400))
def test_any_name_becomes_short_and_harmless(name: str) -> None:
    kept = safe_name(name)
    assert 0 < len(kept) <= 120
    assert not set(kept) & set('/\\<>:"|?*%;\r\n\0')
