"""Prints who may keep the books of a unit, as a section of docs/permissions.md."""

from __future__ import annotations

from haina.people.book_permissions import BOOK_TABLE, BookRole, BookVerb

_HEAD = """
## Books of a unit

A keeper is one of the unit's own people who may file for it, a reader one who may read only; officers and
supervisors are those of the department that a book names. Who belongs to the unit holds no office over it.

"""


def section() -> str:
    """The table: verbs down, roles across."""
    lines = [
        "| verb | " + " | ".join(role.value for role in BookRole) + " |",
        "|---|" + ":-:|" * len(BookRole),
    ]
    for verb in BookVerb:
        cells = ("●" if verb in BOOK_TABLE[role] else "" for role in BookRole)
        lines.append(f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return _HEAD + "\n".join(lines) + "\n"
