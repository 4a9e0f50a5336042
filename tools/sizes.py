"""Caps on sizes: what grows past them is split, or stands below with a reason and a last day."""

import ast
import datetime
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON_LINES, TEST_LINES, TEMPLATE_LINES, FUNCTION_LINES = 500, 800, 200, 40
# "path" or "path::function" -> (lines allowed, last day on which the exception holds, reason)
EXCEPTIONS: dict[str, tuple[int, str, str]] = {}


def tracked() -> list[Path]:
    """Files under version control or about to be; every file when there is no git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    names = done.stdout.split("\n") if done.returncode == 0 else [str(p.relative_to(ROOT)) for p in ROOT.rglob("*.*")]
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def cap(name: str, usual: int) -> int:
    lines, last_day, _reason = EXCEPTIONS.get(name, (usual, "9999-12-31", ""))
    today = datetime.datetime.now(datetime.UTC).date()
    return max(lines, usual) if today <= datetime.date.fromisoformat(last_day) else usual


def long_functions(name: str, source: str) -> list[str]:
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            allowed = cap(f"{name}::{node.name}", FUNCTION_LINES)
            if lines > allowed:
                faults.append(f"{name}:{node.lineno}: function {node.name} has {lines} lines, at most {allowed}")
    return faults


def faults() -> list[str]:
    """Every file and function above its cap, in words."""
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        is_test = name.startswith("tests/")
        if path.suffix in {".html", ".jinja"}:
            usual = TEMPLATE_LINES
        elif path.suffix == ".py" or name == "run":
            usual = TEST_LINES if is_test else PYTHON_LINES
        else:
            continue
        if "/migrations/" in name:
            continue
        source = path.read_text(encoding="utf-8")
        lines = source.count("\n")
        if lines > cap(name, usual):
            found.append(f"{name}: {lines} lines, at most {cap(name, usual)}")
        if usual != TEMPLATE_LINES and not is_test and not name.startswith("benchmarks/"):
            found += long_functions(name, source)
    return found
