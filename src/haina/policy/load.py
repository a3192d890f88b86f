"""Where a policy pack is found and read: a directory, or files by their paths."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from haina.rules.text import Place, Problem, Text

from .files import decode, read_bytes
from .policy import Policy, version_of
from .problems import PolicyError, ReadError
from .zipped import read_zip

__all__ = ["VARIABLE", "default_directory", "load", "load_files", "version_of"]

#: The environment variable that names the directory of the pack to use.
VARIABLE = "HAINA_POLICY"


def default_directory() -> Path:
    """The pack that is used when none is named: `HAINA_POLICY`, or the only one under ``policies/``.

    Raises `PolicyError` when there is none or more than one.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    root = Path(__file__).resolve().parents[3] / "policies"
    packs = sorted(root.glob("*/pack.yaml"))
    if len(packs) == 1:
        return packs[0].parent
    found = ", ".join(pack.parent.name for pack in packs)
    message = (
        Text(zh=f"有多个政策包：{found}", en=f"there is more than one policy pack: {found}")
        if packs
        else Text(zh="没有政策包", en="there is no policy pack")
    )
    todo = Text(zh=f"请用环境变量 {VARIABLE} 指明目录", en=f"Name its directory in the variable {VARIABLE}.")
    raise PolicyError([Problem(Place(str(root), 1), "pack_missing", message, todo)])


def load(directory: str | Path, unfinished: bool = False) -> Policy:
    """The policy in a directory or in a ZIP file; raises `PolicyError` with every defect.

    Of a pack that is `unfinished` it is no defect that nothing carries out a clause yet.
    """
    root = Path(directory)
    if root.is_file():
        with root.open("rb") as stream:
            return load_files(read_zip(stream, shown_path(root)), unfinished)
    if not (root / "pack.yaml").is_file():
        message = Text(zh="这里没有政策包（缺 pack.yaml）", en="there is no policy pack here (no pack.yaml)")
        raise PolicyError([Problem(Place(str(root), 1), "pack_missing", message)])
    # Imported here since what reads a pack is a large part of the program; one that is kept needs none of it.
    from .loader import Loader

    texts, problems = read_pack(root)
    return Loader(texts, lambda name: shown_path(root / name), problems, unfinished).policy()


def read_pack(root: Path) -> tuple[dict[str, str], list[Problem]]:
    """The texts of a pack's files by their paths inside it, and what is wrong with files that are no text."""
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    shown = Path(shown_path(root))
    for path in sorted(each for each in root.rglob("*.y*ml") if each.suffix in (".yaml", ".yml")):
        inside = path.relative_to(root)
        try:
            texts[inside.as_posix()] = decode(read_bytes(path), (shown / inside).as_posix())
        except ReadError as error:
            problems.extend(error.problems)
    return texts, problems


def load_files(files: Mapping[str, str], unfinished: bool = False) -> Policy:
    """The policy in a mapping from path inside the pack to text; otherwise like `load`."""
    from .loader import Loader

    return Loader(dict(files), lambda name: name, [], unfinished).policy()


def followed_by(files: Mapping[str, str]) -> str | None:
    """The version that a pack says it goes on from (`follows` in pack.yaml); None where it says nothing."""
    from .nodes import Mapping as Map
    from .nodes import Scalar
    from .reader import read_document

    try:
        root = read_document(files.get("pack.yaml", ""), "pack.yaml").root
    except ReadError:
        return None
    found = root.get("follows") if isinstance(root, Map) else None
    return found.text if isinstance(found, Scalar) else None


def shown_path(path: Path) -> str:
    """A path as people see it: relative to where they stand, if it is below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
