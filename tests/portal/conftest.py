"""Fixtures of the portal's tests: the real pack, published into the test database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from haina.cases.policies import current_policy, forget_policies
from haina.policy import Policy
from haina.portal.verbs.publish_policy import publish_policy
from haina.server.translations import compile_translations

AUREL = Path(__file__).parents[1] / "packs" / "aurel"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    compile_translations()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The pack that ships with Haina."""
    return current_policy()


@pytest.fixture
def published(published_once: None, db: None, policy: Policy) -> Policy:
    """The pack, with its search index in the database."""
    publish_policy(policy, NOW)
    return policy


@pytest.fixture
def aurel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Policy]:
    """The pack of an invented city in the place of the one that ships; it has one element of each kind."""
    monkeypatch.setenv("HAINA_POLICY", str(AUREL))
    forget_policies()
    yield current_policy()
    forget_policies()
