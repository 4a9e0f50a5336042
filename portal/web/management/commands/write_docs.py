"""Writes the docs that are made from the code: states, permissions, policies of the pillars."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from portal.matchmaking import policies, registry, states
from portal.matchmaking.pillars import Policy
from portal.matchmaking.states import Transition

TABLES = (
    ("Request", states.RequestState, states.REQUEST_TRANSITIONS),
    ("Response", states.ResponseState, states.RESPONSE_TRANSITIONS),
    ("Engagement", states.EngagementState, states.ENGAGEMENT_TRANSITIONS),
)
# One paragraph for each value a pillar may choose; a house test compares it with the fields of Policy.
POLICY_WORDS = {
    "sealed_until_deadline": "Answers are unreadable to the owner, at the queryset, until the closing moment has passed on the server's clock or the owner closed early. Rivals never see each other's answers in any pillar.",
    "moderated_before_opening": "An authority reads the request before it is published; otherwise submitting opens it at once. A check that waits longer than two working days is escalated.",
    "anonymous_until_award": "Responders see neither name nor contact of the firm until it shows itself to one of them, or accepts an answer. The firm may choose to show its name from the start.",
    "award_slots": "How many answers may be accepted on one request. A database constraint on (request, slot) makes one more impossible.",
    "min_responses": "With fewer answers at the closing moment the request ends without result, unless the owner decides otherwise.",
    "response_revisions_allowed": "A submitted answer is never edited. Where this is on, it can be replaced by a new revision until the closing moment.",
    "responder_capability": "The vetted capability an organisation must hold to answer. Empty: any organisation that was matched.",
    "default_open_days": "How many days a request takes answers when the firm does not choose.",
    "max_open_days": "The longest time a request may take answers, extensions included.",
    "decide_days": "Days after closing within which the firm must decide; then the request ends without result and those who answered are told.",
    "batch_size": "How many responders are told at once, best fit first.",
    "enough_interest": "When so many have answered, no further batch is told.",
    "widen_after_hours": "Hours of silence after which the next batch is told.",
    "draft_days": "Days after which an untouched draft lapses. It can be copied into a new one.",
    "terms_need_key_facts": "A key facts statement must be signed for before an answer can be accepted.",
}


def states_text() -> str:
    """``docs/states.md``."""
    parts = ["# States and moves\n\nMade by `manage.py write_docs` from `portal/matchmaking/states.py`. Do not edit.\n"]
    for title, choices, table in TABLES:
        parts.append(f"\n## {title}\n\n| State | Shown as |\n|---|---|\n")
        parts += [f"| `{code}` | {label} |\n" for code, label in choices.choices]
        parts.append("\n| Move | From | To | Who | Journal verb | Told |\n|---|---|---|---|---|---|\n")
        parts += [transition_row(transition) for transition in table]
    return "".join(parts)


def transition_row(move: Transition) -> str:
    sources = ", ".join(f"`{source}`" for source in move.sources)
    return f"| {move.name} | {sources} | `{move.target}` | {', '.join(move.who)} | `{move.verb}` | {move.tells or 'nobody'} |\n"


def permissions_text() -> str:
    """``docs/permissions.md``."""
    rows = "".join(f"| `{verb}` | {words} |\n" for verb, words in policies.VERBS.items())
    return (
        "# Permissions\n\nMade by `manage.py write_docs` from `portal/matchmaking/policies.py`. Do not edit.\n\n"
        "Two gates: a record is fetched through `visible_to(actor)` (a stranger gets 404), then a policy decides (403).\n"
        "Administrators and editors of an organisation may do what their organisation's approved capabilities allow;\n"
        "viewers read.\n\n| Verb | What it allows |\n|---|---|\n" + rows
    )


def policies_text() -> str:
    """``docs/policies.md``: what each value means, and what the installed pillars chose."""
    pillars = [pillar for pillar in registry.everyone() if pillar.code in settings.PILLARS]
    parts = [
        "# Policies of the pillars\n\nMade by `manage.py write_docs` from `portal/matchmaking/pillars.py`. Do not edit.\n"
    ]
    for name, field in Policy.__dataclass_fields__.items():
        parts.append(f"\n## `{name}`\n\n{POLICY_WORDS.get(name, '')}\n\n")
        chosen = "; ".join(f"{pillar.code}: `{getattr(pillar.policy, name)!r}`" for pillar in pillars)
        parts.append(f"Unless chosen otherwise: `{field.default!r}`." + (f" {chosen}.\n" if chosen else "\n"))
    return "".join(parts)


class Command(BaseCommand):
    """``manage.py write_docs [--folder docs]``"""

    help = "Writes docs/states.md, docs/permissions.md and docs/policies.md from the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", default=str(settings.BASE_DIR / "docs"))

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        with translation.override("en"):
            texts = {"states": states_text(), "permissions": permissions_text(), "policies": policies_text()}
        for name, text in texts.items():
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
