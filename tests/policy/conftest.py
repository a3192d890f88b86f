"""The invented city of Aurel, whose small pack every test of packs is made from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from haina.policy import Policy, load_files

PACKS = Path(__file__).parents[1] / "packs"


@pytest.fixture(scope="session")
def aurel_files() -> Mapping[str, str]:
    """The files of the pack of Aurel, by their paths inside it."""
    root = PACKS / "aurel"
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.yaml")}


@pytest.fixture(scope="session")
def aurel(aurel_files: Mapping[str, str]) -> Policy:
    """The policy of Aurel."""
    return load_files(aurel_files)
