"""An answer as lines to read: have now, will have, could have if, cannot tell because, not in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from haina.policy import Answer, Policy, RightAnswer
from haina.rules.text import Status, Text
from haina.rules.types import MONEY
from haina.rules.wording_values import value_text

from .language import Speaker
from .layout import bold, wrapped

if TYPE_CHECKING:
    from haina.rules.changes import ChangeSet
    from haina.rules.explain import Leaf
    from haina.rules.explained import UsedStandard
    from haina.rules.missing import MissingSet

#: How many ways to change an answer, or sets of missing facts, are written unless all are asked for.
_FEW = 2

_HEADINGS: dict[str, Text] = {
    "now": Text(zh="现在就有", en="HAVE NOW"),
    "later": Text(zh="到时就有", en="WILL HAVE"),
    "unknown": Text(zh="还不能判断", en="CANNOT TELL YET"),
    "could": Text(zh="满足以下即可享有", en="COULD HAVE IF"),
    "no": Text(zh="不符合", en="CANNOT HAVE"),
    "not_in_force": Text(zh="尚未生效或已失效", en="NOT IN FORCE"),
}


def answer_lines(policy: Policy, answer: Answer, speaker: Speaker, name: str, full: bool) -> Iterator[str]:
    """The lines of an answer: rights in the order in which people look, then agreements and duties."""
    yield bold(f"{speaker(answer.title)} · {answer.on.isoformat()}")
    yield speaker.say(f"事实：{name}", f"facts: {name}")
    yield from _rights(policy, answer, speaker, full)
    if answer.agreements is not None or answer.duties is not None:
        from .element_text import agreement_lines, duty_lines

        yield from agreement_lines(policy, answer, speaker, full)
        yield from duty_lines(policy, answer, speaker, full)
    yield ""
    yield speaker.say(
        "只供参考，以主管部门的决定为准。",
        "For information; what counts is the decision of the competent body.",
    )


def _rights(policy: Policy, answer: Answer, speaker: Speaker, full: bool) -> Iterator[str]:
    """The rights and programmes, group by group."""
    groups: dict[str, list[RightAnswer]] = {group: [] for group in _HEADINGS}
    for right in answer.rights:
        groups[group_of(right)].append(right)
    for group, rights in groups.items():
        if not rights:
            continue
        yield ""
        yield bold(f"{speaker(_HEADINGS[group])} ({len(rights)})")
        for right in rights:
            yield from _right_lines(policy, right, group, speaker, full)


def group_of(right: RightAnswer) -> str:
    """Under which heading a right stands."""
    explanation = right.explanation
    if explanation.status is Status.YES:
        return "now"
    if explanation.from_ is not None:
        return "later"
    if explanation.status is Status.UNKNOWN:
        return "unknown"
    if explanation.status is Status.NOT_IN_FORCE:
        return "not_in_force"
    return "could" if explanation.to_change else "no"


def _right_lines(
    policy: Policy, right: RightAnswer, group: str, speaker: Speaker, full: bool
) -> Iterator[str]:
    """A right with its dates, what it gives, and the reasons that matter in its group."""
    explanation = right.explanation
    yield ""
    title = f"{speaker(right.right.title)}  [{right.right.id} · {right.right.clause}]"
    yield from wrapped(title, "  ", "    ")
    dates = _dates(right, speaker)
    if dates:
        yield from wrapped(dates, "    ")
    if group == "now":
        yield from _gain(right, policy, speaker)
    if group == "not_in_force":
        yield from _why_not_in_force(policy, right, speaker)
        return
    open_now = explanation.status is Status.UNKNOWN
    for leaf in explanation.because:
        # What is missing says more than the conditions that wait for it.
        if full or not open_now:
            yield from leaf_lines(leaf, speaker, full)
    if open_now:
        yield from _missing(policy, right, speaker, full)
    if full or group == "could":
        for change in explanation.to_change if full else explanation.to_change[:_FEW]:
            yield from _change(change, speaker)


def _dates(right: RightAnswer, speaker: Speaker) -> str:
    explanation = right.explanation
    said = []
    if explanation.status is Status.YES:
        if explanation.since is not None:
            said.append(speaker.say(f"自 {explanation.since} 起", f"since {explanation.since}"))
        if explanation.until is not None:
            said.append(speaker.say(f"至 {explanation.until} 止", f"until {explanation.until}"))
    elif explanation.from_ is not None:
        said.append(speaker.say(f"自 {explanation.from_} 起享有", f"from {explanation.from_}"))
    return speaker.say("，", ", ").join(said)


def _gain(answer: RightAnswer, policy: Policy, speaker: Speaker) -> Iterator[str]:
    """What a right that one has gives: its name, how much, where to apply."""
    right = answer.right
    grants = right.grants
    said = [speaker(grants.title)]
    if right.amount_rule is not None:
        amount = _formula(policy, right.amount_rule, answer.amount)
        said.append(speaker.say(f"金额 {speaker(amount)}", f"amount: {speaker(amount)}"))
    if right.term_rule is not None:
        term = _formula(policy, right.term_rule, answer.term)
        said.append(speaker.say(f"期限 {speaker(term)}", f"for: {speaker(term)}"))
    if grants.apply_to is not None:
        department = speaker(policy.departments[grants.apply_to].title)
        said.append(speaker.say(f"向{department}申请", f"apply to: {department}"))
    yield from wrapped(speaker.say("；", "; ").join(said), speaker.say("    得到：", "    gives: "))
    yield from _payment(answer, policy, speaker)


def _payment(answer: RightAnswer, policy: Policy, speaker: Speaker) -> Iterator[str]:
    """How a programme pays: its instalments, what it cannot be combined with, what is taken back."""
    currency = (policy.program.currency, policy.program.currency_label)
    for part in answer.instalments:
        amount = speaker(value_text(MONEY, part.amount, currency))
        said = f"{speaker(part.instalment.when)}{speaker.say('：', ': ')}{amount}"
        yield from wrapped(said, speaker.say("    分期：", "    paid: "))
    for other in answer.not_with:
        title = speaker(policy.rights[other].title)
        yield from wrapped(title, speaker.say("    不得同时享受：", "    not together with: "))
    for taking in answer.clawback:
        if taking.status is Status.YES:
            amount = speaker(value_text(MONEY, taking.amount, currency))
            said = f"{speaker(taking.clawback.title)}{speaker.say('：', ': ')}{amount}"
            yield from wrapped(said, speaker.say("    收回：", "    taken back: "))


def _formula(policy: Policy, id: str, value: object) -> Text:
    """The value of a formula in words."""
    program = policy.program
    currency = (program.currency, program.currency_label)
    return value_text(program.tree(id).type, value, currency)


#: How an answer is marked before a line.
MARKS = {Status.YES: "✓", Status.NO: "✗", Status.UNKNOWN: "?", Status.NOT_IN_FORCE: "–"}


def leaf_lines(leaf: Leaf, speaker: Speaker, full: bool) -> Iterator[str]:
    """One reason: its words, the facts it was judged by, its standards and where they come from."""
    clause = f" [{leaf.clause}]" if leaf.clause else ""
    yield from wrapped(f"{speaker(leaf.text)}{clause}", f"    {MARKS[leaf.value]} ")
    for fact in leaf.facts if full else ():
        shown = speaker(fact.shown) if fact.known else speaker.say("未提供", "not given")
        source = "" if fact.source is None else f" ({speaker(fact.source)})"
        said = speaker.say(f"事实 {speaker(fact.label)}：{shown}", f"fact {speaker(fact.label)}: {shown}")
        yield from wrapped(said + source, "        ")
    for figure in leaf.figures:
        said = f"{speaker(figure.label)} = {speaker(figure.shown)}"
        yield from wrapped(said, "        ")
    for standard in leaf.standards:
        yield from wrapped(standard_line(standard, speaker), "        ")
    for assumption in leaf.assumptions:
        yield from wrapped(speaker(assumption), speaker.say("        前提：", "        assumed: "))


def standard_line(standard: UsedStandard, speaker: Speaker) -> str:
    """A standard with its value, its dates, its source, its grade, and the name by which it can be shown."""
    if not standard.set:
        label = speaker(standard.label)
        return speaker.say(
            f"无人规定：{label}（{standard.name}）", f"nobody has set: {label} ({standard.name})"
        )
    period = f"{standard.valid_from or '…'} – {standard.valid_to or '…'}"
    parts = (period, standard.source, standard.grade, standard.name)
    where = " · ".join(part for part in parts if part)
    return f"{speaker(standard.label)} = {speaker(standard.shown)} ({where})"


def _why_not_in_force(policy: Policy, right: RightAnswer, speaker: Speaker) -> Iterator[str]:
    """Since or until when a right would be in force, or the switch that is not on."""
    in_force = right.right.in_force
    said = []
    if in_force.valid_from is not None:
        said.append(speaker.say(f"自 {in_force.valid_from} 起施行", f"in force from {in_force.valid_from}"))
    if in_force.valid_to is not None:
        said.append(speaker.say(f"至 {in_force.valid_to} 止", f"to {in_force.valid_to}"))
    if in_force.switch is not None:
        label = speaker(policy.standards[in_force.switch].label)
        said.append(speaker.say(f"取决于开关：{label}", f"depends on the switch: {label}"))
    yield from wrapped(speaker.say("，", ", ").join(said), "    ")


def _missing(policy: Policy, right: RightAnswer, speaker: Speaker, full: bool) -> Iterator[str]:
    """What would settle an open answer, and the standards that nobody has set."""
    explanation = right.explanation
    sets = explanation.missing if full else explanation.missing[:_FEW]
    for missing in sets:
        yield from wrapped(missing_line(policy, missing, speaker), "    ? ")
    left = len(explanation.missing) - len(sets)
    if left > 0:
        yield speaker.say(f"      另有 {left} 种情形", f"      and {left} more")
    for standard in explanation.unset_standards:
        yield from wrapped(standard_line(standard, speaker), "    ? ")


def missing_line(policy: Policy, missing: MissingSet, speaker: Speaker) -> str:
    """Facts that would settle an answer, and how."""
    labels = [speaker(policy.facts[name].label) for name in missing.facts if name in policy.facts]
    outcome = {
        Status.YES: speaker.say("即可享有", "yes"),
        Status.NO: speaker.say("即不符合", "no"),
    }.get(missing.leads_to, str(missing.leads_to.value))
    conditions = speaker.say("，", ", ").join(speaker(condition) for condition in missing.conditions)
    if conditions:
        return speaker.say(f"若{conditions}，{outcome}", f"{outcome} if {conditions}")
    names = speaker.say("、", ", ").join(labels)
    return speaker.say(f"缺：{names}（{outcome}）", f"missing: {names} ({outcome} in every case)")


def _change(change: ChangeSet, speaker: Speaker) -> Iterator[str]:
    """One smallest set of changes that would make a no a yes."""
    said = []
    for each in change.changes:
        label, present, needed = speaker(each.label), speaker(each.present), speaker(each.needed)
        said.append(
            speaker.say(f"{label}：{needed}（现在：{present}）", f"{label}: {needed} (now: {present})")
        )
    joined = speaker.say("；", "; ").join(said)
    if change.from_ is not None:
        joined += speaker.say(f"，自 {change.from_} 起", f", from {change.from_}")
    yield from wrapped(joined, speaker.say("    → 只要 ", "    → if "))
