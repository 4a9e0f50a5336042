"""Journeys while a server is gone: `python -m tools.fault_runs broker|database|mail|disk|all [--runs 8]`.

broker: Valkey stops in the middle, journeys go on, it comes back. database: PostgreSQL restarts in the middle; pages
fail while it is away and everything accepted before and after is there. mail: every mail is refused until all journeys
are over, then accepted (the outbox's growing pauses are made to pass). disk: no room for an upload, then room again.
all: one after the other on the same servers, which is what the suite runs with few journeys.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.kill_runs import Theatre, journeys, judge, theatre, undisturbed

AWAY_SECONDS = 8
SERVERS = ("broker", "database", "mail")
ROOT = Path(__file__).resolve().parent.parent


def broker(stand: Theatre) -> None:
    """Valkey is away for a while."""
    stand.queue.halt()
    time.sleep(AWAY_SECONDS)
    stand.queue.launch()


def database(stand: Theatre) -> None:
    """PostgreSQL is away for a while: what is under way is cut."""
    from django.db import connections

    stand.database.halt()
    time.sleep(AWAY_SECONDS)
    stand.database.launch()
    connections.close_all()  # this process, too, held a connection to the server that went away


def while_away(stand: Theatre, fault: Callable[[Theatre], None], runs: int, first: int) -> tuple[list[Any], list[str]]:
    """``runs`` journeys with ``fault`` falling into them."""
    answers: list[tuple[list[Any], list[str]]] = []
    work = threading.Thread(target=lambda: answers.append(journeys(stand.stage, runs, 4, 0, first)))
    work.start()
    time.sleep(3)
    fault(stand)
    work.join()
    return answers[0]


def refused(stand: Theatre, runs: int, first: int) -> tuple[list[Any], list[str]]:
    """All journeys while no mail can be sent; then the mail server is well again."""
    from portal.common import clock
    from portal.notify.models import OutboxMail

    stand.sink.is_refusing = True
    done, found = journeys(stand.stage, runs, 4, 0, first)
    time.sleep(5)
    tried = OutboxMail.objects.filter(state="waiting", attempts__gte=1)
    if not stand.sink.refused or not tried.exists():
        found.append("no mail was refused and kept")
    if OutboxMail.objects.filter(state="failed").exists():
        found.append("a mail was given up within the first hour")
    stand.sink.is_refusing = False
    OutboxMail.objects.filter(state="waiting").update(next_try_at=clock.now())
    return done, found


FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import django; django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.people import build
from portal.common.errors import DomainError
from portal.documents.models import Document, DocumentVersion
from portal.documents.services import document_upload
from django.conf import settings
from pathlib import Path
cast = build()
text = SimpleUploadedFile("big.txt", b"a" * 900_000)
from django.db import connection; connection.close()
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    document_upload(actor=cast.owner.actor, upload=text)
except DomainError as error:
    print("refused:", error.messages)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert not Document.objects.exists() and not DocumentVersion.objects.exists()
left = [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]
assert not left, left
text.seek(0)
document_upload(actor=cast.owner.actor, upload=text)
assert DocumentVersion.objects.get().size == 900_000
print("stored once there is room")
"""


def disk() -> list[str]:
    """A full disk refuses an upload and leaves nothing by halves: RLIMIT_FSIZE fails writes as one does (EFBIG).

    On SQLite, whose own files are far smaller than the limit, in a process of its own.
    """
    with tempfile.TemporaryDirectory(prefix="qantara-disk-") as folder:
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        environment = {**kept, "DJANGO_SETTINGS_MODULE": "portal.settings.test", "QANTARA_DATA": folder}
        done = subprocess.run(
            [sys.executable, "-c", FULL_DISK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    said = done.stdout
    if done.returncode == 0 and "refused: " in said and "stored once there is room" in said:
        return []
    return [f"full disk: {said} {done.stderr[-2000:]}"]


def one(stand: Theatre, fault: str, runs: int, first: int) -> tuple[list[Any], list[str]]:
    """The journeys of one kind of outage, numbered from ``first``."""
    if fault == "mail":
        return refused(stand, runs, first)
    done, found = while_away(stand, broker if fault == "broker" else database, runs, first)
    if fault == "database":  # pages may fail while it is away, and only then
        found = [text for text in found if "unexpected answer" not in text]
    return done, found


def outages(faults: list[str], runs: int) -> list[str]:
    """Outages that need the servers, one after the other, and everything looked at after each."""
    with theatre() as stand:
        pattern = undisturbed(stand.stage)
        all_found = []
        for place, fault in enumerate(faults):
            done, found = one(stand, fault, runs, 1 + place * runs)
            more, figures = judge(stand.sink, pattern, done)
            print(f"{fault}: {len(done)} journeys; {figures}; mails refused: {stand.sink.refused}", flush=True)
            all_found += [f"{fault}: {text}" for text in found + more]
    return all_found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fault", choices=[*SERVERS, "disk", "all"])
    parser.add_argument("--runs", type=int, default=8)
    options = parser.parse_args()
    chosen = [fault for fault in SERVERS if options.fault in (fault, "all")]
    found = disk() if options.fault in ("disk", "all") else []
    if chosen:
        found += outages(chosen, options.runs)
    print("\n".join(found) if found else "nothing lost, nothing twice")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
