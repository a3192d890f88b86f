"""Widgets for what is more than one value: the periods of a history, and lists. They work without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from haina.cases.forms import LONGEST_TEXT, MOST_ROWS, row_types
from haina.cases.names import in_active_language
from haina.rules import types

#: What the button that adds a row sends, before the name of the field.
MORE = "more:"
_NONE = "-"


class HistoryWidget(forms.Widget):
    """Rows of a history, and the answer that there was never one; its value is a list of rows as typed."""

    use_fieldset = True

    def __init__(self, kind: types.History) -> None:
        super().__init__()
        self.kind = kind
        #: How many rows are drawn at least.
        self.at_least = 1

    def count(self, data: Mapping[str, Any], name: str) -> int:
        """Return how many rows were sent."""
        text = str(data.get(f"{name}.rows", ""))
        return min(int(text), MOST_ROWS) if text.isascii() and text.isdecimal() and len(text) < 4 else 0

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> list[dict[str, str]] | None:
        """Return the rows that are not empty; [] for "never", None for nothing."""
        rows = [
            {
                cell: text
                for cell in row_types(self.kind)
                if (text := str(data.get(f"{name}.{cell}-{index}", "")).strip())
            }
            for index in range(self.count(data, name))
        ]
        return [row for row in rows if row] or ([] if data.get(f"{name}.none") else None)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Return whether the form had no such history."""
        return f"{name}.rows" not in data

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Draw the rows, at least one."""
        stored = [row for row in value if isinstance(row, Mapping)] if isinstance(value, Sequence) else []
        rows = [*stored, *[{}] * (self.at_least - len(stored))][:MOST_ROWS]
        start = (attrs or {}).get("id", f"id_{name}")
        context = {
            "name": name,
            "rows": [self._inputs(name, start, index, row) for index, row in enumerate(rows)],
            "more": f"{MORE}{name}",
            "none": value == [],
        }
        return render_to_string("cases/parts/history.html", context)

    def _inputs(self, name: str, start: str, index: int, row: Mapping[str, Any]) -> list[dict[str, object]]:
        labels = {
            "from": gettext("First day"),
            "to": gettext("Last day (empty while it goes on)"),
            **{each.name: in_active_language(each.label) for each in self.kind.fields},
        }
        optional = {each.name for each in self.kind.fields if not each.required}
        return [
            {
                "name": f"{name}.{cell}-{index}",
                # An error about the history leads to its first input.
                "id": start if (index, cell) == (0, "from") else f"{start}.{cell}-{index}",
                "label": labels[cell],
                "optional": cell in optional,
                "value": _typed(row.get(cell)),
                "options": _options(kind),
                "date": isinstance(kind, types.Date),
                "number": isinstance(kind, types.Int | types.Number | types.Money),
            }
            for cell, kind in row_types(self.kind).items()
        ]


def _typed(value: object) -> str:
    """Return a stored value as it stands in an input."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _options(kind: types.Type) -> list[tuple[str, str]]:
    if isinstance(kind, types.Bool):
        return [("yes", gettext("Yes")), ("no", gettext("No"))]
    if isinstance(kind, types.Enum):
        return [(value.name, in_active_language(value.label)) for value in kind.values]
    return []


class ListWidget(forms.CheckboxSelectMultiple):
    """Boxes to tick for a list of named values, and one for none of them."""

    def __init__(self, kind: types.Enum) -> None:
        super().__init__(choices=[*_options(kind), (_NONE, gettext("None of these"))])

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str] | None:
        """Return the values that were ticked; [] for none of them, None for nothing."""
        ticked = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        values = [value for value in ticked if value != _NONE]
        return values or ([] if _NONE in ticked else None)

    def format_value(self, value: Any) -> list[str]:
        """Return what is ticked."""
        return [_NONE] if value == [] else super().format_value(value)


class LinesWidget(forms.Textarea):
    """A list of texts, one on each line."""

    def __init__(self) -> None:
        super().__init__(attrs={"rows": 4, "maxlength": LONGEST_TEXT})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str] | None:
        """Return the lines that are not empty; None for nothing."""
        lines = [line.strip() for line in str(data.get(name, "")).splitlines()]
        return [line for line in lines if line] or None

    def format_value(self, value: Any) -> str | None:
        """Return the lines as text."""
        return "\n".join(str(each) for each in value) if isinstance(value, list) else None
