"""The editor without script: rows added and removed, counted, tested, saved, downloaded, loaded; nothing lost on the
way.
"""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.criteria import services

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.criteria.editor_urls")]
STAFF = {"fact": "employees", "op": "gte", "value": "5"}
SECTOR = {"fact": "sector", "op": "any_of", "value": ["C", "1071"]}
KEPT = {"fact": "months", "op": "between", "value": {"min": "3", "max_open": True, "max": "12"}}


class Nobody:
    user = None


@pytest.fixture
def stored():
    return services.criteria_create(
        actor=Nobody(), kind="test.kind", document={"any": [{"all": [STAFF, SECTOR, KEPT]}]}, title="Working capital"
    )


@pytest.fixture
def open_page(client, stored, django_user_model):
    client.force_login(django_user_model.objects.create_user("lender@example.com"))

    def send(data=None, language="en", query=""):
        address = f"/{language}/criteria-editor/{stored.public_id}/{query}"
        return client.get(address) if data is None else client.post(address, data)

    return send


def form_data(response):
    """What a browser would send back from the page as shown."""
    editor = response.context["editor"]
    data = {"version": str(editor.version), "groups": str(len(editor.groups))}
    for group in editor.groups:
        data[f"g{group.number}-rows"] = str(len(group.rows))
        for row in group.rows:
            if row.form is None:
                data[f"{row.prefix}-kept"] = row.kept_json
                continue
            data[f"{row.prefix}-fact"] = row.form.fact.code
            for field in row.form:
                value = field.value()
                if value is not None:
                    data[field.html_name] = value
    return data


def test_page_shows_rules_count_and_versions(open_page):
    answer = open_page()
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Staff: at least 5 people." in text
    assert "1071" in text
    assert (answer.context["editor"].passing.meets, answer.context["editor"].passing.cannot_tell) == (0, 2)
    assert 'href="?download=1"' in text


def test_saving_unchanged_keeps_every_rule(open_page, stored):
    data = form_data(open_page())
    assert open_page({**data, "do": "save", "note": "same"}).status_code == 302
    stored.refresh_from_db()
    assert stored.version == 2
    assert stored.document["any"] == [{"all": [STAFF, SECTOR, KEPT]}]
    assert stored.versions.first().note == "same"


def test_add_fill_and_remove_rows(open_page, stored):
    data = form_data(open_page())
    added = open_page({**data, "do": "add:g0", "g0-fact": "revenue"})
    assert added.status_code == 200
    data = form_data(added)
    data |= {"g0-r3-op": "between", "g0-r3-first": "1,000", "g0-r3-second": "2000.50", "g0-r3-currency": "SAR"}
    shorter = open_page({**data, "do": "remove:g0-r1"})
    data = form_data(shorter)
    assert data["g0-rows"] == "3"
    assert open_page({**data, "do": "save"}).status_code == 302
    stored.refresh_from_db()
    revenue = {
        "fact": "revenue",
        "op": "between",
        "value": {"min": {"amount": "1000", "currency": "SAR"}, "max": {"amount": "2000.5", "currency": "SAR"}},
    }
    assert stored.document["any"] == [{"all": [STAFF, KEPT, revenue]}]


def test_second_group_is_an_or(open_page, stored):
    data = form_data(open_page({**form_data(open_page()), "do": "group"}))
    data = form_data(open_page({**data, "do": "add:g1", "g1-fact": "has_website"}))
    assert open_page({**data, "g1-r0-flag": "true", "do": "save"}).status_code == 302
    stored.refresh_from_db()
    assert stored.document["any"][1] == {"all": [{"fact": "has_website", "op": "is", "value": True}]}
    data = form_data(open_page())
    assert len(open_page({**data, "do": "drop:g0"}).context["editor"].groups) == 1


def test_incomplete_rules_are_marked_and_not_saved(open_page, stored):
    data = form_data(open_page({**form_data(open_page()), "do": "add:g0", "g0-fact": "revenue"}))
    answer = open_page({**data, "do": "save"})
    assert answer.status_code == 422
    assert answer.context["editor"].groups[0].rows[3].form.errors["first"]
    assert open_page({**data, "g0-r0-first": "five", "do": "check"}).status_code == 422
    stored.refresh_from_db()
    assert stored.version == 1


def test_one_firm_is_tested_with_reasons_and_steps(open_page):
    data = form_data(open_page())
    answer = open_page({**data, "g0-r0-first": "20", "do": "test", "firm": "bakery"})
    text = answer.content.decode()
    assert "Staff: 12 people. Needed: at least 20 people." in text
    assert "Staff: from 12 people to 20 people." in text


def test_contradictions_are_named(open_page):
    data = form_data(open_page({**form_data(open_page()), "do": "add:g0", "g0-fact": "employees"}))
    answer = open_page({**data, "g0-r3-op": "lt", "g0-r3-first": "5", "do": "check"})
    assert "Nobody can meet both rules on “Staff” in this group." in answer.content.decode()


def test_somebody_elses_revision_is_not_overwritten(open_page, stored):
    data = form_data(open_page())
    services.criteria_revise(actor=Nobody(), criteria=stored, document={"any": [{"all": [STAFF]}]}, expected_version=1)
    answer = open_page({**data, "do": "save"})
    assert answer.status_code == 422
    stored.refresh_from_db()
    assert stored.version == 2


def test_download_and_load(open_page, stored):
    answer = open_page(query="?download=1")
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content) == stored.document
    for missing in ("9", "x", "²"):
        assert open_page(query=f"?download={missing}").status_code == 404
    loaded = open_page({"version": "1", "do": "upload", "file": SimpleUploadedFile("c.json", answer.content)})
    assert open_page({**form_data(loaded), "do": "save"}).status_code == 302


@pytest.mark.parametrize(
    "content", [b"\xff", b"[" * 100_000, b"{}", b'{"any": [{"all": [{"fact": "x"}]}]}', b"x" * 300_000]
)
def test_bad_files_are_named(open_page, content):
    answer = open_page({"version": "1", "do": "upload", "file": SimpleUploadedFile("c.json", content)})
    assert answer.status_code == 422
    assert answer.context["editor"].problems


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"groups": "99999999", "version": "²"},
        {"groups": "-1", "do": "save"},
        {"groups": "1", "g0-rows": "2", "g0-r0-kept": "{", "g0-r1-fact": "nothing", "do": "save"},
        {"groups": "1", "do": "remove:"},
        {
            "groups": "1",
            "g0-rows": "1",
            "g0-r0-fact": "sector",
            "g0-r0-op": "any_of",
            "g0-r0-codes": "ZZ",
            "do": "save",
        },
    ],
)
def test_tampered_posts_never_break(open_page, stored, data):
    assert open_page(data).status_code in {200, 422}
    stored.refresh_from_db()
    assert stored.version == 1


@pytest.mark.parametrize("language", ["zh-hans", "ar"])
def test_page_speaks_every_language(open_page, language):
    assert "at least" not in open_page(language=language).content.decode()
