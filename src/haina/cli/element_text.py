"""Agreements and duties of an answer as lines to read: how each stands, its parts, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from haina.policy import Answer, Policy
from haina.policy.agreement import AgreementAnswer, ConsequenceAnswer, PartAnswer
from haina.policy.duty import DutyAnswer, DutyState
from haina.policy.element_records import Party
from haina.rules.text import Status, Text
from haina.rules.wording_values import value_text

from .answer_text import MARKS, leaf_lines, standard_line
from .language import Speaker
from .layout import bold, wrapped

if TYPE_CHECKING:
    from haina.rules.explain import Leaf

_AGREEMENTS: dict[Status, Text] = {
    Status.YES: Text(zh="有效的协议", en="VALID AGREEMENTS"),
    Status.NO: Text(zh="无效的协议", en="INVALID AGREEMENTS"),
    Status.UNKNOWN: Text(zh="还不能判断的协议", en="AGREEMENTS: CANNOT TELL YET"),
    Status.NOT_IN_FORCE: Text(zh="未施行的协议", en="AGREEMENTS NOT IN FORCE"),
}

#: Duties in the order in which an officer looks.
_DUTIES: dict[DutyState, Text] = {
    DutyState.LATE: Text(zh="逾期的职责", en="DUTIES THAT ARE LATE"),
    DutyState.DUE: Text(zh="待履行的职责", en="DUTIES THAT ARE DUE"),
    DutyState.FULFILLED_LATE: Text(zh="逾期后履行的职责", en="DUTIES FULFILLED LATE"),
    DutyState.FULFILLED: Text(zh="已履行的职责", en="DUTIES FULFILLED"),
    DutyState.UNKNOWN: Text(zh="还不能判断的职责", en="DUTIES: CANNOT TELL YET"),
    DutyState.NOT_OWED: Text(zh="不须履行的职责", en="DUTIES NOT OWED"),
    DutyState.NOT_IN_FORCE: Text(zh="未施行的职责", en="DUTIES NOT IN FORCE"),
}


def agreement_lines(policy: Policy, answer: Answer, speaker: Speaker, full: bool) -> Iterator[str]:
    """The agreements of an answer by status."""
    for status, heading in _AGREEMENTS.items():
        found = [each for each in answer.agreements or () if each.status is status]
        if found:
            yield ""
            yield bold(f"{speaker(heading)} ({len(found)})")
        for each in found:
            yield from _agreement(policy, each, speaker, full)


def duty_lines(policy: Policy, answer: Answer, speaker: Speaker, full: bool) -> Iterator[str]:
    """The duties of an answer by state."""
    for state, heading in _DUTIES.items():
        found = [each for each in answer.duties or () if each.state is state]
        if found:
            yield ""
            yield bold(f"{speaker(heading)} ({len(found)})")
        for each in found:
            yield from _duty(policy, each, speaker, full)


def _title(title: Text, id: str, clause: str, speaker: Speaker) -> Iterator[str]:
    yield ""
    yield from wrapped(f"{speaker(title)}  [{id} · {clause}]", "  ", "    ")


def _agreement(policy: Policy, answer: AgreementAnswer, speaker: Speaker, full: bool) -> Iterator[str]:
    agreement = answer.agreement
    yield from _title(agreement.title, agreement.id, agreement.clause, speaker)
    if answer.status is Status.NOT_IN_FORCE:
        return
    for part in (*answer.parties, *answer.terms, *((answer.further,) if answer.further else ())):
        if full or part.status is answer.status or part.status is Status.NO:
            yield from _part(policy, part, speaker, full)
    if answer.status is not Status.YES and not full:
        yield from _missing(policy, answer.missing_facts, speaker)
        return
    if agreement.price_rule is not None:
        program = policy.program
        kind = program.tree(agreement.price_rule).type
        price = speaker(value_text(kind, answer.price, (program.currency, program.currency_label)))
        yield from wrapped(speaker.say(f"价款或份额：{price}", f"price: {price}"), "    ")
    for each in (*answer.publish, *answer.register, *answer.triggers):
        if full or each.status is Status.YES:
            yield from _consequence(each, speaker)
    yield from _missing(policy, answer.missing_facts, speaker)


def _part(policy: Policy, part: PartAnswer, speaker: Speaker, full: bool) -> Iterator[str]:
    """A party, a term or the further requirements, with what decided it."""
    if isinstance(part.part, Party):
        name = speaker(policy.name_of(part.part.role))
    elif part.part is None:
        name = speaker.say("其他要求", "further requirements")
    else:
        name = speaker(part.part.title)
    yield from wrapped(name, f"    {MARKS[part.status]} ")
    for leaf in part.explanation.because if part.explanation else ():
        yield from _below(leaf, speaker, full)


def _below(leaf: Leaf, speaker: Speaker, full: bool) -> Iterator[str]:
    """A reason, below the part that it decided."""
    for line in leaf_lines(leaf, speaker, full):
        yield f"    {line}"


def _consequence(answer: ConsequenceAnswer, speaker: Speaker) -> Iterator[str]:
    yield from wrapped(speaker(answer.consequence.text), f"    {MARKS[answer.status]} → ")


def _missing(policy: Policy, facts: tuple[str, ...], speaker: Speaker) -> Iterator[str]:
    if facts:
        names = speaker.say("、", ", ").join(speaker(policy.facts[name].label) for name in facts)
        yield from wrapped(speaker.say(f"缺：{names}", f"missing: {names}"), "    ? ")


def _duty(policy: Policy, answer: DutyAnswer, speaker: Speaker, full: bool) -> Iterator[str]:
    duty = answer.duty
    yield from _title(duty.title, duty.id, duty.clause, speaker)
    if answer.state is DutyState.NOT_IN_FORCE:
        return
    owed_by = speaker.say("、", ", ").join(speaker(policy.name_of(id)) for id in duty.owed_by)
    said = [speaker.say(f"责任方：{owed_by}", f"owed by: {owed_by}"), *_days(answer, speaker)]
    yield from wrapped(speaker.say("；", "; ").join(said), "    ")
    reasons = [*answer.owed.because]
    if answer.state is not DutyState.NOT_OWED:
        reasons += answer.fulfilled.because
    for leaf in reasons if full or answer.state is not DutyState.UNKNOWN else ():
        yield from leaf_lines(leaf, speaker, full)
    yield from _missing(policy, answer.missing_facts, speaker)
    for standard in answer.unset_standards:
        yield from wrapped(standard_line(standard, speaker), "    ? ")


def _days(answer: DutyAnswer, speaker: Speaker) -> Iterator[str]:
    """The days of a duty: until when, since when fulfilled, since when late."""
    if answer.state in (DutyState.NOT_OWED, DutyState.UNKNOWN):
        return
    if answer.due is not None:
        yield speaker.say(f"最后期限 {answer.due}", f"last day: {answer.due}")
    if answer.fulfilled_on is not None:
        yield speaker.say(f"{answer.fulfilled_on} 履行", f"fulfilled on {answer.fulfilled_on}")
    if answer.late_since is not None:
        yield speaker.say(f"自 {answer.late_since} 起逾期", f"late since {answer.late_since}")
