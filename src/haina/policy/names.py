"""The names that a pack gives and uses: none twice, none that nobody gave."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field

from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text


@dataclass(slots=True)
class Names:
    """What is defined and what is referred to, by sort of thing (``department``, ``standard`` …).

    The names of a `lost` sort stand in a file that could not be read, so that nothing can be said about them.
    """

    problems: list[Problem] = field(default_factory=list)
    defined: dict[str, dict[str, Place]] = field(default_factory=dict)
    referred: list[tuple[str, str, Place]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    def define(self, sort: str, name: str, place: Place) -> None:
        """Note that a name is given to something; a second use of it is a problem."""
        known = self.defined.setdefault(sort, {})
        if name in known:
            self.problems.append(
                Problem(
                    place,
                    "duplicate_id",
                    Text(
                        zh=f"{sort_label(sort).zh} {name} 重复，已在 {known[name]} 定义",
                        en=f"the {sort_label(sort).en} {name} is defined twice, first at {known[name]}",
                    ),
                    Text(zh="请改名或删去其中一个", en="Rename or remove one of the two."),
                )
            )
            return
        known[name] = place

    def refer(self, sort: str, name: str, place: Place) -> None:
        """Note that a name is used; `resolve` finds those that nobody defines."""
        self.referred.append((sort, name, place))

    def resolve(self) -> None:
        """Report every name that is used and not defined, with the nearest one that is."""
        for sort, name, place in self.referred:
            sorts = _UNIONS.get(sort, (sort,))
            known = self.defined.get(sort, {}) if len(sorts) == 1 else self._of(sorts)
            if name in known or self.lost.intersection(sorts):
                continue
            label = sort_label(sort)
            self.problems.append(
                Problem(
                    place,
                    f"unknown_{sort}",
                    Text(zh=f"没有名为 {name} 的{label.zh}", en=f"there is no {label.en} named {name}"),
                    nearest(name, known) or _define_first(sort),
                )
            )

    def _of(self, sorts: tuple[str, ...]) -> ChainMap[str, Place]:
        """What is defined of several sorts."""
        return ChainMap(*(self.defined.get(sort, {}) for sort in sorts))


def _define_first(sort: str) -> Text:
    label = sort_label(sort)
    return Text(
        zh=f"请先定义这个{label.zh}，或改用已有的", en=f"Define the {label.en}, or use one that exists."
    )


def sort_label(sort: str) -> Text:
    """What a sort of thing is called."""
    return _SORTS.get(sort) or Text(zh=sort, en=sort)


#: What may stand where one of several sorts is asked.
_UNIONS: dict[str, tuple[str, ...]] = {
    "actor": ("role", "department"),
    "claim": ("right", "programme"),
    "element": ("right", "programme", "agreement", "duty"),
}

_SORTS = {
    "actor": Text(zh="角色或部门", en="role or department"),
    "claim": Text(zh="权利或资金项目", en="right or programme"),
    "element": Text(zh="权利、资金项目、协议或职责", en="right, programme, agreement or duty"),
    "expected": Text(
        zh="权利、资金项目、协议、职责或收回情形", en="right, programme, agreement, duty or clawback"
    ),
    "programme": Text(zh="资金项目", en="programme"),
    "agreement": Text(zh="协议", en="agreement"),
    "duty": Text(zh="职责", en="duty"),
    "budget": Text(zh="预算", en="budget"),
    "breakdown": Text(zh="分组", en="breakdown"),
    "evidence_type": Text(zh="证据类型", en="type of evidence"),
    "system": Text(zh="系统", en="system"),
    "department": Text(zh="部门", en="department"),
    "role": Text(zh="角色", en="role"),
    "source": Text(zh="来源", en="source"),
    "standard": Text(zh="标准", en="standard"),
    "fact": Text(zh="事实", en="fact"),
    "field": Text(zh="字段", en="field"),
    "enum": Text(zh="枚举", en="enum"),
    "group": Text(zh="分组", en="group"),
    "clause": Text(zh="条款", en="clause"),
    "right": Text(zh="权利", en="right"),
    "formula": Text(zh="公式", en="formula"),
    "definition": Text(zh="定义", en="definition"),
    "table": Text(zh="计分表", en="points table"),
    "calculator": Text(zh="计算器", en="calculator"),
    "procedure": Text(zh="办事程序", en="procedure"),
    "pattern": Text(zh="程序模板", en="pattern"),
    "register": Text(zh="登记库", en="register"),
    "exclusion": Text(zh="互斥组", en="group of programmes"),
    "unit_book": Text(zh="单位账簿", en="book of a unit"),
    "review": Text(zh="评审方案", en="scheme of review"),
    "case prefix": Text(zh="编号前缀", en="prefix of case numbers"),
    "stage": Text(zh="环节", en="stage"),
    "document": Text(zh="材料", en="document"),
    "persona": Text(zh="样例人物", en="persona"),
    "article": Text(zh="篇目", en="article"),
    "year": Text(zh="年份", en="year"),
}
