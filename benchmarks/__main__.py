"""All benchmarks, or the one named: ``python -m benchmarks [name] [its options]``. Ratios count, not absolute times."""

import subprocess
import sys
from pathlib import Path


def names() -> list[str]:
    """Every module here that has a ``main``, each run in a process of its own."""
    here = Path(__file__).parent
    found = (path for path in here.glob("*.py") if "\ndef main(" in path.read_text(encoding="utf-8"))
    return sorted(path.stem for path in found if path.stem != "__main__")


def main() -> None:
    chosen = sys.argv[1:2]
    if chosen and chosen[0] not in names():
        sys.exit(f"no benchmark {chosen[0]}; there are: {', '.join(names())}")
    failed = 0
    for name in chosen or names():
        print(f"\n== {name}", flush=True)
        failed += (
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *sys.argv[2:]], check=False).returncode != 0
        )
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
