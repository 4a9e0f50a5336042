"""What the operator states is shown; what they did not state is said to be missing; production needs all of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import translation

from portal.common import operator
from tools.production import operator_file

EXAMPLE = Path(__file__).resolve().parents[3] / "deploy" / "operator.example.json"


def stating(folder: Path, **changes: Any) -> str:
    """The path of a complete file with ``changes``."""
    values = json.loads(operator_file(folder).read_text(encoding="utf-8")) | changes
    path = folder / "changed.json"
    path.write_text(json.dumps({k: v for k, v in values.items() if v is not None}), encoding="utf-8")
    return str(path)


def test_a_complete_file_is_accepted(tmp_path: Path) -> None:
    path = stating(tmp_path)
    assert operator.checked(path) == path


@pytest.mark.parametrize("name", sorted(json.loads(EXAMPLE.read_text(encoding="utf-8"))))
def test_production_needs_each_statement(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        operator.checked(stating(tmp_path, **{name: None}))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"privacy_answer_days": 31}, "more than 30"),
        ({"name": "EXAMPLE office"}, "example"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        operator.checked(stating(tmp_path, **change))


def test_no_file_and_the_untouched_example_are_refused() -> None:
    for path in ("", str(EXAMPLE)):
        with pytest.raises(ImproperlyConfigured):
            operator.checked(path)


def test_texts_follow_the_language_and_fall_back_to_english(tmp_path: Path, settings: Any) -> None:
    settings.OPERATOR_FILE = stating(tmp_path, name={"en": "Office", "ar": "مكتب"}, records_years=7)
    with translation.override("ar"):
        assert operator.stated()["name"] == "مكتب"
    with translation.override("zh-hans"):
        assert operator.stated()["name"] == "Office"


@pytest.mark.parametrize(("page", "shown"), [
    ("privacy", ["Office of Trust", "7 years after they ended", "within 12 days"]),
    ("accessibility", ["within 3 working days"]),
    ("contact", ["help@office.test", "within 4 working days"]),
])  # fmt: skip
def test_pages_show_what_is_stated(
    client: Client, db: None, tmp_path: Path, settings: Any, page: str, shown: Any
) -> None:
    settings.OPERATOR_FILE = stating(
        tmp_path, name="Office of Trust", records_years=7, privacy_answer_days=12, accessibility_working_days=3,
        support_mail="help@office.test", support_working_days=4,
    )  # fmt: skip
    text = client.get(f"/en/about/{page}/").content.decode()
    assert all(words in text for words in shown)
    assert "ot yet stated" not in text


@pytest.mark.parametrize("page", ["privacy", "accessibility", "contact"])
def test_pages_say_what_is_missing(client: Client, db: None, settings: Any, page: str) -> None:
    settings.OPERATOR_FILE = ""
    text = client.get(f"/en/about/{page}/").content.decode()
    assert "ot yet stated by the operator" in text
