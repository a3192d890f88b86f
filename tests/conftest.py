"""What every test may ask for: a PostgreSQL of its own, and settings that need no build step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.color import Style
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings as property_settings
from pytest_django.plugin import DjangoDbBlocker

from haina.server.database import django_settings
from haina.server.places import ROOT
from haina.server.postgres import Cluster
from haina.server.translations import compile_translations

from .support import made
from .support.order import long_ones_first

# The same examples in every run, so that a run says something about the change and not about its luck;
# `make soak` draws new ones for as long as one likes.
property_settings.register_profile("run", derandomize=True, deadline=None)
property_settings.register_profile("soak", derandomize=False, deadline=None, print_blob=True)
property_settings.load_profile(os.environ.get("HAINA_PROPERTIES", "run"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run try every procedure of the pack instead of one of each pattern."""
    parser.addoption("--every-procedure", action="store_true", help="try all procedures of the pack")


def pytest_configure() -> None:
    """Keep tests out of the demo's folders and use static files as they are; the rest is as in production."""
    var = ROOT / "var" / "test"
    settings.HAINA_VAR = var
    settings.HAINA_SECRETS = var / "secrets"
    settings.HAINA_SIGNING_KEY = var / "secrets" / "signing-key.json"
    settings.HAINA_SEALS = var / "secrets" / "seals"
    settings.HAINA_UPLOADS = var / "uploads"
    settings.STATIC_ROOT = var / "static"
    compile_translations()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": var / "uploads"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    _let_the_event_log_be_flushed()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where several workers share the files, the long ones are taken first."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        long_ones_first(items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have publications over the policy looked for only by a test that has a database to look in."""
    from haina.cases import policies
    from haina.drafts.published import PUBLISHED

    has_database = item.get_closest_marker("django_db") is not None or {"db", "transactional_db"} & set(
        getattr(item, "fixturenames", ())
    )
    policies._laid.kept = PUBLISHED if has_database else None


#: Tables with a trigger of ours before TRUNCATE, the sixth bit of a trigger's kind.
_GUARDED = """
    SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgtype & 32 <> 0 ORDER BY relname
"""


def _let_the_event_log_be_flushed() -> None:
    """Tests that commit are cleaned up with TRUNCATE, which the event log refuses except in that moment."""
    flush = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, style: Style, tables: list[str], **options: bool) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(_GUARDED)
            guarded = [name for (name,) in cursor.fetchall() if name in tables]
        opened = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in guarded]
        closed = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in guarded]
        # The queue is not Django's to flush: what a test has queued would be found, or run, by the next.
        closed.append("TRUNCATE procrastinate_jobs CASCADE")
        return [*opened, *flush(self, style, tables, **options), *closed]

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]


#: When the pack was published.
PUBLISHED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a `haina serve` that was prepared and stopped, without the demo city; to be copied."""

    def make(var: Path) -> None:
        made.copy(made.migrated(), var / "postgres")
        made.prepare(var, "--no-demo")

    return made.once(tmp_path_factory, "prepared", make)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The PostgreSQL of this test process: DATABASE_URL if set, else an embedded one that forgets."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="haina-test-") as folder:
        made.copy(made.migrated(), Path(folder))
        cluster = Cluster(Path(folder), durable=False)
        cluster.start(Path(folder) / "log")
        try:
            yield cluster.url()
        finally:
            cluster.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_url: str, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Point Django at the test PostgreSQL before it makes the test database, there as a copy of ours."""
    ours = connections["default"].settings_dict
    suffix = ours.get("TEST", {}).get("NAME") or None
    ours.update(django_settings(database_url))
    ours["TEST"]["NAME"] = suffix
    if "DATABASE_URL" not in os.environ:
        # What the copy has was made by the migrations; Django need not look through all of them again.
        ours["TEST"] |= {"TEMPLATE": ours["NAME"], "MIGRATE": False}


@pytest.fixture(scope="session")
def published_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The pack's search index, which is large and the same for all, in the database of this process.

    A test that empties the database takes it away: who needs it publishes the pack again, which costs
    nothing where it is there.
    """
    from haina.cases.policies import current_policy
    from haina.portal.verbs.publish_policy import publish_policy

    with django_db_blocker.unblock():
        publish_policy(current_policy(), PUBLISHED)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a failed one: what a test needs is installed, or named by `make test`."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
