"""Which PostgreSQL this process talks to: the one in DATABASE_URL, or the embedded one under var/."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from haina.rules.text import Text

OLDEST_VERSION = 15


class DatabaseProblem(RuntimeError):
    """The database cannot be used; `text` says why, and what to do, to whoever starts the server."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh=zh, en=en)


def database_url(*, user: str, password: str, name: str, host: str, port: int) -> str:
    """Write the address of a database as a URL; `host` may be the folder of a Unix socket."""
    credentials = f"{quote(user, safe='')}:{quote(password, safe='')}" if password else quote(user, safe="")
    query = urlencode({"host": host, "port": port}, quote_via=quote)
    return f"postgresql://{credentials}@/{quote(name, safe='')}?{query}"


def django_settings(url: str) -> dict[str, Any]:
    """Turn a PostgreSQL address into one entry of Django's DATABASES.

    Connections are kept for ten minutes and tried before they are used again, so that a restarted
    database costs one reconnection and no failed request. Raises DatabaseProblem when `url` is not
    an address of PostgreSQL.
    """
    parts = _parts(url)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {django: str(parts.pop(libpq, "") or "") for libpq, django in names.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **settings,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "haina", **parts},
    }


def check_server(url: str) -> int:
    """Connect once and return the server's major version.

    Raises DatabaseProblem, with what to do and without the password, when it cannot be reached or is too old.
    """
    parts = _parts(url)
    where = f"{parts.get('host') or 'localhost'}:{parts.get('port') or 5432}/{parts.get('dbname') or ''}"
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        said = str(error).strip()
        raise DatabaseProblem(
            zh=f"连接不上 DATABASE_URL（{where}）：{said}",
            en=f"DATABASE_URL cannot be reached ({where}): {said}",
        ) from error
    if version < OLDEST_VERSION:
        raise DatabaseProblem(
            zh=f"PostgreSQL {version}（{where}）版本太旧，海纳需要 {OLDEST_VERSION} 或更新的版本。",
            en=f"PostgreSQL {version} ({where}) is too old; it must be {OLDEST_VERSION} or later.",
        )
    return version


def _parts(url: str) -> dict[str, Any]:
    try:
        return dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        raise DatabaseProblem(
            zh="DATABASE_URL 不是 PostgreSQL 地址，应形如 postgresql://USER:PASSWORD@HOST:PORT/NAME",
            en="DATABASE_URL is not a PostgreSQL address; write postgresql://USER:PASSWORD@HOST:PORT/NAME",
        ) from error
