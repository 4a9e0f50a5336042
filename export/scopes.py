"""For whom a mentor's offer is, as a criteria document: a common language, and rules of the mentor's own on top.

The facts a request for support brings along are registered here, so that the editor of offers can ask for them. What
concerns the pair and not the firm (competitors, never-lists, free places) is in ``export/mentoring.py``.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from export import countries
from export.choices import Stage, Topic
from export.models.mentors import MentorOffer
from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Fact, FactValue, Kind
from portal.matchmaking import request_facts, scopes
from portal.matchmaking.models import Request

KIND = "export.mentor"


def register_facts() -> None:
    """The request's own answers in the catalogue."""
    codes.register("export_topic", dict(Topic.choices))
    codes.register("export_stage", dict(Stage.choices))
    catalogue.register(
        Fact(
            "talk_languages", Kind.CODES, _("Languages for talks"), _("In which languages can the firm talk?"),
            scope="request", code_list="language", pillar="export",
        ),
        Fact(
            "export_topics", Kind.CODES, _("Topics asked about"), _("What should a mentor help with?"),
            scope="request", code_list="export_topic", pillar="export",
        ),
        Fact(
            "export_stage", Kind.CODES, _("Export stage"), _("How far is the firm with selling abroad?"),
            scope="request", code_list="export_stage", is_single=True, pillar="export",
        ),
    )  # fmt: skip


def profile_rules(offer: MentorOffer) -> list[dict[str, Any]]:
    """What the offer's form itself asks: one of the mentor's languages."""
    known = sorted(code for code in set(offer.languages) if codes.LANGUAGE.is_valid(code))
    return [{"fact": "talk_languages", "op": "any_of", "value": known}] if known else []


SCOPE: scopes.Scope[MentorOffer] = scopes.Scope(KIND, "export", fixed=profile_rules, title=lambda offer: offer.headline)


def _answers(request: Request) -> Mapping[str, FactValue]:
    details = request.support_details  # type: ignore[attr-defined]
    chosen = {
        "talk_languages": [code for code in details.languages if codes.LANGUAGE.is_valid(code)],
        "export_topics": details.topics,
        "export_stage": [details.stage] if details.stage else [],
        "target_markets": [short for code in details.markets if (short := countries.alpha_2(code))],
        "hs_codes": [details.hs6] if details.hs6 else [],
    }
    return {code: FactValue(frozenset(held)) for code, held in chosen.items() if held}


facts_of_many = partial(request_facts.of_many, _answers)
facts_of = partial(request_facts.of_one, _answers)
