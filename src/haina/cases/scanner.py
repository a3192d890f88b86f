"""The scanner port: something that looks into a file for malicious content before it is attached.

The setting HAINA_SCANNER is the address of a ClamAV daemon (`unix:/path` or `host:port`). Without it
nothing is scanned, which is fit for a demonstration only; a scanner that is set but cannot be reached
refuses every file.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

_CHUNK = 1 << 16
_PATIENCE = 30.0


class ScannerUnavailable(RuntimeError):
    """The scanner that is configured gave no answer."""


class Scanner(Protocol):
    """Looks into files."""

    def threat_in(self, path: Path) -> str | None:
        """The name of what was found, or None; raises ScannerUnavailable."""


@dataclass(frozen=True, slots=True)
class NoScanner:
    """Finds nothing because it does not look."""

    def threat_in(self, path: Path) -> str | None:
        """None."""
        return None


@dataclass(frozen=True, slots=True)
class ClamScanner:
    """A ClamAV daemon, asked by its INSTREAM command."""

    address: str

    def threat_in(self, path: Path) -> str | None:
        """The name of the threat that ClamAV found, or None; raises ScannerUnavailable."""
        try:
            with closing(self._connect()) as connection:
                connection.sendall(b"zINSTREAM\0")
                for chunk in _chunks(path):
                    connection.sendall(struct.pack("!I", len(chunk)) + chunk)
                connection.sendall(struct.pack("!I", 0))
                answer = b"".join(iter(lambda: connection.recv(_CHUNK), b""))
        except OSError as error:
            raise ScannerUnavailable(str(error)) from error
        return _verdict(answer.rstrip(b"\0").decode(errors="replace").strip())

    def _connect(self) -> socket.socket:
        if self.address.startswith("unix:"):
            return _connect_to_path(self.address.removeprefix("unix:"))
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=_PATIENCE)


def _connect_to_path(path: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_PATIENCE)
    try:
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def scanner() -> Scanner:
    """The scanner of this installation."""
    address = getattr(settings, "HAINA_SCANNER", "")
    return ClamScanner(address) if address else NoScanner()


def is_scanning() -> bool:
    """Whether files are looked into before they are attached."""
    return not isinstance(scanner(), NoScanner)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _verdict(answer: str) -> str | None:
    if answer.endswith("OK"):
        return None
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream:").removesuffix("FOUND").strip()
    raise ScannerUnavailable(answer or "no answer")
