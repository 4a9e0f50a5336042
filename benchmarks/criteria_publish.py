"""From publishing a request to the inbox rows of every matched responder, on PostgreSQL, in one process.

    python -m benchmarks criteria_publish --responders 10000

Own PostgreSQL (tests/servers.py), one lender with one member and one mandate per responder; every mandate fits. What a
worker does is run here in order (match, dispatch), nothing is left out but the sending of mails, which starts later by
itself. The naive way, one task a person with get_or_create, runs on ``--naive`` responders in the same run and is scaled.
The policy's batch is as large as the market, so that all are told at once.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

AMOUNTS = (20_000, 50_000, 80_000, 100_000)


def lenders(count: int) -> list[int]:
    """``count`` approved lenders with one member each; their organisations' keys."""
    from portal.common import clock
    from portal.identity.models import User
    from portal.organisations.models import Capability, Membership, Organisation

    moment = clock.now()
    firms = Organisation.objects.bulk_create(
        [Organisation(legal_name=f"Lender {n}", country="SA", region="SA-01") for n in range(count)], batch_size=2000
    )
    users = User.objects.bulk_create(
        [User(email=f"officer{n}@bench.example", name=f"Officer {n}", password="!") for n in range(count)],
        batch_size=2000,
    )
    Capability.objects.bulk_create(
        [Capability(organisation=firm, kind="lender", state="approved", approved_at=moment) for firm in firms],
        batch_size=2000,
    )
    Membership.objects.bulk_create(
        [Membership(organisation=f, user=u, level="editor") for f, u in zip(firms, users, strict=True)], batch_size=2000
    )
    return [firm.pk for firm in firms]


def mandates(firms: list[int]) -> None:
    """One active mandate each, with its compiled criteria; all fit the request, with five rules or six."""
    from lending.mandate_rules import KIND, document_of
    from lending.models import Mandate
    from portal.common import clock
    from portal.criteria.models import CriteriaSet

    rows = [
        Mandate(
            organisation_id=firm,
            name=f"Loans {n}",
            state="active",
            kinds=["loan", "equipment"],
            amount_min=AMOUNTS[n % 4],
            amount_max=2_000_000 + 1_000 * (n % 500),
            months_min=3,
            months_max=48 + n % 12,
            sectors=["C", "62"] if n % 3 else [],
            regions=["SA"],
            age_months_min=6 + n % 12,
        )
        for n, firm in enumerate(firms)
    ]
    sets = CriteriaSet.objects.bulk_create(
        [
            CriteriaSet(kind=KIND, title=row.name, document=document_of(row), schema_version=2, is_active=True)
            for row in rows
        ],
        batch_size=2000,
    )
    for row, criteria in zip(rows, sets, strict=True):
        row.criteria = criteria
    Mandate.objects.bulk_create(rows, batch_size=2000)
    long_ago = clock.now() - timedelta(days=300)  # one after the other, as most are
    for row in sets:
        row.updated_at = long_ago + timedelta(minutes=row.pk % 400_000)
    CriteriaSet.objects.bulk_update(sets, ["updated_at"], batch_size=2000)


def submitted(cast: Any, number: int) -> Any:
    """A request that only has to be opened."""
    from lending.models import FinancingDetails
    from portal.common import clock
    from portal.matchmaking.models import Request
    from portal.organisations.consents import MATCHING, agrees, consent_give

    moment = clock.now()
    request = Request.objects.create(
        pillar="lending", organisation=cast.owner.organisation, created_by=cast.owner.user, state="submitted",
        title=f"Oven {number}", submitted_at=moment, closes_at=moment + timedelta(days=14),
    )  # fmt: skip
    if not agrees(request.organisation, MATCHING):
        consent_give(actor=cast.owner.actor, purpose=MATCHING)
    FinancingDetails.objects.create(
        request=request, kind="loan", amount=500_000, months=24, purpose="4", security=["property"], statement_months=24
    )
    return Request.objects.get(pk=request.pk)


def published(request: Any) -> dict[str, float]:
    """Open it and do what the worker does; seconds by stage."""
    from portal.journal.models import JournalEntry
    from portal.matchmaking import matching, services
    from portal.notify import bulk
    from portal.notify import services as notify
    from portal.organisations.actors import SYSTEM

    start, worked = time.perf_counter(), processor_seconds()
    services.request_open(actor=SYSTEM, request=request)
    opened = time.perf_counter()
    matching.match_run(request)
    matched = time.perf_counter()
    entry = JournalEntry.objects.get(verb="request.matched", subject_key=request.public_id)
    shown: list[tuple[float, float, float]] = []

    def mails(*arguments: Any) -> bool:
        shown.append((time.perf_counter(), *processor_seconds()))  # the inbox rows are committed
        return store_mails(*arguments)

    store_mails, bulk.store_mails = bulk.store_mails, mails
    notify.dispatch(entry)
    bulk.store_mails = store_mails
    done = time.perf_counter()
    told, ours, servers = shown[0]
    return {
        "open": opened - start, "match": matched - opened, "inbox": told - matched, "all": told - start,
        "worker's processor": ours - worked[0], "database's processor": servers - worked[1], "mails after": done - told,
    }  # fmt: skip


def processor_seconds() -> tuple[float, float]:
    """Processor time used so far by this process and by its database backend: what a shared machine does not distort."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])  # utime and stime, proc(5)
    return time.process_time(), ticks / os.sysconf("SC_CLK_TCK")


def naive(request: Any, firms: list[int]) -> float:
    """One task a person: the match, the inbox row and the mail by get_or_create, each in a transaction of its own."""
    from django.db import transaction

    from lending.matching import candidate, facts_of
    from lending.models import Mandate
    from portal.common import clock
    from portal.criteria.rules import read
    from portal.journal.models import JournalEntry
    from portal.matchmaking.models import Match
    from portal.notify.models import InboxItem, OutboxMail
    from portal.organisations.models import Membership

    entry = JournalEntry.objects.filter(verb="request.opened", subject_key=request.public_id).first()
    start = time.perf_counter()
    for key in firms:
        with transaction.atomic():
            mandate = Mandate.objects.select_related("organisation", "criteria").get(organisation_id=key)
            found = candidate(mandate, read(mandate.criteria.document), facts_of(request))
            moment = clock.now()
            values = {"score": found.score, "reasons": found.reasons, "found_at": moment, "released_at": moment}
            Match.objects.get_or_create(request=request, organisation_id=key, defaults=values)
            person = Membership.objects.select_related("user").get(organisation_id=key).user
            told = {"category": "requests", "organisation_id": key, "path": "/inbox/x/"}
            row = {**told, "created_at": moment}
            InboxItem.objects.get_or_create(entry=entry, code="naive", user=person, defaults=row)
            mail = {
                **told,
                "next_try_at": moment,
                "address": person.email,
                "language": person.language,
                "message_id": f"<{key}@naive>",
            }
            OutboxMail.objects.get_or_create(entry=entry, code="naive", user=person, defaults=mail)
    return time.perf_counter() - start


def whole_market_at_once(count: int) -> None:
    """The lending pillar with a batch as large as the market."""
    from lending.pillar import LENDING
    from portal.matchmaking import registry

    registry._pillars["lending"] = replace(LENDING, policy=replace(LENDING.policy, batch_size=count))


def run(count: int, few: int, rounds: int, *, profile: bool) -> None:
    from django.db import connection

    from portal.criteria import read_model
    from portal.matchmaking.models import Match
    from portal.notify.models import InboxItem, OutboxMail
    from tests.people import build

    cast = build()
    firms = lenders(count)
    mandates(firms)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    whole_market_at_once(count)
    while read_model.index_for("lending.mandate") is None:
        time.sleep(0.2)
    print(f"{count:,} responders, one mandate each; load {os.getloadavg()[0]:.1f}")
    published(submitted(cast, 0))  # warm: prepared plans, parsed criteria, as in a worker that has run before
    times = []
    for number in range(1, rounds + 1):
        request = submitted(cast, number)
        times.append(published(request))
        told = InboxItem.objects.filter(entry__subject_key=request.public_id, code="RequestMatchedForResponders")
        assert Match.objects.filter(request=request, released_at__isnull=False).count() == count
        assert told.count() == count, told.count()
        assert OutboxMail.objects.filter(entry__subject_key=request.public_id).count() >= count
    middle = {stage: statistics.median(row[stage] for row in times) for stage in times[0]}
    print("  ours      " + "   ".join(f"{stage} {seconds:.2f} s" for stage, seconds in middle.items()))
    if profile:
        import cProfile
        import pstats

        with cProfile.Profile() as profiler:
            published(submitted(cast, 99))
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
    other = submitted(cast, 100)
    from portal.matchmaking import services
    from portal.organisations.actors import SYSTEM

    services.request_open(actor=SYSTEM, request=other)
    scaled = naive(other, firms[:few]) / few * count
    print(
        f"  naive     {scaled:.0f} s, scaled from {few:,}   ÷ ours {scaled / middle['all']:.0f}; load {os.getloadavg()[0]:.1f}"
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responders", type=int, default=10_000)
    parser.add_argument("--naive", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args(arguments if arguments is not None else [])
    from tests.servers import Postgres

    with Postgres() as server, tempfile.TemporaryDirectory() as folder:
        os.environ.update(
            DATABASE_URL=server.url, DJANGO_SETTINGS_MODULE="portal.settings.test", QANTARA_DATA=folder, REDIS_URL="",
            CELERY_EAGER="0",
        )  # fmt: skip
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        logging.disable(logging.WARNING)
        settings.CRITERIA_READ_MODEL = True
        call_command("migrate", verbosity=0)
        run(options.responders, options.naive, options.rounds, profile=options.profile)
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    main(sys.argv[1:])
