"""``manage.py import_requests FILE.csv``: financing requests from a file, all or nothing, refusals by line."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from lending import imports
from portal.common import clock
from portal.common.errors import DomainError
from portal.identity.models import User
from portal.matchmaking import services
from portal.organisations.actors import Actor
from portal.organisations.choices import CapabilityKind, CapabilityState, Level
from portal.organisations.models import Capability, Organisation

PREFIX = "Imported firm "
SECTIONS = ("need", "money", "purpose", "security", "figures")


class Command(BaseCommand):
    """Reads every row first; writes only when all are good, or the bad ones are to be left out (--skip-errors)."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV file in UTF-8, .gz allowed. Columns: docs/lending.md.")
        parser.add_argument("--layout", choices=sorted(imports.FORMATS), default="plain")
        parser.add_argument("--user", required=True, help="E-mail of the person in whose name the requests are made.")
        parser.add_argument("--currency", default=settings.HOME_CURRENCY, help="Where the file names none.")
        parser.add_argument(
            "--publish", type=int, metavar="DAYS", help="Publish each request for DAYS days (else: drafts)."
        )
        parser.add_argument(
            "--skip-errors", action="store_true", help="Import the good rows although others are refused."
        )
        parser.add_argument("--dry-run", action="store_true", help="Check and report, write nothing.")
        parser.add_argument("--limit", type=int, help="Read at most this many rows.")
        parser.add_argument("--show", type=int, default=20, help="Refused lines to print (default 20).")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"Nobody here has the e-mail address {options['user']}.")
        started = time.monotonic()
        known = {
            name.removeprefix(PREFIX)
            for name in Organisation.objects.filter(legal_name__startswith=PREFIX).values_list("legal_name", flat=True)
        }
        try:
            parsed = imports.parse(options["file"], options["layout"], options["currency"], known, options["limit"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        for line, message in parsed.errors[: options["show"]]:
            self.stdout.write(f"line {line}: {message}")
        if len(parsed.errors) > options["show"]:
            self.stdout.write(f"... and {len(parsed.errors) - options['show']} more refused lines")
        self.stdout.write(f"{parsed.total} rows read, {len(parsed.rows)} good, {len(parsed.errors)} refused")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
            return
        if parsed.errors and not options["skip_errors"]:
            raise CommandError("Nothing was imported. Mend the lines above, or use --skip-errors.")
        self.write(parsed.rows, user, options["publish"])
        self.stdout.write(f"{len(parsed.rows)} requests imported in {time.monotonic() - started:.1f} s")

    def write(self, rows: list[imports.Row], user: User, days: int | None) -> None:
        """All rows or none."""
        with transaction.atomic():
            for n, row in enumerate(rows, 1):
                self.write_row(row, user, days)
                if n % 200 == 0 or n == len(rows):
                    self.stdout.write(f"{n} of {len(rows)}", ending="\r" if n < len(rows) else "\n")
                    self.stdout.flush()

    def write_row(self, row: imports.Row, user: User, days: int | None) -> None:
        """One firm and its request, through the exchange's services."""
        firm = Organisation.objects.create(
            legal_name=f"{PREFIX}{row.key}",
            region=row.region,
            country=(row.region or "SA")[:2],
            city=row.city,
            sector=row.sector,
        )
        Capability.objects.create(
            organisation=firm, kind=CapabilityKind.BORROWER, state=CapabilityState.APPROVED, approved_at=clock.now()
        )
        actor = Actor(
            user=user, organisation=firm, level=Level.ADMIN, capabilities=frozenset({CapabilityKind.BORROWER})
        )
        request = services.request_create(
            actor=actor, pillar="lending", details=row.details, title=row.title, summary=row.summary, language="en",
            sections_done=list(SECTIONS),
        )  # fmt: skip
        if days:
            services.request_submit(actor=actor, request=request, open_days=days)
