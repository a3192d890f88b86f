"""Values of a form in words, in both languages, from the one stored value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from haina.policy import Policy
from haina.policy.procedures import FormField
from haina.rules import types
from haina.rules.text import Text
from haina.rules.wording_values import NOT_GIVEN, NOTHING, date_text, listed, phrase, value_text


def shown_value(policy: Policy, field: FormField, stored: object) -> Text:
    """What a field's stored value is called; *not given* for None."""
    if stored is None:
        return NOT_GIVEN
    if field.options:
        labels = {option.name: option.label for option in field.options}
        return labels.get(str(stored), Text.both(str(stored)))
    declared = policy.facts.get(field.name) if field.fact else None
    currency = (policy.head.currency.code, policy.head.currency.label)
    if isinstance(field.type, types.History) and isinstance(stored, Sequence):
        return _history_text(field.type, stored, currency)
    unit = None if declared is None else declared.unit
    return value_text(field.type, _value(field.type, stored), currency, unit)


def _history_text(kind: types.History, spells: Sequence[object], currency: tuple[str, Text]) -> Text:
    """Every period with what was said about it; *none* for a history that is empty."""
    said = [_spell_text(kind, spell, currency) for spell in spells if isinstance(spell, Mapping)]
    return listed(said, "；", "; ") if said else NOTHING


def _spell_text(kind: types.History, spell: Mapping[str, object], currency: tuple[str, Text]) -> Text:
    start, last = (_day(spell.get(end)) for end in ("from", "to"))
    days = phrase("{start}起至今", "since {start}", start=start)
    if last is not NOT_GIVEN:
        days = phrase("{start}至{last}", "{start} to {last}", start=start, last=last)
    parts = [
        phrase(
            "{label}：{value}",
            "{label}: {value}",
            label=each.label,
            value=value_text(each.type, _value(each.type, spell[each.name]), currency),
        )
        for each in kind.fields
        if spell.get(each.name) is not None
    ]
    if not parts:
        return days
    rest = listed(parts, "，", ", ")
    return phrase("{days}（{rest}）", "{days} ({rest})", days=days, rest=rest)


def _day(stored: object) -> Text:
    return NOT_GIVEN if stored is None else date_text(date.fromisoformat(str(stored)))


def _value(kind: types.Type, stored: object) -> object:
    if isinstance(kind, types.Date):
        return date.fromisoformat(str(stored))
    if isinstance(kind, types.Money | types.Number):
        return Decimal(str(stored))
    if isinstance(kind, types.List) and isinstance(stored, Sequence):
        return tuple(stored)
    return stored
