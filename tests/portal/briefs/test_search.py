"""Search on the database in use: recall on the labelled set, both directions of text, hostile words."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.briefs.data import read
from portal.common import search

CORPUS = json.loads((Path(__file__).parent / "search_corpus.json").read_text(encoding="utf-8"))
SYNONYMS = search.synonyms_from(read("search_synonyms"))


@pytest.fixture
def indexed(db):
    for key, languages in CORPUS["documents"].items():
        for language, (title, body) in languages.items():
            search.put(kind="trial", key=key, language=language, title=title, body=body)


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_recall_of_the_first_five_is_at_least_nine_tenths(language):
    queries = CORPUS["queries"][language]
    assert len(queries) == 20
    misses = []
    for text, wanted in queries:
        keys = [h.key for h in search.find(kind="trial", language=language, text=text, limit=5, synonyms=SYNONYMS)]
        misses += [(text, key, keys) for key in wanted if key not in keys]
    assert 1 - len(misses) / len(queries) >= 0.9, misses


@pytest.mark.usefixtures("indexed")
def test_a_word_that_no_document_holds_finds_nothing():
    assert search.find(kind="trial", language="en", text="zeppelin", synonyms=SYNONYMS) == []


@pytest.mark.usefixtures("indexed")
def test_dropped_documents_are_no_longer_found():
    search.drop(kind="trial", key="patent")
    assert "patent" not in [h.key for h in search.find(kind="trial", language="en", text="patent")]
    search.clear("trial")
    assert search.find(kind="trial", language="en", text="loan") == []


@pytest.mark.usefixtures("indexed")
def test_a_rewritten_document_forgets_its_old_words():
    search.put(kind="trial", key="patent", language="en", title="Trademark help", body="")
    assert search.find(kind="trial", language="en", text="patent") == []
    assert [h.key for h in search.find(kind="trial", language="en", text="trademarks")] == ["patent"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "   ", '"', "'; DROP TABLE x; --", "a* OR (b", "\x00", "NEAR(", ":* & !", "的", "%s", "🦄" * 500]
)
def test_hostile_words_never_fail(text):
    search.put(kind="trial", key="k", language="en", title=text.replace("\x00", ""), body="loan")
    assert isinstance(search.find(kind="trial", language="en", text=text), list)


@given(st.text(max_size=80))
def test_folding_is_stable_and_tokens_are_safe_to_quote(text):
    assert search.fold(search.fold(text)) == search.fold(text)
    for token in search.tokens(text):
        assert "'" not in token
        assert '"' not in token
        assert " " not in token


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("loans", "loan"),
        ("subsidies", "subsidy"),
        ("القروض", "قروض"),
        ("ضَرِيبَة", "ضريبه"),
        ("معارض", "المعارض"),
        ("١٢", "12"),
    ],
)
def test_forms_of_a_word_meet(one, other):
    assert search.tokens(one) == search.tokens(other)
