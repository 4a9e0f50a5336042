"""``manage.py restore ARCHIVE``: verifies the archive, then puts it in place of this database and these files."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from portal.common import backup


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument("--force", action="store_true", help="Even when this database holds people.")
        parser.add_argument("--verify-only", action="store_true", help="Compare the checksums and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        archive: Path = options["archive"].absolute()
        try:
            if options["verify_only"]:
                manifest = backup.read(archive)
                self.stdout.write(f"{archive}: whole, made {manifest['made_at']}, {manifest['database']}")
                return
            done = backup.restore(archive, is_empty=self.is_empty(), force=options["force"])
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)  # a backup of older code is brought up to this code
        self.stdout.write(f"{archive}: restored ({done.form}, {done.files} files)")

    def is_empty(self) -> bool:
        """Whether nobody has an account here; a database without tables is empty."""
        try:
            return not get_user_model()._default_manager.exists()
        except DatabaseError:
            return True
