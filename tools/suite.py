"""``./run test``: installs what the tests need, starts real servers, runs every phase, sums up in one closing line.

    python -m tools.suite [pytest arguments]

Phases: the suite on a SQLite file; races and the full stack on PostgreSQL, Redis and a Celery worker; the core again on
PostgreSQL; the browser journeys. A phase that could not run is named and makes the command fail, unless
ALLOW_MISSING=browser,servers allows it.
"""

import contextlib
import ctypes.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE = ("tests/portal", "tests/lending", "tests/contracts")
NOTHING_COLLECTED = 5
FONTS = {"fonts-noto-core": "Noto Sans Arabic", "fonts-noto-cjk": "Noto Sans CJK SC"}
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


@dataclass
class Tally:
    """What ran so far, over all phases."""

    counts: Counter[str] = field(default_factory=Counter)
    missing: dict[str, str] = field(default_factory=dict)
    skips: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def say(text: str) -> None:
    print(text, flush=True)


# --- what the machine must have ---------------------------------------------------------------------------------------


def has_font(family: str) -> bool:
    if not shutil.which("fc-list"):
        return False
    done = subprocess.run(["fc-list", family], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip())


def wanted_packages() -> list[str]:
    """Debian packages that the tests need and this machine lacks."""
    from tests.chromium import program

    packages = [] if program() else ["chromium"]
    packages += [name for name, family in FONTS.items() if not has_font(family)]
    if not shutil.which("fc-list"):
        packages.append("fontconfig")
    if not all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")):
        packages += PANGO
    return packages


def install_packages() -> str:
    """Install what is missing when root and on Debian; what is still missing and why, in words (empty: nothing)."""
    packages = wanted_packages()
    if not packages:
        return ""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return f"install as root: apt-get install {' '.join(packages)}"
    say(f"Installing {' '.join(packages)} ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "check": False}
    subprocess.run(["apt-get", "-qq", "update"], **quiet)
    for _attempt in range(2):  # a mirror that hangs once usually answers the second time
        subprocess.run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages], **quiet)
        left = wanted_packages()
        if not left:
            return ""
    return f"apt-get could not install {' '.join(left)}"


# --- phases -----------------------------------------------------------------------------------------------------------


def environment(folder: Path, **extra: str) -> dict[str, str]:
    """The tests' surroundings: their own data folder, no server and no production secret of the caller's."""
    cleared = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in cleared}
    return {**kept, "QANTARA_DATA": str(folder), "PYTHONUNBUFFERED": "1", **extra}


def run_phase(tally: Tally, title: str, arguments: list[str], surroundings: dict[str, str], folder: Path) -> None:
    report = folder / f"{title.split()[0]}.xml"
    began = time.monotonic()
    say(f"\n--- {title}")
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", "-o", "junit_family=xunit1", *arguments]
    code = subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode
    counts = read_report(tally, report)
    if code not in {0, 1, NOTHING_COLLECTED} or (code == 1 and not counts["failed"]):
        tally.broken.append(f"{title} (pytest ended with {code})")
    say(f"--- {title}: {counts['passed']} passed, {counts['failed']} failed, in {time.monotonic() - began:.0f} s")


def read_report(tally: Tally, report: Path) -> Counter[str]:
    """Add a phase's JUnit report to the tally; its own counts."""
    counts: Counter[str] = Counter()
    if not report.exists():
        return counts
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        kinds = {child.tag for child in case}
        if kinds & {"failure", "error"}:
            counts["failed"] += 1
        elif "skipped" in kinds:
            counts["skipped"] += 1
            tally.skips[case.find("skipped").get("message", "")] += 1  # type: ignore[union-attr]
        else:
            counts["passed"] += 1
    tally.counts += counts
    return counts


@contextlib.contextmanager
def real_servers(tally: Tally) -> Iterator[dict[str, str] | None]:
    """DATABASE_URL and REDIS_URL: the caller's, else of servers started here; None when they cannot run."""
    from tests.servers import Postgres, ServerMissing, Valkey

    with contextlib.ExitStack() as stack:
        try:
            database = os.environ.get("DATABASE_URL") or stack.enter_context(Postgres()).url
            queue = os.environ.get("REDIS_URL") or stack.enter_context(Valkey()).url
        except (ServerMissing, OSError, AssertionError) as error:
            tally.missing["servers"] = str(error)
            yield None
            return
        yield {"DATABASE_URL": database, "REDIS_URL": queue}


def run_phases(tally: Tally, arguments: list[str], folder: Path) -> None:
    from tests.chromium import program

    names_a_path = any(
        not argument.startswith("-") and Path(argument.split("::")[0]).exists() for argument in arguments
    )
    core = [] if names_a_path else [path for path in CORE if (ROOT / path).exists()]
    parallel = ["-n", "2"]
    alone = "not servers and not browser"
    run_phase(tally, "sqlite", [*parallel, "-m", alone, *arguments], environment(folder), folder)
    with real_servers(tally) as urls:
        if urls:
            run_phase(tally, "servers", ["-m", "servers", *arguments], environment(folder, **urls), folder)
            database = {"DATABASE_URL": urls["DATABASE_URL"]}
            if core or names_a_path:
                again = [*parallel, "-m", alone, *core, *arguments]
                run_phase(tally, "postgresql (the core again)", again, environment(folder, **database), folder)
    if program():
        run_phase(tally, "browser", ["-m", "browser", *arguments], environment(folder), folder)
    else:
        tally.missing["browser"] = "no Chromium"


def verdict(tally: Tally) -> int:
    """Print the sum and return the exit code."""
    allowed = {name.strip() for name in os.environ.get("ALLOW_MISSING", "").split(",") if name.strip()}
    for reason, number in sorted(tally.skips.items()):
        say(f"skipped {number}: {reason}")
    for name in tally.broken:
        say(f"did not finish: {name}")
    for name, reason in tally.missing.items():
        say(f"could not run: {name}: {reason}" + (" (allowed)" if name in allowed else ""))
    counts = tally.counts
    failed = counts["failed"] + len(tally.broken)
    say(f"{counts['passed']} passed, {failed} failed, {counts['skipped']} skipped")
    return int(bool(failed or not counts["passed"] or set(tally.missing) - allowed))


def main() -> None:
    tally = Tally()
    lacking = install_packages()
    if lacking:
        tally.missing["browser"] = lacking
    subprocess.run(
        [sys.executable, "-m", "tools.catalogues", "compile"], cwd=ROOT, env=environment(ROOT / "var"), check=True
    )
    with tempfile.TemporaryDirectory(prefix="qantara-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        run_phases(tally, sys.argv[1:], folder)
    sys.exit(verdict(tally))


if __name__ == "__main__":
    main()
