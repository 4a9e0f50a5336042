"""``./run check``: everything that can be known without running the tests, fast things first.

python -m tools.check [name ...]      only the named checks (see CHECKS)
"""

import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools import sizes
from tools.production import operator_file

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "lending", "digital", "export")
SMALLEST_TEMPLATE_SHARE = 0.99  # of the templates must have been seen by the linter, else it looked elsewhere
OFFLINE = (
    "ConnectionError",
    "Max retries",
    "Name or service not known",
    "timed out",
    "Temporary failure",
    "HTTPError",
    "ServiceError",
)
Result = tuple[bool, str]


def execute(*command: str, environment: dict[str, str] | None = None) -> Result:
    """Run a module of this environment: (success, output)."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode == 0, done.stdout


def lint() -> Result:
    return execute("-m", "ruff", "check", "--no-cache", ".", "run")


def style() -> Result:
    return execute("-m", "ruff", "format", "--no-cache", "--check", ".", "run")


def file_sizes() -> Result:
    found = sizes.faults()
    return not found, "\n".join(found)


def storeys() -> Result:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return execute("-c", program, "--no-cache")


def templates() -> Result:
    """djLint over every template of Django and every piece of Jinja2."""
    results = [linted("html", "django"), linted("jinja", "jinja")]
    return all(good for good, _output in results), "\n".join(output for _good, output in results)


def linted(extension: str, profile: str) -> Result:
    """djLint over the files of one kind; fails too when it saw fewer than there are."""
    folders = [name for name in ("templates", *PACKAGES) if (ROOT / name).exists()]
    command = ("-m", "djlint", *folders, "--lint", "--extension", extension, "--profile", profile)
    there = sum(1 for path in sizes.tracked() if path.suffix == f".{extension}")
    good, output = execute(*command, "--quiet")
    _good, summary = execute(*command)
    seen = max((int(number) for number in re.findall(r"[Ll]inted (\d+) file", summary)), default=0)
    if seen < there * SMALLEST_TEMPLATE_SHARE:
        return False, f"{output}\ndjlint saw {seen} of {there} templates"
    return good, output


def catalogues() -> Result:
    return execute("-m", "tools.catalogues", "check")


def test_environment(folder: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "QANTARA_DATA": folder,
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }


def migrations() -> Result:
    with tempfile.TemporaryDirectory() as folder:
        return execute("manage.py", "makemigrations", "--check", "--dry-run", environment=test_environment(folder))


def deployment() -> Result:
    """Django's deployment checks on production settings; a warning is a failure. No server is contacted."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "QANTARA_DATA": folder,
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "portal.example",
            "SITE_URL": "https://portal.example",
            "DATABASE_URL": "postgres://user:word@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "OPERATOR_FILE": str(operator_file(Path(folder))),
        }
        return execute("manage.py", "check", "--deploy", "--fail-level", "WARNING", environment=environment)


def types() -> Result:
    with tempfile.TemporaryDirectory() as folder:
        return execute("-m", "mypy", *PACKAGES, environment=test_environment(folder))


def audit() -> Result:
    """Known weaknesses of the pinned packages. Without a network this cannot be known, and the check says so."""
    good, output = execute(
        "-m", "pip_audit", "-r", "requirements.txt", "--no-deps", "--disable-pip", "--progress-spinner", "off"
    )
    if not good and any(word in output for word in OFFLINE):
        return True, "NOT CHECKED: the list of known weaknesses cannot be reached from here"
    if good and "could not be audited" in output:  # a mirror without the list answers "not found", and all seems well
        return True, "NOT CHECKED: the list of known weaknesses knows nothing here"
    return good, output


CHECKS: dict[str, Callable[[], Result]] = {
    "lint": lint,
    "style": style,
    "sizes": file_sizes,
    "storeys": storeys,
    "catalogues": catalogues,
    "migrations": migrations,
    "deployment": deployment,
    "templates": templates,
    "types": types,
    "audit": audit,
}


def main() -> None:
    names = sys.argv[1:] or list(CHECKS)
    unknown = set(names) - set(CHECKS)
    if unknown:
        sys.exit(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(CHECKS)}")
    failed = []
    for name in names:
        began = time.monotonic()
        good, output = CHECKS[name]()
        note = " (not checked: no list of weaknesses here)" if output.startswith("NOT CHECKED") else ""
        print(f"{'ok  ' if good else 'FAIL'} {name:<12} {time.monotonic() - began:5.1f} s{note}", flush=True)
        if not good:
            failed.append(name)
            print(output.strip()[-12_000:], flush=True)
    print(
        f"{len(names) - len(failed)} checks good, {len(failed)} failed" + (f": {', '.join(failed)}" if failed else "")
    )
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
