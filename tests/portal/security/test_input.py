"""Hostile input: names, numbers, dates, headers, redirects, downloads, uploads."""

import io
import re
import struct
import zipfile
import zlib
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.common.downloads import RISKY, harmless
from portal.common.validators import hidden_character, plain_line
from portal.documents.models import Document, DocumentVersion
from portal.matchmaking.models import Request
from portal.notify.models import OutboxMail
from portal.notify.services import send
from tests.people import Cast, build, client_of

ROOT = Path(__file__).parents[3]
SPREADSHEET = re.compile(r"csv\.(?:writer|DictWriter)|openpyxl|xlsxwriter|xlwt")
GOOD_NAMES = [
    "Noor Foods Co.", "شركة نور للأغذية", "新丝路机械（上海）有限公司", "Ørsted & Søn A/S", "Zürich–Łódź 2 GmbH",
    "می\u200cخواهم", "الشركة ABC العربية", "Ελληνική Τράπεζα", "ООО Ромашка", "BMW汽车",
]  # fmt: skip
BAD_NAMES = [
    "Noor \u202egnp.exe", "Noor\u200bFoods", "Noor\nFoods", "\ufeffNoor", "Noor\x00", "Nооr Foods", "Αpple", "\u2066x",
    "…", "Z\u0335\u0336\u0337\u0338\u0339algo", "a\u200db", "\ue000",
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD_NAMES)
def test_honest_names_of_all_our_scripts_pass(name: str) -> None:
    plain_line(name)


@pytest.mark.parametrize("name", BAD_NAMES)
def test_hidden_and_lookalike_characters_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        plain_line(name)


@given(st.text(max_size=30), st.characters(categories=["Cf", "Cc", "Co"]), st.text(max_size=30))
def test_no_hidden_character_passes_but_joiners_between_letters(before: str, character: str, after: str) -> None:
    if character not in "\u200c\u200d":
        assert hidden_character(before + character + after)


def draft(client: Client) -> str:
    client.post("/en/requests/new/", {"pillar": "probe"})
    return Request.objects.latest("pk").public_id


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD_NAMES[:6])
def test_forms_refuse_such_names(cast: Cast, name: str) -> None:
    client = client_of(cast.owner)
    key = draft(client)
    page = client.post(f"/en/requests/{key}/tasks/need/", {"title": name, "summary": ""})
    assert page.status_code == 200
    client.post(
        f"/en/requests/{key}/tasks/need/", {"title": name, "summary": ""}, headers={"X-Autosave": "1"}
    )  # neither by the way of autosave
    assert Request.objects.get(public_id=key).title == ""
    before = cast.owner.organisation.legal_name  # type: ignore[union-attr]
    page = client.post("/en/organisation/details/", {"legal_name": name, "name_language": "en"})
    cast.owner.organisation.refresh_from_db()  # type: ignore[union-attr]
    assert cast.owner.organisation.legal_name == before  # type: ignore[union-attr]


NUMBERS = ["NaN", "Infinity", "-inf", "1e999999", "1e-999999", "-5.5e5000", "9" * 400, "0x10", "²", "\x00", "null"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_that_are_none_are_refused_with_words(cast: Cast, number: str) -> None:
    client = client_of(cast.owner)
    key = draft(client)
    page = client.post(f"/en/requests/{key}/tasks/amount/", {"amount": number})
    assert page.status_code == 200
    assert b"error-summary" in page.content
    saved = client.post(f"/en/requests/{key}/tasks/amount/", {"amount": number}, headers={"X-Autosave": "1"})
    assert saved.json() == {"saved": []}
    assert Request.objects.get(public_id=key).probe_details.amount is None


@pytest.mark.django_db
@pytest.mark.parametrize("days", ["-1", "0", "99999999999999999999", "1e3", "NaN", "1.5", "٠", "2147483648", "91"])
def test_absurd_opening_times_are_refused(cast: Cast, days: str) -> None:
    client = client_of(cast.owner)
    key = draft(client)
    client.post(f"/en/requests/{key}/tasks/need/", {"title": "Oven", "summary": ""})
    client.post(f"/en/requests/{key}/tasks/amount/", {"amount": "5"})
    page = client.post(f"/en/requests/{key}/tasks/check/", {"open_days": days, "consent": "on"})
    assert page.status_code == 200
    assert Request.objects.get(public_id=key).state == "draft"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "day", ["0000-00-00", "9999-12-31", "10000-01-01", "-0001-01-01", "2026-02-30", "31/12/9999", "1e9", "\x00"]
)
def test_absurd_dates_are_refused_or_kept_never_an_error(transactional_db: None, day: str) -> None:
    cast = build()
    client = client_of(cast.owner)
    key = draft(client)
    client.post(f"/en/requests/{key}/tasks/need/", {"title": "Oven", "summary": ""})
    client.post(f"/en/requests/{key}/tasks/amount/", {"amount": "5"})
    client.post(f"/en/requests/{key}/tasks/check/", {"open_days": "5", "consent": "on"})
    lender = client_of(cast.lender)
    edit = lender.post(f"/en/inbox/{key}/respond/").headers["Location"]
    answer = lender.post(edit, {"price": "5", "valid_until": day, "action": "save"})
    assert answer.status_code in (200, 302)


ADDRESSES = [
    "/en/requests/?page=-1", "/en/requests/?page=99999999999999999999", "/en/requests/?page=NaN",
    "/en/requests/?state=nonsense&pillar=%00", "/en/requests/?q=%00", "/en/inbox/?tab=%3Cscript%3E&sort=-password",
    "/en/inbox/?region=%F0%9F%98%80&q=" + "x" * 3000, "/en/responses/?state=%27%3B--", "/en/requests/%2e%2e/",
    "/en/inbox/?q=%25_%5C", "/en/threads/?page=", "/en/engagements/?page=0",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_nonsense_in_an_address_is_never_an_error_of_ours(cast: Cast, address: str) -> None:
    for who in (cast.owner, cast.lender):
        answer = client_of(who).get(address)
        assert answer.status_code in (200, 400, 404)
        assert b"<script>" not in answer.content.split(b"</head>")[-1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_way_leads_to_another_host(cast: Cast, target: str) -> None:
    client = client_of(cast.owner)
    ways = [
        client.post("/i18n/setlang/", {"language": "ar", "next": target}),
        client.post("/en/theme/", {"theme": "dark", "next": target}),
        Client().post(
            f"/en/account/login/?next={target}", {"login": cast.owner.user.email, "password": "a-long-demo-password"}
        ),
        client.post("/en/account/logout/", {"next": target}),
        client_of(cast.owner).post("/en/requests/new/", {"pillar": "none"}, headers={"Referer": target}),
    ]
    for answer in ways:
        if answer.status_code in (301, 302, 303):
            assert "evil" not in answer.headers["Location"]
            assert not answer.headers["Location"].startswith("javascript")


@pytest.mark.parametrize("start", RISKY)
def test_no_cell_of_a_download_is_a_formula(start: str) -> None:
    for text in (f"{start}HYPERLINK(1)", f"\n{start}x", f"  {start}=1+1"):
        assert harmless(text).startswith("'")


@pytest.mark.parametrize("start", "=+-@＝＋－＠")
@pytest.mark.parametrize("between", [";", "; ", "\t", "\n", "\r\n", "|"])
def test_no_part_of_a_cell_becomes_one_under_another_separator(start: str, between: str) -> None:
    """A spreadsheet set to semicolons splits where we do not: ``x;=HYPERLINK(…)``."""
    text = harmless(f"Oven{between}{start}HYPERLINK(1)")
    assert f"{between}'{start}" in text
    assert harmless("Ovens; two of them, 3-5 kW") == "Ovens; two of them, 3-5 kW"


def test_numbers_stay_numbers() -> None:
    assert [harmless(value) for value in (-5, Decimal("-1.50"), 0, None)] == ["-5", "-1.50", "0", ""]


def test_every_table_that_leaves_as_csv_goes_through_the_one_writer() -> None:
    """Nobody else writes CSV for people, and no other kind of spreadsheet leaves the portal."""
    found = {
        path.relative_to(ROOT).as_posix(): sorted(set(SPREADSHEET.findall(path.read_text(encoding="utf-8"))))
        for folder in ("portal", "lending", "digital", "export")
        for path in (ROOT / folder).rglob("*.py")
        if SPREADSHEET.search(path.read_text(encoding="utf-8"))
    }
    assert found == {
        "portal/common/downloads.py": ["csv.writer"],
        "export/example_trade.py": ["csv.writer"],  # made-up trade figures for the demo, read by ourselves
    }


@pytest.mark.django_db(transaction=True)
def test_the_inbox_download_carries_no_formula_of_another_firm(transactional_db: None) -> None:
    cast = build()
    client = client_of(cast.owner)
    key = draft(client)
    title = '=HYPERLINK("http://evil.example","click")'
    client.post(f"/en/requests/{key}/tasks/need/", {"title": title, "summary": ""})
    client.post(f"/en/requests/{key}/tasks/amount/", {"amount": "5"})
    client.post(f"/en/requests/{key}/tasks/check/", {"open_days": "5", "consent": "on"})
    text = client_of(cast.lender).get("/en/inbox/?format=csv").content.decode()
    assert "HYPERLINK" in text
    assert ",=HYPERLINK" not in text.replace('"', "")
    assert "'=HYPERLINK" in text


@pytest.mark.django_db
def test_a_name_cannot_add_headers_to_a_mail(cast: Cast) -> None:
    row = OutboxMail(
        code="gone", category="requests", user=cast.owner.user, address=cast.owner.user.email, path="/",
        subject="", message_id="<1@qantara>", params={"title": "x\r\nBcc: evil@evil.example\r\n\r\nbody"},
        next_try_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    row.code = "RequestMatchedForResponders"
    row.save()
    assert send(row)
    message = mail.outbox[-1].message()
    assert message["Bcc"] is None
    assert mail.outbox[-1].recipients() == [cast.owner.user.email]


def png(extra: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return head + chunk(b"tEXt", b"c\x00" + extra) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def office(names: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compress) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>", **names}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


ATTACKS = {
    "svg": ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
    "svg named png": ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"),
    "html": ("page.html", b"<html><script>1</script></html>"),
    "html named txt": ("page.txt", b"<HTML><script>1</script>"),
    "picture with script": ("a.png", png(b"<script>alert(1)</script>")),
    "program named pdf": ("a.pdf", b"MZ\x90\x00" + b"\0" * 200),
    "pdf with script": ("a.pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"),
    "pdf named jpg": ("a.jpg", b"%PDF-1.7\n%%EOF"),
    "empty": ("a.pdf", b""),
    "control characters": ("a.txt", b"hello\x00\x07"),
    "zip": ("a.zip", office({})),
    "zip bomb": ("a.docx", office({"word/media/bomb": b"\0" * 30_000_000})),
    "path in an archive": ("a.docx", office({"../../etc/passwd": b"x"})),
    "double ending": ("invoice.pdf.exe", b"%PDF-1.7\n%%EOF"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_files_are_refused_and_leave_nothing(cast: Cast, attack: str, tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    client = client_of(cast.owner)
    key = draft(client)
    name, content = ATTACKS[attack]
    upload = SimpleUploadedFile(name, content)
    page = client.post(f"/en/requests/{key}/tasks/documents/", {"file": upload, "purpose": "other"})
    assert page.status_code == 200
    assert b"error-summary" in page.content
    assert not Document.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_the_largest_file_and_no_byte_more(cast: Cast, tmp_path: Path, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    client = client_of(cast.owner)
    key = draft(client)
    path = f"/en/requests/{key}/tasks/documents/"
    limit = settings.MAX_UPLOAD_BYTES  # type: ignore[attr-defined]
    for size, status in ((limit + 1, 200), (limit, 302)):
        upload = SimpleUploadedFile("long.txt", b"a" * size)
        assert client.post(path, {"file": upload, "purpose": "other"}).status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["../../../etc/cron.d/x.txt", "C:\\windows\\x.txt", "a\u202etxt.exe.txt", "a%22;b='c.txt", "\u0000.txt"]
)
def test_a_download_is_an_attachment_with_a_harmless_name(
    cast: Cast, name: str, tmp_path: Path, settings: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    client = client_of(cast.owner)
    key = draft(client)
    upload = SimpleUploadedFile("x.txt", b"hello")
    upload._name = name  # past Django's own cleaning
    client.post(f"/en/requests/{key}/tasks/documents/", {"file": upload, "purpose": "other"})
    version = DocumentVersion.objects.get()
    stored = (tmp_path / version.path).resolve()
    assert stored.is_relative_to(tmp_path)
    assert not any(character in version.filename for character in "/\\\r\n\u202e\x00")
    answer = client.get(f"/en/documents/{version.public_id}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"hello"  # type: ignore[attr-defined]
    for close in answer._resource_closers:  # the file, not the test's database connection
        close()
    assert client_of(cast.stranger).get(f"/en/documents/{version.public_id}/").status_code == 404


def test_uploads_are_kept_outside_of_every_web_root() -> None:
    assert not Path(settings.MEDIA_ROOT).is_relative_to(settings.STATIC_ROOT)
    assert not settings.MEDIA_URL or settings.MEDIA_URL == "/"
