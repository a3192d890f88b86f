"""What can be wrong with a table as a file, before anybody looks at its values: told once, at its line."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from haina.rules.text import Text

from .making import CityError
from .tables import Form, is_parquet, refused_table, table_columns

#: First bytes of files that people take for tables.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: The encoding of most Chinese files that are not UTF-8; it holds all that GBK and GB 2312 do.
_CHINESE = "gb18030"
_DELIMITERS = {";": ";", "\t": "\\t", "|": "|"}


def check_table(path: Path, form: Form) -> list[str]:
    """The names of the columns of a table that can be read whole; raises `CityError` with what is wrong."""
    if not path.is_file():
        raise refused_table(
            path,
            "no_file",
            Text(zh="没有这个文件", en="there is no such file"),
            Text(zh="请检查文件名", en="Look at its name."),
        )
    if path.stat().st_size == 0:
        raise refused_table(path, "empty", Text(zh="文件是空的", en="the file is empty"))
    if not is_parquet(path):
        _check_text(path, form)
    columns = table_columns(path, form)
    _check_header(path, columns, form)
    return columns


def _check_text(path: Path, form: Form) -> None:
    """Whether the file is text in its encoding, and no quotation mark is left open."""
    quoted, foreign = False, False
    with path.open("rb") as file:
        begin = file.read(4)
        if begin.startswith(_WORKBOOKS):
            raise refused_table(
                path,
                "workbook",
                Text(zh="这是 Excel 文件或压缩包，不是 CSV", en="this is a workbook or an archive, not CSV"),
                Text(zh="请在 Excel 里另存为“CSV UTF-8”", en="Save it as “CSV UTF-8” in your spreadsheet."),
            )
        if begin.startswith(_UTF_16) and not form.encoding.lower().startswith("utf-16"):
            raise _encoded(path, 1, "utf-16")
        file.seek(0)
        if form.encoding.lower().startswith("utf-16"):
            return
        for number, line in enumerate(file, 1):
            try:
                text = line.decode(form.encoding)
            except UnicodeDecodeError:
                raise _not_decoded(path, number, line, form, foreign) from None
            if "\0" in text:
                raise refused_table(
                    path, "no_text", Text(zh="这不是文本文件", en="this is no text"), row=number
                )
            foreign = foreign or not text.isascii()
            quoted = quoted or '"' in text
    if quoted:
        _check_quotes(path, form)


def _not_decoded(path: Path, number: int, line: bytes, form: Form, foreign: bool) -> CityError:
    """What is said of a line that is not in the encoding of the table."""
    if foreign:
        return refused_table(
            path,
            "mixed_encodings",
            Text(
                zh=f"前面的行是 {form.encoding}，这一行不是",
                en=f"this line is not in {form.encoding}, as those before it are",
            ),
            Text(zh="把文件整个存成一种编码", en="Save the whole file in one encoding."),
            number,
        )
    try:
        line.decode(_CHINESE)
    except UnicodeDecodeError:
        return refused_table(
            path, "encoding", Text(zh=f"不是 {form.encoding}", en=f"this is not {form.encoding}"), row=number
        )
    return _encoded(path, number, _CHINESE)


def _encoded(path: Path, number: int, encoding: str) -> CityError:
    return refused_table(
        path,
        "encoding",
        Text(zh=f"这个文件的编码像是 {encoding}", en=f"this file looks like {encoding}"),
        Text(
            zh=f"在对照文件里写 encoding: {encoding}，或另存为 UTF-8",
            en=f"Say encoding: {encoding} in the mapping, or save the file as UTF-8.",
        ),
        number,
    )


def _check_quotes(path: Path, form: Form) -> None:
    """Whether a value in quotation marks is not closed: it would swallow the rows below it."""
    with path.open(encoding=form.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=form.delimiter, strict=True)
        begins = 1
        try:
            for _ in reader:
                begins = reader.line_num + 1
        except csv.Error:
            raise refused_table(
                path,
                "open_quote",
                Text(
                    zh="从这一行起有一个双引号没有关上", en="a double quote is opened here and never closed"
                ),
                Text(
                    zh="关上它；值里的双引号写两个",
                    en="Close it; a double quote in a value is written twice.",
                ),
                begins,
            ) from None


def _check_header(path: Path, columns: list[str], form: Form) -> None:
    twice = [name for name, count in Counter(columns).items() if count > 1]
    if twice:
        raise refused_table(
            path,
            "same_columns",
            Text(zh=f"有两列都叫 {'、'.join(twice)}", en=f"two columns are called {', '.join(twice)}"),
            Text(zh="请给它们不同的名字", en="Give them different names."),
        )
    others = _others(columns, form.delimiter)
    if others:
        raise refused_table(
            path,
            "delimiter",
            Text(zh=f"整个表头是一列：{columns[0]}", en=f"the whole header is one column: {columns[0]}"),
            Text(
                zh=f"若以它分隔，请在对照文件里写 delimiter: '{others}'",
                en=f"If that is what stands between values, say delimiter: '{others}' in the mapping.",
            ),
        )


def _others(columns: Iterable[str], delimiter: str) -> str:
    """What stands between the names of a header that was read as one column; nothing where it is none."""
    only = list(columns)
    if len(only) != 1:
        return ""
    found = [written for mark, written in _DELIMITERS.items() if mark != delimiter and mark in only[0]]
    return found[0] if found else ""
