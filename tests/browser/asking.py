"""Answering 'What can I get?': what a person knows of themselves, given to whichever question comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from haina.policy import Policy
from haina.rules import Bool, Enum, History, List, Type

from .visitor import Visitor

#: An engineer from abroad with an offer: enough for the work permit, and a first permit that runs out.
ENGINEER: Mapping[str, Any] = {
    "nationality": "foreign",
    "birth_date": "1990-05-01",
    "whereabouts": "inside",
    "job_contract": True,
    "no_crime_record_home": True,
    "fit_for_work": True,
    "annual_salary": "420000",
    "highest_degree": "master",
    "experience_years": "6",
    "high_end_ground": "none",
    "recognised_high_level": False,
    "degrees": [{"from": "2014-06-30", "level": "master"}],
    "residence_permits": [
        {"from": "2023-03-01", "to": "2025-02-28", "kind": "work", "in_shanghai": True},
        {"from": "2025-03-01", "to": "2027-02-28", "kind": "work", "in_shanghai": True},
    ],
}


def asked(visitor: Visitor) -> str | None:
    """The fact that the present page asks for; None on any other page."""
    parts = urlsplit(visitor.page.url).path.strip("/").split("/")
    return parts[-1] if len(parts) > 2 and parts[-2] == "question" else None


def answer(visitor: Visitor, policy: Policy, fact: str, value: Any) -> None:
    """Give an answer to the present question and go on."""
    kind = policy.facts[fact].type
    if isinstance(kind, History):
        _write_spells(visitor, kind, value)
    elif isinstance(kind, List):
        for each in value:
            visitor.pick(_choice(visitor, kind.of, each))
    elif isinstance(kind, Bool | Enum):
        _pick(visitor, _choice(visitor, kind, value))
    else:
        visitor.page.locator("main input[name=value]").fill(str(value))
    visitor.press("Continue")


def _pick(visitor: Visitor, choice: str) -> None:
    options = visitor.page.locator("main select[name=value]")
    if options.count():
        options.select_option(label=choice)
    else:
        visitor.pick(choice)


def _choice(visitor: Visitor, kind: Type, value: Any) -> str:
    """What a value is called on the page."""
    if isinstance(kind, Bool):
        return visitor.say("Yes" if value else "No")
    assert isinstance(kind, Enum)
    return visitor.word(next(each.label for each in kind.values if each.name == value))


def _write_spells(visitor: Visitor, kind: History, spells: Sequence[Mapping[str, Any]]) -> None:
    fields = {each.name: each for each in kind.fields}
    for number, spell in enumerate(spells):
        if number:
            visitor.press("Add another period")
        row = visitor.page.get_by_role("group", name=visitor.say("Period %(number)s", number=number + 1))
        labels = {"from": visitor.say("First day"), "to": visitor.say("Last day (empty while it goes on)")}
        for name, value in spell.items():
            if name in labels:
                row.get_by_label(labels[name]).fill(value)
            elif isinstance(fields[name].type, Bool | Enum):
                choice = _choice(visitor, fields[name].type, value)
                row.get_by_label(visitor.word(fields[name].label)).select_option(label=choice)
            else:
                row.get_by_label(visitor.word(fields[name].label)).fill(str(value))


def answer_one(visitor: Visitor, policy: Policy, known: Mapping[str, Any]) -> str:
    """Answer the present question if one can, or say "I don't know"; return what was asked."""
    fact = asked(visitor)
    assert fact is not None, visitor.page.url
    if fact in known:
        answer(visitor, policy, fact, known[fact])
    else:
        visitor.press("I don't know")
    return fact


def answer_on(visitor: Visitor, policy: Policy, known: Mapping[str, Any], most: int = 40) -> list[str]:
    """Answer what one knows until the questions end; return what was asked, in order."""
    questions: list[str] = []
    while (fact := asked(visitor)) is not None and len(questions) < most:
        assert fact not in questions, f"asked again: {fact}"
        questions.append(answer_one(visitor, policy, known))
    return questions
