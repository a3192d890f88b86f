"""A small, valid pack to begin with: one article with a right, a programme, an agreement and a duty.

Its files stand in ``template/`` beside this module; their comments teach the format.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Template

from haina.rules.text import Place, Problem, Text

from .problems import ReadError

TEMPLATE = Path(__file__).parent / "template"

#: What the new policy is called where nobody says.
DEFAULT_TITLE = "New policy"


def start_pack(directory: str | Path, title: str = DEFAULT_TITLE) -> tuple[str, ...]:
    """Write the starting pack into a new or empty folder; give the files written, by their paths inside it.

    Raises `ReadError` for a folder that holds something, for what is no folder, and where nothing can be
    written.
    """
    root = Path(directory)
    _check_empty(root)
    written: list[str] = []
    try:
        for source in sorted(TEMPLATE.rglob("*.yaml")):
            name = source.relative_to(TEMPLATE).as_posix()
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(
                _filled(name, source.read_text(encoding="utf-8"), root, title), encoding="utf-8"
            )
            written.append(name)
    except OSError as error:
        raise _refused(
            root,
            "folder_unwritable",
            Text(zh=f"无法写入（{error.strerror}）", en=f"nothing can be written here ({error.strerror})"),
            Text(zh="请换一个目录", en="Name another folder."),
        ) from None
    return tuple(written)


def _check_empty(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise _refused(
            root,
            "folder_file",
            Text(zh="这是一个文件，不是目录", en="this is a file, not a folder"),
            Text(zh="请写一个新目录", en="Name a new folder."),
        )
    if root.is_dir() and any(root.iterdir()):
        raise _refused(
            root,
            "folder_not_empty",
            Text(zh="目录里已有内容，不予改动", en="the folder is not empty and is left as it is"),
            Text(zh="请写一个新目录", en="Name a new folder."),
        )


def _filled(name: str, text: str, root: Path, title: str) -> str:
    """The cover with its id and title; every other file as it is."""
    if name != "pack.yaml":
        return text
    shown = " ".join(title.split()) or DEFAULT_TITLE
    return Template(text).substitute(id=_id_of(root), title=json.dumps(shown, ensure_ascii=False))


def _id_of(root: Path) -> str:
    """An id for the pack from the name of its folder."""
    words = re.findall(r"[a-z0-9]+", root.resolve().name.lower())
    return "-".join(words) if words and words[0][0].isalpha() else "-".join(["policy", *words])


def _refused(root: Path, code: str, message: Text, suggestion: Text) -> ReadError:
    return ReadError([Problem(Place(str(root), 1), code, message, suggestion)])
