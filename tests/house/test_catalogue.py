"""States, verbs, tasks, addresses: what the code says and what the catalogues say are the same."""

import re

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from portal.common.states import STATES
from portal.journal import verbs
from portal.matchmaking import policies, states
from portal.matchmaking.pillars import Policy
from tests.house.templates import ROOT, python

KINDS = {"request": states.RequestState, "response": states.ResponseState, "engagement": states.EngagementState}
RECORDED = re.compile(r"""verb\s*=\s*["']([a-z_]+(?:\.[a-z_]+)+)["']""")


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_has_a_word_and_a_tone(kind: str) -> None:
    assert set(KINDS[kind].values) - set(STATES[kind]) == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_can_be_reached_and_no_transition_leads_nowhere(kind: str) -> None:
    table = {
        "request": states.REQUEST_TRANSITIONS,
        "response": states.RESPONSE_TRANSITIONS,
        "engagement": states.ENGAGEMENT_TRANSITIONS,
    }[kind]
    first = {"request": "draft", "response": "draft", "engagement": "agreed"}[kind]
    reached = {first}
    for _ in table:
        reached |= {t.target for t in table if reached & set(t.sources)}
    assert reached == set(KINDS[kind].values)


def written_verbs() -> dict[str, str]:
    """Verb → file, for every verb written in a call of ``record`` or in a transition table."""
    found = {}
    for path in python():
        for verb in RECORDED.findall(path.read_text()):
            found[verb] = str(path.relative_to(ROOT))
    for table in (states.REQUEST_TRANSITIONS, states.RESPONSE_TRANSITIONS, states.ENGAGEMENT_TRANSITIONS):
        found |= {transition.verb: "portal/matchmaking/states.py" for transition in table}
    return found


def test_every_journal_verb_has_words() -> None:
    assert {v: path for v, path in written_verbs().items() if v not in verbs.known()} == {}


def test_a_planted_verb_would_be_found() -> None:
    assert RECORDED.findall('record(actor=a, verb="oven.exploded", subject=x)') == ["oven.exploded"]
    assert "oven.exploded" not in verbs.known()


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    """(namespaced name, pattern) of every address of ours."""
    found = []
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            found += patterns(item, f"{prefix}{item.namespace}:" if item.namespace else prefix)
        elif item.name:
            found.append((f"{prefix}{item.name}", item))
    return found


def test_every_address_has_a_name_and_a_docstring() -> None:
    faults = []
    for name, pattern in patterns():
        view = pattern.callback
        module = getattr(view, "__module__", "")
        if (
            module.startswith(("portal.", "lending.", "digital.", "export."))
            and not view.__doc__
            and not hasattr(view, "cls")
        ):
            faults.append(name)
    assert faults == []


@pytest.mark.parametrize("name", ["states", "permissions", "policies"])
def test_generated_docs_are_fresh(name: str, tmp_path) -> None:
    call_command("write_docs", folder=str(tmp_path))
    assert (tmp_path / f"{name}.md").read_text() == (ROOT / "docs" / f"{name}.md").read_text(), (
        "run manage.py write_docs"
    )


def test_every_policy_value_is_explained() -> None:
    text = (ROOT / "docs" / "policies.md").read_text()
    assert [field for field in Policy.__dataclass_fields__ if f"`{field}`" not in text] == []


def test_every_verb_of_permission_is_documented() -> None:
    text = (ROOT / "docs" / "permissions.md").read_text()
    assert [verb for verb in policies.VERBS if f"`{verb}`" not in text] == []
