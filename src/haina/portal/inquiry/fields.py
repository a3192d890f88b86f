"""A fact as something to fill in: which widget, what stands in it, and what was sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from haina.policy import Policy
from haina.portal.inquiry.complaints import complaint, kind_at
from haina.portal.inquiry.typed import read_list, read_spells, read_typed
from haina.portal.words import in_words
from haina.rules import (
    Bool,
    Date,
    Enum,
    FactDeclaration,
    FactError,
    History,
    Int,
    List,
    Money,
    Number,
    Place,
    Problem,
    Type,
)

MOST_ROWS = 60
_LONG_CHOICE = 9


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One input: `widget` is radio, select, checks, date, number or text; `errors` what is wrong with it."""

    name: str
    widget: str
    label: str
    value: str = ""
    unit: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the element, also the place that an error links to."""
        return f"id_{self.name}"

    @property
    def first_id(self) -> str:
        """The id that an error links to: the first choice where there are several."""
        return f"{self.id}_0" if self.widget in ("radio", "checks") else self.id


@dataclass(frozen=True, slots=True)
class SpellRow:
    """One row of a history: its number from 1 and its inputs."""

    number: int
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form: the fact as given (None: nothing), and the rows as they were typed."""

    value: object
    typed: Mapping[str, Any]
    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one question: an input, or rows of a history with the choice of 'none at all'."""

    fact: FactDeclaration
    title: str
    hint: str
    input: Input | None = None
    rows: tuple[SpellRow, ...] = ()
    none: bool = False
    errors: tuple[dict[str, str], ...] = field(default=())

    @property
    def history(self) -> bool:
        """Whether the question asks for dated spells."""
        return isinstance(self.fact.type, History)

    def with_error(self, message: str) -> Form:
        """Return the form with one message at its first input."""
        if self.input is None:
            return replace(self, errors=({"place": "#id_from-0", "message": message},))
        box = replace(self.input, errors=(message,))
        return replace(self, input=box, errors=({"place": f"#{box.first_id}", "message": message},))


def read_sent(fact: FactDeclaration, data: QueryDict) -> Sent:
    """Read what was filled in for a fact; nothing is judged yet."""
    kind = fact.type
    if isinstance(kind, History):
        types = row_types(kind)
        count = min(_whole(data.get("rows", "1")), MOST_ROWS)
        rows = tuple({name: data.get(f"{name}-{index}", "") for name in types} for index in range(count))
        spells = read_spells(types, list(rows))
        value: object = [] if data.get("none") and not spells else spells or None
        return Sent(value, {"none": bool(data.get("none"))}, rows)
    if isinstance(kind, List):
        chosen = data.getlist("value")
        none = bool(data.get("none"))
        return Sent(read_list(kind, chosen) or ([] if none else None), {"value": chosen, "none": none})
    typed = data.get("value", "")
    return Sent(read_typed(kind, typed), {"value": typed})


def _whole(text: str) -> int:
    """Return the number of rows that a form says it has, at least one."""
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


def row_types(kind: History) -> dict[str, Type]:
    """Return the inputs of a spell by name: first day, last day, then its fields."""
    return {"from": Date(), "to": Date(), **{each.name: each.type for each in kind.fields}}


def problems_of(policy: Policy, fact: FactDeclaration, value: object) -> tuple[Problem, ...]:
    """Return what is wrong with an answer; the place of each is the id of the input."""

    def place(path: tuple[str | int, ...]) -> Place:
        return Place(_input_id(fact, path), 1)

    try:
        policy.program.read_facts({fact.name: value}, place)
    except FactError as error:
        return error.problems
    return ()


def _input_id(fact: FactDeclaration, path: Sequence[str | int]) -> str:
    """Return the id of the input that a path in the facts belongs to: (fact, row, field) or (fact,)."""
    if not isinstance(fact.type, History):
        return "id_value"
    row = next((step for step in path if isinstance(step, int)), 0)
    last = path[-1] if len(path) > 2 else "from"
    return f"id_{last}-{row}"


def stored_rows(fact: FactDeclaration, value: object) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a history that was given before, as they stand in the inputs."""
    if not isinstance(fact.type, History) or not isinstance(value, list):
        return ()
    return tuple({name: _typed(each) for name, each in spell.items()} for spell in value)


def _typed(value: object) -> str:
    """Return a given value as it stands in an input."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def form_of(
    policy: Policy,
    fact: FactDeclaration,
    sent: Sent | None,
    given: object,
    problems: Sequence[Problem] = (),
    extra_rows: int = 0,
) -> Form:
    """Return the form of a question, holding what was just sent, or else what was given before."""
    messages: dict[str, list[str]] = {}
    for problem in problems:
        place = problem.place.file
        said = complaint(problem, fact, kind_at(fact, place))
        messages.setdefault(place, []).append(said)
    form = Form(
        fact,
        title=in_words(fact.question or fact.label),
        hint=in_words(fact.help),
        none=bool(sent.typed.get("none")) if sent else given == [],
    )
    if isinstance(fact.type, History):
        rows = sent.rows if sent else stored_rows(fact, given)
        return _with_rows(form, fact.type, rows, extra_rows, messages)
    value = (sent.typed["value"] if sent else given) if sent or given is not None else ""
    errors = tuple(dict.fromkeys(message for found in messages.values() for message in found))
    unit = _unit(policy, fact, in_words(fact.unit))
    box = _input("value", fact.type, form.title, value, required=True, unit=unit, errors=errors)
    links = tuple({"place": f"#{box.first_id}", "message": message} for message in errors)
    return replace(form, input=box, errors=links)


def _with_rows(
    form: Form,
    kind: History,
    rows: Sequence[Mapping[str, str]],
    extra: int,
    messages: Mapping[str, list[str]],
) -> Form:
    """Return the form of a history: the rows that are filled in, and at least one.

    Whoever asks for one more row gets it below all that were there, empty ones too.
    """
    kept = list(rows) if extra else [row for row in rows if any(value.strip() for value in row.values())]
    padding: list[Mapping[str, str]] = [{}] * max(extra, 1 - len(kept))
    shown = [_row(kind, index, row, messages) for index, row in enumerate([*kept, *padding][:MOST_ROWS])]
    links = [
        {"place": f"#{box.id}", "message": _in_period(row, box, message)}
        for row in shown
        for box in row.inputs
        for message in box.errors
    ]
    return replace(form, rows=tuple(shown), errors=tuple(links))


def _in_period(row: SpellRow, box: Input, message: str) -> str:
    """Return a message with the place it belongs to."""
    parts = {"number": row.number, "label": box.label, "message": message}
    return gettext("Period %(number)s, %(label)s: %(message)s") % parts


def _unit(policy: Policy, fact: FactDeclaration, unit: str) -> str:
    """Return what stands behind the input: the fact's unit, or the currency of an amount."""
    return unit or (in_words(policy.head.currency.label) if isinstance(fact.type, Money) else "")


def _row(kind: History, index: int, row: Mapping[str, str], messages: Mapping[str, list[str]]) -> SpellRow:
    """Return the inputs of one spell."""
    labels = {
        "from": gettext("First day"),
        "to": gettext("Last day (empty while it goes on)"),
        **{each.name: in_words(each.label) for each in kind.fields},
    }
    needed = {"from", *(each.name for each in kind.fields if each.required)}
    return SpellRow(
        index + 1,
        tuple(
            _input(
                f"{name}-{index}",
                each,
                labels[name] + ("" if name in needed or name == "to" else gettext(" (if you know)")),
                row.get(name, ""),
                errors=tuple(messages.get(f"id_{name}-{index}", ())),
                compact=True,
            )
            for name, each in row_types(kind).items()
        ),
    )


def _input(
    name: str,
    kind: Type,
    label: str,
    value: object,
    *,
    required: bool = False,
    unit: str = "",
    errors: tuple[str, ...] = (),
    compact: bool = False,
) -> Input:
    """Return the input for a value of a kind; `compact` prefers a select to many radio buttons."""
    options = _options(kind, value)
    typed = "" if options else _typed(value)
    return Input(name, _widget(kind, len(options), compact), label, typed, unit, required, options, errors)


def _widget(kind: Type, choices: int, compact: bool) -> str:
    if isinstance(kind, List):
        return "checks" if choices else "text"
    if choices:
        return "select" if compact or choices > _LONG_CHOICE else "radio"
    if isinstance(kind, Date):
        return "date"
    return "number" if isinstance(kind, Int | Number | Money) else "text"


def _options(kind: Type, value: object) -> tuple[Option, ...]:
    """Return what can be chosen; nothing where one types."""
    chosen = {_typed(each) for each in value} if isinstance(value, list | tuple) else {_typed(value)}
    if isinstance(kind, Bool):
        words = {"yes": gettext("Yes"), "no": gettext("No")}
        return tuple(Option(key, label, key in chosen) for key, label in words.items())
    if isinstance(kind, List):
        kind = kind.of
    if isinstance(kind, Enum):
        return tuple(Option(each.name, in_words(each.label), each.name in chosen) for each in kind.values)
    return ()
