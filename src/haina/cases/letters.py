"""What a decision letter says: what was decided, on what facts, by which conditions, and what one can do.

The reasons are bound to the conditions of the rule as they were answered when it was decided, and each fact
says how sure it was: stated, shown by a document, or found in a register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import timezone

from haina.cases.documents import FactLine, Finding, Reasoning, Row
from haina.cases.perform import Matter
from haina.cases.readings import NoTerm
from haina.people.permissions import State
from haina.policy.procedures import Procedure
from haina.rules.text import Text
from haina.rules.wording_values import date_text

Outcome = Literal["approved", "refused", "declined"]

_TITLES = {
    "refused": Text("不予批准决定书", "Decision: application not approved"),
    "declined": Text("不予受理通知书", "Notice: application not accepted"),
}
_DECIDED = {
    "approved": Text("经审查，予以批准。", "has been examined and is approved."),
    "refused": Text("经审查，不予批准。", "has been examined and is not approved."),
    "declined": Text("不予受理。", "is not accepted."),
}
_ANSWERS = {
    "yes": Text("符合", "met"),
    "no": Text("不符合", "not met"),
    "unknown": Text("无法认定", "cannot be told"),
    "not_in_force": Text("未生效", "not in force"),
}
_ASSURANCE = {
    "stated": Text("申请人陈述", "as the applicant states"),
    "evidenced": Text("有所附材料证明", "shown by a document on file"),
    "verified": Text("经核查属实", "found in the register"),
}
_FIGURED = Text("由以上事实算出", "worked out from these")
_LABELS = {
    "matter": Text("事项", "Matter"),
    "reasons": Text("理由", "Reasons"),
    "note": Text("说明", "Explanation"),
    "remedies": Text("救济途径", "What you can do"),
}
_UNITS = {
    "working_days": Text("个工作日", "working days"),
    "calendar_days": Text("日", "days"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """The parts of a letter that a permit does not have."""

    title: Text
    document: str
    decision: Text
    reasoning: tuple[Reasoning, ...]
    remarks: tuple[Row, ...]


def is_letter(procedure: Procedure) -> bool:
    """Whether what a yes issues is a letter that tells the decision, and not a permit of its own kind."""
    return procedure.grant is not None and procedure.grant.document == f"{procedure.id}_decision"


def outcome_of(state: State) -> Outcome | None:
    """The decision that a case in this state has to be told of by letter; None where there is none."""
    known: dict[State, Outcome] = {
        State.APPROVED: "approved",
        State.ISSUED: "approved",
        State.REFUSED: "refused",
        State.DECLINED: "declined",
    }
    return known.get(state)


def letter(matter: Matter, outcome: Outcome) -> Letter:
    """The letter that tells the outcome of a case."""
    procedure, grant = matter.procedure, matter.procedure.grant
    approved = outcome == "approved"
    title = grant.title if approved and grant is not None else _TITLES[outcome]
    document = grant.document if approved and grant is not None else f"{procedure.id}_{outcome}"
    return Letter(
        title, document, _decision(matter, outcome), _reasoning(matter), tuple(_remarks(matter, outcome))
    )


def issuer_of(procedure: Procedure) -> str:
    """The department that signs: who issues what is granted, else who decides last."""
    if procedure.grant is not None:
        return procedure.grant.issuer
    return (procedure.deciding or procedure.stages)[-1].department


def _decision(matter: Matter, outcome: Outcome) -> Text:
    filed, title = matter.state.filed_at, matter.procedure.title
    day = date_text(timezone.localdate(filed) if filed is not None else matter.on)
    decided = _DECIDED[outcome]
    return Text(
        f"你（单位）于{day.zh}提出的“{title.zh}”申请，{decided.zh}",
        f"Your application of {day.en} for “{title.en}” {decided.en}",
    )


def _remarks(matter: Matter, outcome: Outcome) -> Iterator[Row]:
    """The matter of a yes; of a no the officer's reasons and words, and the remedies against it."""
    if outcome == "approved":
        yield Row(_LABELS["matter"], matter.procedure.title)
        return
    texts = {reason.id: reason.text for reason in matter.procedure.reasons}
    given = [texts[reason] for reason in matter.state.reasons if reason in texts]
    if given:
        yield Row(
            _LABELS["reasons"], Text("；".join(one.zh for one in given), "; ".join(one.en for one in given))
        )
    if matter.state.note:
        yield Row(_LABELS["note"], Text.both(matter.state.note))
    remedies = _remedies(matter) if outcome == "refused" else None
    if remedies is not None:
        yield Row(_LABELS["remedies"], remedies)


def _remedies(matter: Matter) -> Text | None:
    """By when and to whom one may appeal; None where the procedure knows no appeal."""
    appeal = matter.procedure.appeal
    if appeal is None:
        return None
    department = matter.policy.departments[appeal.to].title
    try:
        term = matter.readings().term(appeal.within)
    except NoTerm:
        return Text(
            f"如不服本决定，可以依法向{department.zh}申请复查。",
            f"If you do not agree, you may ask {department.en} to look at it again, as the law provides.",
        )
    unit, days = _UNITS[term.unit.value], term.length
    return Text(
        f"如不服本决定，可以在收到之日起{days}{unit.zh}内向{department.zh}申请复查。",
        f"If you do not agree, you may ask {department.en} to look at it again within {days} {unit.en}.",
    )


def _reasoning(matter: Matter) -> tuple[Reasoning, ...]:
    """The rule's answer as it was when it was decided, right by right."""
    rights = _list(matter.state.check.get("rights"))
    return tuple(
        Reasoning(
            _text(right["title"]), tuple(_finding(matter, leaf) for leaf in _list(right.get("because")))
        )
        for right in rights
        if right.get("because")
    )


def _finding(matter: Matter, leaf: Mapping[str, Any]) -> Finding:
    facts = [_fact(matter, fact) for fact in _list(leaf.get("facts")) if fact["known"]]
    figures = [
        FactLine(_text(figure["label"]), _text(figure["shown"]), _FIGURED)
        for figure in _list(leaf.get("figures"))
    ]
    standards = [
        Row(_text(one["label"]), _text(one["shown"])) for one in _list(leaf.get("standards")) if one["set"]
    ]
    answer = _ANSWERS[str(leaf["value"])]
    return Finding(_text(leaf["text"]), answer, str(leaf["clause"]), [*facts, *figures], standards)


def _fact(matter: Matter, fact: Mapping[str, Any]) -> FactLine:
    name = str(fact["name"])
    recorded = matter.state.check.get("assurance")
    sure = str(recorded.get(name, "stated")) if isinstance(recorded, Mapping) else "stated"
    words = _ASSURANCE[sure]
    found = matter.state.verified.get(name)
    if sure == "verified" and found is not None and found.department in matter.policy.departments:
        by = matter.policy.departments[found.department].title
        words = Text(f"{by.zh}{words.zh}", f"{words.en} by {by.en}")
    return FactLine(_text(fact["label"]), _text(fact["shown"]), words)


def _text(pair: Mapping[str, str]) -> Text:
    return Text(zh=pair["zh"], en=pair["en"])


def _list(value: object) -> list[Mapping[str, Any]]:
    return list(value) if isinstance(value, (list, tuple)) else []
