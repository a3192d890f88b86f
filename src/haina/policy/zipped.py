"""A pack as one ZIP file, as the portal gives it: read with every limit that a file from outside needs.

Nothing is ever unpacked to the disk. Names that would lead out of the pack, links, encrypted members, names
that stand twice, files that are no YAML and archives that grow beyond all packs are defects that are told;
what systems add by themselves when they pack a folder is left out.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

from haina.rules.text import Place, Problem, Text

from .files import FILE_LIMIT, decode
from .problems import PolicyError, ReadError

#: Files of one pack, and bytes of all of them unpacked.
MOST_FILES, MOST_BYTES = 2_000, 40_000_000
HEAD = "pack.yaml"
_MEGABYTE = 1_000_000
#: What systems put into archives and folders by themselves.
_MACHINE_MADE = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_MACHINE_FOLDERS = ("__MACOSX/",)
_ENDINGS = (".yaml", ".yml")
_ENCRYPTED = 0x1


def read_zip(stream: IO[bytes], name: str) -> dict[str, str]:
    """The texts of a pack by their paths inside it; `name` is what people call the archive.

    Raises `PolicyError` with every defect: each names the archive or the file inside it.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            return _read(archive, name)
    except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
        if isinstance(error, PolicyError):
            raise
        raise PolicyError([_not_a_zip(name)]) from None


def _read(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    members = [each for each in archive.infolist() if not _is_left_out(each)]
    if len(members) > MOST_FILES:
        raise PolicyError([_too_many(name, len(members))])
    problems = list(_misnamed(members))
    if problems:
        raise PolicyError(problems)
    folder = _folder(members)
    if folder is None:
        raise PolicyError([_no_head(name)])
    texts: dict[str, str] = {}
    left = MOST_BYTES
    for each in members:
        inside = each.filename.removeprefix(folder)
        try:
            data = _content(archive, each, inside, left)
            left -= len(data)
            texts[inside] = decode(data, inside)
        except ReadError as error:
            problems.extend(error.problems)
            if any(problem.code == "zip_too_large" for problem in error.problems):
                break
    if problems:
        raise PolicyError(problems)
    return texts


def _is_left_out(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder, or something that a system adds by itself."""
    path = member.filename
    return (
        (member.is_dir() and not _is_link(member))
        or path.startswith(_MACHINE_FOLDERS)
        or path.rpartition("/")[2] in _MACHINE_MADE
    )


def _is_link(member: zipfile.ZipInfo) -> bool:
    """Whether a member is anything but a plain file or folder, as its system has noted it."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def _misnamed(members: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    """What is wrong with members before anything of them is read."""
    seen: set[str] = set()
    for each in members:
        path = each.filename
        if _leads_out(each):
            yield _problem(
                path,
                "zip_path",
                Text(zh="文件名指向政策包之外", en="the name leads out of the pack"),
                Text(
                    zh="文件名须是包内路径，不含“..”、反斜杠和盘符",
                    en="Names are paths inside the pack, without “..”, backslashes and drives.",
                ),
            )
        elif _is_link(each):
            yield _problem(
                path,
                "zip_link",
                Text(zh="这是链接或特殊文件，不是普通文件", en="this is a link or a device, not a file"),
                Text(zh="请放入文件本身", en="Put the file itself in."),
            )
        elif each.flag_bits & _ENCRYPTED:
            yield _problem(
                path,
                "zip_encrypted",
                Text(zh="这个文件有密码", en="this file has a password"),
                Text(zh="请不设密码重新打包", en="Pack it again without a password."),
            )
        elif path in seen:
            yield _problem(
                path,
                "zip_twice",
                Text(zh="压缩包中有两个同名文件", en="the archive has two files of this name"),
                Text(zh="请只保留一个", en="Keep one of them."),
            )
        elif not path.endswith(_ENDINGS):
            yield _problem(
                path,
                "stray_file",
                Text(zh="政策包里没有这个文件的位置", en="this file has no place in a policy pack"),
                Text(zh="政策包只含 .yaml 文件，请移走", en="A pack has .yaml files only; take it away."),
            )
        seen.add(path)


def _leads_out(member: zipfile.ZipInfo) -> bool:
    """Whether a name is no plain path inside the pack; `orig_filename` is as it stands in the archive."""
    path = member.filename
    parts = PurePosixPath(path).parts
    plain = "/".join(parts) == path and ".." not in parts and not path.startswith("/")
    written = member.orig_filename
    odd = any(each in written for each in ("\\", "\0", ":")) or not path.isprintable()
    return not plain or odd


def _folder(members: list[zipfile.ZipInfo]) -> str | None:
    """The one folder in which all files stand, where people have packed it too; None without pack.yaml."""
    names = [each.filename for each in members]
    if HEAD in names:
        return ""
    tops = {each.partition("/")[0] for each in names}
    if len(tops) == 1:
        (top,) = tops
        if f"{top}/{HEAD}" in names:
            return f"{top}/"
    return None


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, inside: str, left: int) -> bytes:
    """The bytes of a member: so many are read and no more, whatever the archive says of their number."""
    most = min(FILE_LIMIT, left)
    try:
        with archive.open(member) as stream:
            data = stream.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise ReadError(
            [
                _problem(
                    inside,
                    "zip_damaged",
                    Text(zh="压缩包中的这个文件已损坏", en="this file is damaged in the archive"),
                    Text(zh="请重新打包后再上传", en="Pack it again and send it once more."),
                )
            ]
        ) from None
    if len(data) <= most:
        return data
    if most < FILE_LIMIT:
        raise ReadError([_too_large(inside)])
    raise ReadError(
        [
            _problem(
                inside,
                "file_too_large",
                Text(
                    zh=f"文件太大，上限为 {FILE_LIMIT // _MEGABYTE} MB",
                    en=f"the file is too large; the limit is {FILE_LIMIT // _MEGABYTE} MB",
                ),
                Text(zh="请分成几个文件", en="Divide it into several files."),
            )
        ]
    )


def _problem(place: str, code: str, message: Text, todo: Text | None = None) -> Problem:
    shown = "".join(each if each.isprintable() else "�" for each in place)
    return Problem(Place(shown, 1), code, message, todo)


def _too_large(name: str) -> Problem:
    most = MOST_BYTES // _MEGABYTE
    return _problem(
        name,
        "zip_too_large",
        Text(zh=f"解压后超过 {most} MB", en=f"unpacked, the archive is larger than {most} MB"),
        Text(zh="政策包远小于此；请检查打包的内容", en="No pack is; look what was packed."),
    )


def _too_many(name: str, count: int) -> Problem:
    return _problem(
        name,
        "zip_too_many",
        Text(
            zh=f"压缩包有 {count} 个文件，上限为 {MOST_FILES} 个",
            en=f"the archive has {count} files; the limit is {MOST_FILES}",
        ),
        Text(zh="政策包远小于此；请检查打包的内容", en="No pack has; look what was packed."),
    )


def _no_head(name: str) -> Problem:
    return _problem(
        name,
        "pack_missing",
        Text(zh="这里没有政策包（缺 pack.yaml）", en="there is no policy pack here (no pack.yaml)"),
        Text(
            zh="请把 pack.yaml 所在文件夹的全部内容打包",
            en="Pack everything in the folder in which pack.yaml stands.",
        ),
    )


def _not_a_zip(name: str) -> Problem:
    return _problem(
        name,
        "zip_unreadable",
        Text(zh="这不是 ZIP 压缩包，或已损坏", en="this is no ZIP archive, or it is damaged"),
        Text(
            zh="请上传从草案页面下载的那种 ZIP 文件",
            en="Send a ZIP file such as the page of a draft gives for download.",
        ),
    )
