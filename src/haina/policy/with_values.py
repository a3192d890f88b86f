"""A pack with other values of its standards from a day on, to see what they would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from haina.rules.declarations import DatedValue, StandardDeclaration
from haina.rules.problems import nearest
from haina.rules.program import Program
from haina.rules.text import Place, Problem, ProblemsError, Text
from haina.rules.types import BOOL, DATE, INT, MONEY, NUMBER, Enum, Type

from .policy import Policy

_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_TRIED = Text(zh="试算用的数值，没有来源", en="a value to be tried, without a source")


class ValueRefused(ProblemsError):
    """A value that cannot be tried; `problems` says why."""


def with_values(policy: Policy, values: Mapping[str, str], on: date) -> Policy:
    """The policy with these values of standards, as text, from a day on; what was before stays.

    The version of the pack is that of its files, which have not changed. Raises `ValueRefused` for a standard
    that does not exist, one that is no single value, and a value that is not of its type.
    """
    problems: list[Problem] = []
    standards = dict(policy.standards)
    for name, written in values.items():
        standard = standards.get(name)
        value = _no_standard(name, policy) if standard is None else _read(standard, written)
        if isinstance(value, Problem):
            problems.append(value)
        elif standard is not None:
            standards[name] = _from(standard, on, value)
    if problems:
        raise ValueRefused(tuple(problems))
    old = policy.program
    rules, tables = old.rules.values(), old.tables.values()
    program = Program.compile(
        old.facts.values(), standards.values(), rules, tables, old.currency, old.currency_label
    )
    return replace(policy, standards=standards, program=program)


def _from(standard: StandardDeclaration, on: date, value: object) -> StandardDeclaration:
    """The standard with a value from a day on."""
    before = [
        each
        if each.valid_to is not None and each.valid_to < on
        else replace(each, valid_to=on - timedelta(1))
        for each in standard.values
        if each.valid_from is None or each.valid_from < on
    ]
    tried = DatedValue(value=value, valid_from=on, valid_to=None, source="", grade="C", note=_TRIED)
    return replace(standard, values=(*before, tried))


def _read(standard: StandardDeclaration, written: str) -> object:
    try:
        return read_value(standard.type, written)
    except (ValueError, InvalidOperation):
        kind = standard.type.name
        return Problem(
            Place(f"{standard.name}={written}", 1),
            "value",
            Text(zh=f"{standard.name} 的类型是 {kind}", en=f"{standard.name} is of type {kind}"),
            Text(zh="例如 500000、0.3、yes、2026-01-01", en="For example 500000, 0.3, yes, 2026-01-01."),
        )


def read_value(kind: Type, written: str) -> object:
    """A value as people type it. Raises ValueError or InvalidOperation for what is not of the kind."""
    written = written.strip()
    if isinstance(kind, Enum):
        if written not in {each.name for each in kind.values}:
            raise ValueError(written)
        return written
    if kind == BOOL:
        if written not in _TRUTHS:
            raise ValueError(written)
        return _TRUTHS[written]
    if kind == INT:
        return int(written)
    if kind in (NUMBER, MONEY):
        value = Decimal(written)
        if not value.is_finite():
            raise ValueError(written)
        return value
    if kind == DATE:
        return date.fromisoformat(written)
    raise ValueError(written)


def _no_standard(name: str, policy: Policy) -> Problem:
    return Problem(
        Place(name, 1),
        "no_standard",
        Text(zh=f"没有标准 {name}", en=f"there is no standard {name}"),
        nearest(name, policy.standards),
    )
