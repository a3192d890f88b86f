"""The file store: bytes under the name of their SHA-256, outside every folder that is served.

A file is written beside its place, flushed to disk and then moved there, so that a name never stands for
half a file. The same content is stored once.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_CHUNK = 1 << 16
_NAME = re.compile(r"[0-9a-f]{64}")


class TooLarge(ValueError):
    """More bytes than allowed; nothing is kept."""


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived but is not kept yet."""

    path: Path
    sha256: str
    size: int

    def head(self, length: int) -> bytes:
        """The first bytes."""
        with self.path.open("rb") as file:
            return file.read(length)

    def keep(self) -> Path:
        """Move the file to its place under its content's name and return that place."""
        place = path_of(self.sha256)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path.replace(place)
        _flush_folder(place.parent)
        return place


def root() -> Path:
    """The folder of the store."""
    return Path(settings.HAINA_UPLOADS)


def path_of(sha256: str) -> Path:
    """Where the content of a hash lies; raises ValueError for what is not a hash."""
    if not _NAME.fullmatch(sha256):
        raise ValueError("not a SHA-256")
    return root() / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def receive(stream: BinaryIO, most: int) -> Iterator[Received]:
    """Take in at most `most` bytes; what has not been kept by the end of the block is gone.

    Raises TooLarge as soon as there is one byte more.
    """
    descriptor, name = tempfile.mkstemp(dir=_incoming())
    path = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(descriptor, "wb") as file:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise TooLarge(f"more than {most} bytes")
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        yield Received(path, digest.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def forget_halves(before: datetime) -> int:
    """Remove what was arriving when its process was killed, from before this time; how many there were."""
    found = 0
    for path in _incoming().iterdir():
        # One that has arrived meanwhile is not there any more.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
                found += 1
    return found


def _incoming() -> Path:
    """Where files arrive."""
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
