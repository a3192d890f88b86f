"""Which system account the embedded PostgreSQL runs as: ours, or a powerless one when we are root.

PostgreSQL refuses to run as root. Then it runs as the system account `haina-postgres`, made on first
use. Where that account cannot reach the folders (a clone in root's private home), nobody's permissions
are widened: the server keeps the single capability to pass closed folders instead.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from haina.server.database import DatabaseProblem

ACCOUNT = "haina-postgres"


@dataclass(frozen=True, slots=True)
class DatabaseAccount:
    """The account that PostgreSQL runs as.

    `drops` says that we are root and step down to it; `confined` that it can reach everything it
    needs without help.
    """

    uid: int
    gid: int
    drops: bool
    confined: bool

    def own(self, *paths: Path) -> None:
        """Give `paths` to the account; nothing to do when it is ours."""
        if self.drops:
            for path in paths:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def prefix(self, at_our_death: signal.Signals) -> list[str]:
        """The words before a command that make it run as the account.

        Stepping down makes the kernel forget which signal to send at our death, so it is set again.
        """
        if not self.drops:
            return []
        words = [_tool("setpriv"), f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        words.append(f"--pdeathsig={at_our_death.name.removeprefix('SIG')}")
        if not self.confined:
            # The bit lets access(2), by which PostgreSQL finds its programs, count the capability too.
            words += ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
            words += ["--securebits=+no_setuid_fixup"]
        else:
            words += ["--inh-caps=-all"]
        return [*words, "--"]


def database_account(*needed: Path) -> DatabaseAccount:
    """The account for a cluster that must reach the `needed` folders.

    Raises DatabaseProblem when we are root and no powerless account can be had.
    """
    if os.geteuid() != 0:
        return DatabaseAccount(os.geteuid(), os.getegid(), drops=False, confined=True)
    entry = _entry()
    return DatabaseAccount(
        entry.pw_uid, entry.pw_gid, drops=True, confined=all(_open_to_all(path.resolve()) for path in needed)
    )


def _entry() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = [_tool("useradd"), "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    try:
        return pwd.getpwnam(ACCOUNT)  # also when another process made it in the meantime
    except KeyError:
        raise DatabaseProblem(
            zh=f"PostgreSQL 不能以 root 运行，也无法建立系统账户 {ACCOUNT}（{done.stderr.strip()}）。"
            "请换一个用户运行，或设置 DATABASE_URL。",
            en=f"PostgreSQL does not run as root, and the account {ACCOUNT} could not be made "
            f"({done.stderr.strip()}). Run as another user, or set DATABASE_URL.",
        ) from None


def _open_to_all(path: Path) -> bool:
    """Whether anybody may pass through every folder on the way to `path`."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (path, *path.parents))


def _tool(name: str) -> str:
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin")
    if found is None:
        raise DatabaseProblem(
            zh=f"以 root 运行需要命令 {name}，请先安装，或换一个用户运行。",
            en=f"Running as root needs the command {name}; install it, or run as another user.",
        )
    return found
