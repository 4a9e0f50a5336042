"""The journey under kills: `python -m tools.kill_runs --runs 200`.

A real PostgreSQL, Valkey, mail server, gunicorn and Celery worker with beat of its own; in every run one of them is
killed with SIGKILL somewhere in the journey from draft to completed work. Afterwards every accepted action must be
there once, every mail have gone out once (by Message-ID), every clock be served, the journal verify, the rows agree.
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = (("request", 50), ("worker", 40), ("web", 10))


def prepare(environment: dict[str, str]) -> None:
    """Give this process the portal's settings and make the cast."""
    os.environ.update(environment)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.people import build

    build()


def settle(sink: Any, seconds: float = 240) -> tuple[int, list[str]]:
    """Wait until nothing is under way; claims of dead workers are made old. How many were, and what remained."""
    from datetime import timedelta

    from portal.common import clock
    from portal.journal.models import JournalEntry
    from portal.notify.models import OutboxMail

    limit = time.monotonic() + seconds
    aged: set[int] = set()
    while time.monotonic() < limit:
        waiting = OutboxMail.objects.filter(state__in=("waiting", "sending")).count()
        entries = JournalEntry.objects.filter(dispatched_at__isnull=True).count()
        if not waiting and not entries:
            return len(aged), []
        stale = OutboxMail.objects.filter(state="sending", claimed_at__lte=clock.now() - timedelta(seconds=15))
        aged.update(stale.values_list("pk", flat=True))
        stale.update(claimed_at=clock.now() - timedelta(days=1))
        time.sleep(0.5)
    return len(aged), [f"after {seconds} s: {waiting} mails waiting, {entries} entries not told"]


def common_faults(sink: Any) -> tuple[list[str], dict[str, int]]:
    """What must hold for the whole database, and how the mails arrived."""
    from django.core.management import call_command
    from django.core.management.base import CommandError

    from portal.common import clock
    from portal.journal.chain import seal
    from portal.matchmaking.models import Engagement, Request
    from portal.notify.models import OutboxMail

    found = []
    times = sink.times()
    rows = dict(OutboxMail.objects.values_list("message_id", "state"))
    found += [f"mail {key} is {state}" for key, state in rows.items() if state != "sent"]
    found += [f"mail {key} says sent and never arrived" for key in rows if key not in times]
    for model in (Request, Engagement):
        late = model._default_manager.filter(next_check_at__lt=clock.now()).count()
        if late:
            time.sleep(8)  # one more turn of the clock
            late = model._default_manager.filter(next_check_at__lt=clock.now()).count()
        if late:
            found.append(f"{late} {model.__name__} rows are due and not served")
    while seal():
        pass
    for command in ("verify_journal", "check_consistency"):
        try:
            call_command(command, stdout=sys.stderr)
        except CommandError as error:
            found.append(f"{command}: {error}")
    again = sum(count - 1 for key, count in times.items() if key in rows)
    return found, {"mails": len(rows), "mails delivered again under the same Message-ID": again}


def journeys(stage: Any, runs: int, threads: int, seed: int, first: int = 1) -> tuple[list[Any], list[str]]:
    """Runs ``first`` and following on ``threads`` threads of visitors; the journeys and what went wrong in them."""
    from tests.fullstack.journey import STEPS, Journey, People

    chance = random.Random(seed)  # seed 0: no kills
    what = [name for name, weight in KINDS for _n in range(weight)]
    plan = [
        (number, chance.randint(1, STEPS) if seed else -1, chance.choice(what) if seed else "")
        for number in range(first, first + runs)
    ]
    done: list[Any] = []
    failed: list[str] = []

    def work(people: People) -> None:
        while plan:
            number, step, kill = plan.pop(0)
            journey = Journey(number, people, stage, step, kill)
            try:
                journey.run()
                done.append(journey)
            except Exception as error:
                failed.append(f"run {number} ({kill} at {step}): {error}")
                print(failed[-1], file=sys.stderr, flush=True)
            if number % 10 == 0:
                print(f"{number} of {runs}", file=sys.stderr, flush=True)

    visitors = [People.sign_in(stage.base) for _thread in range(threads)]
    workers = [threading.Thread(target=work, args=[people], daemon=True) for people in visitors]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    failed += [f"unexpected answer: {error}" for people in visitors for who in people.everyone for error in who.errors]
    return done, failed


@dataclass
class Theatre:
    """The portal with all its servers, running."""

    stage: Any
    sink: Any
    database: Any
    queue: Any


@contextlib.contextmanager
def theatre(keep: Path | None = None) -> Iterator[Theatre]:
    """Servers, the cast, web and worker; everything is gone at the end but the logs in ``keep``."""
    from tests.fullstack.stage import Stage, environment_of
    from tests.mail_sink import MailSink
    from tests.servers import Postgres, Valkey

    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qantara-kill-")))
        sink = stack.enter_context(MailSink())
        database, queue = stack.enter_context(Postgres()), stack.enter_context(Valkey())
        environment = environment_of(folder, database.url, queue.url, sink)
        prepare(environment)
        stage = Stage(folder, environment)
        try:
            stage.start()
            yield Theatre(stage, sink, database, queue)
        finally:
            stage.stop()
            from django.db import connections

            connections.close_all()


def undisturbed(stage: Any) -> Any:
    """The pattern: one journey with nothing killed."""
    from tests.fullstack.journey import Journey, People

    journey = Journey(0, People.sign_in(stage.base), stage)
    journey.run()
    return journey.request


def judge(sink: Any, pattern: Any, done: list[Any]) -> tuple[list[str], dict[str, Any]]:
    """Let everything come to rest and look at every row; faults and figures."""
    from tests.fullstack.journey import faults_of

    aged, found = settle(sink)
    for journey in done:
        found += faults_of(journey, pattern)
    more, mails = common_faults(sink)
    return found + more, {"mail claims of killed workers taken over": aged, **mails}


def run(runs: int, threads: int, seed: int, keep: Path | None = None) -> tuple[list[str], dict[str, Any]]:
    """The whole trial; the faults found and the figures of the run."""
    start = time.monotonic()
    with theatre(keep) as stand:
        pattern = undisturbed(stand.stage)
        done, found = journeys(stand.stage, runs, threads, seed)
        more, figures = judge(stand.sink, pattern, done)
        found += more
        return found, {
            "runs": runs,
            "finished": len(done),
            "kills": dict(Counter(journey.kill_what for journey in done)),
            "accepted actions": sum(len(journey.accepted) for journey in done),
            "done although the answer was lost": sum(journey.lost_answers for journey in done),
            "clock claims of killed workers taken over": sum(journey.aged_claims for journey in done),
            **figures,
            "faults": len(found),
            "seconds": round(time.monotonic() - start),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--threads", type=int, default=4, help="journeys under way at the same time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the logs")
    options = parser.parse_args()
    found, figures = run(options.runs, options.threads, options.seed, options.keep)
    for name, figure in figures.items():
        print(f"{name}: {figure}")
    print("\n".join(found) if found else "nothing lost, nothing twice")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
