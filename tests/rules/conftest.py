"""What tests of the rule language share: small programs from short notations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from haina.rules import (
    BOOL,
    FactDeclaration,
    Program,
    RuleSource,
    StandardDeclaration,
    TableSource,
    Text,
    Type,
)

Compiled = Callable[..., Program]


def declared(name: str, kind: Type | FactDeclaration) -> FactDeclaration:
    """Give the declaration of a fact from its type, its name as its label."""
    if isinstance(kind, FactDeclaration):
        return kind
    return FactDeclaration(name, kind, Text.both(name))


@pytest.fixture(scope="session")
def compiled() -> Compiled:
    """Give a function that compiles facts and rules (name to text), rights unless in `definitions`."""

    def compile_(
        facts: Mapping[str, Type | FactDeclaration],
        rules: Mapping[str, str],
        *,
        standards: tuple[StandardDeclaration, ...] = (),
        tables: tuple[TableSource, ...] = (),
        definitions: Mapping[str, str] | None = None,
    ) -> Program:
        sources = [RuleSource(name, text, kind="definition") for name, text in (definitions or {}).items()]
        sources += [
            RuleSource(name, text, label=Text.both(name), clause="A00.1") for name, text in rules.items()
        ]
        return Program.compile(
            [declared(name, kind) for name, kind in facts.items()], standards, sources, tables
        )

    return compile_


def bounded(name: str, kind: Type, minimum: int, maximum: int) -> FactDeclaration:
    """Give a numeric fact with bounds."""
    return FactDeclaration(name, kind, Text.both(name), minimum=Decimal(minimum), maximum=Decimal(maximum))


__all__ = ["BOOL", "Compiled", "bounded", "compiled", "declared"]
