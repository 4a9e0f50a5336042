"""Templates and style sheet keep the rules of the house. Each check is shown to fail on a planted fault."""

import re

import pytest

from tests.house.templates import PRINTED, ROOT, TEMPLATES, bare_words, files, inline_faults, physical_faults, python

DYNAMIC = re.compile(
    r"fragments/_|^(django|allauth|account|mfa|usersessions|errors|components|layouts|emails|probe)/|^\d+\.html$"
)


def test_no_inline_scripts_styles_or_handlers() -> None:
    faults = {str(path.relative_to(TEMPLATES)): inline_faults(path.read_text()) for path in files()}
    assert {name: found for name, found in faults.items() if found and not name.startswith(PRINTED)} == {}


@pytest.mark.parametrize(
    "planted",
    ["<script>1</script>", '<p style="x">', '<a onclick="x">', "<style>", '<a href="javascript:1">', "<b onfocus='x'>"],
)
def test_planted_inline_code_is_found(planted: str) -> None:
    assert inline_faults(planted)


@pytest.mark.parametrize("fine", ['<script src="/x.js" defer>', '<script type="application/json">', '<a data-on="x">'])
def test_lawful_markup_is_not_accused(fine: str) -> None:
    assert not inline_faults(fine)


def test_at_most_two_physical_declarations() -> None:
    sheets = sorted((ROOT / "static" / "css").rglob("*.css"))
    assert sum(len(physical_faults(path.read_text())) for path in sheets) <= 2


@pytest.mark.parametrize(
    "planted", ["margin-left: 1px", "right: 0", "text-align: right", "float:left", "border-right-width: 1px"]
)
def test_planted_physical_css_is_found(planted: str) -> None:
    assert physical_faults(f"a {{ {planted}; }}")


def test_logical_css_is_not_accused() -> None:
    assert not physical_faults("a { margin-inline-start: 1px; text-align: end; inset-inline-end: 0; } /* left: 0 */")


def test_every_word_passes_through_translation() -> None:
    faults = {str(path.relative_to(TEMPLATES)): bare_words(path.read_text()) for path in files()}
    assert {name: words for name, words in faults.items() if words and not name.startswith("admin/")} == {}


def test_planted_bare_word_is_found() -> None:
    assert bare_words("<p>Hello</p>") == ["Hello"]
    assert not bare_words('<p>{% translate "Hello" %} {% blocktranslate %}Some words{% endblocktranslate %}</p>')
    assert not bare_words('<p>{{ _("Hello") }} {% trans n=2 %}One{% pluralize %}Some words{% endtrans %}</p>')


def test_every_template_is_used() -> None:
    """By its name in code or in another template; families chosen by name at run time are left out."""
    texts = "\n".join(path.read_text() for path in [*python(), *files()])
    names = [str(path.relative_to(TEMPLATES)) for path in files()]
    assert [name for name in names if not DYNAMIC.search(name) and f'"{name}"' not in texts] == []


def test_classes_exist_in_the_style_sheet() -> None:
    css = "\n".join(path.read_text() for path in (ROOT / "static" / "css").rglob("*.css"))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    unknown = {}
    for path in files():
        found = {c for group in re.findall(r'class="([^"{}]*)"', path.read_text()) for c in group.split()} - known
        if found and not str(path.relative_to(TEMPLATES)).startswith(PRINTED):
            unknown[str(path.relative_to(TEMPLATES))] = found
    assert unknown == {}
