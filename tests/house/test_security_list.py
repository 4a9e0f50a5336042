"""Every proof that docs/security.md names exists: a file, a test in it, a setting."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([^`\s]+)`", TEXT)))
TESTS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
SETTINGS = "".join(
    (ROOT / "portal" / "settings" / name).read_text(encoding="utf-8") for name in ("base.py", "production.py")
)


@pytest.mark.parametrize("name", [name for name in NAMED if name.startswith("test_")])
def test_every_named_test_exists(name: str) -> None:
    file, _sign, test = name.partition("::")
    assert file in TESTS, f"no test file {file}"
    assert f"def {test.removesuffix('…')}" in TESTS[file], f"{file} has no {test}"


@pytest.mark.parametrize("name", [name for name in NAMED if re.fullmatch(r"[A-Z][A-Z_]{5,}", name)])
def test_every_named_setting_is_set(name: str) -> None:
    assert re.search(rf"^\s*{name}\b", SETTINGS, re.MULTILINE), f"{name} is not set"


@pytest.mark.parametrize("name", [name for name in NAMED if "/" in name and "<" not in name and ":" not in name])
def test_every_named_path_exists(name: str) -> None:
    assert (ROOT / name).exists(), f"no {name}"
