"""What the YAML parser complains about, said so that somebody who writes a facts file knows what to do."""

from __future__ import annotations

import yaml
from yaml.reader import ReaderError

from haina.rules.text import Place, Problem, Text

_QUOTE = Text(
    zh="含有冒号、井号、引号、方括号等符号的文本请加引号",
    en="Put text that contains a colon, a hash, a quote or a bracket in quotes.",
)
_INDENT = Text(
    zh="请检查缩进：同一层的行要对齐", en="Check the indent: lines of one level must stand under each other."
)
_SPACES = Text(zh="缩进请用空格，不用制表符", en="Indent with spaces, not with tabs.")
_CLOSE = Text(
    zh="请检查括号和引号是否成对，各项之间是否有逗号",
    en="Check that brackets and quotes are closed and that commas stand between the items.",
)

#: What the parser says, in part; what it means; what to do.
_MEANINGS: tuple[tuple[str, Text, Text], ...] = (
    (
        "mapping values are not allowed",
        Text(zh="此处不能有冒号", en="a colon is not allowed here"),
        _QUOTE,
    ),
    (
        "cannot start any token",
        Text(zh="此处的字符不能作为开头", en="nothing can begin with this character here"),
        Text(
            zh="缩进请用空格而不用制表符；以 @、`、% 开头的文本请加引号",
            en="Indent with spaces, not tabs; put text that begins with @, ` or % in quotes.",
        ),
    ),
    ("found a tab character", Text(zh="此处有制表符", en="there is a tab here"), _SPACES),
    ("could not find expected ':'", Text(zh="缺少冒号", en="a colon is missing"), _QUOTE),
    (
        "did not find expected key",
        Text(zh="此处应当是一个键", en="a key is expected here"),
        _INDENT,
    ),
    (
        "did not find expected '-' indicator",
        Text(zh="此处应当是以 - 开头的一项", en="an item that begins with - is expected here"),
        _INDENT,
    ),
    (
        "block sequence entries are not allowed",
        Text(zh="此处不能有以 - 开头的项", en="an item that begins with - is not allowed here"),
        _INDENT,
    ),
    ("did not find expected ',' or ']'", Text(zh="列表没有写完", en="a list is not finished"), _CLOSE),
    ("did not find expected ',' or '}'", Text(zh="映射没有写完", en="a mapping is not finished"), _CLOSE),
    ("did not find expected node content", Text(zh="此处缺少内容", en="something is missing here"), _CLOSE),
    ("found unexpected end of stream", Text(zh="文件没有写完", en="the file ends too early"), _CLOSE),
    (
        "did not find expected <document start>",
        Text(zh="此处应当已经结束", en="the file should have ended before this"),
        _INDENT,
    ),
    (
        "did not find expected alphabetic",
        Text(zh="此处的 & 或 * 没有意义", en="& or * means nothing here"),
        _QUOTE,
    ),
    (
        "found undefined alias",
        Text(zh="不接受锚点和别名", en="anchors and aliases are not accepted"),
        _QUOTE,
    ),
    (
        "found unknown escape character",
        Text(zh="引号内的反斜杠写法无效", en="the backslash in quotes is not valid"),
        _QUOTE,
    ),
)


def syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """A parser's error as one problem with its place; in the parser's words where there are no better."""
    if isinstance(error, ReaderError) or not isinstance(error, yaml.MarkedYAMLError):
        return _character_problem(error, text, file)
    mark = error.problem_mark or error.context_mark
    place = Place(file, 1, 1) if mark is None else Place(file, mark.line + 1, mark.column + 1)
    said = error.problem or error.context or ""
    for part, message, suggestion in _MEANINGS:
        if part in said:
            return Problem(place, "yaml_syntax", message, suggestion)
    return Problem(
        place,
        "yaml_syntax",
        Text(zh=f"此处不是有效的 YAML（{said}）", en=f"this is not valid YAML ({said})"),
        _QUOTE,
    )


def _character_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """A control character, which the parser reports by its offset in bytes or characters."""
    for number, line in enumerate(text.split("\n"), start=1):
        for column, letter in enumerate(line, start=1):
            if not _printable(letter):
                return Problem(
                    Place(file, number, column),
                    "file_binary",
                    Text(
                        zh=f"此处有不可见的控制字符 U+{ord(letter):04X}",
                        en=f"there is the control character U+{ord(letter):04X} here",
                    ),
                    Text(zh="请提供 YAML 或 JSON 文本文件", en="Give a text file in YAML or JSON."),
                )
    return Problem(
        Place(file, 1, 1),
        "yaml_syntax",
        Text(zh=f"文件无法按 YAML 读取（{error}）", en=f"the file cannot be read as YAML ({error})"),
        None,
    )


def _printable(letter: str) -> bool:
    """Whether YAML allows a character."""
    code = ord(letter)
    return (
        letter in "\t\x85"
        or 0x20 <= code <= 0x7E
        or 0xA0 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )
