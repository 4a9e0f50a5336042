"""The pages of people, organisations and vetting answer in three languages, to the right people only."""

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse
from django.utils import translation

from portal.identity.models import User
from portal.organisations.models import Capability, Consent, Membership, Organisation
from portal.vetting import services
from tests import people

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "zh-hans", "ar")
OWN = ("home", "details", "identifiers", "members", "consents", "tokens", "profile", "passport", "register")


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(name, args=args)


@pytest.fixture
def cast():
    return people.build()


def sign_in(client, someone):
    client.force_login(someone.user)
    return client


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["owner", "colleague", "lender", "authority"])
def test_every_page_of_a_member(client, cast, role, language):
    sign_in(client, getattr(cast, role))
    pages = [address(f"organisations:{name}", language=language) for name in OWN]
    pages += [
        address("organisations:profile-section", code, language=language)
        for code in ("firm", "figures", "record", "markets")
    ]
    pages += [address("organisations:fact-history", "revenue", language=language)]
    pages += [address("vetting:capabilities", language=language), address("identity:profile", language=language)]
    pages += [address("vetting:criteria", "provider", language=language)]
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        assert response.content.count(b"<h1") == 1, page


def test_visitors_see_only_the_published_criteria(client, cast):
    assert client.get(address("vetting:criteria", "lender")).status_code == 200
    assert client.get(address("vetting:criteria", "nothing")).status_code == 404
    for name in OWN:
        assert client.get(address(f"organisations:{name}")).status_code == 302


def test_a_newcomer_is_led_to_registration(client, cast):
    sign_in(client, cast.newcomer)
    assert client.get(address("organisations:home")).url == address("organisations:register")
    assert client.get(address("organisations:members")).status_code == 403


def test_registering_and_the_known_firm(client, cast):
    sign_in(client, cast.newcomer)
    form = {
        "country": "SA",
        "identifier_kind": "sa_cr",
        "identifier": "1010 123456",
        "legal_name": "Cedar",
        "kinds": ["borrower"],
    }
    assert client.post(address("organisations:register"), form).status_code == 302
    assert cast.newcomer.actor.organisation.legal_name == "Cedar"
    sign_in(client, cast.stranger)
    answer = client.post(address("organisations:register"), form)
    firm = Organisation.objects.get(legal_name="Cedar")
    assert answer.url == address("organisations:join", firm.public_id)
    client.post(answer.url, {"message": "Hello"})
    assert Membership.objects.get(user=cast.stranger.user, organisation=firm).state == "requested"


def test_the_join_page_is_only_for_who_typed_the_number(client, cast):
    sign_in(client, cast.stranger)
    assert client.get(address("organisations:join", cast.owner.organisation.public_id)).status_code == 404


@pytest.mark.parametrize("number", ["", "1", "١", "x" * 60, "' OR 1=1", "<script>alert(1)</script>"])
def test_a_wrong_number_keeps_what_was_typed(client, cast, number):
    sign_in(client, cast.newcomer)
    form = {
        "country": "SA",
        "identifier_kind": "sa_cr",
        "identifier": number,
        "legal_name": "Cedar",
        "kinds": ["borrower"],
    }
    response = client.post(address("organisations:register"), form)
    assert response.status_code == 200
    assert response.context["form"].errors["identifier"]
    assert b"Cedar" in response.content
    assert b"<script>alert(1)" not in response.content
    assert not Organisation.objects.filter(legal_name="Cedar").exists()


def test_switching_only_to_own_organisations(client, cast):
    sign_in(client, cast.owner)
    Membership.objects.create(user=cast.owner.user, organisation=cast.stranger.organisation, level="viewer")
    client.post(address("organisations:switch"), {"organisation": cast.stranger.organisation.public_id})
    assert b"Cedar Works" in client.get(address("organisations:home")).content
    refused = client.post(address("organisations:switch"), {"organisation": cast.lender.organisation.public_id})
    assert refused.status_code == 404
    assert client.get(address("organisations:switch")).status_code == 405
    Membership.objects.filter(organisation=cast.stranger.organisation, user=cast.owner.user).update(state="left")
    assert b"Noor Foods" in client.get(address("organisations:home")).content


def test_members_of_another_firm_are_not_there(client, cast):
    sign_in(client, cast.owner)
    other = Membership.objects.get(user=cast.lender.user)
    for name in ("member-level", "member-end", "member-decide"):
        assert client.post(address(f"organisations:{name}", other.pk), {"level": "viewer"}).status_code == 404


def test_an_invitation_through_the_pages(client, cast, django_capture_on_commit_callbacks):
    sign_in(client, cast.owner)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            address("organisations:members"), {"email": "n@x.example", "level": "viewer", "language": "zh-hans"}
        )
    (link,) = [word for word in mail.outbox[-1].body.split() if "/join/" in word]
    path = link.removeprefix("http://testserver")
    client.logout()
    assert client.get(path).status_code == 200
    new = people.person("n@x.example")
    sign_in(client, new)
    assert client.get(path).status_code == 200
    assert new.actor.organisation is None  # reading changes nothing
    assert client.post(path).status_code == 302
    assert new.actor.organisation == cast.owner.organisation
    assert client.get(path).status_code == 410


def test_a_token_is_shown_once(client, cast):
    sign_in(client, cast.owner)
    shown = client.post(address("organisations:tokens"), {"name": "core"})
    secret = shown.context["secret"]
    assert secret.encode() in shown.content
    assert shown["Cache-Control"] == "no-store"
    assert secret.encode() not in client.get(address("organisations:tokens")).content
    viewer = sign_in(client, cast.colleague).post(address("organisations:tokens"), {"name": "core"})
    assert viewer.status_code == 403
    assert cast.owner.organisation.api_tokens.count() == 1


def test_entering_figures_once(client, cast):
    sign_in(client, cast.owner)
    form = {"employees": "١٢", "revenue": "3,900,000", "currency": "SAR", "as_of": "2025-12-31", "source": "accounts"}
    assert client.post(address("organisations:profile-section", "figures"), form).status_code == 302
    page = client.get(address("organisations:passport")).content.decode()
    assert "Small enterprise" in page
    wrong = client.post(address("organisations:profile-section", "figures"), {**form, "employees": "-3"})
    assert wrong.context["form"].errors["employees"]


def test_the_officers_pages(client, cast):
    lender = people.organisation("New Lender")
    capability = Capability.objects.create(organisation=lender, kind="lender")
    applicant = people.person("n@l.example", lender)
    sign_in(client, applicant)
    assert client.post(address("vetting:start", "lender")).status_code == 302
    case = services.case_start(actor=applicant.actor, capability=capability)
    assert client.get(address("vetting:case", case.public_id)).status_code == 200
    for answer in case.answers.all():
        page = address("vetting:answer", case.public_id, answer.criterion)
        assert client.get(page).status_code == 200
        assert client.post(page, {"is_met": "yes", "text": "Yes"}).status_code == 302
    client.post(address("vetting:submit", case.public_id))
    assert client.get(address("vetting:queue")).status_code == 403
    assert client.get(address("vetting:review", case.public_id)).status_code == 403
    sign_in(client, cast.authority)
    assert b"New Lender" in client.get(address("vetting:queue")).content
    client.post(address("vetting:take", case.public_id))
    form = {f"verdict_{answer.criterion}": "met" for answer in case.answers.all()}
    assert client.post(address("vetting:review", case.public_id), {**form, "action": "decide"}).url == address(
        "vetting:decide", case.public_id
    )
    decide = address("vetting:decide", case.public_id)
    preview = client.post(decide, {"decision": "approve", "note": "Hello there", "action": "preview"})
    assert b"Hello there" in preview.content
    case.refresh_from_db()
    assert case.state == "in_review"
    refused = client.post(decide, {"decision": "approve", "action": "send"})
    assert refused.context["form"].errors["no_conflict"]
    client.post(decide, {"decision": "approve", "action": "send", "no_conflict": "on"})
    case.refresh_from_db()
    assert case.state == "approved"
    for name in ("vetting:search",):
        assert client.get(address(name), {"q": "new len"}).context["page"].paginator.count == 1
    assert client.get(address("vetting:record", lender.public_id)).status_code == 200
    assert client.post(address("vetting:suspend", capability.public_id), {"reason": "Complaints"}).status_code == 302
    assert client.get(address("vetting:capabilities")).status_code == 200


def test_a_strangers_application_is_not_there(client, cast):
    capability = Capability.objects.create(organisation=cast.stranger.organisation, kind="provider")
    case = services.case_start(actor=cast.stranger.actor, capability=capability)
    sign_in(client, cast.owner)
    for name in ("case", "appeal"):
        assert client.get(address(f"vetting:{name}", case.public_id)).status_code == 404
    for name in ("submit", "withdraw"):
        assert client.post(address(f"vetting:{name}", case.public_id)).status_code == 404


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.MFA_REQUIRED_FOR = ["lender", "authority"]

    def test_lenders_are_led_to_the_set_up(self, client, cast):
        sign_in(client, cast.lender)
        response = client.get(address("organisations:home"))
        assert response.url == address("mfa_index")
        assert list(get_messages(response.wsgi_request))
        assert client.get(address("mfa_index")).status_code == 200

    def test_owners_are_not(self, client, cast):
        assert sign_in(client, cast.owner).get(address("organisations:home")).status_code == 200

    def test_demo_people_only_where_the_setting_says_so(self, client, cast, settings):
        User.objects.filter(pk=cast.lender.user.pk).update(is_demo=True)
        sign_in(client, cast.lender)
        assert client.get(address("organisations:home")).status_code == 302
        settings.MFA_EXEMPTS_DEMO_PEOPLE = True
        assert client.get(address("organisations:home")).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_up_keeps_language_and_consents(client, language):
    form = {"email": "N@x.example", "password1": "a-long-demo-password", "name": "Noor", "consent_terms": "on"}
    client.post(address("account_signup", language=language), form)
    user = User.objects.get(email="n@x.example")
    assert (user.language, user.name) == (language, "Noor")
    assert list(Consent.objects.values_list("purpose", "language")) == [("terms", language)]
    assert f"/{language}/" in mail.outbox[0].body
    assert len(mail.outbox[0].subject) <= 60


def test_signing_up_without_the_terms_is_refused(client):
    form = {"email": "n@x.example", "password1": "a-long-demo-password", "name": "Noor"}
    response = client.post(address("account_signup"), form)
    assert response.context["form"].errors["consent_terms"]
    assert not User.objects.exists()


def test_the_profile_page_changes_language_and_zone(client, cast):
    sign_in(client, cast.owner)
    form = {"name": "Huda", "language": "ar", "time_zone": "Asia/Shanghai"}
    assert client.post(address("identity:profile"), form).url == address("identity:profile", language="ar")
    user = User.objects.get(pk=cast.owner.user.pk)
    assert (user.name, user.language, user.time_zone) == ("Huda", "ar", "Asia/Shanghai")
    assert client.post(address("identity:profile"), {**form, "time_zone": "Mars"}).context["form"].errors["time_zone"]
