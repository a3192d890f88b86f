"""Values of a form in words, in both languages, from the one stored value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from haina.policy import Policy
from haina.policy.procedures import FormField
from haina.rules import types
from haina.rules.text import Text
from haina.rules.wording_values import NOT_GIVEN, value_text


def shown_value(policy: Policy, field: FormField, stored: object) -> Text:
    """What a field's stored value is called; *not given* for None."""
    if stored is None:
        return NOT_GIVEN
    if field.options:
        labels = {option.name: option.label for option in field.options}
        return labels.get(str(stored), Text.both(str(stored)))
    declared = policy.facts.get(field.name) if field.fact else None
    currency = policy.head.currency
    return value_text(
        field.type,
        _value(field.type, stored),
        (currency.code, currency.label),
        None if declared is None else declared.unit,
    )


def _value(kind: types.Type, stored: object) -> object:
    if isinstance(kind, types.Date):
        return date.fromisoformat(str(stored))
    if isinstance(kind, types.Money | types.Number):
        return Decimal(str(stored))
    return stored
