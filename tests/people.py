"""The cast: one named person per role, made for a test in one call."""

from dataclasses import dataclass

from django.test import Client

from portal.common import clock
from portal.identity.models import User
from portal.organisations.actors import Actor, actor_for
from portal.organisations.choices import CapabilityState
from portal.organisations.consents import BY_CODE
from portal.organisations.models import Capability, Consent, Membership, Organisation

PASSWORD = "a-long-demo-password"


@dataclass
class Person:
    """A user with the organisation they act for."""

    user: User
    organisation: Organisation | None

    @property
    def actor(self) -> Actor:
        return actor_for(self.user, self.organisation)


def organisation(name: str, *kinds: str, **fields: object) -> Organisation:
    """An organisation holding approved capabilities ``kinds``."""
    firm = Organisation.objects.create(legal_name=name, **fields)
    for kind in kinds:
        Capability.objects.create(organisation=firm, kind=kind, state=CapabilityState.APPROVED, approved_at=clock.now())
    return firm


def person(email: str, firm: Organisation | None = None, level: str = "admin", language: str = "en") -> Person:
    """A person with a verified address, member of ``firm`` at ``level``."""
    user = User.objects.create_user(email, PASSWORD, name=email.split("@")[0].title(), language=language)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    if firm is not None:
        Membership.objects.create(organisation=firm, user=user, level=level)
    return Person(user, firm)


def agree(who: Person, *purposes: str) -> None:
    """Put consents in force, the firm's for its purposes, without the way through the pages."""
    for code in purposes:
        purpose = BY_CODE[code]
        Consent.objects.create(
            user=who.user, organisation=who.organisation if purpose.of_firm else None, purpose=code,
            text_version=purpose.version, language="en", given_at=clock.now(),
        )  # fmt: skip


@dataclass
class Cast:
    """Everybody a test of the exchange needs."""

    owner: Person  # small firm
    colleague: Person  # viewer of the same firm
    lender: Person
    approver: Person  # second person of the lender
    rival: Person  # competing lender
    misser: Person  # lender that misses by one rule in the probe pillar
    provider: Person
    mentor: Person
    adviser: Person
    authority: Person
    stranger: Person  # another small firm
    newcomer: Person  # no organisation


def build() -> Cast:
    """Make the whole cast."""
    firm = organisation("Noor Foods", "borrower", sector="1071", region="SA-01", city="Riyadh")
    bank = organisation("Dune Bank", "lender", "guarantor")
    rival = organisation("Palm Finance", "lender")
    misses = organisation("Oryx Capital misses", "lender")
    return Cast(
        owner=person("owner@noor.example", firm),
        colleague=person("viewer@noor.example", firm, "viewer", "ar"),
        lender=person("lender@dune.example", bank),
        approver=person("approver@dune.example", bank, "editor"),
        rival=person("rival@palm.example", rival, language="zh-hans"),
        misser=person("misser@oryx.example", misses),
        provider=person("provider@code.example", organisation("Code Caravan", "provider")),
        mentor=person("mentor@mnc.example", organisation("Meridian Foods MNC", "mentor", "buyer")),
        adviser=person("adviser@chamber.example", organisation("Riyadh Chamber", "adviser")),
        authority=person("authority@gov.example", organisation("SME Authority", "authority")),
        stranger=person("stranger@cedar.example", organisation("Cedar Works", "borrower")),
        newcomer=person("newcomer@mail.example"),
    )


def client_of(person: Person) -> Client:
    """A browser in which ``person`` is signed in."""
    client = Client()
    client.force_login(person.user)
    return client
