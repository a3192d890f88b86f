"""Where the platform's letters and calls end in a trial: a mail server with TLS and a receiver of webhooks.

Both are real servers on 127.0.0.1 that keep what they took; a letter counts as taken when its last line has
been answered with 250, which is the moment from which it is the receiver's.
"""

from __future__ import annotations

import ipaddress
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=7))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "sink.pem", folder / "sink-key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    return paths


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that takes every letter; `taken` counts them by Message-ID and recipient."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Letters)
        self.certificate, key = certificate(folder)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate, key)
        self.taken: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """The address as HAINA_EMAIL_URL takes it."""
        return f"smtps://127.0.0.1:{self.server_address[1]}"

    def finish_request(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        """Begin TLS in the request's own thread; a client that is killed meanwhile is none of our errors."""
        try:
            with self._context.wrap_socket(request, server_side=True) as secured:
                self.RequestHandlerClass(secured, client_address, self)
        except (OSError, EOFError):
            return


class _Letters(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        """Speak as much SMTP as a client needs that hands over letters."""
        self._say("220 sink")
        recipient = ""
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word.startswith(b"RCPT"):
                recipient = line.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                self._say("354 go on")
                self._take(recipient)
            self._say({b"QUIT": "221 bye"}.get(word, "250 sink"))
            if word == b"QUIT":
                return

    def _take(self, recipient: str) -> None:
        lines = []
        while (line := self.rfile.readline()).strip(b"\r\n") != b".":
            if not line:
                raise EOFError
            lines.append(line)
        number = BytesParser().parsebytes(b"".join(lines), headersonly=True)["Message-ID"]
        with self.server.lock:
            self.server.taken[str(number), recipient] += 1

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class Hooks(ThreadingHTTPServer):
    """A receiver of webhooks; `taken` counts them by the delivery's id."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Calls)
        self.taken: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Calls(BaseHTTPRequestHandler):
    server: Hooks

    def do_POST(self) -> None:
        """Take a call and say so."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.server.lock:
            self.server.taken[self.headers.get("Haina-Delivery", "")] += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: what came is counted."""


@contextmanager
def open_sink(sink: socketserver.TCPServer) -> Iterator[None]:
    """Serve in a thread of its own until the block ends."""
    thread = threading.Thread(target=sink.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        sink.shutdown()
        sink.server_close()
        thread.join()
