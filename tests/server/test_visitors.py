"""Whose address counts for a rate limit: the visitor's as our proxies saw it, never one the visitor wrote."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from haina.server.visitors import client_address

ADDRESSES = st.ip_addresses().map(str)


def test_without_a_proxy_what_the_visitor_writes_is_not_believed(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    request = RequestFactory(REMOTE_ADDR="192.0.2.7").get("/", headers={"X-Forwarded-For": "198.51.100.1"})
    assert client_address(request) == "192.0.2.7"


@pytest.mark.parametrize("proxies", [1, 2, 3])
@given(
    written=st.lists(ADDRESSES, max_size=3),
    seen=ADDRESSES,
    passed=st.lists(ADDRESSES, min_size=2, max_size=2),
)
def test_behind_proxies_only_what_they_appended_counts(
    proxies: int, written: list[str], seen: str, passed: list[str]
) -> None:
    header = ", ".join([*written, seen, *passed[: proxies - 1]])
    request = RequestFactory(REMOTE_ADDR="127.0.0.1").get("/", headers={"X-Forwarded-For": header})
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert client_address(request) == seen


def test_a_proxy_that_says_nothing_leaves_its_own_address(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = RequestFactory(REMOTE_ADDR="127.0.0.1").get("/")
    assert client_address(request) == "127.0.0.1"
