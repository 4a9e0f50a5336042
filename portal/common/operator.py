"""Who runs this portal, and what they promise: stated by the operator in a file, never by us.

``OPERATOR_FILE`` names a JSON file as ``deploy/operator.example.json``. Texts are one string, or one per language. Pages
say "not yet stated by the operator" where something is missing; production refuses to start without it.
"""

import json
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language

LONGEST_ANSWER_DAYS = (
    30  # to a wish about one's data: PDPL (Saudi Arabia) implementing regulation art. 3; GDPR art. 12(3)
)
Text = str | dict[str, str]


@dataclass(frozen=True, slots=True)
class Operator:
    """What an operator states. Days are calendar days, working days where the name says so; 0 and "" mean not stated."""

    name: Text = ""
    address: Text = ""
    support_mail: str = ""
    support_working_days: int = 0
    accessibility_working_days: int = 0
    privacy_contact: Text = ""  # the person or office responsible for personal data
    privacy_mail: str = ""
    privacy_answer_days: int = 0
    authority: Text = ""  # where people can complain about the use of their data
    authority_url: str = ""
    records_years: int = 0  # how long requests, agreements and the journal are kept after they ended
    records_law: Text = ""  # the law that asks for it

    def missing(self) -> list[str]:
        """Names of what is not stated."""
        return [field.name for field in fields(self) if not getattr(self, field.name)]


def faults(operator: Operator) -> list[str]:
    """What production does not accept, in words."""
    found = [f"{name} is not stated" for name in operator.missing()]
    if operator.privacy_answer_days > LONGEST_ANSWER_DAYS:
        found.append(f"privacy_answer_days is more than {LONGEST_ANSWER_DAYS}")
    texts = [value for field in fields(operator) for value in spoken(getattr(operator, field.name))]
    if any(".example" in text or "EXAMPLE" in text for text in texts):
        found.append("it still holds words of the example")
    return found


def spoken(value: Any) -> list[str]:
    return list(value.values()) if isinstance(value, dict) else [value] if isinstance(value, str) else []


def read(path: Path) -> Operator:
    """The file's statements. ImproperlyConfigured when it cannot be read or says something unknown."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Operator(**raw)
    except (OSError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"OPERATOR_FILE {path}: {error}") from error


def checked(path: str) -> str:
    """``path`` when its file states everything; else ImproperlyConfigured with what is missing."""
    if not path:
        raise ImproperlyConfigured("OPERATOR_FILE must name the file that says who runs this portal")
    found = faults(read(Path(path)))
    if found:
        raise ImproperlyConfigured(f"OPERATOR_FILE {path}: {'; '.join(found)}")
    return path


@cache
def _of(path: str) -> Operator:
    return read(Path(path)) if path else Operator()


def words(value: Text) -> str:
    """A text in the active language; English, then any, where that one is missing."""
    if isinstance(value, str):
        return value
    return value.get(get_language() or "en") or value.get("en") or next(iter(value.values()), "")


def stated() -> dict[str, Any]:
    """The statements for a page, texts in the active language."""
    operator = _of(settings.OPERATOR_FILE)
    return {
        field.name: words(value) if isinstance(value := getattr(operator, field.name), dict) else value
        for field in fields(operator)
    }
