"""The documents on trust tell the truth about their proofs: every test, setting and path they name is there, no section is left out."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TESTS_FOLDER = ROOT / "tests"
DOCUMENTS = ("security.md", "threat-model.md", "privacy.md")
TEXTS = {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in DOCUMENTS}
NAMED = sorted({(document, name) for document, text in TEXTS.items() for name in re.findall(r"`([^`\s]+)`", text)})
TESTS = {path.relative_to(TESTS_FOLDER).as_posix(): path for path in TESTS_FOLDER.rglob("test_*.py")}
SETTINGS = "".join(
    (ROOT / "portal" / "settings" / name).read_text(encoding="utf-8") for name in ("base.py", "production.py")
)
# Sections of ASVS 5.0 with requirements of level 1 or 2; the document says which of them do not apply.
SECTIONS = (
    "1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "3.2", "3.3", "3.4", "3.5", "3.7",
    "4.1", "4.2", "4.3", "4.4", "5.1", "5.2", "5.3", "5.4", "6.1", "6.2", "6.3", "6.4", "6.5", "6.6",
    "6.8", "7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "8.1", "8.2", "8.3", "8.4", "9.1", "9.2", "11.1",
    "11.2", "11.3", "11.4", "11.5", "11.6", "12.1", "12.2", "12.3", "13.1", "13.2", "13.3", "13.4", "14.1", "14.2",
    "14.3", "15.1", "15.2", "15.3", "16.1", "16.2", "16.3", "16.4", "16.5",
)  # fmt: skip


def is_test(name: str) -> bool:
    return bool(re.search(r"(?:^|/)test_\w+\.py", name))


def files_of(name: str) -> list[Path]:
    """Test files a name may mean: by its path below ``tests/``, or by its end."""
    file = name.partition("::")[0].removeprefix("tests/")
    return [path for key, path in TESTS.items() if key == file or key.endswith(f"/{file}")]


@pytest.mark.parametrize(("document", "name"), [item for item in NAMED if is_test(item[1])])
def test_every_named_test_exists(document: str, name: str) -> None:
    files = files_of(name)
    assert files, f"{document}: no test file {name}"
    wanted = name.rpartition("::")[2] if "::" in name else ""
    hits = [path for path in files if not wanted or re.search(rf"def {wanted}\(", path.read_text(encoding="utf-8"))]
    assert hits, f"{document}: {name} does not exist"


@pytest.mark.parametrize(("document", "name"), [item for item in NAMED if re.fullmatch(r"[A-Z][A-Z_]{5,}", item[1])])
def test_every_named_setting_is_set(document: str, name: str) -> None:
    assert re.search(rf"^\s*{name}\b", SETTINGS, re.MULTILINE), f"{document}: {name} is not set"


def is_path(name: str) -> bool:
    return "/" in name and not name.startswith(("/", "http")) and not re.search(r"[<:*{]", name) and "run" not in name


@pytest.mark.parametrize(("document", "name"), [item for item in NAMED if is_path(item[1]) and not is_test(item[1])])
def test_every_named_path_exists(document: str, name: str) -> None:
    assert (ROOT / name).exists(), f"{document}: no {name}"


def test_every_section_has_a_row_or_does_not_apply() -> None:
    text = TEXTS["security.md"]
    rows = set(re.findall(r"^\| (\d+\.\d+) \|", text, re.MULTILINE))
    left_out = re.search(r"^Does not apply: .*", text, re.MULTILINE)
    assert left_out is not None
    told = set(re.findall(r"\b\d+\.\d+\b", left_out[0]))
    assert set(SECTIONS) - rows == told
    assert rows <= set(SECTIONS)


def test_every_row_names_a_proof() -> None:
    rows = [line for line in TEXTS["security.md"].splitlines() if re.match(r"\| \d+\.\d+ \|", line)]
    assert len(rows) > 60
    bare = [row for row in rows if "`" not in row.rstrip(" |").rpartition("|")[2] and "not applicable" not in row]
    assert bare == []


def test_a_name_that_is_not_there_is_found() -> None:
    assert files_of("test_no_such_file.py::test_x") == []
    assert files_of("portal/security/test_input.py") == [TESTS["portal/security/test_input.py"]]
