"""Secrets are made once, whole, and for our eyes only."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from haina.server.secret_files import secret


def test_a_secret_is_made_once_with_mode_600(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"
    first = secret(path)
    assert len(first) == 64
    assert secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_all_who_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "key"
    with ThreadPoolExecutor(16) as threads:
        assert len(set(threads.map(lambda _: secret(path), range(64)))) == 1
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_two_secrets_differ(tmp_path: Path) -> None:
    assert secret(tmp_path / "one") != secret(tmp_path / "two")
