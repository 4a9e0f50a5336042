"""Pieces drawn by Jinja2: escaping, words in the reader's language, addresses, and absent values."""

import pytest
from django.template import engines
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import override
from jinja2 import UndefinedError
from markupsafe import Markup

from portal.common.choices import choice_word
from portal.common.pieces import TONGUES, Tongue, draw
from portal.matchmaking.models import Request


def drawn(source: str, **values: object) -> str:
    """A piece written in the test, in the active language."""
    tongue = Tongue()
    return str(engines["jinja2"].env.from_string(source).render(values, **tongue.names))


def test_what_people_typed_is_escaped_wherever_it_stands() -> None:
    evil = '<script>"x"</script>'
    source = "".join(
        (
            '{{ evil }}{{ _("Tick %(title)s", title=evil) }}',
            "{% trans n=2, met=evil %}{{ met }} of {{ n }} rule met{% pluralize %}{{ met }} of {{ n }} rules met{% endtrans %}",
            "{{ evil|proper_name }}{{ tag(evil) }}",
            '{% call notice("info", evil) %}{{ evil }}{% endcall %}{{ fact_lines([(evil, evil)]) }}',
        )
    )
    found = drawn(source, evil=evil)
    assert "<script>" not in found
    assert found.count("&lt;script&gt;") == 9
    assert drawn("{{ safe }}", safe=SafeString("<b>")) == "<b>"


def test_words_follow_the_language_of_the_reader() -> None:
    source = '{{ _("Yes") }} {% trans n=n %}{{ n }} result{% pluralize %}{{ n }} results{% endtrans %}'
    found = {}
    for language in ("en", "ar", "zh-hans"):
        with override(language):
            found[language] = [drawn(source.replace("{{ n }} result", "%(n)s result"), n=n) for n in (1, 2)]
    assert len({texts[0].split()[0] for texts in found.values()}) == 3


def test_addresses_are_those_of_django_in_every_language() -> None:
    for language in ("en", "ar"):
        with override(language):
            url = Tongue().url
            for name, keys in (
                ("web:home", ()),
                ("matchmaking:inbox-detail", ("abc-1_Z",)),
                ("matchmaking:inbox-act", ("abc", "watch")),  # only certain words may stand there
                ("matchmaking:accept", ("PLACE1", "two")),
            ):
                for _again in range(2):
                    assert url(name, *keys) == reverse(name, args=keys)


def test_each_language_keeps_its_own_words() -> None:
    draw("components/navigation.jinja", {"menus": {"main": []}})
    assert TONGUES["en"] is not TONGUES["ar"]
    assert isinstance(TONGUES["en"].gettext("Main"), Markup)


def test_a_value_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ nothing }}")


def test_the_words_of_a_choice() -> None:
    request = Request(pillar="lending", state="open")
    for language in ("en", "ar"):
        with override(language):
            assert choice_word(request, "state") == request.get_state_display()
            assert choice_word(request, "pillar") == request.get_pillar_display()
    assert choice_word(Request(state="unheard"), "state") == "unheard"
