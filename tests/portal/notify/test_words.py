"""Days and moments in messages are read in the reader's language and on the reader's clock."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from portal.common.formatting import Medium
from portal.notify.words import filled


@pytest.mark.parametrize(
    ("language", "day"), [("en", "10 December 2026"), ("zh-hans", "2026年12月10日"), ("ar", "10 ديسمبر 2026")]
)
def test_a_day_is_written_in_the_active_language(language: str, day: str) -> None:
    with translation.override(language):
        assert day in filled("by %(due)s", {"due": "2026-12-10"})


def test_a_moment_is_read_on_the_readers_clock() -> None:
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        text = filled("%(starts)s", {"starts": "2026-12-05T08:00:00.120000+00:00"})
    assert "5 December 2026" in text
    assert "16:00" in text


def test_other_words_stay_as_they_are_and_a_missing_one_does_not_break_the_page() -> None:
    assert filled("%(title)s, %(n)d, %(gone)s", {"title": "A 2026-12-10 fair", "n": 3}) == "A 2026-12-10 fair, 3, …"


def test_in_html_words_of_people_are_escaped_and_keep_their_own_direction() -> None:
    shown = filled("Paid: %(title)s & %(due)s", {"title": "<b>قسيمة</b>", "due": "2026-12-10"}, Medium.HTML)
    assert shown.startswith("Paid: <bdi>&lt;b&gt;قسيمة&lt;/b&gt;</bdi> &amp; <time")


@pytest.mark.parametrize("medium", [Medium.PLAIN, Medium.HTML])
def test_a_title_that_only_looks_like_a_day_and_a_number_do_not_break_the_page(medium: Medium) -> None:
    shown = filled("%(title)s %(at)s %(n)d", {"title": "2026-99-99", "at": "2026-12-05T25:61:00+00:00", "n": 3}, medium)
    assert "2026-99-99" in shown
    assert "25:61" in shown
    assert shown.endswith(" 3")
