"""Where letters go, and that a mail server's password survives its URL."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from haina.server.mail import mail_settings


@given(user=st.text(), password=st.text())
def test_name_and_password_arrive_as_they_are(user: str, password: str) -> None:
    written = f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@mail.example"
    made = mail_settings(written)
    assert (made["EMAIL_HOST_USER"], made["EMAIL_HOST_PASSWORD"]) == (user, password)


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://mail.example", 587, False, True),
        ("smtps://mail.example", 465, True, False),
        ("smtp://mail.example:2525", 2525, False, True),
    ],
)
def test_letters_are_always_sent_encrypted(url: str, port: int, ssl: bool, tls: bool) -> None:
    made = mail_settings(url)
    assert (made["EMAIL_PORT"], made["EMAIL_USE_SSL"], made["EMAIL_USE_TLS"]) == (port, ssl, tls)


def test_without_a_server_nothing_is_set() -> None:
    assert mail_settings("") == {}


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://:25"])
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="HAINA_EMAIL_URL"):
        mail_settings(url)
