"""Many people told the same by one statement: the same rows as one by one, nobody twice, wishes kept."""

import pytest

from portal.journal.services import record
from portal.notify import bulk, registry, services
from portal.notify.models import InboxItem, OutboxMail, Preference
from portal.notify.registry import Notification, members_of
from portal.organisations.models import Membership
from tests.people import Cast, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return build()


@pytest.fixture
def told(cast, monkeypatch):
    firms = list(Membership.objects.values_list("organisation_id", flat=True).distinct())

    def audience(entry):
        return members_of(firms, params={"title": "Oven “50 %”"}, path="/inbox/x/")

    item = Notification("BulkForTest", "test.bulk", "requests", "%(title)s", "", "", audience)
    monkeypatch.setattr(registry, "for_verb", lambda verb: [item])
    return cast


def dispatched(cast):
    entry = record(actor=cast.authority.actor, verb="test.bulk", subject=cast.owner.organisation, notify=False)
    services.dispatch(entry)
    services.dispatch(entry)  # a task run twice tells nobody twice
    inbox = InboxItem.objects.filter(entry=entry).order_by("user")
    mails = OutboxMail.objects.filter(entry=entry).order_by("user")
    columns = ("code", "category", "user", "organisation", "params", "path")
    return list(inbox.values(*columns)), list(
        mails.values(*columns, "address", "language", "state", "attempts", "subject")
    )


def test_one_statement_makes_the_rows_that_single_inserts_make(told, monkeypatch):
    Preference.objects.create(user=told.lender.user, category="requests", frequency="daily")
    Preference.objects.create(user=told.rival.user, category="requests", frequency="off")
    single = dispatched(told)
    monkeypatch.setattr(bulk, "WORTH_IT", 1)
    assert dispatched(told) == single
    inbox, mails = single
    assert len(inbox) > len(mails) > 2
    assert {mail["state"] for mail in mails} == {"waiting", "digest"}
    assert OutboxMail.objects.values("message_id").distinct().count() == OutboxMail.objects.count()
