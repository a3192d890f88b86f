"""A pack that was read and checked before need not be read again: kept in the user's own cache folder.

Only the command line uses it, where every run begins anew. What is kept is keyed by the content of the pack
and by the program's own files, so a change of either is a pack not seen before. The folder and its files
belong to the user alone, or are not used; what is read back may consist of this package's own records and of
plain values only, whatever somebody may have put there. If anything is amiss the pack is read as always.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import haina
from haina.rules.program import Program

from .load import load, read_pack, shown_path
from .policy import Policy, version_of

#: The environment variable that names the folder; empty: nothing is kept.
VARIABLE = "HAINA_CACHE"
#: Packs that are kept; the one that was not used longest goes first.
MOST_KEPT = 8
_PLAIN = {("datetime", "date"), ("decimal", "Decimal"), ("builtins", "frozenset"), ("builtins", "set")}
#: What of a policy is not kept: its texts, which are at hand, what is rebuilt, and what holds functions.
_NOT_KEPT = frozenset({"files", "shown", "program", "procedures", "calculators"})


def load_kept(directory: str | Path) -> Policy:
    """The policy in a directory, as `load` gives it, sooner if read before; raises `PolicyError`."""
    root = Path(directory)
    folder = _folder()
    if folder is None or not (root / "pack.yaml").is_file():
        return load(root)
    texts, problems = read_pack(root)
    if problems:
        return load(root)
    path = folder / f"{_key(root, texts)}.pack"
    kept = _read(path)
    if kept is None:
        policy = load(root)
        _write(path, policy)
        return policy
    return _rebuilt(kept, root, texts)


def _key(root: Path, texts: Mapping[str, str]) -> str:
    """What a kept pack depends on: its content, the names by which people see its files, this program."""
    digest = hashlib.sha256(f"{version_of(texts)} {shown_path(root)} {sys.version}".encode())
    code = Path(haina.__file__).parent
    for path in sorted((*code.glob("policy/*.py"), *code.glob("rules/*.py"))):
        found = path.stat()
        digest.update(f"{path.name} {found.st_mtime_ns} {found.st_size} ".encode())
    return digest.hexdigest()


def _folder() -> Path | None:
    """The folder, made if need be; None where nothing is to be kept, or it is not the user's own."""
    named = os.environ.get(VARIABLE)
    if named == "":
        return None
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(named) if named else Path(base) / "haina"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder if _is_own(folder.lstat(), stat.S_ISDIR) else None
    except OSError:
        return None


def _is_own(found: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Whether something is of a kind, the user's, and nobody else may read or write it."""
    own = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return own and is_kind(found.st_mode) and not stat.S_IMODE(found.st_mode) & 0o077


# Reading


class _Reader(pickle.Unpickler):
    """Reads plain values, and records and enums of the pack and of the rules; it knows no other class."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of a name, if it is one of those."""
        if (module, name) in _PLAIN:
            return getattr(import_module(module), name)
        if module.startswith(("haina.policy.", "haina.rules.")) and "." not in name:
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong into a pack")


def _read(path: Path) -> tuple[Any, ...] | None:
    """What is kept in a file; None where there is none, it is not the user's own, or it cannot be read."""
    try:
        with open(path, "rb", opener=_no_link) as file:
            if not _is_own(os.fstat(file.fileno()), stat.S_ISREG):
                return None
            kept = _Reader(BytesIO(file.read())).load()
        os.utime(path)
        return kept if isinstance(kept, tuple) and len(kept) == 2 else None
    except (
        OSError,
        EOFError,
        pickle.UnpicklingError,
        AttributeError,
        ImportError,
        TypeError,
        ValueError,
        IndexError,
    ):
        return None


def _no_link(path: str, flags: int) -> int:
    """Open a file unless it is a link."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _rebuilt(kept: tuple[Any, ...], root: Path, texts: dict[str, str]) -> Policy:
    """The policy of what was kept."""
    parts, values = kept
    whole = _InFull(root)
    return Policy(
        **values,
        files=texts,
        shown=lambda name: shown_path(root / name),
        calculators=_WhenAsked(whole, "calculators"),
        procedures=_WhenAsked(whole, "procedures"),
        program=Program.of_parts(*parts),
    )


class _InFull:
    """The pack as read in full, once, when something is asked for that is not kept."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._policy: Policy | None = None

    def mapping(self, name: str) -> Mapping[str, Any]:
        """One of the policy's mappings."""
        if self._policy is None:
            self._policy = load(self._root)
        found: Mapping[str, Any] = getattr(self._policy, name)
        return found


class _WhenAsked(Mapping[str, Any]):
    """A mapping of the policy that few commands ask for, and that is not kept since it holds functions."""

    def __init__(self, whole: _InFull, name: str) -> None:
        self._whole = whole
        self._name = name

    def __getitem__(self, id: str) -> Any:
        return self._whole.mapping(self._name)[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole.mapping(self._name))

    def __len__(self) -> int:
        return len(self._whole.mapping(self._name))


# Writing


class _Writer(pickle.Pickler):
    """Writes a record as its class and the values that it is made of."""

    def reducer_override(self, obj: Any) -> Any:
        """How to make a record again."""
        if not is_dataclass(obj) or isinstance(obj, type):
            return NotImplemented
        return type(obj), tuple(getattr(obj, each.name) for each in fields(obj))


def _write(path: Path, policy: Policy) -> None:
    """Keep a policy; where that fails nothing is kept."""
    values = {each.name: getattr(policy, each.name) for each in fields(policy) if each.name not in _NOT_KEPT}
    stream = BytesIO()
    try:
        _Writer(stream, protocol=5).dump((policy.program.parts, values))
        _Reader(BytesIO(stream.getvalue())).load()
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(stream.getvalue())
        Path(name).replace(path)
        _tidy(path.parent)
    except (OSError, pickle.PicklingError, pickle.UnpicklingError, TypeError, AttributeError, RecursionError):
        return


def _tidy(folder: Path) -> None:
    """Leave only the packs that were used last."""
    packs = sorted(folder.glob("*.pack"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in packs[MOST_KEPT:]:
        path.unlink(missing_ok=True)
