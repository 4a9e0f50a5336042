"""Nothing lost, nothing twice: kills, broker and database restarts, a mail server that refuses, a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT, WAIT_SECONDS


def tool(name: str, *arguments: str, folder: Path, seconds: int) -> str:
    """Run one of the fault tools in a process of its own (it has its own servers); its output. Fails when it fails."""
    environment = {**os.environ, "QANTARA_DATA": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", name, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=seconds, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.mark.servers
def test_journeys_under_kills(servers: None, tmp_path: Path) -> None:
    said = tool("tools.kill_runs", "--runs", "4", "--threads", "2", "--seed", "7", folder=tmp_path, seconds=600)
    assert "nothing lost, nothing twice" in said


@pytest.mark.servers
@pytest.mark.skipif(
    not os.environ.get("QANTARA_FAULTS"), reason="minutes each: python -m tools.fault_runs, or QANTARA_FAULTS=1"
)
@pytest.mark.parametrize("fault", ["broker", "database", "mail"])
def test_journeys_while_a_server_is_gone(servers: None, tmp_path: Path, fault: str) -> None:
    said = tool("tools.fault_runs", fault, folder=tmp_path, seconds=420)
    assert "nothing lost, nothing twice" in said


FULL_DISK = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
import django; django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.people import build
from portal.common.errors import DomainError
from portal.documents.models import Document, DocumentVersion
from portal.documents.services import document_upload
from django.conf import settings
from pathlib import Path
cast = build()
text = SimpleUploadedFile("big.txt", b"a" * 900_000)
from django.db import connection; connection.close()
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    document_upload(actor=cast.owner.actor, upload=text)
except DomainError as error:
    print("refused:", error.messages)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert not Document.objects.exists() and not DocumentVersion.objects.exists()
left = [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]
assert not left, left
text.seek(0)
document_upload(actor=cast.owner.actor, upload=text)
assert DocumentVersion.objects.get().size == 900_000
print("stored once there is room")
"""


def test_a_full_disk_refuses_the_file_and_leaves_nothing_by_halves(tmp_path: Path) -> None:
    """RLIMIT_FSIZE fails writes as a full disk does (EFBIG); SQLite's own files are far smaller than the limit."""
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")},
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "QANTARA_DATA": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=WAIT_SECONDS * 3, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "refused: " in done.stdout
    assert "stored once there is room" in done.stdout
