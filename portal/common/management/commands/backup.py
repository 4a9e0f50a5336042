"""``manage.py backup FOLDER``: writes one archive with database, files and checksums, and reads it back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.common import backup, clock


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="A folder (the name is made from the time) or a file name.")
        parser.add_argument("--portable", action="store_true", help="A form that either database can take back.")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["target"].absolute()
        if target.is_dir():
            target /= f"qantara-{clock.now():%Y%m%d-%H%M%S}.tar"
        if target.exists():
            raise CommandError(f"{target} exists already; backups are never overwritten")
        if not target.parent.is_dir():
            raise CommandError(f"{target.parent} is not a folder")
        try:
            made = backup.write(target, portable=options["portable"])
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{target}: {made.form}, {made.files} files, {made.size_bytes} bytes, verified")
