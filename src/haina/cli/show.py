"""``haina policy show``: whatever has an id in a pack, as readable text."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from haina.policy import Clause, Collection, Department, Policy, ReadError, load
from haina.policy.bpmn import bpmn_of
from haina.policy.procedures import Procedure, Term
from haina.policy.records import Definition
from haina.policy.rule_sources import rules_of
from haina.rules.declarations import FactDeclaration, StandardDeclaration, TableSource
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text
from haina.rules.types import Enum, History
from haina.rules.wording import standards_below

from .check import the_day
from .command import ANSWERED, policy_directory
from .layout import bold, wrapped
from .show_elements import ElementPage


def run(arguments: argparse.Namespace) -> int:
    """Show one thing by its id, or the list of everything."""
    policy = load(policy_directory(arguments))
    if arguments.format == "bpmn":
        procedure = _procedure_named(policy, arguments.id)
        sys.stdout.write(bpmn_of(policy, procedure, the_day(arguments), arguments.speaker.lang))
        return ANSWERED
    page = _Page(policy, arguments.speaker, the_day(arguments))
    for line in page.overview() if arguments.id is None else page.about(arguments.id):
        print(line)
    return ANSWERED


def _procedure_named(policy: Policy, id: str | None) -> Procedure:
    """The procedure of this id, or that of the right of this id; raises ReadError where there is none."""
    right = policy.rights.get(id or "")
    found = policy.procedures.get(right.procedure or "" if right else id or "")
    if found is None:
        message = Text(zh=f"没有名为 {id} 的办事程序", en=f"there is no procedure named {id}")
        suggestion = nearest(id or "", policy.procedures) or Text(
            zh="写办事程序的标识，或有办事程序的权利", en="Name a procedure, or a right that has one."
        )
        raise ReadError([Problem(Place("policy", 1), "unknown_procedure", message, suggestion)])
    return found


class _Page(ElementPage):
    """Finds what has an id, and writes about the parts that carry out no clause."""

    def about(self, id: str) -> Iterator[str]:
        """Everything that has this id; raises ReadError if nothing has."""
        policy = self.policy
        shelves: tuple[tuple[Mapping[str, Any], Callable[[Any], Iterator[str]]], ...] = (
            (policy.rights, self.right),
            (policy.agreements, self.agreement),
            (policy.duties, self.duty),
            (policy.clauses, self._clause),
            (policy.standards, self._standard),
            (policy.facts, self._fact),
            (policy.definitions, self._definition),
            (policy.program.tables, self._table),
            (policy.departments, self._department),
            (policy.procedures, self._procedure),
            (policy.systems, self.system),
            (policy.budgets, self.budget),
            (policy.evidence_types, self.evidence_type),
            ({each.id: each for each in (*policy.life_events, *policy.audiences)}, self._collection),
        )
        found = [(show, shelf[id]) for shelf, show in shelves if id in shelf]
        if not found:
            known = [name for shelf, _ in shelves for name in shelf]
            message = Text(zh=f"没有标识为 {id} 的内容", en=f"nothing has the id {id}")
            suggestion = nearest(id, known) or Text(
                zh="用 haina policy show 查看全部内容", en="See haina policy show for everything."
            )
            raise ReadError([Problem(Place("policy", 1), "unknown_id", message, suggestion)])
        for show, thing in found:
            yield from show(thing)

    def overview(self) -> Iterator[str]:
        """Everything that carries out a clause, by article; then the life events and audiences."""
        say = self.speaker
        yield bold(say(self.policy.title))
        for article in self.policy.articles.values():
            yield ""
            yield from wrapped(say(article.title), say.say(f"第 {article.id} 条 ", f"Article {article.id}: "))
            for id in article.clauses:
                for element in self.policy.elements_of(id):
                    yield from wrapped(f"{element.id}  {say(element.title)}  [{id}]", "  ", "      ")
        for heading, collections in (
            (Text(zh="人生事件", en="Life events"), self.policy.life_events),
            (Text(zh="您是谁", en="Who you are"), self.policy.audiences),
        ):
            yield ""
            yield bold(say(heading))
            for each in collections:
                count = say.say(f"{len(each.rights)} 项", f"{len(each.rights)} entries")
                yield from wrapped(f"{each.id}  {say(each.title)} ({count})", "  ", "      ")

    def _clause(self, clause: Clause) -> Iterator[str]:
        say = self.speaker
        yield from self.head(Text(zh="条款", en="clause"), clause.id, clause.title, clause.place)
        yield from self.field(Text(zh="类别", en="kind"), f"{clause.kind}, {clause.modality}")
        yield from self.field(Text(zh="摘要", en="summary"), say(clause.summary))
        if clause.difference is not None:
            yield from self.field(
                Text(zh="两种文本的差异", en="the two texts differ"), say(clause.difference)
            )
        if clause.note is not None:
            yield from self.field(Text(zh="说明", en="note"), say(clause.note))
        for id in clause.departments:
            department = self.policy.departments[id]
            yield from self.field(Text(zh="部门", en="department"), say(department.title_on(self.on)))
        yield from self.carried_out(clause.id)

    def _standard(self, standard: StandardDeclaration) -> Iterator[str]:
        say = self.speaker
        yield from self.head(Text(zh="标准", en="standard"), standard.name, standard.label, standard.place)
        for dated in standard.values:
            now = " ←" if standard.on(self.on) is dated else ""
            yield from wrapped(self.dated(standard, dated) + now, "  · ")
            for id in dated.source.split(";"):
                source = self.policy.sources.get(id)
                if source is not None:
                    yield from wrapped(f"{id} {say(source.title)}", "      ")
                    for address in source.addresses:
                        yield f"        {address}"
            if dated.note is not None:
                yield from wrapped(say(dated.note), "      ")
        if standard.unset is not None:
            yield from wrapped(self.unset(standard), "  · ")
        program = self.policy.program
        for element in self.policy.elements.values():
            rules = (rule for rule in rules_of(element))
            if any(standard.name in standards_below(program, program.tree(rule)) for rule in rules):
                yield from self.field(Text(zh="用于", en="used by"), f"{element.id} {say(element.title)}")

    def _fact(self, fact: FactDeclaration) -> Iterator[str]:
        say = self.speaker
        yield from self.head(Text(zh="事实", en="fact"), fact.name, fact.label, fact.place)
        yield from self.field(Text(zh="类型", en="type"), fact.type.name)
        for name, text in (
            (Text(zh="提问", en="question"), fact.question),
            (Text(zh="说明", en="help"), fact.help),
            (Text(zh="单位", en="unit"), fact.unit),
        ):
            if text is not None:
                yield from self.field(name, say(text))
        if isinstance(fact.type, Enum):
            for value in fact.type.values:
                yield from wrapped(f"{value.name}  {say(value.label)}", "    ")
        if isinstance(fact.type, History):
            for field in fact.type.fields:
                yield from wrapped(f"{field.name}: {field.type.name}  {say(field.label)}", "    ")
        for id in fact.attested_by:
            department = self.policy.departments[id]
            yield from self.field(Text(zh="谁能证明", en="attested by"), say(department.title_on(self.on)))

    def _definition(self, definition: Definition) -> Iterator[str]:
        kind = Text(zh="定义", en="definition")
        yield from self.head(kind, definition.id, definition.title, definition.place)
        yield from self.rule(definition.id)
        yield from self.standards_of(definition.id)

    def _table(self, table: TableSource) -> Iterator[str]:
        say = self.speaker
        yield from self.head(Text(zh="计分表", en="points table"), table.id, table.title, table.place)
        for item in table.items:
            yield from wrapped(say(item.title), f"  · {item.id}: ", "    ")
            for row in item.rows:
                yield from wrapped(f"{row.points}  ←  {row.when}", "      ")
            if item.best_of:
                best = ", ".join(item.best_of)
                yield from wrapped(say.say(f"取最高：{best}", f"the best of: {best}"), "      ")

    def _department(self, department: Department) -> Iterator[str]:
        say = self.speaker
        kind = Text(zh="部门", en="department")
        yield from self.head(kind, department.id, department.title, department.place)
        for old in department.history:
            until = say.say(f"至 {old.until}", f"until {old.until}")
            yield from wrapped(f"{until}  {say(old.title)}", "  · ", "      ")

    def _procedure(self, procedure: Procedure) -> Iterator[str]:
        say = self.speaker
        kind = Text(zh="办事程序", en="procedure")
        yield from self.head(kind, procedure.id, procedure.title, procedure.place)
        yield from wrapped(say(procedure.summary), "  ")
        for stage in procedure.stages:
            department = say(self.policy.departments[stage.department].title_on(self.on))
            yield from wrapped(f"{say(stage.title)} · {department} · {self._term(stage.term)}", "  · ")
        yield from self.field(Text(zh="总期限", en="in all"), self._term(procedure.total))
        for document in procedure.documents:
            yield from self.field(Text(zh="材料", en="document"), say(document.title))

    def _term(self, term: Term) -> str:
        """The options of a term, each with its days or its standard."""
        options = (
            str(option.days) if option.days is not None else self.present(option.standard or "")
            for option in term.options
        )
        unit = {
            "working_days": self.speaker.say("个工作日", "working days"),
            "calendar_days": self.speaker.say("天", "days"),
        }[term.unit]
        return f"{' / '.join(options)} {unit}"

    def _collection(self, collection: Collection) -> Iterator[str]:
        say = self.speaker
        kind = Text(zh="分类", en="collection")
        yield from self.head(kind, collection.id, collection.title, collection.place)
        if collection.description is not None:
            yield from wrapped(say(collection.description), "  ")
        for id in collection.rights:
            yield from wrapped(f"{id}  {say(self.policy.elements[id].title)}", "  · ", "      ")
