"""Verify the journal's hash chain; names the first altered, missing or moved entry and exits 1."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.journal import chain


class Command(BaseCommand):
    help = "Walk the journal's hash chain and name the first entry that was altered, removed or moved."

    def handle(self, *args: Any, **options: Any) -> None:
        chain.seal()
        checked, fault = chain.verify()
        if fault is not None:
            raise CommandError(f"journal broken at sequence {fault.sequence} (row {fault.entry_id}): {fault.reason}")
        self.stdout.write(f"journal intact: {checked} entries verified")
