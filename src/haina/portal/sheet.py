"""A form for several facts at once: what stands in it, what was sent back, and what is wrong with it.

Nothing needs to be filled in: a fact that is left empty is not known, and the answer says what stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from haina.policy import Policy
from haina.portal.inquiry.fields import Form, Input, SpellRow, form_of, problems_of, read_sent
from haina.portal.words import in_words
from haina.rules import FactDeclaration

#: What the button that adds a row to a history sends, before the name of the fact.
MORE = "more:"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The forms of some facts in order, the facts as given, and all errors with the inputs they belong to."""

    forms: tuple[Form, ...]
    facts: dict[str, object]
    errors: tuple[dict[str, str], ...]


def empty_sheet(policy: Policy, names: Sequence[str]) -> Sheet:
    """Return the sheet before anything was filled in."""
    forms = (form_of(policy, policy.facts[name], None, None) for name in names)
    return Sheet(tuple(_prefixed(form) for form in forms), {}, ())


def read_sheet(policy: Policy, names: Sequence[str], data: QueryDict) -> Sheet:
    """Read what was sent; facts with errors are shown again and left out of what is given."""
    asked_for_more = data.get("action", "").removeprefix(MORE)
    forms: list[Form] = []
    given: dict[str, object] = {}
    for name in names:
        fact = policy.facts[name]
        sent = read_sent(fact, _part(data, name))
        problems = () if sent.value is None else problems_of(policy, fact, sent.value)
        extra = 1 if name == asked_for_more else 0
        forms.append(_prefixed(form_of(policy, fact, sent, None, problems, extra)))
        if sent.value is not None and not problems:
            given[name] = sent.value
    return Sheet(tuple(forms), given, tuple(error for form in forms for error in _named(form)))


def _part(data: QueryDict, name: str) -> QueryDict:
    """Return what was sent for one fact, under the names that its form alone would have."""
    part = QueryDict(mutable=True)
    for key in data:
        fact, _, rest = key.partition(".")
        if fact == name and rest:
            part.setlist(rest, data.getlist(key))
    return part


def _prefixed(form: Form) -> Form:
    """Return a form whose inputs carry the name of their fact, so that several stand on one page."""
    name = form.fact.name
    rows = tuple(
        SpellRow(row.number, tuple(_renamed(each, name) for each in row.inputs)) for row in form.rows
    )
    errors = tuple(
        {**error, "place": error["place"].replace("#id_", f"#id_{name}.", 1)} for error in form.errors
    )
    box = None if form.input is None else replace(_renamed(form.input, name), label=_label(form.fact))
    return replace(form, title=_label(form.fact), input=box, rows=rows, errors=errors)


def _label(fact: FactDeclaration) -> str:
    """Return the short name of a fact; whole questions make a long form harder to read."""
    return in_words(fact.label)


def _renamed(each: Input, fact: str) -> Input:
    return replace(each, name=f"{fact}.{each.name}", required=False)


def _named(form: Form) -> tuple[dict[str, str], ...]:
    """Return the errors of a form, each with the name of the fact before it."""
    return tuple({**error, "message": f"{form.title}: {error['message']}"} for error in form.errors)
