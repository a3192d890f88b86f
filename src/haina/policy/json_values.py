"""Values of an answer as JSON holds them: texts in both languages, numbers as text, ISO 8601 for time."""

from __future__ import annotations

from datetime import date

from haina.rules.periods import Duration
from haina.rules.text import Text


def text_json(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en}


def value_json(value: object | None) -> str | bool | None:
    """A formula's value: numbers as text, which nobody rounds; ISO 8601 for time; unknown is None."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, Duration):
        parts = ((value.years, "Y"), (value.months, "M"), (value.days, "D"))
        return "P" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0D")
    return value.isoformat() if isinstance(value, date) else str(value)
