"""A copy of one's data: complete by a list that cannot go stale, readable by a person, silent about others."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey
from django.utils import translation

from portal.privacy import everything
from portal.privacy.copies import copy_make
from portal.privacy.models import DataCopy
from tests.access import pillars
from tests.people import Cast, build

OURS = ("portal.", "lending", "digital", "export")


def test_every_table_is_in_the_copy_or_left_out_for_a_reason() -> None:
    plan = everything.plan()
    known = set(plan["person"]) | set(plan["firm"]) | set(plan["left_out"])
    ours = {model._meta.label for model in apps.get_models() if model.__module__.startswith(OURS)}
    assert sorted(ours - known) == [], "add the table to portal/privacy/data/copy.json"
    assert all(reason.strip() for reason in plan["left_out"].values())
    assert not set(plan["left_out"]) & (set(plan["person"]) | set(plan["firm"]))
    assert {label.split(".")[0] for label in known - set(plan["left_out"])} <= set(everything.GROUPS)


def test_every_way_leads_to_a_person_or_an_organisation() -> None:
    for kind, target in (("person", "identity.User"), ("firm", "organisations.Organisation")):
        for label, paths in everything.plan()[kind].items():
            for path in paths:
                model: Any = apps.get_model(label)
                for step in path.split("__") if path != "pk" else ():
                    field = model._meta.get_field(step)
                    assert isinstance(field, ForeignKey), (label, path)
                    model = field.related_model
                assert model._meta.label == target, (label, path)


def test_every_table_and_column_is_named_in_the_persons_language() -> None:
    """No name of a field as programmers write it: a new table or column without words is named here."""
    plan = everything.plan()
    models = [apps.get_model(label) for label in sorted({*plan["person"], *plan["firm"]})]
    hidden = everything.WITHHELD | everything.INNER
    for language in ("zh-hans", "ar"):
        with translation.override(language):
            words = {model._meta.label: str(everything.table_words(model)) for model in models}
            words |= {
                f"{model._meta.label}.{field.name}": str(everything.column_words(field))
                for model in models
                for field in model._meta.concrete_fields
                if field.name not in hidden
            }
            foreign = sorted(name for name, text in words.items() if text.isascii())
        assert foreign == [], "add them to portal/privacy/columns.py or tables.py"
    unused = everything.TABLES.keys() - {model._meta.label for model in models}
    assert not unused


@pytest.fixture
def market(transactional_db: None, settings: Any, tmp_path: Path) -> Cast:
    """A cast in whose firms every pillar has left something."""
    settings.MEDIA_ROOT = tmp_path
    cast = build()
    pillars.build(cast)
    return cast


def copy_of(who: Any, tmp_path: Path) -> zipfile.ZipFile:
    from django.utils import timezone

    DataCopy.objects.filter(user=who.user).delete()
    copy = DataCopy.objects.create(user=who.user, organisation=who.organisation, asked_at=timezone.now())
    assert copy_make(copy)
    copy.refresh_from_db()
    return zipfile.ZipFile(io.BytesIO((tmp_path / copy.path).read_bytes()))


SECRET = re.compile(r"argon2|pbkdf2|md5[$]|PRIVATE KEY|[0-9a-f]{64}")


def test_the_page_to_read_holds_all_and_no_secret_in_three_languages(market: Cast, tmp_path: Path) -> None:
    for language, word in (("en", "Your data"), ("zh-hans", "您的数据"), ("ar", "بيانات")):
        market.owner.user.language = language
        market.owner.user.save()
        with copy_of(market.owner, tmp_path) as archive:
            page = archive.read("index.html").decode()
            tables = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("data/")}
            assert word in page
            assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
            assert page.count("<dl>") == sum(len(rows) for rows in tables.values())
            assert len(tables) > 25
            assert {name.split("/")[1].split("-")[0] for name in tables} >= {"lending", "digital", "export", "briefs"}
            everything_written = page + "".join(map(json.dumps, tables.values()))
            assert not SECRET.search(everything_written)
            for link in re.findall(r'href="([^"#]+)"', page):
                assert link in archive.namelist()
    with translation.override("en"):
        assert "Noor Foods" in page


def test_a_copy_names_no_person_and_no_firm_that_the_firm_does_not_know(market: Cast, tmp_path: Path) -> None:
    """A lender's copy: conversations and answers are in it, an anonymous firm's name is not."""
    with copy_of(market.rival, tmp_path) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Palm Finance" in text
    for hidden in ("Cedar Works", "stranger@cedar.example", "owner@noor.example", "lender@dune.example"):
        assert hidden not in text
