"""Journeys while a server is gone: `python -m tools.fault_runs broker|database|mail`.

broker: Valkey stops in the middle, journeys go on, it comes back. database: PostgreSQL restarts in the middle; pages
fail while it is away and everything accepted before and after is there. mail: every mail is refused until all journeys
are over, then accepted (the outbox's growing pauses are made to pass).
"""

import argparse
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from tools.kill_runs import Theatre, journeys, judge, theatre, undisturbed

AWAY_SECONDS = 8


def broker(stand: Theatre) -> None:
    """Valkey is away for a while."""
    stand.queue.halt()
    time.sleep(AWAY_SECONDS)
    stand.queue.launch()


def database(stand: Theatre) -> None:
    """PostgreSQL is away for a while: what is under way is cut."""
    stand.database.halt()
    time.sleep(AWAY_SECONDS)
    stand.database.launch()


def while_away(stand: Theatre, fault: Callable[[Theatre], None], runs: int) -> tuple[list[Any], list[str]]:
    """``runs`` journeys with ``fault`` falling into them."""
    answers: list[tuple[list[Any], list[str]]] = []
    work = threading.Thread(target=lambda: answers.append(journeys(stand.stage, runs, 4, 0)))
    work.start()
    time.sleep(3)
    fault(stand)
    work.join()
    return answers[0]


def refused(stand: Theatre, runs: int) -> tuple[list[Any], list[str]]:
    """All journeys while no mail can be sent; then the mail server is well again."""
    from portal.common import clock
    from portal.notify.models import OutboxMail

    stand.sink.is_refusing = True
    done, found = journeys(stand.stage, runs, 4, 0)
    time.sleep(5)
    tried = OutboxMail.objects.filter(state="waiting", attempts__gte=1)
    if not stand.sink.refused or not tried.exists():
        found.append("no mail was refused and kept")
    if OutboxMail.objects.filter(state="failed").exists():
        found.append("a mail was given up within the first hour")
    stand.sink.is_refusing = False
    OutboxMail.objects.filter(state="waiting").update(next_try_at=clock.now())
    return done, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", choices=["broker", "database", "mail"])
    parser.add_argument("--runs", type=int, default=8)
    options = parser.parse_args()
    with theatre() as stand:
        pattern = undisturbed(stand.stage)
        if options.fault == "mail":
            done, found = refused(stand, options.runs)
        else:
            done, found = while_away(stand, broker if options.fault == "broker" else database, options.runs)
        if options.fault == "database":  # pages may fail while it is away, and only then
            found = [text for text in found if "unexpected answer" not in text]
        more, figures = judge(stand.sink, pattern, done)
        found += more
    print(f"{len(done)} journeys; {figures}; mails refused: {stand.sink.refused}")
    print("\n".join(found) if found else "nothing lost, nothing twice")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
