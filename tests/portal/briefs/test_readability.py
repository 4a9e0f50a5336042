"""The readability metrics: known texts pass or fail for the reason named; demo briefs are plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.briefs.data import read
from portal.briefs.fields import GATED
from portal.briefs.readability import marked, measure

LANGUAGES = ["en", "zh-hans", "ar"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["voucher", "relief", "fair"])
def test_the_demo_briefs_are_easy_to_read(key, language):
    texts = read("demo_briefs")[key]["texts"][language]
    reading = measure("\n".join(texts[code] for code in GATED if code in texts), language)
    assert reading.passes, reading


def test_a_long_english_sentence_is_marked_and_the_short_one_is_not():
    long = "This " + "very " * 31 + "long sentence."
    parts = marked(f"Short one. {long}", "en")
    assert [(s, f is not None) for s, f in parts] == [("Short one.", False), (long, True)]
    assert measure(long, "en").faults[0].value == 34


def test_officialese_fails_by_its_grade():
    text = "Notwithstanding aforementioned stipulations, applicants demonstrating extraordinary circumstances necessitate reconsideration."
    reading = measure(text, "en")
    assert not reading.passes
    assert "ari" in [m.code for m in reading.measures if not m.passes]


def test_chinese_counts_characters_and_clauses():
    assert measure("政府补贴软件费用。员工不超过五十人。", "zh-hans").passes
    reading = measure("企" * 61 + "。", "zh-hans")
    assert reading.faults
    assert reading.faults[0].value == 61
    assert measure("企" * 33 + "，好。", "zh-hans").faults[0].value == 33


def test_arabic_counts_words_and_long_words():
    assert measure("تدفع الدولة جزءا من الثمن.", "ar").passes
    assert measure(" ".join(["كلمة"] * 33) + ".", "ar").faults
    assert not measure("المستخلصات والاستثمارات المستحدثات.", "ar").passes


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_can_be_measured_and_empty_is_not_a_fault(text, language):
    reading = measure(text, language)
    assert reading.sentences >= 0
    assert all(fault.value > fault.limit for fault in reading.faults)
    if reading.sentences == 0:
        assert reading.passes


def test_markdown_marks_and_links_do_not_count():
    assert measure("**Bold** [link](https://example.org/very/long/address) now.", "en").sentences == 1
    assert measure("- one\n- two", "en").sentences == 2
