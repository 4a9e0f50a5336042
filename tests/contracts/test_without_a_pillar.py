"""Taking a pillar out leaves the rest working: its package cannot be imported, and everybody still has their pages."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("pillar", ["digital"])
def test_the_rest_works_without(pillar: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.contracts.without", pillar, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
