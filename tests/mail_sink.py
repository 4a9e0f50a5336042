"""A mail server of the tests' own: keeps what it accepts, refuses when told to."""

import email
import email.policy
import socketserver
import threading
from collections import Counter
from email.message import EmailMessage
from typing import Any, Self


class MailSink:
    """SMTP on a free port of this machine. ``is_refusing``: every mail gets a temporary failure (451)."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refused = 0
        self.is_refusing = False
        sink = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                sink._talk(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that was killed in the middle is what these tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])

    def _talk(self, link: socketserver.StreamRequestHandler) -> None:
        def say(text: str) -> None:
            link.wfile.write(text.encode() + b"\r\n")

        say("220 sink")
        for raw in link.rfile:
            word = raw.strip().upper()
            if word.startswith((b"EHLO", b"HELO")):
                say("250 sink")
            elif word == b"DATA" and self.is_refusing:
                self.refused += 1
                say("451 try again later")
            elif word == b"DATA":
                say("354 go on")
                self._keep(link)
                say("250 kept")
            elif word == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def _keep(self, link: socketserver.StreamRequestHandler) -> None:
        lines: list[bytes] = []
        for raw in link.rfile:
            if raw == b".\r\n":
                message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                self.messages.append(message)  # type: ignore[arg-type]
                return
            lines.append(raw[1:] if raw.startswith(b"..") else raw)
        raise ConnectionError("the client went away before the end of its mail")

    def times(self) -> Counter[str]:
        """How often each Message-ID was accepted."""
        return Counter(str(message["Message-ID"]) for message in self.messages)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._server.shutdown()
        self._server.server_close()
