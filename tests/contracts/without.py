"""The portal with one pillar taken out, looked at from outside: run by ``test_without_a_pillar.py`` in a process of its own.

``python -m tests.contracts.without digital FOLDER``: the package cannot be imported at all, its line is gone from the
settings; a database is made in FOLDER, the demo market is built, and people of every kind open their pages.
"""

import importlib.abc
import os
import sys
from pathlib import Path
from typing import Any


class Gone(importlib.abc.MetaPathFinder):
    """Refuses to find a package, as if its folder were deleted."""

    def __init__(self, name: str):
        self.name = name

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname.partition(".")[0] == self.name:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


PAGES = {
    "": ("", "account/login/", "search/?q=a", "requests/"),
    "owner": ("dashboard/", "requests/", "requests/new/", "notifications/", "engagements/"),
    "lender": ("dashboard/", "inbox/"),
    "provider": ("dashboard/", "inbox/"),
    "mentor": ("dashboard/", "inbox/"),
    "admin": ("dashboard/", "moderation/", "vetting/", "figures/"),
}


def set_up(pillar: str, folder: str) -> None:
    """Settings without the pillar, and an empty database."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings.test", "QANTARA_DATA": folder}
    os.environ.pop("DATABASE_URL", None)
    sys.meta_path.insert(0, Gone(pillar))
    from portal.settings import base

    del base.PILLARS[pillar]
    base.INSTALLED_APPS.remove(pillar)
    for name in base.PILLAR_CLOCKS[pillar]:
        del base.CELERY_BEAT_SCHEDULE[name]
    import django

    django.setup()


def look(pillar: str) -> list[str]:
    """Open the pages; returns what went wrong."""
    from django.test import Client
    from django.urls import reverse

    from portal.identity.models import User
    from portal.matchmaking import registry
    from portal.matchmaking.models import Engagement

    wrong: list[str] = []
    codes = {row.code for row in registry.everyone()}
    if pillar in codes or len(codes) < 3:  # two others, and the probe of the tests
        wrong.append(f"registered: {sorted(codes)}")
    for name, paths in PAGES.items():
        client = Client()
        if name:
            client.force_login(User.objects.get(email=f"{name}@demo.qantara.example"))
        for language in ("en", "ar"):
            for path in paths:
                status = client.get(f"/{language}/{path}", follow=True).status_code
                wrong += [f"{name or 'visitor'} {language} {path}: {status}"] if status != 200 else []
    if Client().get(reverse("openapi")).status_code != 200:
        wrong.append("the API document")
    if not Engagement.objects.exclude(pillar="probe").exists():
        wrong.append("no agreement in any other pillar")
    return wrong


def main(pillar: str, folder: str) -> None:
    """Everything once; the exit code is the number of faults."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    set_up(pillar, folder)
    from django.core.management import call_command
    from django.db import transaction

    def run(*words: Any, **options: Any) -> None:
        call_command(*words, verbosity=0, **options)

    run("check")
    run("migrate")
    with Path(os.devnull).open("w") as nowhere, transaction.atomic():  # not committed: thousands of mails stay unsent
        run("demo", stdout=nowhere)
        run("check_consistency", stdout=nowhere)
        faults = look(pillar)
        transaction.set_rollback(True)
    sys.stdout.write("\n".join(faults) + "\n")
    sys.exit(len(faults))


if __name__ == "__main__":
    main(*sys.argv[1:3])
