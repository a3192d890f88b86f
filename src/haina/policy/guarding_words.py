"""The reasons of the guard, in both languages: the rule, what it rests on, and the earlier award."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from haina.rules.text import Text

from .exclusions import Bar, Exclusion, Period

if TYPE_CHECKING:
    from .guarding import Award
    from .policy import Policy

#: Earlier awards that a reason names; the verdict has them all.
_NAMED = 3


class Said:
    """Says things with the names that a pack gives to programmes, clauses and standards."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def barred(self, group: Exclusion, earlier: Award, until: date | None) -> Text:
        """An earlier award stands against a new one."""
        award, why = self._award(earlier), _WHY[group.kind](group)
        rest = Text("", "")
        if until is not None and until != date.max:
            rest = Text(zh=f"，至{until}为止", en=f" until {until}")
        return self._with_rule(
            group, Text(zh=f"{why.zh}：{award.zh}{rest.zh}", en=f"{why.en}: {award.en}{rest.en}")
        )

    def over(self, group: Exclusion, taken: int, limit: int, left: int, earlier: Iterable[Award]) -> Text:
        """The sum would pass its cap, or the higher entitlement."""
        names = self._awards(earlier)
        what = (
            Text(zh="就高计算，只补差额", en="The higher one counts, only the difference is paid")
            if group.kind is Bar.TOP_UP
            else Text(zh="合计不得超过上限", en="Together they may not pass the cap")
        )
        return self._with_rule(
            group,
            Text(
                zh=f"{what.zh}：限额{self._money(limit).zh}，已有{self._money(taken).zh}{names.zh}，"
                f"还可给{self._money(left).zh}",
                en=f"{what.en}: {self._money(limit).en} in all, {self._money(taken).en} given{names.en}, "
                f"{self._money(left).en} left",
            ),
        )

    def may_be_over(self, group: Exclusion, wanted: int, limit: int, pending: Iterable[Award]) -> Text:
        """Together with what is applied for, the sum would pass its cap."""
        names = self._awards(pending)
        return self._with_rule(
            group,
            Text(
                zh=f"连同正在申请的{names.zh}将超过限额{self._money(limit).zh}（其他合计{self._money(wanted).zh}）",
                en=f"With what is applied for{names.en} it would pass {self._money(limit).en} "
                f"(the others make {self._money(wanted).en})",
            ),
        )

    def too_much(self, group: Exclusion, total: int, day: date, earlier: Iterable[Award]) -> Text:
        """More than the whole working time."""
        names, percent = self._awards(earlier), f"{total / 10:g}"
        return self._with_rule(
            group,
            Text(
                zh=f"{day}起投入时间合计{percent}%，超过100%{names.zh}",
                en=f"From {day} the working time adds up to {percent} %, more than 100 %{names.en}",
            ),
        )

    def unset(self, group: Exclusion, standard: str) -> Text:
        """The standard that the group reckons with has no value."""
        label = self._policy.standards[standard].label
        return self._with_rule(
            group,
            Text(
                zh=f"无法判断：“{label.zh}”在当日没有规定",
                en=f"It cannot be told: “{label.en}” is not fixed on the day",
            ),
        )

    def no_purpose(self, group: Exclusion) -> Text:
        """The group compares purposes and none is named."""
        return self._with_rule(
            group,
            Text(
                zh="无法判断：没有写明用途，请补上",
                en="It cannot be told: the purpose is not named; add it",
            ),
        )

    def no_stage(self, group: Exclusion) -> Text:
        """The group compares stages and none of its stages is named."""
        return self._with_rule(
            group,
            Text(zh="无法判断：没有写明阶段，请补上", en="It cannot be told: the stage is not named; add it"),
        )

    def nobody_named(self, group: Exclusion, programme: str) -> Text:
        """Nobody who receives is of the sort that any group compares."""
        title = self._policy.rights[programme].title
        return self._with_rule(
            group,
            Text(
                zh=f"无法判断：“{title.zh}”须写明受益的{_SORTS[group.of].zh}",
                en=f"It cannot be told: “{title.en}” needs the {_SORTS[group.of].en} that receives",
            ),
        )

    def free(self, group: Exclusion) -> Text:
        """Nothing stands against it."""
        return self._with_rule(group, Text(zh="没有相抵触的资助", en="No other award stands against it"))

    def _with_rule(self, group: Exclusion, what: Text) -> Text:
        ground = self._ground(group)
        return Text(
            zh=f"{what.zh}（规则：{group.title.zh}；依据：{ground.zh}）",
            en=f"{what.en} (rule: {group.title.en}; source: {ground.en})",
        )

    def _ground(self, group: Exclusion) -> Text:
        names = [Text.both(clause) for clause in group.clauses]
        for id in (group.source or "").split(";"):
            if id:
                names.append(self._policy.sources[id].title)
        return Text("、".join(each.zh for each in names), ", ".join(each.en for each in names))

    def _award(self, award: Award) -> Text:
        title = self._policy.rights[award.programme].title
        last = award.last
        days = Text(
            zh=f"{award.first}起" if last is None else f"{award.first}至{last}",
            en=f"from {award.first}" if last is None else f"{award.first} to {last}",
        )
        label = f" {award.label}" if award.label else ""
        asked = Text("，申请中", ", applied for") if award.pending else Text("", "")
        return Text(
            zh=f"“{title.zh}”{label}（{days.zh}{asked.zh}）", en=f"“{title.en}”{label} ({days.en}{asked.en})"
        )

    def _awards(self, awards: Iterable[Award]) -> Text:
        found = list(awards)
        names = [self._award(each) for each in found[:_NAMED]]
        if not names:
            return Text("", "")
        more = len(found) - len(names)
        zh, en = "、".join(each.zh for each in names), ", ".join(each.en for each in names)
        return Text(
            zh=f"：{zh}" + (f"等{len(found)}项" if more else ""),
            en=f": {en}" + (f" and {more} more" if more else ""),
        )

    def _money(self, fen: int) -> Text:
        currency = self._policy.head.currency.label
        yuan = f"{fen // 100:,}" + (f".{fen % 100:02}" if fen % 100 else "")
        return Text(zh=f"{yuan}{currency.zh}", en=f"{yuan} {currency.en}")


def _exclusive(group: Exclusion) -> Text:
    if group.period is Period.YEAR:
        return Text(zh="同一年内只能享受一项", en="Only one of them in a year")
    if group.period is Period.EVER:
        return Text(zh="只能享受其中一项", en="Only one of them")
    return Text(zh="同一时间只能享受一项", en="Only one of them at a time")


_WHY: Mapping[Bar, Callable[[Exclusion], Text]] = {
    Bar.EXCLUSIVE: _exclusive,
    Bar.COOL_DOWN: lambda group: Text(zh="间隔未满", en="Too soon after the one before"),
    Bar.ONE_STAGE: lambda group: Text(
        zh="各阶段依次各资助一次", en="Each stage once, in turn, one at a time"
    ),
}

_SORTS = {
    "person": Text(zh="个人", en="person"),
    "organisation": Text(zh="单位", en="organisation"),
    "project": Text(zh="项目", en="project"),
    "contract": Text(zh="合同", en="contract"),
    "team": Text(zh="团队", en="team"),
}
