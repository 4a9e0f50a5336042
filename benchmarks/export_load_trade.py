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
from collections.abc import Iterator
from pathlib import Path

import pycountry


def codes() -> list[str]:
    """The numeric codes of all countries."""
    return sorted(country.numeric for country in pycountry.countries)


def write(path: Path, rows: int) -> None:
    """A file of ``rows`` flows in BACI's shape and BACI's order: by exporter, importer, product (fixed seed)."""
    rng = random.Random(1)
    lands = codes()
    goods = [f"{chapter:02}{rest:04}" for chapter in range(1, 77) for rest in range(1010, 9000, 120)]
    pairs = [(i, j) for i in lands for j in lands if i != j]
    with path.open("w", encoding="utf-8") as stream:
        stream.write("t,i,j,k,v,q\n")
        for year, i, j, size in spread(pairs, rows):
            for k in sorted(rng.sample(goods, min(size, len(goods)))):
                stream.write(f"{year},{i},{j},{k},{rng.random() * 900:.3f},1\n")


def spread(pairs: list[tuple[str, str]], rows: int) -> Iterator[tuple[int, str, str, int]]:
    """(year, exporter, importer, number of products): five years, the same number for every pair, ``rows`` in all."""
    left = rows
    for year in range(2018, 2023):
        for at, (i, j) in enumerate(pairs):
            cells = (2022 - year) * len(pairs) + len(pairs) - at
            size = left // cells + (1 if left % cells and at % 2 else 0)
            size = min(size, left)
            left -= size
            yield year, i, j, size


def load(path: str) -> None:
    """In the child: migrate, load, say how long and how much memory."""
    import django

    django.setup()
    from django.core.management import call_command

    from export import trade_load, trade_merge

    call_command("migrate", verbosity=0)
    started = time.monotonic()
    loaded = trade_load.load_file(Path(path), trade_load.Origin(name="bench", is_example=True))
    read = time.monotonic() - started
    trade_merge.finish(["bench"])
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
