"""Loading made-up BACI files of growing size: rows a second and the process's largest memory.

    python -m benchmarks.export_load_trade [ROWS …]     (default 100000 1000000)

Each size runs in a fresh process on a fresh database, so that the peak memory is its own.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NUMERIC = [
    "4",
    "36",
    "76",
    "156",
    "276",
    "360",
    "380",
    "392",
    "410",
    "682",
    "699",
    "710",
    "724",
    "792",
    "818",
    "826",
    "842",
]


def write(path: Path, rows: int) -> None:
    """A file of ``rows`` flows in BACI's shape (fixed seed)."""
    rng = random.Random(1)
    with path.open("w", encoding="utf-8") as stream:
        stream.write("t,i,j,k,v,q\n")
        for _n in range(rows):
            i, j = rng.sample(NUMERIC, 2)
            stream.write(
                f"2022,{i},{j},{rng.randint(1, 76):02}{rng.randint(1, 60):02}{rng.randint(10, 90)},{rng.random() * 900:.3f},1\n"
            )


def load(path: str) -> None:
    """In the child: migrate, load, say how long and how much memory."""
    import django

    django.setup()
    from django.core.management import call_command

    from export import trade_load

    call_command("migrate", verbosity=0)
    started = time.monotonic()
    loaded = trade_load.load_file(Path(path), trade_load.Origin(name="bench", is_example=True))
    read = time.monotonic() - started
    trade_load.finish(["bench"])
    total = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{loaded.rows:>12,} rows  read {read:7.1f} s ({loaded.rows / read:9,.0f}/s)  sums {total - read:6.1f} s  peak {peak:6.0f} MB"
    )


def main() -> None:
    """One child for each size."""
    for rows in [int(text) for text in sys.argv[1:]] or [100_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "baci.csv"
            write(path, rows)
            environment = {**os.environ, "QANTARA_DATA": folder, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
            subprocess.run(
                [sys.executable, "-m", "benchmarks.export_load_trade", "--child", str(path)],
                env=environment,
                check=True,
            )


if __name__ == "__main__":
    load(sys.argv[2]) if sys.argv[1:2] == ["--child"] else main()
