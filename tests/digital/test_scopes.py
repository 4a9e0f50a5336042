"""Provider scopes and grant conditions on the criteria language: kept, versioned, evaluated, explained, edited."""

from decimal import Decimal as D

import pytest
from django.test import Client
from django.utils import translation

from digital.models import Package, ProviderProfile, SchemeConditions
from digital.schemes.catalogue import scheme, versions
from digital.services import conditions, providers, scheme_rules
from digital.services.providers import scope_save, supply
from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.criteria.evaluate import Outcome
from portal.criteria.rules import read
from portal.matchmaking.appetites import count_open
from portal.matchmaking.models import Match, MatchRun, Request
from portal.matchmaking.reasons import reason_text
from portal.organisations.facts import facts_of
from tests.digital.world import know, need, provider
from tests.people import Cast, Person

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = {"any": [{"all": [{"fact": "employees", "op": "gte", "value": "20"}]}]}


def scope_of(who: Person) -> ProviderProfile:
    return ProviderProfile.objects.select_related("criteria").get(organisation=who.organisation)


def match_of(who: Person, request: Request) -> Match | None:
    return Match.objects.filter(request=request, organisation=who.organisation).first()


def test_the_profile_makes_the_first_rules_and_the_own_ones_come_on_top(cast: Cast) -> None:
    who = provider("Good Code", "good@code.example", project_from=D(5000))
    assert scope_of(who).criteria.document["any"] == [
        {
            "all": [
                {"fact": "solution", "op": "any_of", "value": ["erp", "inventory"]},
                {"fact": "budget", "op": "gte", "value": {"amount": "5000", "currency": "SAR"}},
            ]
        }
    ]
    scope_save(actor=who.actor, document=STAFF, expected_version=1, note="bigger firms")
    row = scope_of(who)
    assert [rule["fact"] for rule in row.criteria.document["any"][0]["all"]] == ["solution", "budget", "employees"]
    assert row.rules == STAFF
    assert row.criteria.versions.count() == 2
    with pytest.raises(ConflictError):
        scope_save(actor=who.actor, document={}, expected_version=1)


def test_own_rules_decide_three_valued_with_their_sentence(cast: Cast) -> None:
    who = provider("Good Code", "good@code.example")
    scope_save(actor=who.actor, document=STAFF, expected_version=1)
    silent = match_of(who, need(cast))
    assert (silent.misses, silent.unknowns) == (0, 1)
    know(cast.owner.organisation, "employees", "12")
    small = match_of(who, need(cast))
    assert (small.misses, small.released_at) == (1, None)
    (reason,) = [reason for reason in small.reasons if reason["outcome"] == "does_not"]
    assert reason_text(reason) == "Staff: 12 people. Needed: at least 20 people."


def test_a_changed_scope_finds_the_open_needs_and_leaves_those_it_no_longer_fits(cast: Cast) -> None:
    know(cast.owner.organisation, "employees", "12")
    who = provider("Good Code", "good@code.example")
    other = provider("Other Code", "other@code.example")
    request = need(cast)
    assert match_of(who, request).superseded_at is None
    scope_save(actor=who.actor, document=STAFF, expected_version=1)
    assert match_of(who, request).misses == 1
    providers.profile_save(actor=other.actor, values={}, tags={"category": ["design"]})
    providers.profile_save(actor=other.actor, values={}, tags={})
    assert not scope_of(other).criteria.is_active, "no categories, no needs"
    late = provider("Late Code", "late@code.example")
    assert match_of(late, request).released_at is not None
    runs = list(MatchRun.objects.filter(request=request).values_list("cause", "fitting", "joined", "gone"))
    assert runs == [("appetite", 1, 1, 0), ("appetite", 0, 0, 1), ("appetite", 1, 0, 1), ("opened", 2, 2, 0)]


def test_the_editor_counts_open_needs_and_knows_only_its_pillar_s_facts(cast: Cast, client: Client) -> None:
    who = provider("Good Code", "good@code.example")
    need(cast)
    assert (
        count_open("digital", {"any": [{"all": [{"fact": "solution", "op": "any_of", "value": ["inventory"]}]}]}).meets
        == 1
    )
    client.force_login(who.user)
    page = client.get("/en/digital/profile/needs/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Solution asked for" in text
    assert "Security offered" not in text, "a lender's question"
    assert "Always asked, from your profile" in text
    posted = {"version": "1", "groups": "1", "g0-rows": "1", "g0-r0-fact": "employees", "g0-r0-op": "gte",
              "g0-r0-first": "20", "do": "save"}  # fmt: skip
    assert client.post("/en/digital/profile/needs/", posted).status_code == 302
    assert scope_of(who).rules["any"] == [{"all": [{"fact": "employees", "op": "gte", "value": "20"}]}]
    assert client.post("/en/digital/profile/needs/", posted).status_code == 422, "the version has been overtaken"


def test_only_public_prices_of_three_providers_make_a_price_history(cast: Cast) -> None:
    sellers = [provider(f"Code {n}", f"p{n}@code.example") for n in range(3)]
    for price, who in zip((80, 100, 150), sellers, strict=True):
        Package.objects.create(organisation=who.organisation, title="x", category="erp", scope="x", list_price=price)
        Package.objects.create(
            organisation=sellers[0].organisation, title="y", category="design", scope="y", list_price=9
        )
    ratios = {key: found.price_ratio for key, found in supply().items()}
    assert ratios == {who.organisation.pk: ratio for who, ratio in zip(sellers, (0.8, 1.0, 1.5), strict=True)}


# --- grant schemes ----------------------------------------------------------------------------------------------------


def test_every_scheme_s_conditions_are_documents_of_the_language() -> None:
    written = [read(row.for_whom) for row in versions() if row.for_whom]
    assert len(written) >= 2


def test_a_scheme_is_judged_three_valued_and_explained(cast: Cast) -> None:
    know(cast.owner.organisation, "employees", "12")
    found = scheme("solution-grant", clock.today())
    criterion = scheme_rules.criteria_of([found])[found.code, found.version]
    explained = conditions.fit(criterion, facts_of(cast.owner.organisation))["explanation"]
    assert explained.outcome is Outcome.CANNOT_TELL
    assert {rule.fact: rule.outcome for rule in explained.rules} == {
        "local_share": Outcome.CANNOT_TELL, "employees": Outcome.MEETS,
    }  # fmt: skip
    know(cast.owner.organisation, "local_share", "51")
    assert conditions.fit(criterion, facts_of(cast.owner.organisation))["explanation"].outcome is Outcome.MEETS


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Staff: 12 people. Allowed: at most 10 people."),
        ("zh-hans", "员工人数：12 人。上限：10 人。"),
        ("ar", "المسموح به"),
    ],
)
def test_an_authority_rewrites_the_conditions_and_the_page_says_so(
    cast: Cast, client: Client, language: str, words: str
) -> None:
    know(cast.owner.organisation, "employees", "12")
    found = scheme("solution-grant", clock.today())
    document = {"any": [{"all": [{"fact": "employees", "op": "lte", "value": "10"}]}]}
    scheme_rules.conditions_save(actor=cast.authority.actor, found=found, document=document, expected_version=0)
    client.force_login(cast.owner.user)
    text = client.get(f"/{language}/digital/schemes/{found.code}/").content.decode()
    assert words in text
    with translation.override("en"), pytest.raises(ConflictError):
        scheme_rules.conditions_save(actor=cast.authority.actor, found=found, document={}, expected_version=0)
    scheme_rules.conditions_save(actor=cast.authority.actor, found=found, document={}, expected_version=1)
    assert scheme_rules.document_of(found, SchemeConditions.objects.get()) == {}, "now for every firm"


def test_conditions_nobody_can_meet_and_writers_without_office_are_refused(cast: Cast, client: Client) -> None:
    found = scheme("first-steps", clock.today())
    nobody = {"any": [{"all": [{"fact": "employees", "op": "lt", "value": "0"}]}]}
    with pytest.raises(DomainError):
        scheme_rules.conditions_save(actor=cast.authority.actor, found=found, document=nobody, expected_version=0)
    with pytest.raises(NotAllowedError):
        scheme_rules.conditions_save(actor=cast.owner.actor, found=found, document=STAFF, expected_version=0)
    client.force_login(cast.owner.user)
    assert client.get(f"/en/digital/schemes/{found.code}/rules/").status_code == 403
    client.force_login(cast.authority.user)
    page = client.get(f"/en/digital/schemes/{found.code}/rules/")
    assert page.status_code == 200
    assert "Staff: at most 49 people." in page.content.decode()
