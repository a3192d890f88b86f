"""`haina serve`: the whole platform on this machine, with its own database, until Ctrl-C."""

from __future__ import annotations

import argparse
import errno
import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from haina.server.database import DatabaseProblem, check_server
from haina.server.places import public_url, var_folder
from haina.server.postgres import Cluster
from haina.server.supervisor import MARK, Service, Stopped, Supervisor, stop_on_signals

HELP = "serve the platform at 127.0.0.1 with its own PostgreSQL, or with the one in DATABASE_URL"
EPILOG = """examples:
  haina serve                   http://127.0.0.1:8000, data under var/, Ctrl-C stops everything
  haina serve --port 9000       on another port
  DATABASE_URL=postgresql://haina:secret@db/haina haina serve --no-demo
"""


class Refused(Exception):
    """Serving cannot begin; the message says why and what to do. Exit status 2."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's options on `parser`."""
    parser.add_argument("--port", type=int, default=8000, help="the port at 127.0.0.1 (default: 8000)")
    parser.add_argument("--no-demo", action="store_true", help="do not make the demo city and its accounts")


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped. Returns 0 after a stop, 1 when preparing failed, 2 when serving was refused."""
    try:
        with _only_one(arguments.port):
            return _serve(arguments)
    except (Refused, DatabaseProblem) as problem:
        print(f"haina serve: {problem}", file=sys.stderr)
        return 2


def _serve(arguments: argparse.Namespace) -> int:
    begun = time.monotonic()
    address = public_url(default=f"http://127.0.0.1:{arguments.port}")
    supervisor = _supervisor(address)
    stop_on_signals()
    try:
        supervisor.clear_leftovers()
        with _listener(arguments.port) as listener:
            _start_database(supervisor)
            _say("Preparing the database, the policy and the pages …")
            # Demo accounts have known passwords: never where others can reach them.
            demo = not arguments.no_demo and urlsplit(address).hostname in {"127.0.0.1", "localhost"}
            prepared = supervisor.run_once([*_django("prepare"), *(["--demo"] if demo else [])])
            words = prepared.stdout.decode(errors="replace").strip()
            if prepared.returncode != 0:
                print(words, file=sys.stderr)
                return 1
            supervisor.services = _services(listener, var_folder() / "log")
            supervisor.watch(until=lambda: _answers(arguments.port, address))
            _say(f"\n{words}\n" if words else "")
            _say(f"Haina is at {address}  (ready after {time.monotonic() - begun:.0f} s; Ctrl-C stops it)")
            supervisor.watch()
    except Stopped:
        _say("\nStopping …")
    finally:
        supervisor.stop()
    return 0


def _supervisor(address: str) -> Supervisor:
    cluster = None if os.environ.get("DATABASE_URL") else Cluster(var_folder() / "postgres")
    environment = {**os.environ, MARK: str(var_folder()), "HAINA_PUBLIC_URL": address}
    environment |= {"DJANGO_SETTINGS_MODULE": "haina.server.settings", "PYTHONUNBUFFERED": "1"}
    return Supervisor(cluster, var_folder() / "log", environment, _say)


def _start_database(supervisor: Supervisor) -> None:
    if given := os.environ.get("DATABASE_URL"):
        _say(f"Using PostgreSQL {check_server(given)} from DATABASE_URL.")
    else:
        _say("Starting the database …")
        supervisor.start_database()


def _answers(port: int, address: str) -> bool:
    """Whether the web server says that it and its database are well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health", headers={"Host": urlsplit(address).netloc})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _services(listener: socket.socket, logs: Path) -> list[Service]:
    """The web server and the worker; they inherit our socket, so that requests wait while one restarts."""
    workers = os.environ.get("HAINA_WEB_WORKERS", "2")
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "haina.server.wsgi:application",
        "--bind",
        f"fd://{listener.fileno()}",
    ]
    web += ["--worker-class", "gthread", "--workers", workers, "--threads", "8", "--timeout", "60"]
    web += ["--graceful-timeout", "2", "--no-control-socket"]
    worker = [*_django("procrastinate"), "worker", "--concurrency", "2", "--shutdown-graceful-timeout", "2"]
    return [
        Service("web server", web, logs / "web.log", keep=[listener.fileno()]),
        # Asked to end while its database ends as well, the worker would wait for it to come back.
        Service("worker", worker, logs / "worker.log", at_our_death=signal.SIGKILL),
    ]


def _django(command: str) -> list[str]:
    return [sys.executable, "-m", "django", command]


@contextmanager
def _only_one(port: int) -> Iterator[None]:
    """Hold the folder's lock, which the kernel frees however we end; Refused if another has it."""
    var_folder().mkdir(parents=True, exist_ok=True)
    with (var_folder() / "serve.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise Refused(f"this folder is already being served ({holder}). Stop that one first.") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, port {port}")
        lock.flush()
        yield


def _listener(port: int) -> socket.socket:
    """A socket that listens at 127.0.0.1. Raises Refused when the port cannot be had."""
    try:
        return socket.create_server(("127.0.0.1", port), backlog=256)
    except OverflowError:
        raise Refused(f"{port} is no port; choose one from 1024 to 65535.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = "is in use by another program; stop it, or choose another with --port"
        else:
            advice = f"cannot be used ({error.strerror}); choose another with --port"
        raise Refused(f"port {port} {advice}.") from error


def _say(sentence: str) -> None:
    print(sentence, flush=True)
