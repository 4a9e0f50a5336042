"""Verify the journal's hash chain; names the first altered, missing or moved entry and exits 1."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.journal import chain


class Command(BaseCommand):
    help = "Walk the journal's hash chain and name the first entry that was altered, removed or moved."

    def add_arguments(self, parser: CommandParser) -> None:
        """What was the newest entry once, as this command or the log printed it then."""
        parser.add_argument("--known", metavar="SEQUENCE:HASH", help="also prove that this entry is still there")

    def handle(self, *args: Any, **options: Any) -> None:
        chain.seal()
        checked, fault = chain.verify()
        if fault is not None:
            raise CommandError(f"journal broken at sequence {fault.sequence} (row {fault.entry_id}): {fault.reason}")
        if options["known"]:
            number, _sign, known = options["known"].partition(":")
            if not number.isdecimal() or not chain.is_kept(int(number), known):
                raise CommandError(f"journal broken at sequence {number}: the entry known from then is not there")
        sequence, newest = chain.newest()
        self.stdout.write(f"journal intact: {checked} entries verified; newest {sequence}:{newest}")
