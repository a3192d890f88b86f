"""What must hold between the parts of a pack: dates in order, switches, limits in whole days."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from haina.rules.declarations import StandardDeclaration
from haina.rules.problems import nearest
from haina.rules.text import Problem, Text
from haina.rules.types import INT

from .element_records import Element
from .records import Clause, Department, Right


def check_in_force(elements: Iterable[Element], clauses: Mapping[str, Clause]) -> Iterable[Problem]:
    """Elements are in force in a sound period; those of explore and pilot clauses only through a switch."""
    for element in elements:
        yield from _period(element)
        yield from _switch(element, clauses.get(element.clause))


def check_limits(rights: Iterable[Right], standards: Mapping[str, StandardDeclaration]) -> Iterable[Problem]:
    """The time limit of a right is a standard in whole days."""
    for right in rights:
        days = standards.get(right.days or "")
        if days is not None and days.type != INT:
            yield Problem(
                right.place,
                "term_standard",
                Text(
                    zh=f"标准 {days.name} 不是整数，不能作办理期限",
                    en=f"the standard {days.name} is not a whole number and cannot be a limit in days",
                ),
                Text(zh="请改用类型为 int 的标准", en="Use a standard of type int."),
            )


def _period(element: Element) -> Iterable[Problem]:
    begin, end = element.in_force.valid_from, element.in_force.valid_to
    if begin is not None and end is not None and end < begin:
        yield Problem(
            element.in_force.place,
            "dates_reversed",
            Text(zh=f"to {end} 早于 from {begin}", en=f"to {end} is before from {begin}"),
            Text(zh="请核对起止日期", en="Check the two dates."),
        )
    if begin is None and element.in_force.switch is None:
        yield Problem(
            element.in_force.place,
            "in_force",
            Text(zh="没有写明何时生效", en="it is not said since when this is in force"),
            Text(zh="请补上 from 或 switch", en="Add from, or a switch."),
        )


def _switch(element: Element, clause: Clause | None) -> Iterable[Problem]:
    if element.in_force.switch is None and clause is not None and clause.in_trial:
        yield Problem(
            element.in_force.place,
            "switch_missing",
            Text(
                zh=f"条款 {clause.id} 属探索或试点，只能通过开关生效",
                en=f"the clause {clause.id} only explores or pilots; it is in force only through a switch",
            ),
            Text(zh="请补上 switch: 标准名称", en="Add switch: NAME of a bool standard."),
        )


def check_actors(elements: Iterable[Element], actors: Collection[str]) -> Iterable[Problem]:
    """Who files and who takes a step is a role or a department that the pack names."""
    for element in elements:
        used = [(step.actor, step.place) for step in element.steps]
        if isinstance(element, Right) and element.through is not None:
            used.append((element.through, element.place))
        for id, place in used:
            if id not in actors:
                yield Problem(
                    place,
                    "unknown_actor",
                    Text(zh=f"没有名为 {id} 的角色或部门", en=f"there is no role or department named {id}"),
                    nearest(id, actors) or Text(zh="请写入 roles", en="Add it to the roles."),
                )


def check_departments(departments: Iterable[Department]) -> Iterable[Problem]:
    """Earlier names of a department stand in the order of time."""
    for department in departments:
        days = [old.until for old in department.history]
        if any(later <= earlier for earlier, later in pairwise(days)):
            yield Problem(
                department.place,
                "dates_reversed",
                Text(
                    zh=f"部门 {department.id} 的旧名称没有按时间排列",
                    en=f"the earlier names of the department {department.id} are not in the order of time",
                ),
                Text(zh="请把最早的写在最前", en="Put the earliest first."),
            )
