"""What a bare word means: Haina reads YAML without the surprises of its older versions.

Only ``true`` and ``false`` are truth values, ``null``, ``~`` and nothing at all are *not given*, a number is
an exact int or decimal, an ISO date is a date; everything else, and everything in quotes, is text: ``no``,
``on``, ``1:30``, ``0x1F`` and ``1e3`` too.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from .nodes import Mapping, Node, Scalar, Sequence

#: A scalar, list or mapping of Python values, as facts are handed to the rules.
Plain = object

_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?", re.ASCII)
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,2})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def value_of(text: str, json: bool = False) -> object:
    """The value of a bare scalar; an impossible date such as 2016-02-30 stays text, to be refused later."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-0123456789":
        return text
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    if (_JSON_NUMBER if json else _NUMBER).fullmatch(text):
        return Decimal(text) if any(letter in text for letter in ".eE") else int(text)
    return text


_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}


def plain(node: Node, json: bool = False) -> Plain:
    """Python values of a node and all below it: dict, list, str, bool, int, Decimal, date or None."""
    if isinstance(node, Scalar):
        return value_of(node.text, json) if node.style is None else node.text
    if isinstance(node, Sequence):
        return [plain(item, json) for item in node.items]
    if isinstance(node, Mapping):
        return {key: plain(value, json) for key, (_, value) in node.entries.items()}
    raise TypeError(f"not a node of a document: {node!r}")
