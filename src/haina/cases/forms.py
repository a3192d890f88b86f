"""The form of a procedure: what was typed becomes values to store, or a problem that says what to do.

Stored values are plain JSON: a date is its ISO text, money and numbers decimal text, an enum its value.
Nothing here knows HTTP; a page, the API and a test read a form the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import FieldProblem
from haina.policy.procedures import FormField, Procedure
from haina.rules import FactDeclaration, FactError, types
from haina.rules.reading import read_facts

#: Longest text that a field takes, in characters.
LONGEST_TEXT = 2000
_LONGEST_NUMBER = 18
#: Most periods of a history, and most entries of a list.
MOST_ROWS = 60

_YES = frozenset({"true", "yes", "是", "on", "1"})
_NO = frozenset({"false", "no", "否", "0"})
# Control characters have no place in a form and some cannot be stored.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class _Unreadable(Exception):
    """A value that its field cannot have."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


def read_form(
    procedure: Procedure, raw: Mapping[str, object], facts: Mapping[str, FactDeclaration] | None = None
) -> tuple[dict[str, object], tuple[FieldProblem, ...]]:
    """Values of the fields in `raw` and what is wrong with the rest; an emptied field has the value None.

    Fields that `raw` does not have are left alone, so that a form can be filled in page by page. With the
    declarations of the `facts`, a value that the rules could not take is a problem, too.
    """
    values: dict[str, object] = {}
    problems: list[FieldProblem] = []
    for name, given in raw.items():
        field = procedure.fields.get(name)
        if field is None:
            problems.append(FieldProblem(name, "unknown_field", _("The form has no such field.")))
            continue
        try:
            value = read_value(field, given)
            if facts is not None and field.fact and value is not None:
                _check_fact(facts[name], value)
            values[name] = value
        except _Unreadable as error:
            problems.append(FieldProblem(name, error.code, error.message))
    return values, tuple(problems)


def read_value(field: FormField, given: object) -> object:
    """The stored value of what was typed into one field; None for nothing, [] for "none at all"."""
    if isinstance(field.type, types.History):
        return _history(field, field.type, given)
    if isinstance(field.type, types.List):
        return _list(field, field.type, given)
    if isinstance(given, bool):
        given = "true" if given else "false"
    text = given.strip() if isinstance(given, str) else "" if given is None else str(given)
    if not text:
        return None
    if len(text) > LONGEST_TEXT:
        raise _Unreadable("too_long", _("This text is too long."))
    if _CONTROL.search(text):
        raise _Unreadable("control_character", _("This text has a character that cannot be read."))
    return _reader(field)(field, text)


def row_types(kind: types.History) -> dict[str, types.Type]:
    """The parts of a period by name: its first day, its last day, then its fields."""
    return {"from": types.DATE, "to": types.DATE, **{each.name: each.type for each in kind.fields}}


def _rows(given: object) -> Sequence[object] | None:
    if given is None or given == "":
        return None
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise _Unreadable("wrong_type", _("This cannot be read."))
    if len(given) > MOST_ROWS:
        raise _Unreadable("too_large", _("This is more than can be taken."))
    return given


def _history(field: FormField, kind: types.History, given: object) -> object:
    rows = _rows(given)
    if rows is None:
        return None
    spells = [_spell(field, kind, number, row) for number, row in enumerate(rows, 1)]
    return [spell for spell in spells if spell]


def _spell(field: FormField, kind: types.History, number: int, row: object) -> dict[str, object]:
    if not isinstance(row, Mapping):
        raise _Unreadable("wrong_type", _("This cannot be read."))
    cells = row_types(kind)
    if not set(row) <= set(cells):
        raise _Unreadable("unknown_field", _("The form has no such field."))
    spell: dict[str, object] = {}
    for name, cell in cells.items():
        try:
            value = read_value(replace(field, type=cell, options=(), pattern=None), row.get(name))
        except _Unreadable as error:
            raise _in_period(number, error.code, error.message) from None
        if value is not None:
            spell[name] = value
    needed = ("from", *(each.name for each in kind.fields if each.required))
    if spell and not spell.keys() >= set(needed):
        raise _in_period(number, "missing_field", _("The first day or another part is still missing."))
    return spell


def _in_period(number: int, code: str, message: str | Promise) -> _Unreadable:
    return _Unreadable(code, format_lazy(_("Period {number}: {message}"), number=number, message=message))


def _list(field: FormField, kind: types.List, given: object) -> object:
    rows = _rows(given)
    if rows is None:
        return None
    one = replace(field, type=kind.of, options=(), pattern=None)
    values = [read_value(one, each) for each in rows]
    return list(dict.fromkeys(value for value in values if value is not None))


def _check_fact(fact: FactDeclaration, value: object) -> None:
    """Raise _Unreadable with the first thing that the rules find wrong with a value."""
    try:
        read_facts([fact], {fact.name: 0}, {fact.name: value})
    except FactError as error:
        code = error.problems[0].code
        said = {
            "minimum": format_lazy(_("It cannot be less than {least}."), least=fact.minimum),
            "maximum": format_lazy(_("It cannot be more than {most}."), most=fact.maximum),
            "dates": _("A period ends before it begins."),
            "overlap": _("Two periods overlap. Correct the days of one of them."),
        }
        raise _Unreadable(code, said.get(code, _("This cannot be read."))) from None


def _reader(field: FormField) -> Callable[[FormField, str], object]:
    if field.options:
        return _choice
    for kind, reader in _READERS.items():
        if isinstance(field.type, kind):
            return reader
    return _text


def _text(field: FormField, text: str) -> object:
    if field.pattern is not None and not re.fullmatch(field.pattern, text):
        raise _Unreadable("pattern", _("This does not have the form that is asked for."))
    return text


def _date(field: FormField, text: str) -> object:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _Unreadable("date", _("Write the date as year-month-day, for example 2017-05-31.")) from None


def _whole(field: FormField, text: str) -> object:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise _Unreadable("whole_number", _("Write a whole number."))
    return int(text)


def _decimal(field: FormField, text: str) -> object:
    compact = text.replace(",", "").replace("，", "").replace(" ", "")
    try:
        number = Decimal(compact)
    except InvalidOperation:
        raise _Unreadable("number", _("Write a number.")) from None
    if not number.is_finite() or len(compact) > _LONGEST_NUMBER + 1 or "e" in compact.lower():
        raise _Unreadable("number", _("Write a number."))
    return format(number, "f")


def _bool(field: FormField, text: str) -> object:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise _Unreadable("yes_or_no", _("Answer yes or no."))


def _enum(field: FormField, text: str) -> object:
    if isinstance(field.type, types.Enum) and text in field.type.order:
        return text
    raise _Unreadable("choice", _("Choose one of the values."))


def _choice(field: FormField, text: str) -> object:
    if text in {option.name for option in field.options}:
        return text
    raise _Unreadable("choice", _("Choose one of the values."))


_READERS: dict[type[types.Type], Callable[[FormField, str], object]] = {
    types.Bool: _bool,
    types.Int: _whole,
    types.Number: _decimal,
    types.Money: _decimal,
    types.Date: _date,
    types.Enum: _enum,
}
