"""Where this installation keeps things and which address people type; read from the environment."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""The project's folder when it is installed from a checkout."""


def var_folder() -> Path:
    """The one folder with everything that changes: database, secrets, uploads, logs (HAINA_VAR)."""
    return Path(os.environ.get("HAINA_VAR") or ROOT / "var").resolve()


def public_url(default: str = "http://127.0.0.1:8000") -> str:
    """The address that people type, without a slash at its end (HAINA_PUBLIC_URL)."""
    return (os.environ.get("HAINA_PUBLIC_URL") or default).rstrip("/")
