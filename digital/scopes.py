"""What a provider takes on, as a criteria document: its categories and smallest project, and rules of its own on top.

The facts a need brings along are registered here, so that the editor of scopes can ask for them.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from digital.choices import TagKind
from digital.instruments.gaps import labels
from digital.models import ProviderProfile, ProviderTag
from portal.criteria import catalogue, codes
from portal.criteria.catalogue import Fact, FactValue, Kind
from portal.criteria.values import plain
from portal.matchmaking import request_facts, scopes
from portal.matchmaking.models import Request

KIND = "digital.provider"


def register_facts() -> None:
    """The need's own answers in the catalogue."""
    codes.register("digital_category", {code: words.lazy() for code, words in labels("categories").items()})
    catalogue.register(
        Fact(
            "solution", Kind.CODES, _("Solution asked for"), _("Which kind of solution is wanted?"),
            scope="request", code_list="digital_category", is_single=True, pillar="digital",
        ),
        Fact(
            "work_language", Kind.CODES, _("Language of the work"), _("In which language shall the work be done?"),
            scope="request", code_list="language", pillar="digital",
        ),
        Fact(
            "solution_users", Kind.NUMBER, _("People who will use it"), _("How many people will use the solution?"),
            scope="request", unit="persons", low=Decimal(0), high=Decimal(10_000_000), pillar="digital",
        ),
        Fact(
            "wait_months", Kind.NUMBER, _("Time until the result"), _("How many months can the firm wait for the result?"),
            scope="request", unit="months", low=Decimal(0), high=Decimal(600), pillar="digital",
        ),
    )  # fmt: skip


def profile_rules(profile: ProviderProfile) -> list[dict[str, Any]]:
    """What the profile form itself asks of a need. Without categories none: then no need reaches the provider."""
    tags = profile.tags.filter(kind=TagKind.CATEGORY) if profile.pk else ProviderTag.objects.none()
    chosen = sorted(set(tags.values_list("code", flat=True)))
    if not chosen:
        return []
    rules: list[dict[str, Any]] = [{"fact": "solution", "op": "any_of", "value": chosen}]
    if profile.project_from is not None:
        least = {"amount": plain(Decimal(profile.project_from)), "currency": profile.currency}
        rules.append({"fact": "budget", "op": "gte", "value": least})
    return rules


SCOPE: scopes.Scope[ProviderProfile] = scopes.Scope(
    KIND, "digital", fixed=profile_rules, title=lambda profile: str(profile.organisation), asked=("firm", "request")
)


def _answers(request: Request) -> Mapping[str, FactValue]:
    need = request.transformation  # type: ignore[attr-defined]
    language = (need.languages or request.language).partition("-")[0]
    found = {
        "solution": FactValue(frozenset({need.category})) if need.category else None,
        "budget": FactValue(need.budget, need.currency) if need.budget is not None else None,
        "work_language": FactValue(frozenset({language})) if language else None,
        "solution_users": FactValue(Decimal(need.users), "persons") if need.users is not None else None,
        "wait_months": FactValue(Decimal(need.months), "months") if need.months is not None else None,
    }
    return {code: held for code, held in found.items() if held is not None}


facts_of_many = partial(request_facts.of_many, _answers)
facts_of = partial(request_facts.of_one, _answers)
