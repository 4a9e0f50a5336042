"""API tokens and consents."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.identity.models import User
from portal.journal.models import JournalEntry
from portal.notify.models import OutboxMail
from portal.organisations import consents
from portal.organisations.api_tokens import TokenAuthentication, api_token_create, api_token_revoke
from portal.organisations.consents import consent_give, consent_withdraw, holds
from portal.organisations.members import membership_change_level, membership_end
from portal.organisations.models import ApiToken, Consent, Membership
from portal.privacy import erasure
from portal.privacy.periods import PERIODS
from portal.vetting.tasks import run_clock
from tests.people import organisation, person

pytestmark = pytest.mark.django_db


def authenticate(header):
    request = Request(APIRequestFactory().get("/", headers={"Authorization": header} if header else {}))
    return request, TokenAuthentication().authenticate(request)


def test_a_token_acts_for_its_organisation_and_is_stored_as_a_hash():
    bank = person("a@bank.example", organisation("Bank", "lender"))
    token, secret = api_token_create(actor=bank.actor, name="core")
    assert secret not in str(ApiToken.objects.values().get())
    request, (user, found) = authenticate(f"Bearer {secret}")
    assert (user, found) == (bank.user, token)
    assert request.actor.organisation == bank.organisation
    assert request.actor.holds("lender")
    assert not request.actor.may_edit
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_a_writing_token_may_edit_but_never_administers():
    bank = person("a@bank.example", organisation("Bank", "lender"))
    _token, secret = api_token_create(actor=bank.actor, name="core", may_write=True)
    request, _answer = authenticate(f"bearer {secret}")
    assert request.actor.may_edit
    assert not request.actor.is_admin


def test_revoked_expired_unknown_and_malformed_tokens_are_refused():
    bank = person("a@bank.example", organisation("Bank", "lender"))
    token, secret = api_token_create(actor=bank.actor, name="core")
    _old, expired = api_token_create(actor=bank.actor, name="old", expires_at=clock.now() - timedelta(seconds=1))
    api_token_revoke(actor=bank.actor, token=token)
    with pytest.raises(ConflictError):
        api_token_revoke(actor=bank.actor, token=token)
    for header in (f"Bearer {secret}", f"Bearer {expired}", "Bearer qnt_nonsense", "Bearer a b", "Bearer"):
        with pytest.raises(AuthenticationFailed):
            authenticate(header)
    assert authenticate("")[1] is None
    assert authenticate("Basic abc")[1] is None


def test_only_administrators_make_and_revoke_tokens_of_their_own_firm():
    firm = organisation("Bank", "lender")
    admin, editor = person("a@bank.example", firm), person("b@bank.example", firm, "editor")
    stranger = person("c@x.example", organisation("Other"))
    with pytest.raises(NotAllowedError):
        api_token_create(actor=editor.actor, name="core")
    token, _secret = api_token_create(actor=admin.actor, name="core")
    with pytest.raises(NotAllowedError):
        api_token_revoke(actor=stranger.actor, token=token)


def let_go(boss, maker, membership):
    membership_end(actor=boss.actor, membership=membership)


def go(boss, maker, membership):
    membership_end(actor=maker.actor, membership=membership)


def step_down(boss, maker, membership):
    membership_change_level(actor=boss.actor, membership=membership, level="editor")


def be_erased(boss, maker, membership):
    erasure.erasure_ask(actor=maker.actor)
    with clock.standing_at(clock.now() + timedelta(days=PERIODS.erasure_pause_days, seconds=1)):
        assert erasure.carry_out_due() == 1


def be_switched_off(boss, maker, membership):
    """As operators do, past every service: the clock finds it."""
    User.objects.filter(pk=maker.user.pk).update(is_active=False)
    refuses(maker.secret)
    run_clock()


def refuses(secret):
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {secret}")


@pytest.mark.parametrize("part", [let_go, go, step_down, be_erased, be_switched_off])
def test_a_token_stops_with_its_makers_rights_and_the_administrators_are_told(part, django_capture_on_commit_callbacks):
    firm = organisation("Bank", "lender")
    boss, maker = person("a@bank.example", firm), person("b@bank.example", firm)
    person("v@bank.example", firm, "viewer")
    _own, kept = api_token_create(actor=boss.actor, name="reports")
    token, maker.secret = api_token_create(actor=maker.actor, name="core", may_write=True)
    membership = Membership.objects.get(user=maker.user)
    with django_capture_on_commit_callbacks(execute=True):
        part(boss, maker, membership)
    refuses(maker.secret)
    token.refresh_from_db()
    assert token.has_lapsed
    assert authenticate(f"Bearer {kept}")[0].actor.organisation == firm
    entry = JournalEntry.objects.get(verb="api_token.lapsed")
    assert (entry.subject_key, entry.payload) == (token.public_id, {"name": "core"})
    told = OutboxMail.objects.filter(entry=entry)
    assert [mail.user for mail in told] == [boss.user]
    Membership.objects.filter(pk=membership.pk).update(state="active", level="admin")
    refuses(maker.secret)  # it does not come back with the person
    run_clock()
    assert JournalEntry.objects.filter(verb="api_token.lapsed").count() == 1


def test_the_pages_say_what_stops_with_whom(client):
    firm = organisation("Bank", "borrower")
    boss, maker = person("a@bank.example", firm), person("b@bank.example", firm)
    api_token_create(actor=maker.actor, name="core")
    client.force_login(boss.user)
    assert b"One API token is in use." in client.get("/en/organisation/members/").content
    membership_end(actor=boss.actor, membership=Membership.objects.get(user=maker.user))
    assert b"API token" not in client.get("/en/organisation/members/").content.split(b"<main")[1]
    page = client.get("/en/organisation/api/").content
    assert b"Its maker is no administrator here any more." in page
    assert b"Revoke</" not in page


def test_an_expired_capability_does_not_count():
    bank = person("a@bank.example", organisation("Bank", "lender"))
    bank.organisation.capabilities.update(expires_on=clock.today() - timedelta(days=1))
    assert bank.actor.capabilities == frozenset()
    bank.organisation.capabilities.update(expires_on=clock.today())
    assert bank.actor.capabilities == {"lender"}


def test_consents_keep_who_what_when_and_can_be_withdrawn():
    firm = organisation("Noor")
    owner, viewer = person("a@x.example", firm), person("b@x.example", firm, "viewer")
    consent_give(actor=owner.actor, purpose="matching")
    consent_give(actor=owner.actor, purpose="matching")
    assert Consent.objects.count() == 1
    assert holds(viewer.actor, "matching")
    with pytest.raises(DomainError):
        consent_withdraw(actor=viewer.actor, purpose="matching")
    assert consent_withdraw(actor=owner.actor, purpose="matching")
    assert not consent_withdraw(actor=owner.actor, purpose="matching")
    assert not holds(owner.actor, "matching")
    assert Consent.objects.get().withdrawn_at is not None


def test_the_terms_cannot_be_withdrawn_while_the_account_lives():
    someone = person("a@x.example")
    consent_give(actor=someone.actor, purpose="terms")
    with pytest.raises(DomainError):
        consent_withdraw(actor=someone.actor, purpose="terms")


def test_the_database_refuses_two_consents_in_force():
    someone = person("a@x.example")
    consent = consent_give(actor=someone.actor, purpose="news")
    consent.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        consent.save(force_insert=True)


def test_two_members_who_agree_in_one_moment_give_one_consent(monkeypatch):
    firm = organisation("Noor")
    one, two = person("a@x.example", firm), person("b@x.example", firm)
    monkeypatch.setattr(consents, "held", lambda *_arguments: None)  # both have looked before either wrote
    assert consent_give(actor=one.actor, purpose="matching") == consent_give(actor=two.actor, purpose="matching")
    assert Consent.objects.count() == 1
