"""What every registered pillar must be, whatever it is about."""

from typing import Any

import pytest
from django.template.loader import get_template
from django.utils import translation

from portal.matchmaking import registry, services
from portal.matchmaking.models import Request, Response
from portal.matchmaking.pillars import Pillar
from portal.matchmaking.views.requests import section_form
from portal.organisations.choices import CapabilityKind
from tests.people import Cast

PILLARS = registry.everyone()
every_pillar = pytest.mark.parametrize("pillar", PILLARS, ids=[pillar.code for pillar in PILLARS])


def draft(cast: Cast, pillar: Pillar) -> Request:
    return services.request_create(actor=cast.owner.actor, pillar=pillar.code, title="Contract")


@every_pillar
def test_details_and_terms_share_the_key_of_the_spine(pillar: Pillar) -> None:
    assert pillar.details_model._meta.pk.name == "request"
    assert pillar.terms_model._meta.pk.name == "response"


@every_pillar
def test_fragments_exist(pillar: Pillar) -> None:
    for fragment in ("_details.html", "_terms.html"):
        get_template(f"{pillar.templates}/fragments/{fragment}")


@every_pillar
def test_policy_makes_sense(pillar: Pillar) -> None:
    policy = pillar.policy
    assert 1 <= policy.default_open_days <= policy.max_open_days
    assert policy.award_slots >= 1
    assert policy.batch_size >= 1
    assert not policy.responder_capability or policy.responder_capability in CapabilityKind.values


@every_pillar
def test_codes_are_unique_and_words_are_translated(pillar: Pillar) -> None:
    for codes in (
        [s.code for s in pillar.sections],
        [c.code for c in pillar.columns],
        [c for c, _l in pillar.decline_reasons],
    ):
        assert len(codes) == len(set(codes))
    if pillar.code == "probe":
        return
    texts: dict[str, list[str]] = {}
    for language in ("en", "zh-hans", "ar"):
        with translation.override(language):
            texts[language] = [str(pillar.name), str(pillar.noun), *(str(s.title) for s in pillar.sections)]
    for words in zip(*texts.values(), strict=True):
        assert len(set(words)) == 3, words


@every_pillar
def test_a_draft_has_its_details_and_every_section_opens(cast: Cast, pillar: Pillar) -> None:
    request = draft(cast, pillar)
    assert pillar.details(request).pk == request.pk
    for section in pillar.sections:
        assert str(section_form(request, section))
    assert pillar.matcher(Request.objects.get(pk=request.pk)) is not None


@every_pillar
def test_an_unfinished_draft_is_not_published(cast: Cast, pillar: Pillar) -> None:
    from portal.common.errors import DomainError

    request = draft(cast, pillar)
    with pytest.raises(DomainError):
        services.request_submit(actor=cast.owner.actor, request=request)
    request.refresh_from_db()
    assert request.state == "draft"


@every_pillar
def test_a_repost_carries_everything(cast: Cast, pillar: Pillar) -> None:
    request = draft(cast, pillar)
    again = services.request_repost(actor=cast.owner.actor, request=request)
    old, new = pillar.details(request), pillar.details(again)
    skipped = {"request_id", "request", "id", "public_id", "created_at", "updated_at"}

    def values(row: Any) -> dict[str, Any]:
        return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in skipped}

    assert values(old) == values(new)


@every_pillar
def test_answers_stay_between_their_two_sides(cast: Cast, pillar: Pillar) -> None:
    request = draft(cast, pillar)
    response = Response.objects.create(
        request=request, organisation=cast.lender.organisation, created_by=cast.lender.user, state="draft"
    )
    pillar.terms_model._default_manager.create(response=response)
    for person in (cast.rival, cast.owner, cast.stranger, cast.authority):
        assert not Response.objects.visible_to(person.actor).filter(pk=response.pk).exists()
    assert Response.objects.visible_to(cast.lender.actor).filter(pk=response.pk).exists()
