"""Events to JSON and back, by the types of their fields; and the canonical bytes that are hashed.

JSON here has no floats: a number that is not whole is text, so that the stored event gives the same bytes on
every machine and after every journey through the database.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from haina.cases.events import REGISTRY, Event


def payload(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values; raises TypeError for a value that JSON cannot hold exactly."""
    return {name: plain(getattr(event, name)) for name in _field_names(type(event))}


def event_from(kind: str, data: Mapping[str, Any]) -> Event:
    """The event of a stored name and its fields; a field that was added later takes its default.

    Raises KeyError for a name that no event has.
    """
    return typing.cast(Event, _build(REGISTRY[kind], data))


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one way to write these JSON values: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def plain(value: object) -> Any:
    """The value with nothing but what JSON holds exactly; raises TypeError for a float or an unknown type."""
    # Nearly all values are of these few types: every event is written and checked value by value.
    kind: type = type(value)
    if kind is str:
        return _storable(value)
    if value is None or kind is bool or kind is int:
        return value
    if kind is dict or isinstance(value, Mapping):
        return {key if type(key) is str else str(key): plain(item) for key, item in value.items()}  # type: ignore[attr-defined]  # a mapping
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _field_names(kind)}
    return _plain_scalar(value)


def _storable(text: Any) -> Any:
    if "\0" in text:
        raise TypeError("text with a NUL character cannot be stored")
    return text


def _plain_scalar(value: object) -> Any:
    match value:
        case Enum():
            return plain(value.value)
        case str():
            return _storable(value)
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case None | bool() | int():
            return value
        case _:
            raise TypeError(f"{type(value).__name__} cannot be stored in an event")


@cache
def _field_names(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _build(cls: type, data: Mapping[str, Any]) -> Any:
    hints, known = _hints(cls), _field_names(cls)
    return cls(**{name: _read(hints[name], value) for name, value in data.items() if name in known})


def _read(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if value is None or hint in (object, Any) or origin is Literal:
        return value
    if origin in (Union, types.UnionType):
        return _read(next(arm for arm in get_args(hint) if arm is not type(None)), value)
    if origin is tuple:
        return tuple(_read(get_args(hint)[0], item) for item in value)
    if origin is not None:
        return value
    if isinstance(hint, type) and is_dataclass(hint):
        return _build(hint, value)
    return _scalar(hint, value)


def _scalar(hint: type, value: Any) -> Any:
    if hint is UUID or issubclass(hint, Enum):
        return hint(value)
    if issubclass(hint, date):
        return hint.fromisoformat(value)
    return value
