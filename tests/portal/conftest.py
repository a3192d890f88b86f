"""Fixtures of the portal's tests: the real pack, published into the test database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from haina.cases.policies import current_policy
from haina.policy import Policy
from haina.portal.verbs.publish_policy import publish_policy
from haina.server.translations import compile_translations

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    compile_translations()


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The pack that ships with Haina."""
    return current_policy()


@pytest.fixture
def published(db: None, policy: Policy) -> Policy:
    """The pack, with its search index in the database."""
    publish_policy(policy, NOW)
    return policy
