"""A list's filter is drawn once for what was asked, and never for another language, value or fault."""

import pytest
from django.http import QueryDict
from django.utils import translation

from portal.matchmaking.filters import InboxFilter
from portal.matchmaking.models import Match

pytestmark = pytest.mark.django_db


def asked(query: str) -> InboxFilter:
    return InboxFilter(QueryDict(query), queryset=Match.objects.none())


def test_drawn_fields_are_those_of_the_form() -> None:
    for language in ("en", "ar", "zh-hans"):
        for query in ("", "region=SA-01&q=dates", "tab=ended&sort=-fit", "amount_from=12x", "region=Mars"):
            with translation.override(language):
                assert asked(query).drawn == asked(query).form.render()


def test_words_typed_are_escaped_and_kept_apart() -> None:
    assert "&lt;b&gt;" in asked("q=<b>").drawn
    assert "<b>" not in asked("q=<b>").drawn
    assert asked("q=a").drawn != asked("q=b").drawn
    assert asked("pillar=x").drawn != asked("pillar=lending").drawn


@pytest.mark.parametrize(
    ("query", "is_asked"),
    [("", False), ("tab=ended", False), ("page=3", False), ("q=", False), ("q=a", True), ("sort=-fit", True)],
)
def test_what_travels_with_the_form_asks_for_nothing(query: str, is_asked: bool) -> None:
    assert asked(query).is_asked is is_asked
