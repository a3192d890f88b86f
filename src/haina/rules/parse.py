"""From a rule's text to Python's syntax tree, guarded, with every part's place in the file.

``ast`` only reads the text; nothing is compiled or executed. The text is put in parentheses so that it may
run over several lines.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from haina.rules import limits
from haina.rules.problems import Problems
from haina.rules.text import Place, Text

_OPENING = "("


@dataclass(frozen=True, slots=True)
class Parsed:
    """A rule's text as Python's syntax tree; :meth:`place` and :meth:`segment` lead back to the text."""

    expression: ast.expr
    lines: tuple[bytes, ...]
    start: Place

    def place(self, node: ast.expr | ast.keyword) -> Place:
        """Give the place in the file where ``node`` begins."""
        before = self.lines[node.lineno - 1][: node.col_offset].decode()
        return _place(self.start, node.lineno, len(before) + 1)

    def segment(self, node: ast.expr) -> str:
        """Give the text of ``node``; of a text that runs over several lines only the first."""
        end = node.end_col_offset if node.end_lineno == node.lineno else None
        return self.lines[node.lineno - 1][node.col_offset : end].decode()


def _place(start: Place, line: int, column: int) -> Place:
    """Turn line and column of the bracketed text (both from 1) into a place of the file."""
    if line == 1:
        column -= len(_OPENING)
    return Place(start.file, start.line + line - 1, start.column + max(column, 1) - 1)


def parse(text: str, start: Place, problems: Problems) -> Parsed | None:
    """Read an expression that begins at ``start``; what is wrong goes to ``problems`` and gives ``None``."""
    text = text.replace("\r\n", "\n").rstrip()
    if not _acceptable(text, start, problems):
        return None
    bracketed = f"{_OPENING}{text}\n)"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expression = ast.parse(bracketed, mode="eval").body
    except SyntaxError as error:
        _refuse_syntax(error, text, start, problems)
        return None
    except (RecursionError, MemoryError):
        _too_deep(start, problems)
        return None
    except ValueError:
        problems.add(start, "syntax", "这不是一个表达式", "this is not an expression")
        return None
    parsed = Parsed(expression, tuple(line.encode() for line in bracketed.split("\n")), start)
    if expression.lineno == 1 and expression.col_offset == 0:
        problems.add(
            start, "syntax", "应当是一个表达式，括号须成对", "one expression is needed, brackets in pairs"
        )
        return None
    deep = next((node for node, depth in _depths(expression) if depth > limits.NESTING), None)
    if deep is not None:
        _too_deep(parsed.place(deep), problems)
        return None
    return parsed


def _acceptable(text: str, start: Place, problems: Problems) -> bool:
    """Look at length and characters, before Python reads anything."""
    if len(text) > limits.EXPRESSION_LENGTH:
        most = limits.EXPRESSION_LENGTH
        problems.add(
            start, "too_long", f"表达式超过{most}个字符", f"the expression has more than {most} characters"
        )
        return False
    if not text.strip():
        problems.add(start, "empty", "表达式是空的", "the expression is empty")
        return False
    for number, line in enumerate(text.split("\n")):
        for column, sign in enumerate(line):
            if sign != "\t" and (ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 or 0xD800 <= ord(sign) < 0xE000):
                place = Place(start.file, start.line + number, start.column + column)
                code = f"U+{ord(sign):04X}"
                problems.add(
                    place, "character", f"不允许的字符 {code}", f"the character {code} is not allowed"
                )
                return False
    return True


def _refuse_syntax(error: SyntaxError, text: str, start: Place, problems: Problems) -> None:
    """Say where Python stopped reading, and what is most often meant."""
    line, column = error.lineno or 1, error.offset or 1
    last = text.count("\n") + 1
    if line > last:
        line, column = last, len(text.rsplit("\n", 1)[-1]) + (1 + len(_OPENING) if last == 1 else 1)
    suggestion = None
    if "'='" in str(error.msg) or "==" in str(error.msg):
        suggestion = Text("比较相等写 ==", "Write == to compare.")
    elif "&&" in text or "||" in text:
        suggestion = Text("写 and、or、not", "Write and, or, not.")
    elif not text.isascii():
        suggestion = Text("标点须用半角字符", "Punctuation must be plain ASCII.")
    place = _place(start, line, column)
    problems.add(place, "syntax", "此处写法有误，读不下去", "the expression cannot be read here", suggestion)


def _too_deep(place: Place, problems: Problems) -> None:
    """Say that the expression is nested too deep."""
    most = limits.NESTING
    problems.add(
        place,
        "too_deep",
        f"表达式嵌套超过{most}层",
        f"the expression is nested more than {most} deep",
        Text("把一部分写成定义", "Make a part of it a definition."),
    )


def _depths(expression: ast.expr) -> Iterator[tuple[ast.expr, int]]:
    """Give every expression with its depth, without recursion."""
    waiting = [(expression, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        if depth > limits.NESTING:
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.keyword):
                waiting.append((child.value, depth + 1))
            elif isinstance(child, ast.expr):
                waiting.append((child, depth + 1))
