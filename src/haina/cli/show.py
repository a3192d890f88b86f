"""``haina policy show``: a right, clause, standard, fact, department, procedure … as readable text."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from haina.policy import Clause, Collection, Department, Policy, ReadError, Right, load
from haina.policy.procedures import Procedure, Term
from haina.policy.records import Definition
from haina.rules.declarations import DatedValue, FactDeclaration, StandardDeclaration, TableSource
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text
from haina.rules.types import Enum, History
from haina.rules.wording import rule_text, standards_below
from haina.rules.wording_values import value_text

from .check import the_day
from .command import ANSWERED, policy_directory
from .language import Speaker
from .layout import bold, wrapped


def run(arguments: argparse.Namespace) -> int:
    """Show one thing by its id, or the list of rights."""
    policy = load(policy_directory(arguments))
    page = _Page(policy, arguments.speaker, the_day(arguments))
    for line in page.overview() if arguments.id is None else page.about(arguments.id):
        print(line)
    return ANSWERED


class _Page:
    """Writes about the parts of one policy, in one language, on one day."""

    def __init__(self, policy: Policy, speaker: Speaker, on: date) -> None:
        self.policy = policy
        self.speaker = speaker
        self.on = on

    def about(self, id: str) -> Iterator[str]:
        """Everything that has this id; raises ReadError if nothing has."""
        policy = self.policy
        shelves: tuple[tuple[Mapping[str, Any], Callable[[Any], Iterator[str]]], ...] = (
            (policy.rights, self._right),
            (policy.clauses, self._clause),
            (policy.standards, self._standard),
            (policy.facts, self._fact),
            (policy.definitions, self._definition),
            (policy.program.tables, self._table),
            (policy.departments, self._department),
            (policy.procedures, self._procedure),
            ({each.id: each for each in (*policy.life_events, *policy.audiences)}, self._collection),
        )
        found = [(show, shelf[id]) for shelf, show in shelves if id in shelf]
        if not found:
            known = [name for shelf, _ in shelves for name in shelf]
            message = Text(zh=f"没有标识为 {id} 的内容", en=f"nothing has the id {id}")
            suggestion = nearest(id, known) or Text(
                zh="用 haina policy show 查看全部权利", en="See haina policy show for every right."
            )
            raise ReadError([Problem(Place("policy", 1), "unknown_id", message, suggestion)])
        for show, thing in found:
            yield from show(thing)

    def overview(self) -> Iterator[str]:
        """Every right by article, then the life events and audiences."""
        say = self.speaker
        yield bold(say(self.policy.title))
        for article in self.policy.articles.values():
            yield ""
            yield from wrapped(say(article.title), say.say(f"第 {article.id} 条 ", f"Article {article.id}: "))
            for id in article.rights:
                right = self.policy.rights[id]
                yield from wrapped(f"{id}  {say(right.title)}  [{right.clause}]", "  ", "      ")
        for heading, collections in (
            (Text(zh="人生事件", en="Life events"), self.policy.life_events),
            (Text(zh="您是谁", en="Who you are"), self.policy.audiences),
        ):
            yield ""
            yield bold(say(heading))
            for each in collections:
                count = say.say(f"{len(each.rights)} 项", f"{len(each.rights)} rights")
                yield from wrapped(f"{each.id}  {say(each.title)} ({count})", "  ", "      ")

    def _head(self, kind: Text, id: str, title: Text, place: Place) -> Iterator[str]:
        other = title.en if self.speaker.lang == "zh" else title.zh
        yield bold(f"{self.speaker(kind)} {id}")
        yield from wrapped(self.speaker(title), "  ")
        yield from wrapped(other, "  ")
        yield f"  {place.file}:{place.line}"

    def _field(self, name: Text, said: str) -> Iterator[str]:
        colon = self.speaker.say("：", ": ")
        yield from wrapped(said, f"  {self.speaker(name)}{colon}", "      ")

    def _right(self, right: Right) -> Iterator[str]:
        say = self.speaker
        yield from self._head(Text(zh="权利", en="right"), right.id, right.title, right.place)
        clause = self.policy.clauses[right.clause]
        yield from self._field(Text(zh="条款", en="clause"), f"{clause.id} {say(clause.title)}")
        yield from self._field(Text(zh="给予", en="gives"), say(right.grants.title))
        if right.grants.apply_to is not None:
            department = self.policy.departments[right.grants.apply_to]
            yield from self._field(Text(zh="向谁申请", en="apply to"), say(department.title_on(self.on)))
        yield from self._field(Text(zh="施行", en="in force"), self._in_force(right))
        if right.days is not None:
            yield from self._field(Text(zh="办理期限", en="limit"), self._present(right.days))
        yield from self._rule(right.id)
        for name, formula in (
            (Text(zh="金额", en="amount"), right.amount_rule),
            (Text(zh="期限", en="term"), right.term_rule),
        ):
            if formula is not None:
                yield from self._field(name, rule_text(self.policy.program, formula, self.on).in_(say.lang))
        if right.steps:
            basis = say.say("（推定）", " (inferred)") if right.steps_basis == "inferred" else ""
            yield say.say("  步骤", "  steps") + basis
            for number, step in enumerate(right.steps, start=1):
                yield from wrapped(say(step.text), f"    {number}. ")
        yield from self._standards_of(right.id)
        if right.note is not None:
            yield from self._field(Text(zh="说明", en="note"), say(right.note))

    def _rule(self, id: str) -> Iterator[str]:
        yield self.speaker.say(f"  规则（{self.on} 的标准）", f"  rule (standards of {self.on})")
        for line in rule_text(self.policy.program, id, self.on).lines:
            yield from wrapped(self.speaker(line.text), "    " + "  " * line.depth + "· ")

    def _standards_of(self, id: str) -> Iterator[str]:
        names = standards_below(self.policy.program, self.policy.program.tree(id))
        if not names:
            return
        yield self.speaker.say("  标准", "  standards")
        for name in names:
            standard = self.policy.standards[name]
            yield from wrapped(
                f"{self.speaker(standard.label)}: {self._present(name)}", f"    {name}  ", "      "
            )

    def _in_force(self, right: Right) -> str:
        say = self.speaker
        said = [self._period(right.in_force.valid_from, right.in_force.valid_to)]
        if right.in_force.switch is not None:
            switch = right.in_force.switch
            label = say(self.policy.standards[switch].label)
            said.append(say.say(f"取决于 {label}（{switch}）", f"while: {label} ({switch})"))
        return "; ".join(part for part in said if part)

    def _period(self, first: date | None, last: date | None) -> str:
        say = self.speaker.say
        if first is None and last is None:
            return say("未写起止", "always")
        return f"{first or '…'} – {last or '…'}"

    def _present(self, name: str) -> str:
        standard = self.policy.standards[name]
        dated = standard.on(self.on)
        if dated is None:
            return self._unset(standard)
        return self._dated(standard, dated)

    def _unset(self, standard: StandardDeclaration) -> str:
        reason = "" if standard.unset is None else f" ({self.speaker(standard.unset)})"
        return self.speaker.say("无人规定", "not set") + reason

    def _dated(self, standard: StandardDeclaration, dated: DatedValue) -> str:
        currency = self.policy.head.currency
        if isinstance(dated.value, Text):
            shown = self.speaker(dated.value)
        else:
            value = value_text(
                standard.type, dated.value, (currency.code, currency.label), standard.unit, self.on
            )
            shown = self.speaker(value)
        period = self._period(dated.valid_from, dated.valid_to)
        return f"{shown}  [{period}; {dated.source}, {dated.grade}]"

    def _clause(self, clause: Clause) -> Iterator[str]:
        say = self.speaker
        yield from self._head(Text(zh="条款", en="clause"), clause.id, clause.title, clause.place)
        yield from self._field(Text(zh="类别", en="kind"), f"{clause.kind}, {clause.modality}")
        yield from self._field(Text(zh="摘要", en="summary"), say(clause.summary))
        if clause.difference is not None:
            yield from self._field(
                Text(zh="两种文本的差异", en="the two texts differ"), say(clause.difference)
            )
        if clause.note is not None:
            yield from self._field(Text(zh="说明", en="note"), say(clause.note))
        for id in clause.departments:
            department = self.policy.departments[id]
            yield from self._field(Text(zh="部门", en="department"), say(department.title_on(self.on)))
        for right in self.policy.rights.values():
            if right.clause == clause.id:
                yield from self._field(Text(zh="权利", en="right"), f"{right.id} {say(right.title)}")

    def _standard(self, standard: StandardDeclaration) -> Iterator[str]:
        say = self.speaker
        yield from self._head(Text(zh="标准", en="standard"), standard.name, standard.label, standard.place)
        for dated in standard.values:
            now = " ←" if standard.on(self.on) is dated else ""
            yield from wrapped(self._dated(standard, dated) + now, "  · ")
            for id in dated.source.split(";"):
                source = self.policy.sources.get(id)
                if source is not None:
                    yield from wrapped(f"{id} {say(source.title)}", "      ")
                    for address in source.addresses:
                        yield f"        {address}"
            if dated.note is not None:
                yield from wrapped(say(dated.note), "      ")
        if standard.unset is not None:
            yield from wrapped(self._unset(standard), "  · ")
        program = self.policy.program
        users = [
            id for id in self.policy.rights if standard.name in standards_below(program, program.tree(id))
        ]
        for id in users:
            right = self.policy.rights[id]
            yield from self._field(Text(zh="用于", en="used by"), f"{id} {say(right.title)}")

    def _fact(self, fact: FactDeclaration) -> Iterator[str]:
        say = self.speaker
        yield from self._head(Text(zh="事实", en="fact"), fact.name, fact.label, fact.place)
        yield from self._field(Text(zh="类型", en="type"), fact.type.name)
        for name, text in (
            (Text(zh="提问", en="question"), fact.question),
            (Text(zh="说明", en="help"), fact.help),
            (Text(zh="单位", en="unit"), fact.unit),
        ):
            if text is not None:
                yield from self._field(name, say(text))
        if isinstance(fact.type, Enum):
            for value in fact.type.values:
                yield from wrapped(f"{value.name}  {say(value.label)}", "    ")
        if isinstance(fact.type, History):
            for field in fact.type.fields:
                yield from wrapped(f"{field.name}: {field.type.name}  {say(field.label)}", "    ")
        for id in fact.attested_by:
            department = self.policy.departments[id]
            yield from self._field(Text(zh="谁能证明", en="attested by"), say(department.title_on(self.on)))

    def _definition(self, definition: Definition) -> Iterator[str]:
        kind = Text(zh="定义", en="definition")
        yield from self._head(kind, definition.id, definition.title, definition.place)
        yield from self._rule(definition.id)
        yield from self._standards_of(definition.id)

    def _table(self, table: TableSource) -> Iterator[str]:
        say = self.speaker
        yield from self._head(Text(zh="计分表", en="points table"), table.id, table.title, table.place)
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
        yield from self._head(kind, department.id, department.title, department.place)
        for old in department.history:
            until = say.say(f"至 {old.until}", f"until {old.until}")
            yield from wrapped(f"{until}  {say(old.title)}", "  · ", "      ")

    def _procedure(self, procedure: Procedure) -> Iterator[str]:
        say = self.speaker
        kind = Text(zh="办事程序", en="procedure")
        yield from self._head(kind, procedure.id, procedure.title, procedure.place)
        yield from wrapped(say(procedure.summary), "  ")
        for stage in procedure.stages:
            department = say(self.policy.departments[stage.department].title_on(self.on))
            yield from wrapped(f"{say(stage.title)} · {department} · {self._term(stage.term)}", "  · ")
        yield from self._field(Text(zh="总期限", en="in all"), self._term(procedure.total))
        for document in procedure.documents:
            yield from self._field(Text(zh="材料", en="document"), say(document.title))

    def _term(self, term: Term) -> str:
        """The options of a term, each with its days or its standard."""
        options = (
            str(option.days) if option.days is not None else self._present(option.standard or "")
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
        yield from self._head(kind, collection.id, collection.title, collection.place)
        if collection.description is not None:
            yield from wrapped(say(collection.description), "  ")
        for id in collection.rights:
            yield from wrapped(f"{id}  {say(self.policy.rights[id].title)}", "  · ", "      ")
