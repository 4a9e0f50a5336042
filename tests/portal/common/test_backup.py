"""Backup and restore: the drill on the database at hand, and every way in which an archive can be wrong."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.common import backup
from portal.identity.models import User
from portal.journal.models import JournalEntry

FORMS = ["own", "portable"]


@pytest.fixture
def market(transactional_db, settings, tmp_path: Path) -> Path:
    """A person, a journal entry and an uploaded file; the folder for archives."""
    settings.MEDIA_ROOT = tmp_path / "files"
    (settings.MEDIA_ROOT / "2026").mkdir(parents=True)
    (settings.MEDIA_ROOT / "2026" / "كشف.pdf").write_bytes(b"%PDF-1.7 real bytes")
    user = User.objects.create_user("owner@example.com", "correct horse battery", name="王芳", language="ar")
    subject = {"subject_type": "x.y", "subject_key": "k"}
    JournalEntry.objects.create(at="2026-03-01T10:00:00Z", user=user, verb="x.opened", payload={"n": 1}, **subject)
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def make(folder: Path, form: str) -> Path:
    archive = folder / f"{form}.tar"
    call_command("backup", str(archive), portable=form == "portable", stdout=io.StringIO())
    return archive


def destroy(settings) -> None:
    JournalEntry.objects.all().delete()
    User.objects.all().delete()
    (Path(settings.MEDIA_ROOT) / "2026" / "كشف.pdf").unlink()
    (Path(settings.MEDIA_ROOT) / "stray.bin").write_bytes(b"made after the backup")


@pytest.mark.parametrize("form", FORMS)
def test_drill(market: Path, settings, form: str) -> None:
    archive = make(market, form)
    before = User.objects.get()
    destroy(settings)
    call_command("restore", str(archive), stdout=io.StringIO())
    after = User.objects.get()
    assert (after.pk, after.public_id, after.name, after.password) == (
        before.pk, before.public_id, "王芳", before.password,
    )  # fmt: skip
    assert after.check_password("correct horse battery")
    entry = JournalEntry.objects.get()
    assert (entry.payload, entry.user_id) == ({"n": 1}, before.pk)
    files = sorted(path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    assert files == ["كشف.pdf"]
    assert User.objects.create_user("next@example.com").pk > before.pk  # sequences continue


def test_archive_is_private_and_leaves_nothing_behind(market: Path) -> None:
    archive = make(market, "own")
    assert archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in market.iterdir()] == ["own.tar"]


def test_restore_refuses_a_database_with_people(market: Path) -> None:
    archive = make(market, "own")
    User.objects.create_user("late@example.com")
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(archive))
    assert User.objects.count() == 2
    call_command("restore", str(archive), force=True, stdout=io.StringIO())
    assert User.objects.count() == 1


def rewrite(archive: Path, change) -> Path:
    """A copy of ``archive`` whose members went through ``change(name, bytes) -> bytes or None``."""
    copy = archive.with_name("changed.tar")
    with tarfile.open(archive) as old, tarfile.open(copy, "w") as new:
        for member in old.getmembers():
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                information = tarfile.TarInfo(member.name)
                information.size = len(content)
                new.addfile(information, io.BytesIO(content))
    return copy


def flip(name: str, content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1]) if name.startswith("files/") else content


def drop(name: str, content: bytes) -> bytes | None:
    return None if name.startswith("files/") else content


def drop_manifest(name: str, content: bytes) -> bytes | None:
    return None if name == backup.MANIFEST else content


def newer(name: str, content: bytes) -> bytes:
    return json.dumps({**json.loads(content), "format": 99}).encode() if name == backup.MANIFEST else content


@pytest.mark.parametrize("change", [flip, drop, drop_manifest, newer])
def test_damaged_archives_change_nothing(market: Path, settings, change) -> None:
    archive = rewrite(make(market, "own"), change)
    JournalEntry.objects.all().delete()
    User.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("restore", str(archive))
    assert not User.objects.exists()
    assert (Path(settings.MEDIA_ROOT) / "2026" / "كشف.pdf").exists()


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\0" * 10240])
def test_what_is_no_archive_is_refused(market: Path, content: bytes) -> None:
    path = market / "x.tar"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="not a readable backup"):
        call_command("restore", str(path), verify_only=True)


def test_backups_are_never_overwritten(market: Path) -> None:
    archive = make(market, "own")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(archive))


def test_backup_into_a_missing_folder(market: Path) -> None:
    with pytest.raises(CommandError, match="not a folder"):
        call_command("backup", str(market / "none" / "x.tar"))


def test_an_archive_of_the_other_database_is_refused(market: Path, monkeypatch) -> None:
    archive = make(market, "own")
    form = backup.read(archive)["database"]
    if form == "portable":
        pytest.skip("no pg_dump here: the own form is the portable one")
    monkeypatch.setattr(connection, "vendor", "postgresql" if form == "sqlite" else "sqlite")
    with pytest.raises(backup.BackupError, match="--portable"):
        backup.restore(archive, is_empty=True)


@pytest.mark.parametrize("name", ["../outside", "/tmp/qantara-outside", "files/../../outside"])
def test_members_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    archive, folder = tmp_path / "x.tar", tmp_path / "in"
    folder.mkdir()
    with tarfile.open(archive, "w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
    with pytest.raises(backup.BackupError, match="not a file of a backup"):
        backup.unpack(archive, [name], folder)
    assert [path.name for path in tmp_path.iterdir() if path.name == "outside"] == []
