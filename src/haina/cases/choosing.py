"""What one can apply for: the procedures by subject, life event or department, found by words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from haina.people.actors import Actor
from haina.people.models import Power
from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.rules.text import Text


class Grouping(StrEnum):
    """By what the procedures are put in groups."""

    SUBJECT = "subject"
    EVENT = "event"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure that can be chosen."""

    procedure: Procedure
    #: Whether it can be applied for on the day: whether a right of it is in force.
    in_force: bool
    #: Whether the actor may file it, for oneself or by a mandate.
    may_file: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Procedures under one heading."""

    id: str
    title: Text
    choices: tuple[Choice, ...]


def names_a_person(policy: Policy, procedure: Procedure) -> bool:
    """Whether an application names a person: who files it, or whom a right of it is for."""
    about = any(policy.rights[id].subject == "person" for id in procedure.rights if id in policy.rights)
    return procedure.filed_by == "person" or about


def may_file(actor: Actor, procedure: Procedure) -> bool:
    """Whether one may file it: for oneself, or for an organisation whose mandate covers it."""
    if actor.is_visitor or actor.is_staff:
        return False
    if procedure.filed_by == "person":
        return True
    return any(
        each.organisation_id is not None and each.lets(Power.FILE) and each.covers(procedure.id)
        for each in actor.standings
    )


def in_force(policy: Policy, procedure: Procedure, on: date) -> bool:
    """Whether a right of the procedure is in force on a day."""
    return any(policy.program.in_force(id, on) for id in procedure.rights if id in policy.rights)


def choices(policy: Policy, actor: Actor, on: date) -> list[Choice]:
    """All procedures of the policy, as the actor may choose them on a day."""
    return [
        Choice(each, in_force(policy, each, on), may_file(actor, each)) for each in policy.procedures.values()
    ]


def matching(policy: Policy, found: Iterable[Choice], words: str) -> list[Choice]:
    """The choices in whose texts, or those of their rights, every word stands, in either language."""
    wanted = words.casefold().split()
    return [each for each in found if _says(policy, each.procedure, wanted)]


def _says(policy: Policy, procedure: Procedure, wanted: Sequence[str]) -> bool:
    rights = [policy.rights[id] for id in procedure.rights if id in policy.rights]
    texts = [procedure.title, procedure.summary, *(right.title for right in rights)]
    said = " ".join((procedure.id, *(f"{text.zh} {text.en}" for text in texts))).casefold()
    return all(word in said for word in wanted)


def grouped(policy: Policy, found: Sequence[Choice], by: Grouping) -> list[ChoiceGroup]:
    """The choices under headings, each heading in the order of the policy; one may stand under several."""
    titles, homes = _HOMES[by](policy)
    groups: dict[str, list[Choice]] = {id: [] for id in titles}
    for choice in found:
        for home in dict.fromkeys(homes.get(choice.procedure.id, ())):
            groups[home].append(choice)
    return [ChoiceGroup(id, titles[id], tuple(inside)) for id, inside in groups.items() if inside]


#: The titles of the headings, and the headings of each procedure.
Homes = tuple[Mapping[str, Text], Mapping[str, Sequence[str]]]


def _by_subject(policy: Policy) -> Homes:
    homes = {
        id: [policy.clauses[policy.rights[right].clause].article for right in each.rights]
        for id, each in policy.procedures.items()
    }
    return {id: article.title for id, article in policy.articles.items()}, homes


def _by_department(policy: Policy) -> Homes:
    homes = {
        id: [stage.department for stage in each.stages if stage.kind == "decision"]
        for id, each in policy.procedures.items()
    }
    return {id: each.title for id, each in policy.departments.items()}, homes


def _by_event(policy: Policy) -> Homes:
    homes: dict[str, list[str]] = {}
    for event in policy.life_events:
        for right in policy.rights_in(event):
            procedure = policy.rights[right].procedure
            if procedure:
                homes.setdefault(procedure, []).append(event.id)
    return {event.id: event.title for event in policy.life_events}, homes


_HOMES = {Grouping.SUBJECT: _by_subject, Grouping.DEPARTMENT: _by_department, Grouping.EVENT: _by_event}
