"""The embedded PostgreSQL: usable again whatever ended its last run, in whatever folder it stands."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
import pytest

from haina.server import postgres, processes
from haina.server.database import DatabaseProblem, check_server, django_settings
from haina.server.postgres import Cluster


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path / "postgres")
    yield made
    made.stop()
    processes.end_all(lambda: processes.working_in(made.data), {signal.SIGQUIT: 5.0, signal.SIGKILL: 5.0})


def ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return row[0]


def test_the_application_owns_its_database_but_not_the_server(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start(tmp_path / "log")
    assert ask(cluster, "SELECT current_user || current_database()") == "hainahaina"
    assert ask(cluster, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(cluster, "SHOW fsync") == "on"
    assert ask(cluster, "SHOW listen_addresses") == ""
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        connection.execute("CREATE EXTENSION btree_gist")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT pg_read_file('/etc/passwd')")


def test_nobody_gets_in_without_the_password(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start(tmp_path / "log")
    password = (cluster.folder / "haina-password").read_text()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(cluster.url().replace(password, "wrong"))


def test_committed_rows_survive_a_killed_postmaster(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start(tmp_path / "log")
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    assert cluster.pid is not None
    os.kill(cluster.pid, signal.SIGKILL)
    assert processes.wait_until(lambda: not cluster.running(), 10)
    cluster.start(tmp_path / "log")
    assert ask(cluster, "SELECT number FROM kept") == 7


def test_a_stale_pid_file_does_not_hold_it_up(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start(tmp_path / "log")
    stale = (cluster.data / "postmaster.pid").read_bytes()
    cluster.stop()
    lines = stale.splitlines(keepends=True)
    # The worst case: the number of the dead postmaster belongs to somebody else by now.
    (cluster.data / "postmaster.pid").write_bytes(b"".join([f"{os.getpid()}\n".encode(), *lines[1:]]))
    cluster.start(tmp_path / "log")
    assert ask(cluster, "SELECT 1") == 1


def test_a_half_made_data_folder_is_made_again(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data.new" / "base").mkdir(parents=True)
    cluster.start(tmp_path / "log")
    assert ask(cluster, "SELECT 1") == 1


def test_a_second_object_takes_over_a_server_that_was_left_running(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start(tmp_path / "log")
    left = cluster.pid
    other = Cluster(cluster.folder)
    other.start(tmp_path / "log")
    try:
        assert other.pid != left
        assert not cluster.running()
        assert ask(other, "SELECT 1") == 1
    finally:
        other.stop()


def _write_until_it_ends(url: str, begun: threading.Barrier, acknowledged: list[int]) -> None:
    """Add rows, one transaction each, until the server is gone; note those whose commit was answered."""
    more = "INSERT INTO written SELECT repeat('x', 2000) FROM generate_series(1, 50) RETURNING number"
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url, autocommit=True) as connection:
        begun.wait()
        while True:
            # Like every program of ours, it goes on after a statement that was cancelled.
            with contextlib.suppress(psycopg.errors.QueryCanceled):
                row = connection.execute(more).fetchone()
                acknowledged.append(0 if row is None else row[0])


def test_taking_over_from_a_server_that_is_written_to_loses_nothing(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parts are never asked one by one to shut down: one would close the log while others write to it."""
    sent: list[signal.Signals] = []
    send = processes.send

    def noted(pids: Iterable[int], way: signal.Signals) -> None:
        sent.append(way)
        send(pids, way)

    monkeypatch.setattr(processes, "send", noted)
    cluster.start(tmp_path / "log")
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE written (words text, number bigint GENERATED ALWAYS AS IDENTITY)")
    begun, acknowledged = threading.Barrier(5), list[int]()
    writers = [
        threading.Thread(target=_write_until_it_ends, args=(cluster.url(), begun, acknowledged))
        for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    begun.wait()
    assert processes.wait_until(lambda: len(acknowledged) > 20, 20.0)
    second = Cluster(cluster.folder)
    second.start(tmp_path / "log")
    try:
        for writer in writers:
            writer.join(20)
        assert set(sent) <= {signal.SIGQUIT, signal.SIGKILL}
        assert "PANIC" not in (tmp_path / "log").read_text()
        with psycopg.connect(second.url()) as connection:
            kept = {row[0] for row in connection.execute("SELECT number FROM written")}
        assert set(acknowledged) <= kept
    finally:
        second.stop()


def test_data_of_another_version_is_refused_in_words(cluster: Cluster, tmp_path: Path) -> None:
    cluster.start(tmp_path / "log")
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(DatabaseProblem, match="written by PostgreSQL 14"):
        cluster.start(tmp_path / "log")
    (cluster.data / "PG_VERSION").write_text("18\n")


def test_it_starts_in_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / ("a" * 60) / ("b" * 60) / "var", durable=False)
    cluster.start(tmp_path / "log")
    try:
        assert ask(cluster, "SELECT 1") == 1
        assert cluster.socket_folder().parent == Path(tempfile.gettempdir())
        assert cluster.socket_folder().stat().st_mode & 0o077 == 0
    finally:
        cluster.stop()
        cluster.socket_folder().rmdir()


@pytest.mark.parametrize("name", ["a b'c", 'say "海"', "comma, stop", "50%"])
def test_odd_characters_in_the_path_do_no_harm(tmp_path: Path, name: str) -> None:
    cluster = Cluster(tmp_path / name, durable=False)
    cluster.start(tmp_path / "log")
    try:
        assert ask(cluster, "SELECT 1") == 1
    finally:
        cluster.stop()


def test_it_starts_when_its_programs_are_in_a_private_home_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    installed = postgres.binaries().parents[1]
    for package in (installed, installed.with_name(f"{installed.name}.libs")):
        shutil.copytree(package, home / package.name, symlinks=True)
    monkeypatch.setattr(postgres, "binaries", lambda: home / installed.name / "pginstall" / "bin")
    cluster = Cluster(home / "var" / "postgres", durable=False)
    cluster.start(tmp_path / "log")
    try:
        assert ask(cluster, "SELECT 1") == 1
        assert home.stat().st_mode & 0o777 == 0o700
    finally:
        cluster.stop()


@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_it_starts_under_a_private_home_and_leaves_its_mode_alone(tmp_path: Path, mode: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(mode)
    cluster = Cluster(home / "clone" / "var" / "postgres", durable=False)
    cluster.start(tmp_path / "log")
    try:
        assert ask(cluster, "SELECT 1") == 1
        assert home.stat().st_mode & 0o777 == mode
    finally:
        cluster.stop()


def test_a_server_too_old_is_refused_in_words(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_server(database_url) >= 15
    monkeypatch.setattr("haina.server.database.OLDEST_VERSION", 99)
    with pytest.raises(DatabaseProblem, match="must be 99 or later"):
        check_server(database_url)


def test_an_address_becomes_django_settings_with_nothing_lost() -> None:
    made = django_settings("postgresql://o%40k:p%3Aw@db.example:5433/talent?sslmode=require")
    assert (made["USER"], made["PASSWORD"]) == ("o@k", "p:w")
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("db.example", "5433", "talent")
    assert made["OPTIONS"]["sslmode"] == "require"
    assert made["CONN_HEALTH_CHECKS"] is True
