"""The real nginx with deploy/nginx.conf on this machine: only ports, upstream and the certificate's folder are changed."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.processes import Child

ROOT = Path(__file__).resolve().parent.parent
FRAME = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/portal.conf;
}}
"""


def program() -> str | None:
    """Where nginx is; None when this machine has none."""
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


def certificate(folder: Path, host: str = "127.0.0.1") -> Path:
    """A self-made certificate for ``host``, good for two days, with its key beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    paper = folder / "portal.crt"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=qantara", "-addext", f"subjectAltName=IP:{host}", "-keyout", folder / "portal.key", "-out", paper,
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return paper


def configuration(folder: Path, *, plain: int, secure: int, upstream: int) -> Path:
    """Write what nginx reads: our file with this machine's ports; ValueError when there is nothing to change in it."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "listen 80 default_server": f"listen 127.0.0.1:{plain} default_server",
        "listen [::]:80 default_server;\n": "",
        "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "listen [::]:443 ssl http2;\n": "",
        "server web:8000": f"server 127.0.0.1:{upstream}",
        "/etc/nginx/tls": str(folder / "tls"),
    }
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"deploy/nginx.conf has no {old!r} any more")
        text = text.replace(old, new)
    (folder / "portal.conf").write_text(text, encoding="utf-8")
    frame = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # its folder is ours alone
    frame.write_text(FRAME.format(folder=folder, user=user), encoding="utf-8")
    return frame


@dataclass
class Proxy:
    """nginx before a web process of this machine."""

    folder: Path
    plain: int
    secure: int
    upstream: int
    child: Child | None = None

    @property
    def base(self) -> str:
        return f"https://127.0.0.1:{self.secure}"

    @property
    def certificate(self) -> Path:
        return self.folder / "tls" / "portal.crt"

    def prepare(self) -> list[str]:
        """Certificate and configuration; the command line that reads them."""
        self.folder.mkdir(parents=True, exist_ok=True)
        certificate(self.folder / "tls")
        frame = configuration(self.folder, plain=self.plain, secure=self.secure, upstream=self.upstream)
        nginx = program()
        if nginx is None:
            raise FileNotFoundError("nginx is not installed on this machine")
        return [nginx, "-e", "stderr", "-p", str(self.folder), "-c", str(frame)]

    def faults(self) -> str:
        """What ``nginx -t`` says against the configuration; empty when it is right."""
        done = subprocess.run([*self.prepare(), "-t"], capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else done.stderr

    def start(self) -> None:
        self.child = Child("proxy", self.prepare(), {"PATH": "/usr/sbin:/usr/bin:/bin"}, self.folder / "proxy.log")
        self.child.start()

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()
