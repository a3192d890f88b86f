"""`haina serve`: one command starts everything, anything may be killed, and nothing is left behind."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from haina.server import processes
from haina.server.places import ROOT
from haina.server.postgres import Cluster

from ..support.serving import Served, free_port
from .conftest import Serve

PATIENCE = 40.0


def remember(served: Served) -> None:
    """Write a row that must survive whatever comes next."""
    with psycopg.connect(Cluster(served.var / "postgres").url()) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('kept')")


def remembered(served: Served) -> bool:
    with psycopg.connect(Cluster(served.var / "postgres").url()) as connection:
        return connection.execute("SELECT word FROM kept").fetchone() == ("kept",)


Serving = Callable[..., Served]


@pytest.fixture(scope="module")
def standing(folder_of: Callable[[str], Path]) -> Iterator[Serving]:
    """Gives a server that tests share, by the name of its folder: as it stands, or started again."""
    runs: dict[str, Served] = {}

    def stand(name: str, *arguments: str) -> Served:
        if name not in runs or runs[name].process.poll() is not None:
            runs[name] = Served(folder_of(name), free_port(), *arguments)
        return runs[name].ready()

    yield stand
    for run in runs.values():
        run.clear_away()


@pytest.fixture
def served(standing: Serving) -> Served:
    """A server without the demo city that is well; whatever a test does to it, it is well again after it."""
    return standing("plain", "--no-demo")


@pytest.fixture
def with_demo(standing: Serving) -> Served:
    """A server with the demo city that is well."""
    return standing("demo")


def test_whatever_is_killed_while_serving_comes_back(served: Served) -> None:
    remember(served)
    for words in ("postgres -D", "gunicorn", "django work"):
        before = served.child(words)
        assert before is not None
        os.kill(before, signal.SIGKILL)
        assert processes.wait_until(lambda w=words, b=before: served.child(w) not in {None, b}, PATIENCE)
        assert processes.wait_until(served.well, PATIENCE), served.words

    assert remembered(served)
    assert "The database is back." in served.words
    assert "The web server ended (SIGKILL)" in served.words


def test_the_demo_has_registers_of_its_own_which_come_back_and_else_there_are_none(
    served: Served, with_demo: Served
) -> None:
    """Given the demo's registers are killed, then the platform serves on and they answer again."""
    assert served.child("haina registers") is None
    before = with_demo.child("haina registers")
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert processes.wait_until(lambda: with_demo.child("haina registers") not in {None, before}, PATIENCE)
    assert with_demo.well()
    assert "The demo registers ended (SIGKILL)" in with_demo.words


def test_requests_wait_while_the_web_server_restarts(served: Served) -> None:
    os.kill(served.child("gunicorn") or 0, signal.SIGKILL)
    answers = [served.get("/health")[0] for _ in range(50)]  # none is refused: the socket is the supervisor's
    assert answers == [200] * 50


def sent_in_vain(served: Served, form: str) -> str:
    """Send a form while there is no database; the page that comes back."""
    token = "a" * 32
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=15)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={token}; sessionid={'s' * 32}",
    }
    address = "/en/cases/00000000-0000-0000-0000-000000000000/note/"
    with closing(connection):
        connection.request("POST", address, f"csrfmiddlewaretoken={token}&{form}", headers)
        response = connection.getresponse()
        assert response.status == 503
        return response.read().decode()


def test_while_the_database_is_away_pages_say_so_and_recover(served: Served) -> None:
    log = served.var / "log" / "web.log"
    before = len(log.read_text())
    os.kill(served.process.pid, signal.SIGSTOP)  # so that nobody restarts it for now
    os.kill(served.child("postgres -D") or 0, signal.SIGKILL)
    processes.wait_until(lambda: not processes.working_in(served.postgres), PATIENCE)
    for address in ("/health", "/en/search/?q=talent"):
        status, headers, page = served.get(address)
        assert (status, headers["Retry-After"]) == (503, "5")
        assert "<h1>" in page
        assert "Traceback" not in page
        assert "nothing was lost" in page
        assert "没有丢失" in page
    assert 'name="text" value="typed"' in sent_in_vain(served, "key=k&text=typed")
    assert "typed" not in sent_in_vain(served, "login=a@example.org&password=typed")
    logged = log.read_text()[before:]
    assert "Service Unavailable: /en/search/: connection " in logged
    assert "Traceback" not in logged
    os.kill(served.process.pid, signal.SIGCONT)
    assert processes.wait_until(served.well, PATIENCE), served.words


def test_a_second_one_in_the_same_folder_is_told_so(served: Served) -> None:
    second = Served(served.var, free_port(), "--no-demo")
    assert second.ended() == 2
    assert f"already being served (pid {served.process.pid}" in second.words
    assert served.well()


@pytest.mark.parametrize("words", ["Starting the database", "Preparing the database"])
def test_stopping_works_while_it_is_still_starting(serve: Serve, words: str) -> None:
    served = serve("--no-demo", fresh=True)
    assert processes.wait_until(lambda: words in served.words, PATIENCE)
    begun = time.monotonic()
    served.process.send_signal(signal.SIGINT)
    assert served.ended() == 0
    assert time.monotonic() - begun < 5
    assert not served.children()


def test_after_kill_9_nothing_is_left_and_the_data_serve_again_whatever_else_is_killed(serve: Serve) -> None:
    first = serve("--no-demo").ready()
    remember(first)
    first.process.kill()
    first.ended()
    assert processes.wait_until(lambda: not first.children(), 15), first.left()

    second = serve("--no-demo", port=first.port).ready()
    assert second.well()
    assert remembered(second)
    processes.send({second.process.pid, *second.children()}, signal.SIGKILL)  # everything at once
    second.ended()

    third = serve("--no-demo", port=first.port).ready()
    assert remembered(third)


@pytest.fixture
def fresh(standing: Serving, folder_of: Callable[[str], Path]) -> Served:
    """A server that began in an empty folder, and was killed twice while it was preparing there."""
    if not (var := folder_of("fresh")).exists():
        for words in ("Starting the database", "Preparing the database"):
            run = Served(var, free_port(), "--no-demo")
            assert processes.wait_until(lambda run=run, words=words: words in run.words, PATIENCE)
            run.process.kill()
            run.ended()
    return standing("fresh", "--no-demo")


def test_killed_while_it_is_still_preparing_it_starts_again(fresh: Served) -> None:
    assert fresh.well()


def test_a_port_in_use_is_named_at_once(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = serve("--no-demo", fresh=True, port=port)
        assert refused.ended() == 2
        assert f"port {port} is in use by another program" in refused.words
        assert "--port" in refused.words


def test_an_impossible_port_is_refused(serve: Serve) -> None:
    refused = serve("--no-demo", fresh=True, port=70_000)
    assert refused.ended() == 2
    assert "70000" in refused.words
    assert "Traceback" not in refused.words


def test_secrets_are_made_at_the_first_start_for_our_eyes_only(fresh: Served) -> None:
    secrets = [
        fresh.var / "secrets" / "django-key",
        fresh.var / "postgres" / "haina-password",
        fresh.var / "postgres" / "postgres-password",
    ]
    for path in secrets:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert len(path.read_text()) >= 40
    logs = "".join(log.read_text() for log in (fresh.var / "log").iterdir()) + fresh.words
    assert not [path for path in secrets if path.read_text() in logs]


def test_what_is_made_under_var_never_enters_the_repository() -> None:
    tracked = subprocess.run(["git", "ls-files", "var"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert tracked.stdout == ""
    made = ROOT / "var" / "secrets" / "django-key"
    ignored = subprocess.run(["git", "check-ignore", "-q", str(made)], cwd=ROOT, check=False)
    assert ignored.returncode == 0


def test_another_server_is_used_when_it_is_named(serve: Serve, tmp_path: Path, database_url: str) -> None:
    other = Cluster(tmp_path / "other", durable=False)
    other.start(tmp_path / "other-log")
    try:
        served = serve("--no-demo", fresh=True, DATABASE_URL=other.url()).ready()
        assert served.well()
        assert "from DATABASE_URL" in served.words
        assert not served.postgres.exists()
        with psycopg.connect(other.url()) as connection:
            migrated = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
        assert migrated is not None and migrated[0] > 10
        served.process.send_signal(signal.SIGINT)
        assert served.ended() == 0
        assert other.running()  # it was not ours to stop
    finally:
        other.stop()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://haina:hidden@127.0.0.1:1/haina", "cannot be reached"),
        ("not an address", "not a PostgreSQL address"),
    ],
)
def test_a_database_that_cannot_be_had_is_named_without_its_password(
    serve: Serve, url: str, said: str
) -> None:
    refused = serve("--no-demo", fresh=True, DATABASE_URL=url)
    assert refused.ended() == 2
    assert said in refused.words
    assert "hidden" not in refused.words
    assert "Traceback" not in refused.words


def test_the_demo_city_is_there_with_accounts_to_sign_in(with_demo: Served) -> None:
    served = with_demo
    accounts = re.findall(r"(\S+@example\.org) +(\S+)", served.words)
    assert len(accounts) >= 6
    environment = {**os.environ, "HAINA_VAR": str(served.var)}
    officer = next(line for line in served.words.splitlines() if line.startswith("officer"))
    email = re.findall(r"\S+@example\.org", officer)[0]
    asked = [sys.executable, "manage.py", "demo_code", email]
    code = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(r"\d{6}\n", code)
    for page in ("/", "/zh-hans/", "/en/", "/zh-hans/rights/", "/api/v1/rights"):
        assert served.get(page)[0] in {200, 302}, page


def test_no_demo_accounts_are_made_where_others_could_use_them(serve: Serve) -> None:
    served = serve(HAINA_PUBLIC_URL="https://talent.example").ready()
    assert "@example.org" not in served.words
    assert "https://talent.example" in served.words
    status, _, _ = served.get("/en/")
    assert status == 400  # asked for as 127.0.0.1, which is not its name


def test_a_broken_policy_is_named_and_nothing_is_served(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.yaml").write_text("id: [")
    refused = serve(HAINA_POLICY=str(tmp_path / "pack"))
    assert refused.ended() == 1
    assert "preparing failed" in refused.words
    assert "pack.yaml" in refused.words
    assert not refused.children()


@pytest.mark.parametrize(
    ("name", "way"), [("served", signal.SIGINT), ("with_demo", signal.SIGTERM), ("fresh", signal.SIGHUP)]
)
def test_stopping_takes_less_than_five_seconds_and_leaves_nothing(
    request: pytest.FixtureRequest, name: str, way: signal.Signals
) -> None:
    served: Served = request.getfixturevalue(name)
    with closing(psycopg.connect(Cluster(served.var / "postgres").url())) as connection:
        connection.execute("SELECT 1")  # an open transaction holds nothing up
        begun = time.monotonic()
        served.process.send_signal(way)
        assert served.ended() == 0
        assert time.monotonic() - begun < 5
    assert not served.children()
