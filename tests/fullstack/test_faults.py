"""Nothing lost, nothing twice: kills, broker and database restarts, a mail server that refuses, a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ROOT
from tools.fault_runs import disk


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
    said = tool("tools.kill_runs", "--runs", "4", "--threads", "2", "--seed", "7", folder=tmp_path, seconds=1200)
    assert "nothing lost, nothing twice" in said


@pytest.mark.servers
def test_journeys_while_a_server_is_gone(servers: None, tmp_path: Path) -> None:
    """The short form; `python -m tools.fault_runs all --runs 8` is the long one."""
    said = tool("tools.fault_runs", "all", "--runs", "2", folder=tmp_path, seconds=1200)
    assert "nothing lost, nothing twice" in said


def test_a_full_disk_refuses_the_file_and_leaves_nothing_by_halves() -> None:
    assert disk() == []
