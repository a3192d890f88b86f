"""What must hold between the elements of a pack: each clause has its own kind, and what is named exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain

from haina.rules.declarations import FactDeclaration
from haina.rules.problems import nearest
from haina.rules.program import Program
from haina.rules.text import Place, Problem, Text
from haina.rules.tree import Fact, Standard, walk
from haina.rules.types import History

from .element_records import Agreement, Duty
from .elements import Elements
from .names import Names, sort_label
from .records import Clause, Right

#: The section of an article file that carries out a clause of a kind.
SECTIONS: Mapping[str, str] = {
    "right": "rights",
    "money": "programmes",
    "deal": "agreements",
    "duty": "duties",
}

#: Shares may differ from a whole by what is lost in writing a third as a decimal.
_TOLERANCE = Decimal("1e-20")


def check_elements(
    elements: Elements, clauses: Mapping[str, Clause], facts: Mapping[str, FactDeclaration], names: Names
) -> Iterable[Problem]:
    """Everything that can be said of the elements without their compiled rules."""
    yield from _sections(elements, clauses)
    for right in elements.rights.values():
        yield from _programme(right)
    for agreement in elements.agreements.values():
        yield from _agreement(agreement, elements, names)
    for duty in elements.duties.values():
        yield from _duty(duty, facts, names)


def _sections(elements: Elements, clauses: Mapping[str, Clause]) -> Iterable[Problem]:
    """Each element stands in the section of its clause's kind."""
    for element in elements.all():
        clause = clauses.get(element.clause)
        if clause is not None and SECTIONS[clause.kind] != element.section:
            wanted = SECTIONS[clause.kind]
            yield Problem(
                element.place,
                "wrong_section",
                Text(
                    zh=f"条款 {clause.id} 的类别是 {clause.kind}，{element.id} 不能写在 {element.section} 下",
                    en=f"the clause {clause.id} is of the kind {clause.kind}; "
                    f"{element.id} cannot stand in {element.section}",
                ),
                Text(zh=f"请写在 {wanted} 下", en=f"Put it into {wanted}."),
            )


def check_complete(elements: Elements, clauses: Mapping[str, Clause]) -> Iterable[Problem]:
    """Each clause is carried out by something."""
    carried = {element.clause for element in elements.all()}
    for clause in clauses.values():
        if clause.id not in carried:
            section = SECTIONS[clause.kind]
            yield Problem(
                clause.place,
                "clause_empty",
                Text(
                    zh=f"没有任何内容落实条款 {clause.id}",
                    en=f"nothing carries out the clause {clause.id}",
                ),
                Text(
                    zh=f"请在 {section} 下写一项 clause: {clause.id}",
                    en=f"Add an entry with clause: {clause.id} to {section}.",
                ),
            )


def _programme(right: Right) -> Iterable[Problem]:
    """A programme is not barred from going with itself; its clawbacks have ids of their own."""
    yield from _unique((taking.id, taking.place) for taking in right.clawback)
    if right.id in right.not_with:
        yield Problem(
            right.place,
            "not_with_itself",
            Text(
                zh=f"{right.id} 的 not_with 里有它自己",
                en=f"{right.id} names itself in not_with",
            ),
            Text(zh="请从 not_with 中删去", en="Take it out of not_with."),
        )


def _agreement(agreement: Agreement, elements: Elements, names: Names) -> Iterable[Problem]:
    """The terms have ids of their own; what is triggered exists."""
    yield from _unique((term.id, term.place) for term in agreement.terms)
    for trigger in agreement.triggers:
        if trigger.element is None or names.lost:
            continue
        known = _targets(elements, names)
        if trigger.element not in known:
            yield Problem(
                trigger.element_place or trigger.place,
                "unknown_target",
                Text(
                    zh=f"没有名为 {trigger.element} 的权利、资金项目、职责、计算器或公式",
                    en=f"there is no right, programme, duty, calculator or formula named {trigger.element}",
                ),
                nearest(trigger.element, known)
                or Text(zh="请先定义，或删去 element", en="Define it first, or leave element out."),
            )


def _targets(elements: Elements, names: Names) -> set[str]:
    """What an agreement may trigger: any element, calculator, table, definition or formula of the pack."""
    sorts = ("right", "programme", "agreement", "duty", "calculator", "definition", "table")
    known = set(chain.from_iterable(names.defined.get(sort, ()) for sort in sorts))
    for right in elements.rights.values():
        known.update(each for each in (right.term_rule, right.amount_rule) if each is not None)
    known.update(each.price_rule for each in elements.agreements.values() if each.price_rule is not None)
    return known


def _duty(duty: Duty, facts: Mapping[str, FactDeclaration], names: Names) -> Iterable[Problem]:
    """The evidence is a history; nothing else is called like the duty, whose own name no rule has."""
    evidence = duty.evidence
    if evidence.fact in facts and not is_history(facts, evidence.fact):
        histories = [name for name in facts if is_history(facts, name)]
        yield Problem(
            evidence.fact_place,
            "evidence_type",
            Text(
                zh=f"事实 {evidence.fact} 不是历史类，不能作履行的证据",
                en=f"the fact {evidence.fact} is no history and cannot be the evidence of a duty",
            ),
            nearest(evidence.fact, histories)
            or Text(zh="请改用类型为 history 的事实", en="Use a fact of type history."),
        )
    for sort in ("fact", "standard", "right", "programme", "agreement", "definition", "table"):
        taken = names.defined.get(sort, {}).get(duty.id)
        if taken is not None:
            label = sort_label(sort)
            yield Problem(
                duty.place,
                "name_twice",
                Text(
                    zh=f"名称 {duty.id} 已在 {taken} 用作{label.zh}",
                    en=f"the name {duty.id} is already that of the {label.en} at {taken}",
                ),
                Text(zh="请另取一个名称", en="Choose another name."),
            )


def is_history(facts: Mapping[str, FactDeclaration], name: str) -> bool:
    """Whether a fact is there and is a history."""
    return name in facts and isinstance(facts[name].type, History)


def _unique(parts: Iterable[tuple[str, Place]]) -> Iterable[Problem]:
    """Ids of parts are given once."""
    seen: dict[str, Place] = {}
    for id, place in parts:
        if id in seen:
            yield Problem(
                place,
                "duplicate_id",
                Text(zh=f"{id} 写了两次，已在 {seen[id]}", en=f"{id} is given twice, first at {seen[id]}"),
                Text(zh="请改名或删去其中一个", en="Rename or remove one of the two."),
            )
        seen.setdefault(id, place)


def check_shares(rights: Iterable[Right], program: Program) -> Iterable[Problem]:
    """Instalments whose shares are plain numbers add up to the whole amount."""
    for right in rights:
        if not right.instalments or any(_open(program, part.rule) for part in right.instalments):
            continue
        shares = [program.value(part.rule, program.nothing_known, date.max) for part in right.instalments]
        total = sum((Decimal(str(share)) for share in shares), Decimal(0))
        if abs(total - 1) > _TOLERANCE:
            yield Problem(
                right.instalments[0].share.place,
                "shares",
                Text(
                    zh=f"各期份额合计为 {total}，应当为 1",
                    en=f"the shares of the instalments add up to {total}, not to 1",
                ),
                Text(zh="请核对每一期的 share", en="Check the share of each instalment."),
            )


def _open(program: Program, rule: str) -> bool:
    """Whether a formula rests on facts or standards, so that its value is not known beforehand."""
    return any(
        isinstance(node, Fact | Standard)
        for name in program.references(rule)
        for node in walk(program.tree(name))
    )
