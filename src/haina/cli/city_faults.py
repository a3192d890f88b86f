"""What goes wrong around ``haina city`` without a mistake in a file: disks, directories, two at once."""

from __future__ import annotations

import argparse
import errno
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

from haina.city.making import CityError
from haina.city.runs.directory import refused
from haina.policy import Policy
from haina.rules.text import Text

from .language import Speaker

Command = Callable[[argparse.Namespace], int]
_IS_FILE = Text(zh="那里是一个文件，不是目录", en="there is a file, not a directory")
_MAY_NOT = Text(zh="这里不许写入", en="nothing may be written there")
_REASONS = {
    errno.ENOSPC: Text(zh="磁盘已满", en="the disk is full"),
    errno.EDQUOT: Text(zh="磁盘配额已用完", en="the disk quota is used up"),
    errno.EACCES: _MAY_NOT,
    errno.EPERM: _MAY_NOT,
    errno.EROFS: _MAY_NOT,
    errno.EEXIST: _IS_FILE,
    errno.ENOTDIR: _IS_FILE,
    errno.EISDIR: Text(zh="那里是一个目录，不是文件", en="there is a directory, not a file"),
    errno.ENOENT: Text(zh="这里没有，也不能新建", en="there is nothing there, and it cannot be made"),
}
_AGAIN = Text(
    zh="腾出空间后用同样的命令，它会接着做", en="Free some room and give the same command again: it goes on."
)
_ELSEWHERE = Text(zh="请换一个地方", en="Name another place.")


def told(command: Command) -> Command:
    """The command, telling what the file system refuses as a problem with its place and what to do."""

    @wraps(command)
    def run(arguments: argparse.Namespace) -> int:
        try:
            return command(arguments)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise _problem(error, arguments) from error

    return run


def _problem(error: OSError, arguments: argparse.Namespace) -> CityError:
    place = error.filename2 or error.filename or arguments.out
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    reason = _REASONS.get(error.errno or 0, Text(zh=str(error), en=str(error)))
    return refused(str(place), "not_possible", reason, _AGAIN if full else _ELSEWHERE)


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """Hold a directory for one process; raises `CityError` while another writes there.

    The lock is the directory's own and goes with the process. A directory in which nothing came about is
    taken away again.
    """
    made = not directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    handle = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refused(
                directory,
                "in_use_now",
                Text(zh="另一个进程正在往这里写", en="another process is writing there now"),
                Text(zh="等它结束，或换一个目录", en="Wait for it to end, or name another directory."),
            ) from None
        yield
    finally:
        os.close(handle)
        if made and directory.is_dir() and not any(directory.iterdir()):
            directory.rmdir()


def note_other_pack(city: dict[str, object], policy: Policy, speaker: Speaker) -> None:
    """Say on standard error that a city was made for another pack, so that much is unknown to this one."""
    pack = city.get("pack")
    if not isinstance(pack, dict) or pack.get("id") == policy.id:
        return
    print(
        speaker.say(
            f"注意：这座城市是为政策包 {pack.get('id')} 造的，这里问的是 {policy.id}；它没有的事实都算未知。",
            f"Note: the city was made for the pack {pack.get('id')} and is asked of {policy.id}; facts that"
            " it does not have are unknown.",
        ),
        file=sys.stderr,
    )
