"""Forms drawn in Python: every kind of field, escaped, with its label, hint and error."""

from typing import Any

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from portal.common.forms import HouseFormMixin, MoneyField, PlainSelect, moment_field
from portal.common.markup import markup, markup_join

EVIL = "<b>\"&'"


class Everything(HouseFormMixin, forms.Form):
    """One field of each kind."""

    text = forms.CharField(label=EVIL, help_text=mark_safe("in <em>words</em>"))
    many = forms.MultipleChoiceField(choices=[("a", "A"), (EVIL, EVIL)], widget=forms.CheckboxSelectMultiple)
    one = forms.ChoiceField(choices=[("Group", [("a", "A"), ("b", "B")]), ("c", EVIL)], required=False)
    pick = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect(attrs={"class": "inline"}))
    yes = forms.BooleanField(required=False, label="Yes")
    long = forms.CharField(widget=forms.Textarea, required=False)
    money = MoneyField(currency="SAR", required=False)
    moment = moment_field(required=False)
    file = forms.FileField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, initial=EVIL)


def drawn(data: dict[str, Any] | None = None) -> str:
    return str(Everything(data, initial={"one": "b", "many": [EVIL], "long": EVIL}))


def test_every_kind_of_field_is_well_formed_and_escaped() -> None:
    page = drawn()
    parse_html(page)  # raises when elements do not close
    assert EVIL not in page
    assert "in <em>words</em>" in page
    for piece in (
        '<label for="id_text">&lt;b&gt;',
        '<div class="hint" id="id_text_helptext">',
        'aria-describedby="id_text_helptext"',
        '<optgroup label="Group"><option value="a">A</option><option value="b" selected>B</option></optgroup>',
        '<fieldset class="field" id="id_many"><legend>Many</legend>',
        '<div class="choices inline"',
        '<div class="choice"><input type="checkbox" name="yes" id="id_yes"><label for="id_yes">Yes</label></div>',
        '<div class="affix"><span aria-hidden="true">SAR</span><input type="text" name="money"',
        'type="date" name="moment_0"',
        'type="time" name="moment_1"',
        '<input type="file" name="file"',
        '<span class="optional">(optional)</span>',
    ):
        assert piece in page, piece
    assert " required" not in page
    assert page.rindex('type="hidden"') > page.rindex("<fieldset")


def test_errors_stand_beside_their_field_and_are_named_by_it() -> None:
    page = drawn({"text": "", "many": [], "one": "zz", "pick": "a"})
    assert '<div class="field has-error">' in page
    assert '<div id="id_text_error"><p class="field-error"><span class="vh">Error: </span>' in page
    assert 'aria-invalid="true" aria-describedby="id_text_helptext id_text_error"' in page


@pytest.mark.parametrize(
    ("value", "text"),
    [(EVIL, "&lt;b&gt;&quot;&amp;&#x27;"), (mark_safe("<i>"), "<i>"), (gettext_lazy("Yes"), "Yes"), (7, "7")],
)
def test_pieces_escape_what_is_not_safe(value: Any, text: str) -> None:
    assert markup("<p>{}</p>", value) == f"<p>{text}</p>"
    assert markup_join("{}{}", [("a", value), (value, "b")]) == f"a{text}{text}b"


@pytest.mark.parametrize("value", ["", "b", '<i>"', None, 3])
def test_a_plain_list_is_the_same_as_djangos(value: object) -> None:
    choices = [("", "Any"), ("b", "B & c"), ('<i>"', "<script>"), (3, gettext_lazy("Yes"))]
    drawn = [
        kind(attrs={"class": "x", "required": True}, choices=choices).render("part", value, {"id": "id_part"})
        for kind in (forms.Select, PlainSelect)
    ]
    assert drawn[0] == drawn[1]
    assert "<script>" not in drawn[1]
