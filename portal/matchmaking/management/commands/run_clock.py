"""Serve everything due now, once: for a machine without beat, and for drills."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.matchmaking import clock


class Command(BaseCommand):
    help = "Serve every deadline, reminder and escalation that is due now."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = clock.run()
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) or "nothing due")
