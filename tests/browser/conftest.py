"""One real `haina serve` with its demo city for all browser tests of a process, and people who visit it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from haina.cases.policies import current_policy
from haina.policy import Policy
from haina.server.database import django_settings

from ..support.made import copy, once, prepare
from ..support.serving import Served, free_port
from .pages import AGENTS
from .site import Site
from .visitor import Visitor

#: Starting takes about ten seconds; far more when every core is busy with other tests.
PATIENCE = 180.0
#: No sandbox, because tests may run as root; no errand that would leave this machine. The language is that
#: of the browser's own parts, such as the order in which a date is typed, whatever the machine speaks.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=en-US",
]

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Path:
    """The folder of a `haina serve` that has made the demo city and was stopped; to be copied."""

    def make(var: Path) -> None:
        copy(prepared, var)
        prepare(var)

    return once(tmp_path_factory, "peopled", make)


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The platform with its demo city, as one command starts it."""
    with tempfile.TemporaryDirectory(prefix="haina-browser-") as folder:
        var, database = Path(folder) / "var", _scratch_database()
        if database is None:
            copy(request.getfixturevalue("peopled"), var)
        # A small city, so that a draft is tried in seconds.
        environment = {"HAINA_TRIAL_PEOPLE": "2000", **({"DATABASE_URL": database} if database else {})}
        served = Served(var, free_port(), **environment)
        try:
            yield Site.of(served.ready(PATIENCE))
        finally:
            served.clear_away()
            _drop(database)


def _scratch_database() -> str | None:
    """A database of our own on the server in DATABASE_URL; None where the embedded one is used."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        return None
    name = f"haina_browser_{uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return psycopg.conninfo.make_conninfo(given, dbname=name)


def _drop(database: str | None) -> None:
    if database is None:
        return
    name = django_settings(database)["NAME"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The pack that is served; its words are looked up in it, whatever the language of the test."""
    return current_policy()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, for one file of tests: Playwright's event loop must not outlive it.

    While that loop runs, Django refuses the database to every other test of the process.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: install it with `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def cases(site: Site, chromium: Browser) -> dict[str, str]:
    """The cases of the demo by the name of the person concerned, as the agents' own lists show them."""
    if not site.cases:
        for agent in AGENTS:
            visitor = Visitor.come(site, chromium, "en", agent)
            visitor.go("cases/")
            for row in visitor.page.locator("main tbody tr").all():
                link = row.locator("th a").get_attribute("href") or ""
                name = row.locator("td").first.inner_text().split("\n")[0]
                site.cases.setdefault(name, link.rstrip("/").rsplit("/", 1)[-1])
            assert not visitor.leave()
    return site.cases


@pytest.fixture
def visit(site: Site, chromium: Browser) -> Iterator[Visit]:
    """Let people come, each with a browser of their own; what a page complains about fails the test."""
    visitors: list[Visitor] = []

    def come(language: str = "en", account: str = "", **options: object) -> Visitor:
        visitors.append(Visitor.come(site, chromium, language, account, **options))
        return visitors[-1]

    yield come
    complaints = [line for visitor in visitors for line in visitor.leave()]
    assert not complaints, "\n".join(complaints)
