"""Facts as a YAML file that people can read and change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from haina.policy import Policy


def facts_as_yaml(policy: Policy, facts: Mapping[str, object]) -> str:
    """The facts, each under a comment that says what it is in both languages."""
    lines: list[str] = []
    for name, value in facts.items():
        label = policy.facts[name].label
        lines.append(f"# {label.zh} / {label.en}")
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            lines.append(f"{name}:")
            lines.extend(f"  - {_flow(each)}" for each in value)
        else:
            lines.append(f"{name}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    """A value on one line; every text in quotes, so that it stays text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal | date):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    return json.dumps(str(value), ensure_ascii=False)
