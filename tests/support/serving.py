"""A real `haina serve` for tests: its own folder, its own port, its own database."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from haina.server import processes
from haina.server.supervisor import MARK

HAINA = Path(sys.executable).with_name("haina")
PATIENCE = 60.0


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Served:
    """One run of `haina serve` in `var`; can be asked, killed and looked at."""

    def __init__(self, var: Path, port: int, *arguments: str, **environment: str) -> None:
        self.var, self.port = var, port
        # Of each run its own: what one prints must not wipe out what another of the same folder has said.
        self.printed = var.parent / f"{var.name}-{port}-printed"
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        with self.printed.open("wb") as output:
            self.process = subprocess.Popen(
                [HAINA, "serve", "--lang", "en", "--port", str(port), *arguments],
                env={**kept, "HAINA_VAR": str(var), "PYTHONUNBUFFERED": "1", **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def words(self) -> str:
        return self.printed.read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        """Ask once, and wait through a restart on busy cores; raises OSError when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def well(self) -> bool:
        """Whether the server and its database answer."""
        try:
            return self.get("/health")[0] == 200
        except OSError:
            return False

    def ready(self, patience: float = 3 * PATIENCE) -> Served:
        """Wait until it says so: about ten seconds, far more when every core is busy."""
        met = processes.wait_until(
            lambda: "Haina is at" in self.words or self.process.poll() is not None, patience
        )
        assert met, self.words
        assert self.process.poll() is None, self.words
        return self

    def ended(self, patience: float = PATIENCE) -> int:
        """Wait for its end; the exit status."""
        return self.process.wait(patience)

    def children(self) -> set[int]:
        """Every process that belongs to this run, the supervisor excepted."""
        ours = processes.marked(MARK, str(self.var)) | processes.working_in(self.postgres)
        return ours - {self.process.pid}

    def left(self) -> dict[int, str]:
        """What is still running of this run, in words."""
        commands = {pid: Path(f"/proc/{pid}/cmdline") for pid in self.children()}
        return {
            pid: path.read_bytes().replace(b"\0", b" ").decode()
            for pid, path in commands.items()
            if path.exists()
        }

    @property
    def postgres(self) -> Path:
        return self.var / "postgres" / "data"

    def child(self, words: str) -> int | None:
        """The child of the supervisor whose command contains `words`; None while there is none."""
        for pid, command in self.left().items():
            status = Path(f"/proc/{pid}/status")
            if words in command and f"PPid:\t{self.process.pid}\n" in status.read_text():
                return pid
        return None

    def put_down(self) -> None:
        """End it, however it stands."""
        self.process.send_signal(signal.SIGCONT)
        processes.stop([self.process], [signal.SIGTERM, signal.SIGKILL], patience=15)
        self.process.wait()

    def clear_away(self) -> None:
        """Put it down, and end whatever it has left, which a run that ends well never has."""
        self.put_down()
        assert not processes.end_all(self.children, {signal.SIGTERM: 5.0, signal.SIGKILL: 5.0})
