"""Rules of origin: three-valued, by hand and by properties; the questions and the kept report."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from export import origin
from export.models import OriginCheck
from export.origin import Goods, Material
from tests.people import Cast

D = Decimal
BACKEND = "portal.identity.backends.AuthenticationBackend"
BISCUITS = Goods(
    "190531", "SAU", "EGY", D(10), wholly=False, only_simple=False, direct=True,
    materials=(Material(D(2), "080410", "SAU"), Material(D(5), "110100", "UKR"), Material(D(1), "170199", "")),
)  # fmt: skip


def outcome(goods: Goods, scheme: str) -> tuple[str, str]:
    found = {verdict.scheme: verdict for verdict in origin.check(goods)}[scheme]
    return found.outcome, found.criterion


def test_value_added_by_hand() -> None:
    assert outcome(BISCUITS, "gafta") == ("meets", "value")  # 10 − 6 = 40 %
    dearer = replace(BISCUITS, materials=(*BISCUITS.materials, Material(D("0.01"), "330210", "FRA")))
    assert outcome(dearer, "gafta") == ("does_not", "")


def test_materials_of_partners_count_as_own_only_where_the_agreement_cumulates() -> None:
    rich = (Material(D(9), "110100", "EGY"),)
    assert outcome(replace(BISCUITS, materials=rich), "gafta") == ("meets", "value")
    assert outcome(replace(BISCUITS, materials=(Material(D(9), "190590", "EGY"),)), "none") == ("does_not", "")


def test_same_heading_is_tolerated_up_to_ten_per_cent() -> None:
    chinese = replace(BISCUITS, origin="CHN", destination="JPN", price=D(100))
    little = (Material(D(10), "190590", "USA"), Material(D(80), "110100", "USA"))
    assert outcome(replace(chinese, materials=little), "rcep") == ("meets", "heading")
    more = (Material(D(11), "190590", "USA"), Material(D(80), "110100", "USA"))
    assert outcome(replace(chinese, materials=more), "rcep") == ("does_not", "")
    unknown = (Material(D(11), "", "USA"), Material(D(80), "110100", "USA"))
    assert outcome(replace(chinese, materials=unknown), "rcep") == ("cannot", "")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"wholly": True, "materials": ()}, ("meets", "wholly")),
        ({"only_simple": True}, ("does_not", "")),
        ({"only_simple": None}, ("cannot", "")),
        ({"direct": False}, ("does_not", "")),
        ({"direct": None}, ("cannot", "")),
        ({"price": None}, ("cannot", "")),
        ({"materials": ()}, ("cannot", "")),
        ({"wholly": True, "direct": False}, ("does_not", "")),
    ],
)
def test_every_question_changes_the_verdict(change: dict[str, Any], expected: tuple[str, str]) -> None:
    assert outcome(replace(BISCUITS, **change), "gafta") == expected


def test_only_agreements_of_both_countries() -> None:
    assert [s["code"] for s in origin.schemes_for("SAU", "SGP")] == ["gsfta", "none"]
    assert [s["code"] for s in origin.schemes_for("SAU", "DEU")] == ["none"]


answers = st.sampled_from([True, False, None])


@given(
    answers,
    answers,
    answers,
    st.lists(st.decimals(0, 20, places=2), max_size=4),
    st.sampled_from(["wholly", "only_simple", "direct"]),
)
def test_learning_an_answer_never_contradicts_what_was_certain(
    wholly: bool | None, simple: bool | None, direct: bool | None, values: list[D], learnt: str
) -> None:
    goods = replace(
        BISCUITS,
        wholly=wholly,
        only_simple=simple,
        direct=direct,
        materials=tuple(Material(v, "110100", "UKR") for v in values),
    )
    if getattr(goods, learnt) is not None:
        return
    before = outcome(goods, "gafta")[0]
    after = {outcome(replace(goods, **{learnt: value}), "gafta")[0] for value in (True, False)}
    assert before == "cannot" or after == {before}


FORM = {
    "product": "Date biscuits", "hs6": "1905.31", "origin": "SAU", "destination": "EGY", "price": "10", "wholly": "no",
    "only_simple": "no", "direct": "yes", "materials-TOTAL_FORMS": "2", "materials-INITIAL_FORMS": "0", "materials-0-value": "5",
    "materials-0-hs6": "110100", "materials-0-made_in": "UKR",
}  # fmt: skip


@pytest.mark.django_db
def test_questions_to_a_kept_report_to_the_documents(cast: Cast, client: Client) -> None:
    client.force_login(cast.owner.user, backend=BACKEND)
    assert client.get("/en/export/origin/?hs6=190531&destination=EGY").status_code == 200
    answer = client.post("/en/export/origin/", FORM)
    check = OriginCheck.objects.get()
    assert answer["Location"].endswith(f"/export/origin/{check.public_id}/")
    for language in ("en", "zh-hans", "ar"):
        page = client.get(f"/{language}/export/origin/{check.public_id}/")
        assert page.status_code == 200
        assert "&lt;bdi" not in page.content.decode()
    page = client.get(f"/en/export/documents/new/?origin_check={check.public_id}").content.decode()
    assert "Greater Arab Free Trade Area: 50.0%" in page
    client.force_login(cast.stranger.user, backend=BACKEND)
    assert client.get(f"/en/export/origin/{check.public_id}/").status_code == 404
    assert (
        "Greater Arab" not in client.get(f"/en/export/documents/new/?origin_check={check.public_id}").content.decode()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hs6": "770101"}, "hs6"),
        ({"destination": "SAU"}, "destination"),
        ({"price": "0"}, "price"),
        ({"materials-0-hs6": "12"}, "materials-0-hs6"),
        ({"materials-0-value": "-1"}, "materials-0-value"),
        ({"origin": "XXX"}, "origin"),
    ],
)
def test_bad_answers_are_named(cast: Cast, client: Client, change: dict[str, str], field: str) -> None:
    client.force_login(cast.owner.user, backend=BACKEND)
    page = client.post("/en/export/origin/", {**FORM, **change}).content.decode()
    assert f'id="id_{field}_error"' in page
    assert not OriginCheck.objects.exists()
