"""Backups: one archive with the database, the uploaded files and a manifest of checksums.

The database is stored in the best form at hand: SQLite through its online backup (consistent while people work),
PostgreSQL through ``pg_dump`` (one snapshot), else Django's own portable form, which either database can take back.
Sessions are left out of the portable form: people sign in again.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from portal.common import clock

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20
DUMPS = {"sqlite": "database.sqlite3", "pg_dump": "database.dump", "portable": "database.jsonl"}
LEFT_OUT = ("contenttypes", "auth.permission", "sessions", "usersessions")


class BackupError(Exception):
    """The archive cannot be made, is damaged, or must not be restored here; the message is for the operator."""


@dataclass(frozen=True)
class Summary:
    """What an archive holds: the form of the database, the number of files, bytes in all."""

    form: str
    files: int
    size_bytes: int


def checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def form_here(portable: bool = False) -> str:
    """How this database is dumped on this machine."""
    if portable:
        return "portable"
    if connection.vendor == "sqlite":
        return "sqlite"
    return "pg_dump" if has_fitting_tools() else "portable"


def has_fitting_tools() -> bool:
    """Whether ``pg_dump`` and ``pg_restore`` are here and not older than the server: an older one refuses to work."""
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        return False
    said = subprocess.run(["pg_dump", "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    number = re.search(r"(\d+)(\.\d+)*", said)
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    return number is not None and int(number[1]) >= server


def dsn() -> tuple[str, dict[str, str]]:
    """Connection string without the password, and an environment that holds it (never on a command line)."""
    values = connection.settings_dict
    host, user = quote(str(values["HOST"] or "")), quote(str(values["USER"] or ""))
    port = f":{values['PORT']}" if values["PORT"] else ""
    text = f"postgresql://{user}@{host}{port}/{quote(str(values['NAME']))}"
    return text, {**os.environ, "PGPASSWORD": str(values["PASSWORD"] or "")}


def run_tool(*command: str, environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{command[0]} failed: {done.stderr.strip()[-500:]}")


def dump_database(form: str, target: Path) -> None:
    if form == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        try:
            connection.connection.backup(copy)
        finally:
            copy.close()
    elif form == "pg_dump":
        address, environment = dsn()
        run_tool("pg_dump", "--format=custom", "--no-owner", f"--file={target}", address, environment=environment)
    else:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            options: dict[str, Any] = {"format": "jsonl", "output": str(target), "exclude": LEFT_OUT, "verbosity": 0}
            call_command("dumpdata", natural_foreign=True, use_base_manager=True, **options)


def write(archive: Path, *, portable: bool = False) -> Summary:
    """Make ``archive`` (a tar file, readable by its owner only). It appears under its name only when it is complete.

    Raises ``BackupError``.
    """
    form = form_here(portable)
    part = archive.with_name(archive.name + ".part")
    with tempfile.TemporaryDirectory(prefix="qantara-backup-", dir=archive.parent) as name:
        dump = Path(name) / DUMPS[form]
        dump_database(form, dump)
        # The database first: a file that it names was stored before the row, so the copy below has it.
        media = Path(settings.MEDIA_ROOT)
        members = {DUMPS[form]: dump}
        members |= {f"files/{p.relative_to(media).as_posix()}": p for p in sorted(media.rglob("*")) if p.is_file()}
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as handle, tarfile.open(fileobj=handle, mode="w") as tar:
            sums = {}
            for member, path in members.items():
                sums[member] = checksum(path)
                tar.add(path, arcname=member)
            manifest = Path(name) / MANIFEST
            manifest.write_text(json.dumps(describe(form, sums), indent=1), encoding="utf-8")
            tar.add(manifest, arcname=MANIFEST)
    read(part)  # a backup that was never read back is a hope
    part.replace(archive)
    return Summary(form, len(sums) - 1, archive.stat().st_size)


def describe(form: str, sums: dict[str, str]) -> dict[str, Any]:
    applied = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    made_at = clock.now().isoformat()
    return {"format": FORMAT, "made_at": made_at, "database": form, "migrations": applied, "sha256": sums}


def read(archive: Path) -> dict[str, Any]:
    """The manifest, after every member was compared with its checksum. Raises ``BackupError`` when one differs."""
    try:
        with tarfile.open(archive) as tar:
            source = tar.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.loads(source.read()) if source else {}
            if manifest.get("format") != FORMAT:
                raise BackupError(f"{archive}: unknown format {manifest.get('format')!r}")
            names = {member.name for member in tar.getmembers()} - {MANIFEST}
            if names != set(manifest["sha256"]):
                raise BackupError(f"{archive}: members and manifest differ: {sorted(names ^ set(manifest['sha256']))}")
            for name, wanted in manifest["sha256"].items():
                digest, member = hashlib.sha256(), tar.extractfile(name)
                while member and (chunk := member.read(CHUNK)):
                    digest.update(chunk)
                if digest.hexdigest() != wanted:
                    raise BackupError(f"{archive}: {name} is damaged (checksum differs)")
    except (tarfile.TarError, KeyError, ValueError, OSError) as error:
        raise BackupError(f"{archive}: not a readable backup: {error}") from error
    return manifest


def restore(archive: Path, *, is_empty: bool, force: bool = False) -> Summary:
    """Put the archive's database and files in place of this installation's. Nothing is touched before it was verified.

    ``is_empty`` says that nobody has an account here; otherwise ``force`` must be given. Raises ``BackupError``.
    """
    manifest = read(archive)
    form = manifest["database"]
    if not is_empty and not force:
        raise BackupError("this database is not empty; --force throws its content away")
    wanted = {"sqlite": "sqlite", "pg_dump": "postgresql"}.get(form, connection.vendor)
    if connection.vendor != wanted:
        raise BackupError(f"a {form} backup needs {wanted}; this is {connection.vendor} (make one with --portable)")
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="qantara-restore-", dir=media.parent) as name:
        unpack(archive, list(manifest["sha256"]), Path(name))
        load_database(form, Path(name) / DUMPS[form])
        fresh, old = Path(name) / "files", Path(name) / "old"
        fresh.mkdir(exist_ok=True)
        if media.exists():
            media.replace(old)
        fresh.replace(media)
    return Summary(form, len(manifest["sha256"]) - 1, archive.stat().st_size)


def unpack(archive: Path, names: list[str], folder: Path) -> None:
    """Write the named members below ``folder``, as plain files only.

    Raises ``BackupError`` for a name that leads elsewhere.
    """
    with tarfile.open(archive) as tar:
        for name in names:
            target = (folder / name).resolve()
            source = tar.extractfile(name)
            if source is None or not target.is_relative_to(folder.resolve()):
                raise BackupError(f"{archive}: {name!r} is not a file of a backup")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as handle:
                shutil.copyfileobj(source, handle)


def load_database(form: str, dump: Path) -> None:
    if form == "sqlite":
        connection.ensure_connection()
        source = sqlite3.connect(dump)
        try:
            source.backup(connection.connection)
        finally:
            source.close()
        connection.close()
    elif form == "pg_dump":
        connection.close()
        address, environment = dsn()
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        run_tool("pg_restore", *options, f"--dbname={address}", str(dump), environment=environment)
    else:
        call_command("migrate", verbosity=0)
        call_command("flush", interactive=False, verbosity=0)
        call_command("loaddata", str(dump), verbosity=0)
