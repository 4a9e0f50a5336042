"""List pages ask a constant number of queries, however long the list is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portal.organisations.models import Capability
from portal.vetting import services
from tests.people import organisation, person

pytestmark = pytest.mark.django_db


def submitted(serial):
    firm = organisation(f"Firm {serial}")
    applicant = person(f"p{serial}@x.example", firm)
    capability = Capability.objects.create(organisation=firm, kind="mentor")
    case = services.case_start(actor=applicant.actor, capability=capability)
    for answer in case.answers.select_related("case__capability"):
        services.answer_save(actor=applicant.actor, answer=answer, is_met=True, text="x", link="")
    services.case_submit(actor=applicant.actor, case=case)


def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["vetting:queue", "vetting:search", "organisations:members"])
def test_constant_queries(client, name):
    officer = person("o@gov.example", organisation("Authority", "authority"))
    client.force_login(officer.user)
    with translation.override("en"):
        address = reverse(name)
    submitted(1)
    client.get(address)
    before = queries(client, address)
    for serial in range(2, 7):
        submitted(serial)
        person(f"m{serial}@gov.example", officer.organisation, "viewer")
    assert queries(client, address) == before
    assert before <= 20
