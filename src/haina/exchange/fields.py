"""The fields of a question as they are kept with it, and whether what came back has their types.

A field on record is JSON, ``{name, fact, label, type, unit?, choices?, of?}`` with texts as {zh, en}; so
a look can be read for ever, whatever the policy becomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from haina.rules.declarations import FactDeclaration
from haina.rules.text import Text
from haina.rules.types import Enum, Field, History, List, Type

#: Longest text, and most spells or items of a list, that an answer may have.
LONGEST_TEXT, MOST_ITEMS = 2000, 500
_MOST_DIGITS = 18


class WrongShape(ValueError):
    """An answer whose values are not what the fields are."""


def on_record(name: str, fact: FactDeclaration, label: Text) -> dict[str, Any]:
    """A field of a register as it is kept with the question; its type is that of the fact that it serves."""
    unit = {} if fact.unit is None else {"unit": _pair(fact.unit)}
    return {"name": name, "fact": fact.name, "label": _pair(label), **unit, **_shape(fact.type)}


def _shape(kind: Type) -> dict[str, Any]:
    if isinstance(kind, Enum):
        return {"type": "enum", "choices": _choices(kind)}
    if isinstance(kind, List):
        return {"type": "list", **({"choices": _choices(kind.of)} if isinstance(kind.of, Enum) else {})}
    if isinstance(kind, History):
        return {"type": "history", "of": [_spell_field(field) for field in kind.fields or ()]}
    return {"type": kind.name}


def _choices(kind: Enum) -> dict[str, dict[str, str]]:
    return {value.name: _pair(value.label) for value in kind.values}


def _spell_field(field: Field) -> dict[str, Any]:
    return {"name": field.name, "label": _pair(field.label), "required": field.required, **_shape(field.type)}


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def checked(fields: Iterable[Mapping[str, Any]], values: object) -> dict[str, Any]:
    """The values in their one form; raises WrongShape for a field not asked or a value not of its type."""
    known = {field["name"]: field for field in fields}
    if not isinstance(values, Mapping):
        raise WrongShape("values")
    if not values.keys() <= known.keys():
        raise WrongShape("more than was asked")
    return {str(name): _value(known[name], value) for name, value in values.items() if value is not None}


def _value(field: Mapping[str, Any], value: object) -> object:
    kind = field["type"]
    if kind == "history":
        return [_spell(field["of"], spell) for spell in _items(field, value)]
    if kind == "list":
        return [_word(field, item) for item in _items(field, value)]
    if kind == "bool":
        return _is(field, value, bool)
    if kind == "int" and not isinstance(value, bool):
        return _is(field, value, int)
    if kind in ("money", "number"):
        return _decimal(field, value)
    return _day(field, value) if kind == "date" else _word(field, value)


def _items(field: Mapping[str, Any], value: object) -> list[object]:
    items: list[object] = _is(field, value, list)
    if len(items) > MOST_ITEMS:
        raise WrongShape(field["name"])
    return items


def _is(field: Mapping[str, Any], value: object, kind: type) -> Any:
    if not isinstance(value, kind):
        raise WrongShape(field["name"])
    return value


def _spell(fields: Iterable[Mapping[str, Any]], spell: object) -> dict[str, Any]:
    """One spell of a history: from, perhaps to, and its own fields."""
    if not isinstance(spell, Mapping) or "from" not in spell:
        raise WrongShape("spell")
    days = ({"name": end, "type": "date"} for end in ("from", "to"))
    known = {field["name"]: field for field in (*days, *fields)}
    missing = {name for name, field in known.items() if field.get("required")} - spell.keys()
    if missing or not spell.keys() <= known.keys():
        raise WrongShape("spell")
    return {name: _value(known[name], value) for name, value in spell.items() if value is not None}


def _decimal(field: Mapping[str, Any], value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise WrongShape(field["name"])
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise WrongShape(field["name"]) from error
    if (
        not number.is_finite()
        or len(number.as_tuple().digits) > _MOST_DIGITS
        or abs(number.adjusted()) > _MOST_DIGITS
    ):
        raise WrongShape(field["name"])
    return format(number.normalize(), "f")


def _day(field: Mapping[str, Any], value: object) -> str:
    try:
        return date.fromisoformat(_is(field, value, str)).isoformat()
    except ValueError as error:
        raise WrongShape(field["name"]) from error


def _word(field: Mapping[str, Any], value: object) -> str:
    word: str = _is(field, value, str)
    choices = field.get("choices")
    if len(word) > LONGEST_TEXT or "\0" in word or (choices is not None and word not in choices):
        raise WrongShape(field["name"])
    return word
