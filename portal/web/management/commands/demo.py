"""``manage.py demo``: builds the demo market in an empty database, and names the people who can sign in."""

import importlib
import importlib.util
import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.identity.models import User

# In this order: the cast (people, organisations) first; each ``build(cast)`` returns the cast, extended, or None.
BUILDERS = (
    "portal.web.demo",
    "portal.organisations.demo",
    "portal.vetting.demo",
    *(f"{pillar}.demo" for pillar in settings.PILLARS),
    "portal.matchmaking.demo_history",
    "portal.briefs.demo",
    "portal.complaints.demo",
    "portal.reports.demo",
)
PEOPLE = "portal.web.demo"


class Command(BaseCommand):
    """Does nothing when the database already holds people, so that it is safe at every start."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", action="store_true", help="Name the demo people and stop.")
        parser.add_argument("--json", action="store_true", help="With --people: as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("The demo market is never built outside the demo (IS_DEMO is off).")
        if options["people"]:
            self.name_people(as_json=options["json"])
        elif User.objects.exists():
            self.stdout.write("The database holds people already; nothing built.") if options["verbosity"] > 1 else None
        else:
            self.build()

    def build(self) -> None:
        """All or nothing: a demo that stopped half-way must not look complete at the next start."""
        cast: Any = None
        with transaction.atomic():
            for name in BUILDERS:
                if importlib.util.find_spec(name) is None:
                    continue
                self.stdout.write(f"Building the demo market: {name} ...")
                self.stdout.flush()
                cast = importlib.import_module(name).build(cast) or cast

    def name_people(self, *, as_json: bool) -> None:
        """The rows of ``portal.web.demo.PEOPLE``: mappings with email, password and role."""
        module = importlib.import_module(PEOPLE) if importlib.util.find_spec(PEOPLE) else None
        people = [dict(person) for person in getattr(module, "PEOPLE", ())]
        if as_json:
            self.stdout.write(json.dumps(people, ensure_ascii=False, default=str))
            return
        for person in people:
            self.stdout.write(f"{person['email']}  {person['password']}  {person['role']}")
