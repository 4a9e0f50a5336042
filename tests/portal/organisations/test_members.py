"""Registering, joining, inviting, leaving."""

from datetime import timedelta

import pytest
from django.core import mail

from portal.common import clock
from portal.common.errors import ConflictError, DomainError, NotAllowedError
from portal.journal.models import JournalEntry
from portal.organisations.choices import CapabilityState, MembershipState
from portal.organisations.members import (
    invitation_accept,
    invitation_of,
    invitation_revoke,
    invitation_send,
    membership_change_level,
    membership_decide,
    membership_end,
    membership_request,
)
from portal.organisations.models import Identifier, Invitation, Membership, Organisation
from portal.organisations.services import KnownFirmError, Registration, organisation_register
from tests.people import organisation, person

pytestmark = pytest.mark.django_db
NUMBER = "1010123456"


def register(someone, **changes):
    details = {"legal_name": "Noor", "country": "SA", "identifier_kind": "sa_cr", "identifier": NUMBER, **changes}
    return organisation_register(actor=someone.actor, registration=Registration(**details))


def test_registration_makes_the_first_administrator_and_the_borrower_at_once():
    someone = person("a@x.example")
    firm = register(someone, kinds=("borrower", "lender"))
    assert someone.actor.is_admin
    states = dict(firm.capabilities.values_list("kind", "state"))
    assert states == {"borrower": CapabilityState.APPROVED, "lender": CapabilityState.DRAFT}
    assert someone.actor.capabilities == {"borrower"}
    assert JournalEntry.objects.filter(verb="organisation.registered").count() == 1


def test_a_known_number_leads_to_the_firm_and_stores_nothing():
    firm = register(person("a@x.example"))
    with pytest.raises(KnownFirmError) as caught:
        register(person("b@x.example"), identifier="1010 123 456")
    assert caught.value.organisation == firm
    assert Organisation.objects.count() == Identifier.objects.count() == 1


def test_joining_needs_an_administrator_of_that_firm():
    owner = person("a@x.example")
    owner.organisation = firm = register(owner)
    newcomer, outsider = person("b@x.example"), person("c@x.example", organisation("Other"))
    membership = membership_request(actor=newcomer.actor, organisation=firm, message="I keep the books")
    assert newcomer.actor.organisation is None
    with pytest.raises(NotAllowedError):
        membership_decide(actor=outsider.actor, membership=membership, accept=True)
    with pytest.raises(ConflictError):
        membership_request(actor=newcomer.actor, organisation=firm)
    membership_decide(actor=owner.actor, membership=membership, accept=True, level="editor")
    assert newcomer.actor.may_edit
    with pytest.raises(ConflictError):
        membership_decide(actor=owner.actor, membership=membership, accept=False)


def test_the_last_administrator_stays():
    firm = organisation("Noor")
    owner, other = person("a@x.example", firm), person("b@x.example", firm, "editor")
    mine = Membership.objects.get(user=owner.user)
    with pytest.raises(DomainError):
        membership_end(actor=owner.actor, membership=mine)
    with pytest.raises(DomainError):
        membership_change_level(actor=owner.actor, membership=mine, level="viewer")
    membership_change_level(actor=owner.actor, membership=Membership.objects.get(user=other.user), level="admin")
    membership_end(actor=owner.actor, membership=mine)
    mine.refresh_from_db()
    assert mine.state == MembershipState.LEFT
    assert owner.actor.organisation is None


def test_an_editor_cannot_remove_anybody_but_can_leave():
    firm = organisation("Noor")
    owner, other = person("a@x.example", firm), person("b@x.example", firm, "editor")
    with pytest.raises(NotAllowedError):
        membership_end(actor=other.actor, membership=Membership.objects.get(user=owner.user))
    membership_end(actor=other.actor, membership=Membership.objects.get(user=other.user))


def invite(owner, capture, **changes):
    with capture(execute=True):
        invitation = invitation_send(
            actor=owner.actor, **{"email": "New@x.example", "level": "editor", "language": "ar", **changes}
        )
    (word,) = [word for word in mail.outbox[-1].body.split() if "/join/" in word]
    return invitation, word.rstrip("/").rpartition("/")[2]


def test_an_invitation_works_once_for_its_address(django_capture_on_commit_callbacks):
    owner = person("a@x.example", organisation("Noor"))
    invitation, secret = invite(owner, django_capture_on_commit_callbacks)
    assert "/ar/join/" in mail.outbox[-1].body
    assert secret not in Invitation.objects.values_list("digest", flat=True)
    assert invitation_of(secret) == invitation
    with pytest.raises(NotAllowedError):
        invitation_accept(actor=person("wrong@x.example").actor, invitation=invitation)
    right = person("new@x.example")
    invitation_accept(actor=right.actor, invitation=invitation)
    assert right.actor.organisation == owner.organisation
    assert invitation_of(secret) is None
    with pytest.raises(ConflictError):
        invitation_accept(actor=right.actor, invitation=invitation)


def test_expired_and_withdrawn_links_die(django_capture_on_commit_callbacks, monkeypatch):
    owner, right = person("a@x.example", organisation("Noor")), person("new@x.example")
    invitation, secret = invite(owner, django_capture_on_commit_callbacks)
    later = clock.now() + timedelta(days=15)
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: later)
        assert invitation_of(secret) is None
        with pytest.raises(ConflictError):
            invitation_accept(actor=right.actor, invitation=invitation)
    invitation_revoke(actor=owner.actor, invitation=invitation)
    assert invitation_of(secret) is None
    _again, second = invite(owner, django_capture_on_commit_callbacks)
    invite(owner, django_capture_on_commit_callbacks)
    assert invitation_of(second) is None  # a new invitation replaces the open one


def test_only_administrators_invite():
    editor = person("a@x.example", organisation("Noor"), "editor")
    with pytest.raises(NotAllowedError):
        invitation_send(actor=editor.actor, email="x@x.example", level="viewer", language="en")
    assert not Invitation.objects.exists()
