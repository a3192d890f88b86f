"""On what a case rests: its facts with their assurance, and what the rules say about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from haina.cases.codec import plain
from haina.cases.state import CaseState
from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.rules import Status


class Assurance(StrEnum):
    """How sure a fact is, from weak to strong."""

    STATED = "stated"
    #: A document in the file shows it.
    EVIDENCED = "evidenced"
    #: A department found it in its own records.
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A fact of a case and where it comes from."""

    name: str
    value: object
    assurance: Assurance
    #: What the applicant stated, where a department found something else.
    stated: object
    documents: tuple[UUID, ...] = ()
    department: str = ""
    source: str = ""
    #: Why a register's answer to it counts no longer: objection or consent; else empty.
    lowered: str = ""

    @property
    def is_contradicted(self) -> bool:
        """Whether a department's records say something else than the applicant."""
        return self.assurance is Assurance.VERIFIED and self.stated not in (None, self.value)


def facts_of(
    procedure: Procedure, case: CaseState, form: Mapping[str, object] | None = None
) -> dict[str, CaseFact]:
    """The facts of the filed form (or of `form`) by name; those left empty are unknown and not there."""
    stated = case.form if form is None else form
    facts: dict[str, CaseFact] = {}
    for name, field in procedure.fields.items():
        value, found = stated.get(name), case.verified.get(name)
        if not field.fact or (value is None and found is None):
            continue
        documents = _evidence(procedure, case, name)
        if found is not None and (form is None or value == case.form.get(name)):
            facts[name] = CaseFact(
                name, found.value, Assurance.VERIFIED, value, documents, found.department, found.source
            )
        elif value is not None:
            assurance = Assurance.EVIDENCED if documents else Assurance.STATED
            lowered = case.lowered.get(name, "")
            facts[name] = CaseFact(name, value, assurance, value, documents, lowered=lowered)
    return {**facts, **_found_elsewhere(procedure, case)}


def _found_elsewhere(procedure: Procedure, case: CaseState) -> dict[str, CaseFact]:
    """What registers answered about facts that the form does not ask for."""
    return {
        name: CaseFact(name, found.value, Assurance.VERIFIED, None, (), found.department, found.source)
        for name, found in case.verified.items()
        if name not in procedure.fields
    }


def _evidence(procedure: Procedure, case: CaseState, fact: str) -> tuple[UUID, ...]:
    kinds = {kind.id for kind in procedure.documents if fact in kind.evidences}
    return tuple(document.id for document in case.documents.values() if document.kind in kinds)


_BEST_FIRST = (Status.YES, Status.UNKNOWN, Status.NO)


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """What the rules say about the rights that a procedure is for, on a day."""

    on: date
    #: The status of the rights together: the best of them.
    status: Status
    #: The answer as JSON values, to be kept with the event.
    answer: Mapping[str, Any]


def check_rules(
    policy: Policy,
    procedure: Procedure,
    case: CaseState,
    on: date,
    form: Mapping[str, object] | None = None,
    *,
    advice: bool = True,
) -> RuleCheck:
    """Ask the rules on `on` with the facts of the case; the answer keeps how sure each fact was.

    Without `advice` the answer does not say what would have to change for a yes.
    """
    facts = facts_of(procedure, case, form)
    answer = policy.check({name: fact.value for name, fact in facts.items()}, on, rights=procedure.rights)
    data = exact(answer.to_json(advice=advice))
    statuses = [Status(right["status"]) for right in data["rights"]]
    best = next(
        (status for status in (Status.YES, Status.UNKNOWN, Status.NO) if status in statuses),
        Status.NOT_IN_FORCE,
    )
    data["assurance"] = {name: fact.assurance.value for name, fact in facts.items()}
    return RuleCheck(on, best, data)


def exact(value: Any) -> Any:
    """JSON values as an event can hold them: a number with a fraction becomes text."""
    if isinstance(value, Mapping):
        return {str(key): exact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [exact(item) for item in value]
    return str(value) if isinstance(value, float) else plain(value)
