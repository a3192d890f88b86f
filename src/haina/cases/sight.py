"""Which attributes of a case an office sees: what its stages need, and nothing of what only others need.

A stage that checks whether the file is complete sees the form and the files as they were handed in. Any other
stage sees the facts that the procedure names for it (`verifies`, `lookups`, `sees`), what the issued document
will show, and, unless `sees` lists the rest, those that no other stage is named for. A register's answer is
seen by the stages that see its fact by that rule, never by a stage that only checks the form. The parties see
everything. The reasons stand in docs/decisions/attribute-access.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from haina.cases.events import (
    DocumentAttached,
    DocumentRemoved,
    FactVerified,
    Recorded,
    ReturnedForCorrection,
)
from haina.cases.state import CaseState, Item
from haina.people.actors import Actor
from haina.policy.procedures import DocumentKind, Procedure, Stage

#: What stands in a check of the rules instead of a condition about facts that are not seen.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen of a case."""

    #: Fields of the form, as they were filled in.
    fields: frozenset[str]
    #: Facts about which it may be known what a department or a register found.
    found: frozenset[str]
    #: Kinds of documents.
    documents: frozenset[str]
    #: Whether nothing is kept back, as for the parties.
    whole: bool = False

    def __or__(self, other: Sight) -> Sight:
        """What two offices in one hand see."""
        return Sight(
            self.fields | other.fields,
            self.found | other.found,
            self.documents | other.documents,
            self.whole or other.whole,
        )

    def sees_facts(self, names: Iterable[str], state: CaseState) -> bool:
        """Whether all these facts are seen, with what was found about them."""
        return self.whole or all(
            name in self.found or (name in self.fields and name not in state.verified) for name in names
        )

    def sees_reasons(self, state: CaseState) -> bool:
        """Whether every fact behind the conditions of the last check is seen."""
        return self.whole or not any(ELSEWHERE in leaf for leaf in _leaves(_seen_check(state, self)))


_NOTHING = Sight(frozenset(), frozenset(), frozenset())
EVERYTHING = replace(_NOTHING, whole=True)


def sight_of(actor: Actor, procedure: Procedure, state: CaseState) -> Sight:
    """What an officer or supervisor sees: what the stages that have begun in their departments need."""
    offices = actor.departments | actor.supervises
    begun = [
        procedure.stage(stage.id)
        for stage in state.stages.values()
        if "" in offices or stage.department in offices
    ]
    sight = _NOTHING
    for stage in begun:
        sight |= sight_of_stage(procedure, stage)
    return sight


def sight_of_stage(procedure: Procedure, stage: Stage) -> Sight:
    """What one stage needs to be shown."""
    own = _named(stage)
    if stage.kind == "acceptance":
        everything = frozenset(procedure.fields)
        kinds = frozenset(kind.id for kind in procedure.documents)
        return Sight(everything, own, kinds)
    others = frozenset[str]().union(
        *(_named(each) for each in procedure.stages if each.id != stage.id and each.kind != "acceptance")
    )
    shared = frozenset[str]() if stage.sees else frozenset(procedure.fields) - others
    shown = frozenset(procedure.grant.shows) if procedure.grant is not None else frozenset[str]()
    facts = own | shared | shown
    kinds = frozenset(kind.id for kind in procedure.documents if _needed(kind, stage, facts, others))
    return Sight(facts & frozenset(procedure.fields), facts, kinds)


def _named(stage: Stage) -> frozenset[str]:
    """The facts, fields and kinds of documents that the procedure names for a stage."""
    return frozenset((*stage.verifies, *stage.sees, *(fact for each in stage.lookups for fact in each.facts)))


def _needed(kind: DocumentKind, stage: Stage, facts: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a stage sees a kind of document: named for it, evidence of what it sees, or for nobody else."""
    if kind.id in stage.sees or not facts.isdisjoint(kind.evidences):
        return True
    return not kind.evidences and not stage.sees and kind.id not in others


def seen_state(state: CaseState, sight: Sight) -> CaseState:
    """The state without what is not seen."""
    if sight.whole:
        return state
    correction = state.correction
    if correction is not None:
        correction = replace(correction, items=_items(correction.items, sight))
    return replace(
        state,
        form={name: value for name, value in state.form.items() if name in sight.fields},
        verified={name: value for name, value in state.verified.items() if name in sight.found},
        documents={id: each for id, each in state.documents.items() if each.kind in sight.documents},
        promises={kind: each for kind, each in state.promises.items() if kind in sight.documents},
        correction=correction,
        check=_seen_check(state, sight),
    )


def _items(items: tuple[Item, ...], sight: Sight) -> tuple[Item, ...]:
    """The items of a correction that are about what is seen; the rest is another department's to read."""
    seen = {"field": sight.fields, "document": sight.documents}
    return tuple(item for item in items if item.name in seen[item.kind])


def seen_history(happened: Sequence[Recorded], sight: Sight) -> list[Recorded]:
    """The events without those about files and facts that are not seen."""
    if sight.whole:
        return list(happened)
    seen = []
    for one in happened:
        event = one.event
        if isinstance(event, ReturnedForCorrection):
            seen.append(replace(one, event=replace(event, items=_items(event.items, sight))))
        elif isinstance(event, FactVerified):
            seen += [one] if event.fact in sight.found else []
        elif not isinstance(event, DocumentAttached | DocumentRemoved) or event.document in sight.documents:
            seen.append(one)
    return seen


def _seen_check(state: CaseState, sight: Sight) -> dict[str, object]:
    """The check of the rules: a condition keeps its answer, and its words only where its facts are seen."""

    def right(one: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **one,
            "because": [_leaf(leaf, state, sight) for leaf in one["because"]],
            "missing": [gap for gap in one["missing"] if sight.sees_facts(gap["facts"], state)],
            "missing_facts": [name for name in one["missing_facts"] if sight.sees_facts([name], state)],
            "to_change": [
                change
                for change in one["to_change"]
                if sight.sees_facts((each["fact"] for each in change["changes"]), state)
            ],
        }

    check: dict[str, Any] = dict(state.check)
    if "rights" in check:
        check["rights"] = [right(one) for one in check["rights"]]
    if "assurance" in check:
        names = [name for name in check["assurance"] if name in sight.fields | sight.found]
        check["assurance"] = {name: check["assurance"][name] for name in names}
    return check


def _leaf(leaf: Mapping[str, Any], state: CaseState, sight: Sight) -> dict[str, Any]:
    if sight.sees_facts((fact["name"] for fact in leaf["facts"]), state):
        return dict(leaf)
    return {"value": leaf["value"], "clause": leaf["clause"], "facts": [], "standards": [], ELSEWHERE: True}


def _leaves(check: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [leaf for right in check.get("rights", ()) for leaf in right["because"]]
