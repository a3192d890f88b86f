"""Secrets that this installation makes for itself: one file each, mode 600, never in the repository."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path


def secret(path: Path, *, bytes_of_entropy: int = 48) -> str:
    """Return the secret kept in `path`, making it at the first call.

    Safe when several processes start at once: the file appears whole or not at all, and the first
    writer wins. The file has mode 600, and the folder, where it has to be made, 700.
    """
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(bytes_of_entropy))
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first; its secret is the secret
    finally:
        Path(fresh).unlink()
    return path.read_text(encoding="ascii")
