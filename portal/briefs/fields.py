"""The fields of a brief's text, in reading order: the one definition used by editor, page, versions, search, diff."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LINE, LINES, MARKDOWN = "line", "lines", "markdown"


@dataclass(frozen=True, slots=True)
class TextField:
    """One field. ``gated`` says that the readability gate measures it."""

    code: str
    label: Promise
    help: Promise
    kind: str = MARKDOWN
    is_required: bool = False
    is_gated: bool = True
    max_length: int = 4000


FIELDS = (
    TextField("title", _("Title"), _("At most 90 letters, in everyday words."), LINE, True, True, 90),
    TextField(
        "points", _("The brief in three lines"), _("Three lines: what, for whom, until when."), LINES, True, True, 500
    ),
    TextField("purpose", _("What it is for"), _("One short paragraph."), MARKDOWN, True),
    TextField("audience", _("Who it is for"), _("Which firms should read on."), MARKDOWN, True),
    TextField("benefit", _("What you get"), _("Money, service or right, in plain words."), MARKDOWN, True),
    TextField("amount", _("How much"), _("Rates, caps and what is not covered."), MARKDOWN, True),
    TextField(
        "conditions", _("Conditions in words"), _("The rules below decide; this text explains them."), MARKDOWN, True
    ),
    TextField("fits", _("An example that fits"), _("A firm the reader can picture."), MARKDOWN),
    TextField("fits_not", _("An example that does not fit"), _("And why it does not."), MARKDOWN),
    TextField("steps", _("What to do, step by step"), _("One step per line."), LINES, True),
    TextField("papers", _("Documents you need"), _("One document per line; none is a good answer."), LINES, True),
    TextField("dates", _("Dates"), _("When it starts, when it ends, how long an answer takes."), MARKDOWN, True),
    TextField("contact", _("Whom to ask"), _("Office, hours, phone."), MARKDOWN, True),
    TextField("legal", _("Legal text"), _("The binding words, beside the plain ones."), MARKDOWN, True, False, 20000),
    TextField("changes", _("What changed in this version"), _("Leave empty for the first version."), MARKDOWN),
    TextField(
        "question",
        _("A question to see whether readers understood"),
        _("One question about the brief."),
        LINE,
        False,
        True,
        200,
    ),
    TextField(
        "choices",
        _("Answers to that question"),
        _("Two to four lines; the same order in each language."),
        LINES,
        False,
        False,
        400,
    ),
)
BY_CODE = {field.code: field for field in FIELDS}
REQUIRED = tuple(field.code for field in FIELDS if field.is_required)
GATED = tuple(field.code for field in FIELDS if field.is_gated)


def lines(text: str) -> list[str]:
    """The non-empty lines of a field of kind LINES, list marks removed."""
    return [line.strip().lstrip("-*•").strip() for line in text.splitlines() if line.strip().lstrip("-*•").strip()]
