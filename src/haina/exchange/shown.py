"""Values of an answer in words, from the question as it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from haina.rules.text import Text
from haina.rules.wording_values import NO_WORD, YES_WORD, date_text, listed, number_text


def shown(field: Mapping[str, Any], value: object) -> Text:
    """What a field's value is called."""
    kind = field["type"]
    if kind == "history" and isinstance(value, list):
        return listed([_spell(field, spell) for spell in value], zh_last="；", en_last="; ")
    if kind == "list" and isinstance(value, list):
        return listed([_word(field, item) for item in value])
    if isinstance(value, bool):
        return YES_WORD if value else NO_WORD
    if kind == "date":
        return date_text(date.fromisoformat(str(value)))
    if kind in ("money", "number", "int"):
        unit = field.get("unit")
        return number_text(Decimal(str(value)), None if unit is None else Text(**unit))
    return _word(field, value)


def _word(field: Mapping[str, Any], value: object) -> Text:
    """An enum's value as it is called, a text as it is."""
    choices = field.get("choices", {})
    return Text(**choices[value]) if value in choices else Text.both(str(value))


def _spell(field: Mapping[str, Any], spell: Mapping[str, Any]) -> Text:
    """One spell: from when to when, and its fields."""
    begin = date_text(date.fromisoformat(spell["from"]))
    end = date_text(date.fromisoformat(spell["to"])) if "to" in spell else Text(zh="今", en="now")
    parts = [
        Text(
            f"{each['label']['zh']} {(words := shown(each, spell[each['name']])).zh}",
            f"{each['label']['en']} {words.en}",
        )
        for each in field["of"]
        if each["name"] in spell
    ]
    said = Text(zh=f"{begin.zh}至{end.zh}", en=f"{begin.en} to {end.en}")
    if not parts:
        return said
    more = Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))
    return Text(zh=f"{said.zh}（{more.zh}）", en=f"{said.en} ({more.en})")
