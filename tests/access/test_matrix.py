"""Every address × every person: who gets in, who is refused, and that a refusal changes nothing.

``QANTARA_WRITE_MATRIX=1 pytest tests/access`` writes the table anew from what happens; read the difference before you commit.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.test import Client, TestCase, override_settings
from django.urls import URLPattern, reverse

from tests.access import pillars
from tests.access.matrix import PEOPLE, PUBLIC, ROWS, UNREAD
from tests.access.world import World, build
from tests.house.test_catalogue import patterns
from tests.people import build as build_cast

OUTSIDE = (
    "admin:",
    "account_",
    "mfa_",
    "usersessions_",
    "api",
    "django",
    "spectacular",
)  # other products, or tested with the API
UNLOGGED = {"sessions.session", "usersessions.usersession", "journal.journalentry", "journal.journalconcern"}
OF_ONESELF = {
    "matchmaking.threadreading",
    "privacy.datacopy",
    "digital.trainingplace",  # a person's own place, and the count of places taken
    "digital.training",
    "digital.introduction",  # a person offers the own skills to a firm that looks for somebody
}  # what everybody may do for themselves: read, ask for a copy, learn, look for work
RECORD = {"mandates": "mandate", "requests": "forward"}  # part of an API address → page whose record it takes
WRITING = os.environ.get("QANTARA_WRITE_MATRIX")


def ours() -> dict[str, URLPattern]:
    """Our pages by url name."""
    found = {}
    for name, pattern in patterns():
        module = getattr(pattern.callback, "__module__", "")
        is_ours = module.startswith(("portal.", "lending.", "digital.", "export."))
        if is_ours and not hasattr(pattern.callback, "cls") and not name.startswith(OUTSIDE):
            found[name] = pattern
    return found


def address(world: World, name: str, pattern: URLPattern) -> str:
    return reverse(name, kwargs=world.of(name, pattern))


def code(answer: Any) -> int:
    """The status; a streamed file is read to its end so that it is closed."""
    if getattr(answer, "streaming", False):
        b"".join(answer.streaming_content)
    return answer.status_code


def state_of_everything() -> dict[str, dict[Any, str]]:
    """Every row by table and key, but sessions and the journal (a refused look may be journalled)."""
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label not in UNLOGGED and model._meta.managed:
            found[label] = {row[0]: str(row) for row in model._base_manager.values_list("pk", *columns(model))}
    return found


def columns(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def altered(before: dict[str, dict[Any, str]], after: dict[str, dict[Any, str]]) -> set[str]:
    """Tables in which a row that was there has changed or is gone."""
    return {table for table, rows in before.items() if any(after[table].get(pk) != row for pk, row in rows.items())}


def differing(before: dict[str, dict[Any, str]], after: dict[str, dict[Any, str]]) -> set[str]:
    """Tables with any difference, new rows too."""
    return {table for table in before if before[table] != after[table]}


def test_every_address_has_a_row() -> None:
    assert sorted(set(ours()) - set(ROWS)) == [], "add a row to tests/access/matrix.py"
    assert sorted(set(ROWS) - set(ours())) == [], "rows of addresses that no longer exist"


class TestMatrix(TestCase):
    """The market is built once and everybody signs in once; what a test does to it is taken back."""

    world: World
    clients: dict[str, Client]

    @classmethod
    def setUpClass(cls) -> None:
        folder = cls.enterClassContext(TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=Path(folder), MFA_REQUIRED_FOR=[]))
        super().setUpClass()
        cls.clients = {name: Client(raise_request_exception=True) for name in PEOPLE}
        for name in PEOPLE[1:]:
            cls.clients[name].force_login(getattr(cls.world.cast, name).user)

    @classmethod
    def setUpTestData(cls) -> None:
        cache.clear()
        with cls.captureOnCommitCallbacks(execute=True):
            cls.world = build(build_cast())
            cls.world.arguments |= pillars.build(cls.world.cast)

    def test_reading(self) -> None:
        """GET by everybody; what differs from the table is listed."""
        got: dict[str, str] = {}
        for name, pattern in ours().items():
            to = address(self.world, name, pattern)
            got[name] = " ".join(str(code(self.clients[person].get(to))) for person in PEOPLE)
        if WRITING:
            write(got)
            return
        assert {name: (row, ROWS.get(name)) for name, row in got.items() if ROWS.get(name) != row} == {}

    def test_visitors_strangers_and_viewers_change_nothing(self) -> None:
        """POST with nothing in it, everywhere: a visitor and a viewer leave no trace, a stranger alters no row of others.

        A stranger is a member of a firm of their own, for which they may begin things: new rows are theirs.
        """
        for person in ("visitor", "colleague", "newcomer", "stranger"):
            before = state_of_everything()
            self.post_everywhere(person)
            after = state_of_everything()
            own = OF_ONESELF if person != "visitor" else set()
            seen = altered(before, after) if person in ("newcomer", "stranger") else differing(before, after)
            assert seen - own == set(), person

    def post_everywhere(self, person: str) -> None:
        skipped = {"web:theme", "notify:read", "journal:staff-stop"}
        for name, pattern in ours().items():
            row = ROWS.get(name, "")
            if name in skipped or row.startswith("200"):
                continue
            status = code(self.clients[person].post(address(self.world, name, pattern)))
            assert status < 500, (person, name, status)
            assert person != "visitor" or not row.startswith("302") or status == 302, (name, status)

    def test_a_planted_change_is_seen(self) -> None:
        before = state_of_everything()
        self.world.cast.owner.user.name = "Somebody else"
        self.world.cast.owner.user.save()
        after = state_of_everything()
        assert altered(before, after) == differing(before, after) == {"identity.user"}

    def test_strangers_never_read_a_record_of_others(self) -> None:
        """Written out, so that a wrongly recorded table cannot hide it: every address with an id of the market."""
        for person in ("stranger", "newcomer"):
            for name, pattern in ours().items():
                if self.world.arguments.get(name) and self.world.of(name, pattern) and name not in PUBLIC:
                    status = code(self.clients[person].get(address(self.world, name, pattern)))
                    assert status in (403, 404, 405), (person, name, status)

    def test_the_api_gives_and_changes_nothing_of_others(self) -> None:
        """Every documented operation with the ids of real records of others, by everybody to whom they do not belong."""
        found = {name: self.world.arguments[f"lending:{name}"]["public_id"] for name in ("mandate", "forward")}
        document = Client().get("/api/v1/openapi.json").json()
        calls = [
            (method, path.replace("{state}", "paused").replace("{public_id}", found[RECORD[path.split("/")[4]]]))
            for path, operations in document["paths"].items()
            if "{public_id}" in path
            for method in operations
            if method != "parameters"
        ]
        assert len(calls) >= 6
        owners = {"mandate": "lender", "forward": "owner"}
        for name, record in (("mandate", "mandates"), ("forward", "requests")):
            mine = self.clients[owners[name]].get(f"/api/v1/lending/{record}/{found[name]}")
            assert mine.status_code == 200, "the id is real: its owner reads it"
        before = state_of_everything()
        for person in ("visitor", "newcomer", "stranger", "provider"):
            for method, path in calls:
                status = self.clients[person].generic(method.upper(), path, "{}", "application/json").status_code
                assert status in (401, 403, 404, 405), (person, method, path, status)
        assert differing(before, state_of_everything()) == set()

    def test_what_is_not_public_is_read_by_somebody(self) -> None:
        """A row of 404s proves nothing: every address of a real thing opens for at least one person of the cast."""
        unread = {
            name
            for name, row in ROWS.items()
            if self.world.arguments.get(name) and not {"200", "204", "302"} & set(row.split()[1:]) and "405" not in row
        }
        assert unread == UNREAD


def write(got: dict[str, str]) -> None:
    lines = [f'    "{name}": "{row}",\n' for name, row in sorted(got.items())]
    path = Path(__file__).with_name("matrix.py")
    head = path.read_text().split("ROWS: dict[str, str] = {")[0]
    path.write_text(head + "ROWS: dict[str, str] = {\n" + "".join(lines) + "}\n")
