"""The bait meter shows nothing of a small group: not in a row, not by subtraction, not through one busy firm."""

import re
from decimal import Decimal as D

import pytest
from django.test import Client

from lending import figures, moved_terms
from lending.models import OfferTerms
from portal.common import clock
from portal.matchmaking.models import Match, Request, Response
from portal.organisations.models import Consent, Organisation
from tests.people import Cast, Person, agree, organisation, person

pytestmark = pytest.mark.django_db
PLANTED = D("7.77")  # points by which the final terms of the small group were dearer


def agreed(lender: Person, firm: Organisation, gap: D) -> None:
    """One loan of ``firm`` agreed with ``lender``: first offer at 9 per cent, accepted ``gap`` points dearer."""
    now = clock.now()
    asked = Request.objects.create(pillar="lending", organisation=firm, created_by=lender.user)
    Match.objects.create(
        request=asked, organisation=lender.organisation, score=D(1), found_at=now, released_at=now, responded_at=now
    )
    for revision, state, rate in ((1, "superseded", D(9)), (2, "accepted", D(9) + gap)):
        made = Response.objects.create(
            request=asked, organisation=lender.organisation, created_by=lender.user,
            revision=revision, state=state, submitted_at=now,
        )  # fmt: skip
        OfferTerms.objects.update_or_create(response=made, defaults={"effective_apr": rate, "amount": D(1000)})


def firm_of(name: str, *purposes: str) -> Organisation:
    """A firm whose owner has agreed to ``purposes``."""
    firm = organisation(name, "borrower")
    agree(person(f"{name.replace(' ', '-').lower()}@firm.example", firm), *purposes)
    return firm


def firms(count: int) -> list[Organisation]:
    """Firms that agreed to be counted in public."""
    return [firm_of(f"Firm {n}", "statistics") for n in range(count)]


def rows() -> dict[str, figures.LenderFigures]:
    return {row.lender.legal_name: row for row in figures.per_lender()}


def test_a_group_as_large_as_the_threshold_is_shown(cast: Cast) -> None:
    for firm in firms(figures.LEAST):
        agreed(cast.lender, firm, D("1.50"))
    row = rows()["Dune Bank"]
    assert row.rate_gap == D("1.50")
    assert row.answer_rate == 100


def test_one_firm_fewer_shows_nothing_at_all(cast: Cast) -> None:
    for firm in firms(figures.LEAST - 1):
        agreed(cast.lender, firm, PLANTED)
    assert rows() == {}


def test_a_firm_counts_while_it_agrees_to_public_statistics(cast: Cast) -> None:
    """Withdrawing takes its answers, offers, terms and payments out of the lender's figures with the next reading."""
    many = firms(figures.LEAST)
    for firm in many:
        agreed(cast.lender, firm, D("1.50"))
    unasked = firm_of("Not asked")
    for _ in range(30):
        agreed(cast.lender, unasked, PLANTED)
    assert rows()["Dune Bank"].rate_gap == D("1.50")
    Consent.objects.filter(organisation=many[0]).update(withdrawn_at=clock.now())
    assert rows() == {}


def test_many_loans_of_few_firms_are_a_small_group(cast: Cast) -> None:
    """Twelve loans of three firms: the figure would be those three firms'."""
    for firm in firms(3):
        for _ in range(4):
            agreed(cast.lender, firm, PLANTED)
    assert rows() == {}


def test_a_small_group_cannot_be_had_by_subtraction(cast: Cast, client: Client) -> None:
    """Beside two large lenders, a small one leaves no trace: the page is the same as without it."""
    many = firms(figures.LEAST + 2)
    for firm in many:
        agreed(cast.lender, firm, D("0.40"))
        agreed(cast.misser, firm, D("-0.10"))
    before = figures_on(client)
    for firm in many[: figures.LEAST - 1]:
        agreed(cast.rival, firm, PLANTED)
    after = figures_on(client)
    assert before
    assert after == before


def test_answers_may_be_shown_while_the_gap_is_not(cast: Cast, client: Client) -> None:
    """A lender asked by many that agreed with few: its answer rate stands, its gap does not."""
    many = firms(figures.LEAST)
    for firm in many:
        asked = Request.objects.create(pillar="lending", organisation=firm, created_by=cast.rival.user)
        Match.objects.create(
            request=asked, organisation=cast.rival.organisation, score=D(1), found_at=clock.now(),
            released_at=clock.now(), declined_at=clock.now(),
        )  # fmt: skip
    for firm in many[: figures.LEAST - 1]:
        agreed(cast.rival, firm, PLANTED)
    row = rows()["Palm Finance"]
    assert row.answer_rate == 100
    assert (row.rate_gap, row.amount_gap, row.withdrawal_rate) == (None, None, None)
    assert "7.77" not in client.get("/en/financing/lenders/").content.decode()


def figures_on(client: Client) -> list[str]:
    """Every cell of the public table."""
    page = client.get("/en/financing/lenders/").content.decode()
    table = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    return re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", table, re.DOTALL)


def test_the_public_report_keeps_the_same_groups_back(cast: Cast) -> None:
    """The report's table per lender counts firms too; staff read it exactly."""
    few = firms(figures.LEAST - 1)
    for firm in [*few, few[0]]:
        agreed(cast.lender, firm, PLANTED)
    assert moved_terms.terms() == {}
    assert moved_terms.terms(is_exact=True)["Dune Bank"]["rate"] == "7.77"
    silent = firm_of("Not asked")
    agreed(cast.lender, silent, PLANTED)
    assert moved_terms.terms() == {}, "who has not agreed is not counted"
    assert moved_terms.terms(is_exact=True)["Dune Bank"]["agreed"] == figures.LEAST + 1, (
        "the authority counts everybody"
    )
    agreed(cast.lender, firm_of("One more", "statistics"), PLANTED)
    assert moved_terms.terms()["Dune Bank"]["rate"] == "7.77"
