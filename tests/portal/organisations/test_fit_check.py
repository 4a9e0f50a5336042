"""The fit check: six questions, answers carried into the account, the same engine as matching."""

import pytest
from django.urls import reverse
from django.utils import translation

from portal.criteria import owners
from portal.criteria.services import criteria_create
from portal.organisations.actors import SYSTEM
from portal.organisations.facts import facts_of
from portal.web.fitcheck import QUESTIONS
from tests import people

pytestmark = pytest.mark.django_db
ANSWERS = {
    "sector": "10", "region": "SA-01", "founded_on": "2019", "employees": "١٢", "revenue": "3,900,000", "amount": "500000",
}  # fmt: skip


@pytest.fixture(autouse=True)
def every_set_is_public(monkeypatch):
    """These tests make bare criteria; in the market a lender's mandate owns each and says whether it is shown."""
    monkeypatch.setattr(owners, "_resolvers", {})


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(name, args=args)


def answer_all(client, **changes):
    for question in QUESTIONS:
        value = {**ANSWERS, **changes}[question.code]
        data = {"answer": value} if value else {"action": "unsure"}
        response = client.post(address("web:fit-question", question.code), data)
        assert response.status_code == 302, question.code
    return response


def mandate(staff):
    rule = {"fact": "employees", "op": "gte", "value": str(staff)}
    document = {"any": [{"all": [rule]}]}
    return criteria_create(
        actor=SYSTEM, kind="lending.mandate", document=document, title=f"From {staff} people", is_active=True
    )


@pytest.mark.parametrize("language", ["en", "zh-hans", "ar"])
def test_every_page_without_an_account(client, language):
    assert client.get(address("web:fit-check", language=language)).status_code == 200
    for question in QUESTIONS:
        assert client.get(address("web:fit-question", question.code, language=language)).status_code == 200
    assert client.get(address("web:fit-result", language=language)).status_code == 302  # nothing answered yet
    answer_all(client)
    assert client.get(address("web:fit-result", language=language)).status_code == 200
    assert client.get(address("web:fit-question", "nonsense", language=language)).status_code == 404


def test_at_most_six_questions():
    assert len(QUESTIONS) <= 6


def test_likely_not_yet_and_cannot_tell(client):
    mandate(5), mandate(50)
    assert answer_all(client).url == address("web:fit-result")
    found = client.get(address("web:fit-result")).context["found"]
    assert (found.meets, found.cannot_tell, found.does_not) == (1, 0, 1)
    answer_all(client, employees=None)
    found = client.get(address("web:fit-result")).context["found"]
    assert (found.meets, found.cannot_tell, found.does_not) == (0, 2, 0)


def test_not_yet_names_the_rule_and_the_change(client):
    mandate(50)
    answer_all(client)
    page = client.get(address("web:fit-result"))
    (row,) = page.context["groups"][2]["rows"]
    assert "50" in row["changes"][0]
    assert "50" in row["rules"][0]["sentence"]


@pytest.mark.parametrize(
    ("code", "value"),
    [("sector", "zz"), ("region", "MARS"), ("founded_on", "1066"), ("founded_on", "2999"), ("employees", "-1"),
     ("employees", "a few"), ("revenue", "NaN"), ("amount", "1e99"), ("amount", "")],
)  # fmt: skip
def test_absurd_answers_are_refused_and_kept(client, code, value):
    response = client.post(address("web:fit-question", code), {"answer": value})
    assert response.status_code == 200
    assert response.context["form"].errors["answer"]


def test_answers_become_facts_at_registration_and_the_need_waits(client):
    answer_all(client, revenue=None)
    someone = people.person("new@x.example")
    client.force_login(someone.user)
    form = {
        "country": "SA",
        "identifier_kind": "sa_cr",
        "identifier": "1010123456",
        "legal_name": "Cedar",
        "kinds": ["borrower"],
    }
    client.post(address("organisations:register"), form)
    firm = someone.actor.organisation
    facts = facts_of(firm)
    assert facts["employees"].value == 12
    assert firm.sector == "10"
    assert firm.founded_on.year == 2019
    assert "revenue" not in facts
    assert client.session["carried-facts"] == {"amount": {"amount": "500000", "currency": "SAR"}}


def test_starting_again_forgets(client):
    answer_all(client)
    client.post(address("web:fit-restart"))
    assert client.get(address("web:fit-result")).url == address("web:fit-check")


def test_kind_and_length_are_part_of_the_last_question(client):
    rules = [
        {"fact": "product", "op": "any_of", "value": ["term_loan"]},
        {"fact": "months", "op": "lte", "value": "60"},
    ]
    criteria_create(
        actor=SYSTEM, kind="lending.mandate", document={"any": [{"all": rules}]}, title="Loans", is_active=True
    )
    last = address("web:fit-question", "amount")
    assert 'value="36"' in client.get(last).text  # what most ask for is filled in
    client.post(last, {"answer": "500000", "product": "term_loan", "months": "36"})
    assert client.get(address("web:fit-result")).context["found"].meets == 1
    client.post(last, {"answer": "500000", "product": "", "months": ""})
    assert client.get(address("web:fit-result")).context["found"].cannot_tell == 1
    client.post(last, {"answer": "500000", "product": "term_loan", "months": "72"})
    assert client.get(address("web:fit-result")).context["found"].does_not == 1
    assert client.post(last, {"answer": "500000", "product": "nonsense", "months": "-1"}).status_code == 200


def test_what_the_check_was_told_stands_in_the_new_request(client):
    cast = people.build()
    client.force_login(cast.owner.user)
    client.post(address("web:fit-question", "amount"), {"answer": "180,000", "product": "leasing", "months": "24"})
    tasks = client.post(address("matchmaking:request-new"), {"pillar": "lending"}).url
    page = client.get(f"{tasks}money/").text
    assert 'value="180,000"' in page
    assert 'value="24"' in page
    assert '<option value="equipment" selected>' in page
