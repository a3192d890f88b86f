"""Security from the start: headers on every page, no traceback for anybody, limits, and a second factor."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path
from django.urls.resolvers import LocalePrefixPattern

from haina.people.models import Account, Posting
from haina.server import urls as real_urls
from haina.server.places import ROOT

PASSWORD = "correct horse battery staple"


def in_production(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command with the settings of a public server."""
    environment = {**os.environ, "HAINA_PUBLIC_URL": "https://talent.example", **more}
    environment["HAINA_VAR"] = str(settings.HAINA_VAR)
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_djangos_own_check_for_deployment_has_nothing_to_say() -> None:
    done = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_public_server_sends_cookies_only_encrypted_and_knows_its_name() -> None:
    names = ["DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS"]
    names += ["SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER", "CSRF_TRUSTED_ORIGINS"]
    code = "import json; from haina.server import settings; "
    code += f"print(json.dumps({{name: getattr(settings, name) for name in {names}}}))"
    found = json.loads(in_production("-c", code, HAINA_PROXIES="1").stdout)
    assert found == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "ALLOWED_HOSTS": ["talent.example"],
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "CSRF_TRUSTED_ORIGINS": ["https://talent.example"],
    }


def plain_addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address that has no part to fill in, in both languages."""
    for pattern in resolver.url_patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if "<" not in route and "(" not in route:
                yield before + route.removeprefix("^").removesuffix("$").removesuffix("\\Z")
        elif "<" not in route:
            parts = ("zh-hans/", "en/") if isinstance(pattern.pattern, LocalePrefixPattern) else (route,)
            for part in parts:
                yield from plain_addresses(pattern, before + part)


ADDRESSES = sorted(set(plain_addresses(get_resolver())))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_with_every_header_and_without_a_traceback(address: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code in {200, 302, 401, 403, 404, 405}, answer.content[:500]
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])
    assert b"Traceback" not in answer.content


INLINE = re.compile(
    rb"""<script(?![^>]*\bsrc=)(?![^>]*type="application/json")
      | \s style=["'] | \s on[a-z]+=["'] | <style | javascript:""",
    re.IGNORECASE | re.VERBOSE,
)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [each for each in ADDRESSES if each.startswith(("/en/", "/zh-hans/"))])
def test_no_page_has_script_or_style_that_its_own_policy_forbids(address: str) -> None:
    answer = Client(raise_request_exception=False).get(address)
    if answer["Content-Type"].startswith("text/html"):
        assert INLINE.search(answer.content) is None, INLINE.search(answer.content)


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("what nobody outside may read")


class Failing:
    """The real addresses and one that fails."""

    urlpatterns = (path("failing/", failing), *real_urls.urlpatterns)
    handler500 = staticmethod(real_urls.handler500)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=Failing)
def test_a_mistake_of_ours_shows_a_number_and_nothing_else() -> None:
    answer = Client(raise_request_exception=False).get("/failing/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in page
    assert not [word for word in ("RuntimeError", "nobody outside", "Traceback", ".py") if word in page]
    assert "default-src" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "spoken"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_an_address_that_is_not_there_says_so_in_its_language(language: str, spoken: str) -> None:
    answer = Client().get(f"/{language}/no/such/page/")
    assert answer.status_code == 404
    assert f'lang="{spoken}"'.encode() in answer.content
    assert b"urlpatterns" not in answer.content


def test_a_host_that_is_not_ours_gets_no_page() -> None:
    answer = Client(raise_request_exception=False).get("/en/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil" not in answer.content


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post("/en/account/login/", {"login": "a@example.org"})
    assert answer.status_code == 403
    assert b"CSRF" not in answer.content


def test_a_request_larger_than_any_form_is_refused_unread() -> None:
    answer = Client().post("/en/", CONTENT_LENGTH=str(settings.HAINA_MAX_REQUEST_BYTES + 1))
    assert answer.status_code == 413


def test_a_length_that_is_no_number_is_refused() -> None:
    assert Client().post("/en/", CONTENT_LENGTH="many").status_code == 400


@pytest.mark.django_db
def test_nobody_opens_an_account_with_an_address_that_cannot_be_verified() -> None:
    answer = Client().post("/en/account/signup/", {"email": "mayor@example.org", "password1": PASSWORD})
    assert b"<form" not in answer.content.split(b"<main")[1]
    assert not Account.objects.exists()


@pytest.fixture
def account(db: None) -> Account:
    return Account.objects.create_user("lin@example.org", PASSWORD)


def sign_in(client: Client, password: str = PASSWORD) -> HttpResponse:
    return client.post("/en/account/login/", {"login": "lin@example.org", "password": password})


def test_passwords_are_kept_as_argon2(account: Account) -> None:
    assert account.password.startswith("argon2")


def test_guessing_a_password_ends_after_five_times(account: Account) -> None:
    client = Client()
    for _ in range(5):
        assert sign_in(client, "a wrong guess").status_code == 200
    refused = sign_in(client)  # even the right one has to wait now
    assert "_auth_user_id" not in client.session
    assert refused.status_code in {200, 429}


def test_an_applicant_signs_in_with_the_password_alone(account: Account) -> None:
    client = Client()
    assert sign_in(client).status_code == 302
    answer = client.get("/en/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store, private"
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"
    assert not client.cookies["sessionid"]["secure"]  # 127.0.0.1 has no https


@pytest.fixture
def officer(account: Account) -> Account:
    Posting.objects.create(account=account, department="human_resources", valid_from=date(2016, 9, 26))
    return account


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_an_officer_without_a_second_factor_gets_no_further_than_setting_it_up(officer: Account) -> None:
    client = Client()
    sign_in(client)
    for address in ("/en/", "/en/worklist/", "/en/rights/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/en/account/2fa/totp/activate/")
    asked = client.get("/en/account/2fa/totp/activate/")
    assert asked["Location"].startswith("/en/account/reauthenticate/")
    done = client.post(asked["Location"], {"password": PASSWORD})
    assert done["Location"] == "/en/account/2fa/totp/activate/"
    assert b"data:image/svg+xml" in client.get(done["Location"]).content
    assert client.post("/en/account/logout/").status_code == 302


def test_an_officer_with_a_second_factor_needs_both(officer: Account) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(officer, secret)
    client = Client()
    step = sign_in(client)
    assert step["Location"].endswith("/account/2fa/authenticate/")
    assert client.get("/en/worklist/").status_code in {302, 403}
    assert "_auth_user_id" not in client.session

    client.post(step["Location"], {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post(step["Location"], {"code": code_of(secret)})
    assert client.session["_auth_user_id"] == str(officer.pk)
    assert client.get("/en/").status_code == 200
