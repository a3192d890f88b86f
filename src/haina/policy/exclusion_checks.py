"""What must hold of the groups in exclusions.yaml, beyond the shape of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from haina.rules.declarations import FactDeclaration, StandardDeclaration
from haina.rules.problems import nearest
from haina.rules.text import Problem, Text
from haina.rules.types import INT, MONEY, Enum, Type

from .exclusions import PERIODS, Bar, Exclusion

#: What a kind needs; nothing else may be given to another kind.
_NEEDS: Mapping[str, Bar] = {
    "cap": Bar.CAPPED_SUM,
    "years": Bar.COOL_DOWN,
    "stage": Bar.ONE_STAGE,
    "stages": Bar.ONE_STAGE,
}


def check_exclusions(
    exclusions: Iterable[Exclusion],
    facts: Mapping[str, FactDeclaration],
    standards: Mapping[str, StandardDeclaration],
) -> Iterable[Problem]:
    """Every group that says too little, too much, or something that its kind cannot do."""
    for each in exclusions:
        yield from _keys(each)
        yield from _ground(each)
        yield from _period(each)
        yield from _twice(each)
        yield from _standard(each, "cap", each.cap, MONEY, standards)
        yield from _standard(each, "years", each.years, INT, standards)
        yield from _stages(each, facts)


def _keys(each: Exclusion) -> Iterable[Problem]:
    """A kind has what it needs and nothing that it does not use."""
    for key, kind in _NEEDS.items():
        given = bool(getattr(each, key))
        if given and each.kind is not kind:
            yield _idle(each, key)
        if not given and each.kind is kind:
            yield Problem(
                each.place,
                "exclusion_lacks",
                Text(zh=f"{each.kind} 类的组缺少 {key}", en=f"a group of the kind {each.kind} needs {key}"),
                Text(zh=f"请补上 {key}: …", en=f"Add {key}: …"),
            )
    if each.repeat and each.kind is not Bar.EXCLUSIVE:
        yield _idle(each, "repeat")
    if each.repeat and len(set(each.programmes)) == 1:
        yield Problem(
            each.places["repeat"],
            "exclusion_says_nothing",
            Text(
                zh="只有一个项目，又允许重复，这一组什么也不限制",
                en="one programme that may give again: this group bars nothing",
            ),
            Text(zh="请再写一个项目，或删去 repeat", en="Name another programme, or leave repeat out."),
        )


def _idle(each: Exclusion, key: str) -> Problem:
    return Problem(
        each.places.get(key, each.place),
        "exclusion_idle",
        Text(
            zh=f"{each.kind} 类的组用不到 {key}", en=f"a group of the kind {each.kind} has no use for {key}"
        ),
        Text(zh="请删去，或改用别的 kind", en="Leave it out, or choose another kind."),
    )


def _ground(each: Exclusion) -> Iterable[Problem]:
    """A group stops people's money, so it names what it rests on."""
    if not each.clauses and each.source is None:
        yield Problem(
            each.place,
            "exclusion_ground",
            Text(zh=f"{each.id} 没有写明依据", en=f"{each.id} does not say what it rests on"),
            Text(zh="请写 clauses 或 source", en="Name its clauses, its source, or both."),
        )


def _period(each: Exclusion) -> Iterable[Problem]:
    """The period makes sense for the kind."""
    fitting = PERIODS[each.kind]
    if each.period not in fitting:
        words = ", ".join(fitting)
        yield Problem(
            each.places["period"],
            "exclusion_period",
            Text(
                zh=f"{each.kind} 类的组不能用 period: {each.period}",
                en=f"a group of the kind {each.kind} cannot have the period {each.period}",
            ),
            Text(zh=f"可用：{words}", en=f"Use {words}."),
        )


def _twice(each: Exclusion) -> Iterable[Problem]:
    """No programme and no stage is named twice."""
    for key, names in (("programmes", each.programmes), ("stages", each.stages)):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Problem(
                each.places[f"{key}.{name}"],
                "named_twice",
                Text(zh=f"{key} 里 {name} 写了两次", en=f"{name} is named twice in {key}"),
                Text(zh="请删去一个", en="Take one out."),
            )


def _standard(
    each: Exclusion,
    key: str,
    name: str | None,
    wanted: Type,
    standards: Mapping[str, StandardDeclaration],
) -> Iterable[Problem]:
    """The standard is of the type that the kind reckons with."""
    if name is None or name not in standards or standards[name].type == wanted:
        return
    fitting = [id for id, standard in standards.items() if standard.type == wanted]
    kind = (
        Text(zh="金额", en="an amount of money") if wanted == MONEY else Text(zh="整数", en="a whole number")
    )
    yield Problem(
        each.places[key],
        "exclusion_standard",
        Text(
            zh=f"{key} 要的是{kind.zh}，标准 {name} 不是",
            en=f"{key} is to be {kind.en}, which the standard {name} is not",
        ),
        nearest(name, fitting),
    )


def _stages(each: Exclusion, facts: Mapping[str, FactDeclaration]) -> Iterable[Problem]:
    """The stages are values of an enum fact."""
    if each.stage is None or each.stage not in facts:
        return
    kind = facts[each.stage].type
    if not isinstance(kind, Enum):
        yield Problem(
            each.places["stage"],
            "exclusion_stage",
            Text(
                zh=f"事实 {each.stage} 不是枚举类，不能说明阶段",
                en=f"the fact {each.stage} is no enum: it cannot tell a stage",
            ),
            Text(zh="请改用类型为 enum 的事实", en="Use a fact of an enum type."),
        )
        return
    values = [value.name for value in kind.values]
    for name in each.stages:
        if name not in values:
            yield Problem(
                each.places[f"stages.{name}"],
                "exclusion_stage",
                Text(zh=f"{each.stage} 没有 {name} 这个值", en=f"{each.stage} has no value {name}"),
                nearest(name, values),
            )
