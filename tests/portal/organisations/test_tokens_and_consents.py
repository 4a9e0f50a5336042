"""API tokens and consents."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.organisations import consents
from portal.organisations.api_tokens import TokenAuthentication, api_token_create, api_token_revoke
from portal.organisations.consents import consent_give, consent_withdraw, holds
from portal.organisations.models import ApiToken, Consent
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
