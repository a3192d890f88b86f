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
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from haina.cli.language import Speaker
from haina.rules.text import Text
from haina.server.database import DatabaseProblem, check_server
from haina.server.logs import tail
from haina.server.places import public_url, var_folder
from haina.server.postgres import Cluster
from haina.server.supervisor import MARK, Service, Stopped, Supervisor, stop_on_signals


class Refused(Exception):
    """Serving cannot begin; `text` says why and what to do, `status` is the exit status."""

    def __init__(self, zh: str, en: str, status: int = 2) -> None:
        super().__init__(en)
        self.text = Text(zh=zh, en=en)
        self.status = status


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped. Returns 0 after a stop, 1 when preparing failed, 2 when serving was refused."""
    speaker: Speaker = arguments.speaker
    try:
        with _only_one(arguments.port):
            _serve(arguments, speaker)
    except (Refused, DatabaseProblem) as problem:
        print(f"haina serve: {speaker(problem.text)}", file=sys.stderr)
        return problem.status if isinstance(problem, Refused) else 2
    return 0


def _serve(arguments: argparse.Namespace, speaker: Speaker) -> None:
    begun = time.monotonic()
    address = public_url(default=f"http://127.0.0.1:{arguments.port}")
    # Demo accounts have known passwords: never where others can reach them.
    demo = not arguments.no_demo and urlsplit(address).hostname in {"127.0.0.1", "localhost"}
    supervisor = _supervisor(address, speaker)
    stop_on_signals()
    try:
        supervisor.clear_leftovers()
        with ExitStack() as waiting:
            listener = waiting.enter_context(_listener(arguments.port))
            _start_database(supervisor, speaker)
            printed = _prepare(supervisor, speaker, demo=demo)
            supervisor.services = _services(listener, var_folder() / "log")
            if demo and not os.environ.get("HAINA_REGISTERS_URL"):
                _with_registers(supervisor, waiting.enter_context(_demo_registers(arguments.port + 1)))
            supervisor.watch(until=lambda: _answers(arguments.port, address))
            taken = f"{time.monotonic() - begun:.0f}"
            zh = f"海纳已在 {address} 运行（{taken} 秒）；按 Ctrl-C 停止。"
            en = f"Haina is at {address} (ready after {taken} s); Ctrl-C stops it."
            _say(f"\n{printed}\n\n{speaker.say(zh, en)}")
            supervisor.watch()
    except Stopped:
        _say(speaker.say("\n正在停止…", "\nStopping …"))
    finally:
        supervisor.stop()


def _prepare(supervisor: Supervisor, speaker: Speaker, *, demo: bool) -> str:
    """Bring database, policy and pages up to date; what it has to tell. Raises Refused if it fails."""
    _say(speaker.say("正在准备数据库、政策和页面…", "Preparing the database, the policy and the pages …"))
    done = supervisor.run_once([*_django("prepare"), *(["--demo"] if demo else [])])
    words = done.stdout.decode(errors="replace").strip()
    if done.returncode != 0:
        said = f"{words}\n{tail(var_folder() / 'log' / 'prepare.log')}"
        raise Refused(zh=f"准备失败：\n{said}", en=f"preparing failed:\n{said}", status=1)
    return words


def _supervisor(address: str, speaker: Speaker) -> Supervisor:
    cluster = None if os.environ.get("DATABASE_URL") else Cluster(var_folder() / "postgres")
    environment = {**os.environ, MARK: str(var_folder()), "HAINA_PUBLIC_URL": address}
    environment |= {"DJANGO_SETTINGS_MODULE": "haina.server.settings", "PYTHONUNBUFFERED": "1"}
    return Supervisor(cluster, var_folder() / "log", environment, lambda text: _say(speaker(text)))


def _start_database(supervisor: Supervisor, speaker: Speaker) -> None:
    if given := os.environ.get("DATABASE_URL"):
        version = check_server(given)
        _say(
            speaker.say(
                f"使用 DATABASE_URL 的 PostgreSQL {version}。",
                f"Using PostgreSQL {version} from DATABASE_URL.",
            )
        )
    else:
        _say(speaker.say("正在启动数据库…", "Starting the database …"))
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
    web += ["--graceful-timeout", "2", "--no-control-socket", "--preload"]  # read once, shared by the workers
    # Beside an embedded database there is no other worker: what is being done when ours starts was left.
    worker = [*_django("work"), *([] if os.environ.get("DATABASE_URL") else ["--alone"])]
    return [
        Service(Text(zh="网页服务", en="web server"), web, logs / "web.log", keep=[listener.fileno()]),
        # Asked to end while its database ends as well, the worker would wait for it to come back.
        Service(Text(zh="后台任务", en="worker"), worker, logs / "worker.log", at_our_death=signal.SIGKILL),
    ]


def _with_registers(supervisor: Supervisor, listener: socket.socket) -> None:
    """Have the demo city's registers run too, and tell the other services where they answer."""
    command = [sys.executable, "-m", "haina", "registers", "--descriptor", str(listener.fileno())]
    log = supervisor.logs / "registers.log"
    name = Text(zh="演示登记库", en="demo registers")
    supervisor.services.insert(0, Service(name, command, log, keep=[listener.fileno()]))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    supervisor.environment = {**supervisor.environment, "HAINA_REGISTERS_URL": address}


def _demo_registers(port: int) -> socket.socket:
    """A socket for the registers at this port, or at any other that is free."""
    try:
        return socket.create_server(("127.0.0.1", port), backlog=64)
    except (OSError, OverflowError):
        return socket.create_server(("127.0.0.1", 0), backlog=64)


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
            holder = lock.read().strip() or "?"
            raise Refused(
                zh=f"这个目录已经在运行海纳（{holder}）。请先停止它。",
                en=f"this folder is already being served ({holder}). Stop that one first.",
            ) from None
        lock.truncate(0)
        lock.write(f"pid {os.getpid()}, port {port}")
        lock.flush()
        yield


def _listener(port: int) -> socket.socket:
    """A socket that listens at 127.0.0.1. Raises Refused when the port cannot be had."""
    try:
        return socket.create_server(("127.0.0.1", port), backlog=256)
    except OverflowError:
        raise Refused(
            zh=f"{port} 不是端口，请用 1024 到 65535 之间的数。",
            en=f"{port} is no port; choose one from 1024 to 65535.",
        ) from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what = Text(zh="已被其他程序占用", en="is in use by another program")
        else:
            what = Text(zh=f"无法使用（{error.strerror}）", en=f"cannot be used ({error.strerror})")
        raise Refused(
            zh=f"端口 {port} {what.zh}；请停止那个程序，或用 --port 换一个端口。",
            en=f"port {port} {what.en}; stop that program, or choose another port with --port.",
        ) from error


def _say(sentence: str) -> None:
    print(sentence, flush=True)
