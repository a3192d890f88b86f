"""Rights, programmes, agreements, duties and systems as readable text, for ``haina policy show``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from haina.policy.element_records import (
    Agreement,
    Consequence,
    DueBefore,
    DueBy,
    DueEvery,
    DueWithin,
    Duty,
    Element,
    Publication,
    Registration,
    System,
    Unstated,
)
from haina.policy.records import Budget, Clawback, NamedThing, Right
from haina.rules.text import Text
from haina.rules.wording import rule_text

from .layout import wrapped
from .show_page import Page

_KINDS = {
    "rights": Text(zh="权利", en="right"),
    "programmes": Text(zh="资金项目", en="programme"),
    "agreements": Text(zh="协议", en="agreement"),
    "duties": Text(zh="职责", en="duty"),
}

_WAYS = {
    "negotiation": Text(zh="协商", en="negotiation"),
    "listing": Text(zh="挂牌", en="listing"),
    "auction": Text(zh="拍卖", en="auction"),
    "application": Text(zh="申请", en="application"),
    "matching": Text(zh="撮合", en="matching"),
    "appointment": Text(zh="聘任", en="appointment"),
}


class ElementPage(Page):
    """Writes about what carries out the clauses."""

    def element(self, element: Element) -> Iterator[str]:
        """What the element is and which clause it carries out."""
        yield from self.head(_KINDS[element.section], element.id, element.title, element.place)
        clause = self.policy.clauses[element.clause]
        yield from self.field(Text(zh="条款", en="clause"), f"{clause.id} {self.speaker(clause.title)}")

    def right(self, right: Right) -> Iterator[str]:
        """A right or a programme."""
        say = self.speaker
        yield from self.element(right)
        yield from self.field(Text(zh="给予", en="gives"), say(right.grants.title))
        if right.grants.apply_to is not None:
            department = self.policy.departments[right.grants.apply_to]
            yield from self.field(Text(zh="向谁申请", en="apply to"), say(department.title_on(self.on)))
        yield from self.field(Text(zh="施行", en="in force"), self.in_force(right))
        if right.days is not None:
            yield from self.field(Text(zh="办理期限", en="limit"), self.present(right.days))
        yield from self.rule(right.id)
        yield from self.formula(Text(zh="金额", en="amount"), right.amount_rule)
        yield from self.formula(Text(zh="期限", en="term"), right.term_rule)
        if right.programme:
            yield from self._payment(right)
        yield from self.steps(right.steps, right.steps_basis)
        yield from self.standards_of(right.id)
        yield from self._note(right.note)

    def _payment(self, programme: Right) -> Iterator[str]:
        """What is eligible, how it is paid out, from which budget, and when it is taken back."""
        say = self.speaker
        for each in programme.eligible:
            yield from self.field(Text(zh="可列支", en="eligible"), say(each))
        for part in programme.instalments:
            share = rule_text(self.policy.program, part.rule, self.on).in_(say.lang)
            yield from self.field(Text(zh="分期", en="instalment"), f"{share}: {say(part.when)}")
        if programme.budget is not None:
            budget = self.policy.budgets[programme.budget]
            yield from self.field(Text(zh="预算", en="budget"), f"{budget.id} {say(budget.title)}")
        for other in self.policy.not_with(programme.id):
            title = say(self.policy.rights[other].title)
            yield from self.field(Text(zh="不得同时享受", en="not together with"), f"{other} {title}")
        for taking in programme.clawback:
            yield from self._clawback(taking)

    def _clawback(self, taking: Clawback) -> Iterator[str]:
        yield from self.field(Text(zh="收回", en="taken back"), f"{taking.rule} {self.speaker(taking.title)}")
        yield from self._condition(taking.rule)
        yield from self.formula(Text(zh="收回比例", en="share taken back"), taking.share_rule)

    def agreement(self, agreement: Agreement) -> Iterator[str]:
        """An agreement: its parties and terms with their conditions, and what follows from it."""
        say = self.speaker
        yield from self.element(agreement)
        yield from self.field(Text(zh="施行", en="in force"), self.in_force(agreement))
        yield from self.field(Text(zh="定价或匹配方式", en="found by"), say(_WAYS[agreement.found_by]))
        for party in agreement.parties:
            name = say(self.policy.name_of(party.role))
            title = (
                "" if party.title is None else say.say(f"（{say(party.title)}）", f" ({say(party.title)})")
            )
            yield from self.field(Text(zh="当事人", en="party"), name + title)
            yield from self._condition(party.rule)
        for term in agreement.terms:
            yield from self.field(Text(zh="约定事项", en="term"), f"{term.id} {say(term.title)}")
            yield from self._condition(term.rule)
        if agreement.when_rule is not None:
            yield from self.field(Text(zh="其他要求", en="further"), "")
            yield from self._condition(agreement.when_rule)
        yield from self.formula(Text(zh="价款或份额", en="price"), agreement.price_rule)
        yield from self._consequences(agreement)
        yield from self.steps(agreement.steps, agreement.steps_basis)
        yield from self.standards_of(agreement.id)
        yield from self._note(agreement.note)

    def _consequences(self, agreement: Agreement) -> Iterator[str]:
        found: Iterable[Consequence] = (*agreement.publish, *agreement.register, *agreement.triggers)
        for each in found:
            said = self.speaker(each.text)
            if isinstance(each, Publication):
                name = Text(zh="公布", en="published")
                said = f"{self.speaker(self.policy.name_of(each.by))}: {said}"
            elif isinstance(each, Registration):
                name = Text(zh="登记", en="registered")
                said = f"{self.speaker(self.policy.name_of(each.department))}: {said}"
            else:
                name = Text(zh="引发", en="sets off")
                said = f"{each.kind}: {said}" + ("" if each.element is None else f" → {each.element}")
            yield from self.field(name, said)
            yield from self._condition(each.rule)
            if isinstance(each, Publication):
                yield from self.formula(Text(zh="期限", en="within"), each.within_rule)

    def duty(self, duty: Duty) -> Iterator[str]:
        """A duty: who owes it, when, by when, what fulfils it and who checks."""
        say = self.speaker
        yield from self.element(duty)
        yield from self.actors(Text(zh="责任方", en="owed by"), duty.owed_by)
        yield from self.actors(Text(zh="检查方", en="checked by"), duty.checked_by)
        yield from self.field(Text(zh="施行", en="in force"), self.in_force(duty))
        yield from self.field(Text(zh="何时应当履行", en="owed when"), "")
        yield from self._condition(duty.owed_rule)
        yield from self.field(Text(zh="期限", en="due"), self._due(duty))
        evidence = duty.evidence
        kind = say(self.policy.evidence_types[evidence.type].title)
        yield from self.field(
            Text(zh="证据", en="evidence"), f"{say(evidence.title)} ({kind}, {evidence.fact})"
        )
        yield from self.field(Text(zh="何为履行", en="fulfilled when"), "")
        yield from self._condition(duty.fulfilled_rule)
        yield from self.steps(duty.steps, duty.steps_basis)
        yield from self.standards_of(duty.due_rule or duty.every_rule or duty.fulfilled_rule)
        yield from self._note(duty.note)

    def _due(self, duty: Duty) -> str:
        """The due date in words."""
        say, due = self.speaker, duty.due

        def said(part: str) -> str:
            return rule_text(self.policy.program, f"{duty.id}_{part}", self.on).in_(say.lang)

        if isinstance(due, DueBy):
            return say.say(f"不晚于 {said('due')}", f"by {said('due')}")
        if isinstance(due, DueWithin):
            after, within = said("due_after"), said("due_within")
            return say.say(f"{after} 之后 {within} 内", f"within {within} after: {after}")
        if isinstance(due, DueBefore):
            return say.say(f"在此之前：{said('due_before')}", f"before: {said('due_before')}")
        if isinstance(due, DueEvery):
            return say.say(f"每 {said('every')}", f"every {said('every')}")
        if isinstance(due, Unstated):
            text = say(due.text)
            return say.say(f"原文未写期限（{text}）", f"the text sets no date ({text})")
        return say.say("持续履行", "on every day")

    def system(self, system: System) -> Iterator[str]:
        """A system and the clauses that need it."""
        say = self.speaker
        yield from self.head(Text(zh="系统", en="system"), system.id, system.title, system.place)
        basis = say.say("文中点名", "named") if system.basis == "named" else say.say("由条文推出", "implied")
        yield from self.field(Text(zh="类别", en="type"), f"{system.type}, {basis}")
        for id in system.clauses:
            clause = self.policy.clauses.get(id)
            title = "" if clause is None else f" {say(clause.title)}"
            yield from self.field(Text(zh="条款", en="clause"), f"{id}{title}")

    def budget(self, budget: Budget) -> Iterator[str]:
        """A budget and the programmes that draw on it."""
        say = self.speaker
        yield from self.head(Text(zh="预算", en="budget"), budget.id, budget.title, budget.place)
        yield from self.actors(Text(zh="管理部门", en="held by"), (budget.department,))
        for programme in self.policy.programmes.values():
            if programme.budget == budget.id:
                said = f"{programme.id} {say(programme.title)}"
                yield from self.field(_KINDS["programmes"], said)

    def evidence_type(self, kind: NamedThing) -> Iterator[str]:
        """A type of evidence and the duties that it fulfils."""
        title = Text(zh="证据类型", en="type of evidence")
        yield from self.head(title, kind.id, kind.title, kind.place)
        for duty in self.policy.duties.values():
            if duty.evidence.type == kind.id:
                yield from self.field(_KINDS["duties"], f"{duty.id} {self.speaker(duty.title)}")

    def carried_out(self, clause: str) -> Iterator[str]:
        """What carries out a clause."""
        for element in self.policy.elements_of(clause):
            said = f"{element.id} {self.speaker(element.title)}"
            yield from self.field(_KINDS[element.section], said)

    def _condition(self, rule: str | None) -> Iterator[str]:
        """A condition in words, line by line, below what it belongs to."""
        if rule is None:
            return
        for line in rule_text(self.policy.program, rule, self.on).lines:
            yield from wrapped(self.speaker(line.text), "    " + "  " * line.depth + "· ")

    def _note(self, note: Text | None) -> Iterator[str]:
        if note is not None:
            yield from self.field(Text(zh="说明", en="note"), self.speaker(note))
