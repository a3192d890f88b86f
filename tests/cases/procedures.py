"""Procedures that the tests make out of the work permit's: other joins, silence, pauses, notices, appeal."""

from __future__ import annotations

from dataclasses import replace

from haina.policy.procedures import (
    Appeal,
    Join,
    PauseGround,
    Procedure,
    Stage,
    Term,
    TermOption,
)
from haina.rules.text import Place, Text

HERE = Place("test", 1)


def term(days: int, counts_from: str, unit: str = "working_days") -> Term:
    """A term of so many days."""
    return Term(unit, counts_from, (TermOption(days, None, None, HERE),), None, HERE)


#: Waits for an expert, ten working days at most; waits for a register, for as long as it takes.
PAUSES = (
    PauseGround("expert", Text("专家评审", "expert opinion"), term(10, "paused"), HERE),
    PauseGround("register", Text("等待登记机关", "register does not answer"), None, HERE),
)
APPEAL = Appeal(term(60, "decided", "calendar_days"), "hrss_bureau", term(10, "submitted"), None, HERE)


def stage(
    id: str,
    department: str,
    kind: str = "decision",
    after: tuple[str, ...] = (),
    days: int = 5,
    silence: str = "escalate",
) -> Stage:
    """A stage that takes so many working days at most."""
    asks = Text("是否同意？", "Agreed?")
    return Stage(
        id, Text(id, id), kind, department, after, term(days, "opened"), silence, True, (), asks, HERE
    )


def with_stage(procedure: Procedure, id: str, **changes: object) -> Procedure:
    """The procedure with one stage as described."""
    stages = tuple(
        replace(each, **changes) if each.id == id else each  # type: ignore[arg-type]
        for each in procedure.stages
    )
    return replace(procedure, stages=stages)


def tolerant(procedure: Procedure) -> Procedure:
    """The health certificate may follow within ten working days, the contract be replaced by a promise."""
    documents = []
    for kind in procedure.documents:
        changes = {
            "health": {"later": term(10, "submitted")},
            "contract": {"promise": Text("我单位承诺已签合同", "We promise that the contract is signed")},
        }.get(kind.id, {"later": None, "promise": None})
        documents.append(replace(kind, **changes))  # type: ignore[arg-type]
    return replace(procedure, documents=tuple(documents))


def published(procedure: Procedure) -> Procedure:
    """What the departments agree to is put on public notice for five working days."""
    after = tuple(each.id for each in procedure.deciding)
    notice = stage("notice", "single_window", "publication", after)
    return replace(procedure, stages=(*procedure.stages, notice))


def joined_by(procedure: Procedure, join: Join) -> Procedure:
    """The procedure with another join."""
    return replace(procedure, join=join)
