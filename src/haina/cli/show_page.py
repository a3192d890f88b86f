"""What every page of ``haina policy show`` is made of: headings, fields, rules in words, standards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from haina.policy import Policy
from haina.policy.element_records import Element
from haina.policy.records import Step
from haina.rules.declarations import DatedValue, StandardDeclaration
from haina.rules.text import Place, Text
from haina.rules.wording import rule_text, standards_below
from haina.rules.wording_values import value_text

from .language import Speaker
from .layout import bold, wrapped


class Page:
    """Writes about one policy, in one language, on one day."""

    def __init__(self, policy: Policy, speaker: Speaker, on: date) -> None:
        self.policy = policy
        self.speaker = speaker
        self.on = on

    def head(self, kind: Text, id: str, title: Text, place: Place) -> Iterator[str]:
        """The kind of thing, its id, its title in both languages, and where it stands."""
        other = title.en if self.speaker.lang == "zh" else title.zh
        yield bold(f"{self.speaker(kind)} {id}")
        yield from wrapped(self.speaker(title), "  ")
        yield from wrapped(other, "  ")
        yield f"  {place.file}:{place.line}"

    def field(self, name: Text, said: str) -> Iterator[str]:
        """One line: what it is called, and what it says."""
        colon = self.speaker.say("：", ": ")
        yield from wrapped(said, f"  {self.speaker(name)}{colon}", "      ")

    def rule(self, id: str) -> Iterator[str]:
        """A rule in words, with the standards of the day."""
        yield self.speaker.say(f"  规则（{self.on} 的标准）", f"  rule (standards of {self.on})")
        for line in rule_text(self.policy.program, id, self.on).lines:
            yield from wrapped(self.speaker(line.text), "    " + "  " * line.depth + "· ")

    def standards_of(self, id: str) -> Iterator[str]:
        """The standards that a rule reads, with their values."""
        names = standards_below(self.policy.program, self.policy.program.tree(id))
        if not names:
            return
        yield self.speaker.say("  标准", "  standards")
        for name in names:
            standard = self.policy.standards[name]
            yield from wrapped(
                f"{self.speaker(standard.label)}: {self.present(name)}", f"    {name}  ", "      "
            )

    def in_force(self, element: Element) -> str:
        """Since when, until when, and while which switch is on."""
        say = self.speaker
        said = [self.period(element.in_force.valid_from, element.in_force.valid_to)]
        if element.in_force.switch is not None:
            switch = element.in_force.switch
            label = say(self.policy.standards[switch].label)
            said.append(say.say(f"取决于 {label}（{switch}）", f"while: {label} ({switch})"))
        return "; ".join(part for part in said if part)

    def period(self, first: date | None, last: date | None) -> str:
        """A first and a last day."""
        say = self.speaker.say
        if first is None and last is None:
            return say("未写起止", "always")
        return f"{first or '…'} – {last or '…'}"

    def present(self, name: str) -> str:
        """The value of a standard on the day."""
        standard = self.policy.standards[name]
        dated = standard.on(self.on)
        if dated is None:
            return self.unset(standard)
        return self.dated(standard, dated)

    def unset(self, standard: StandardDeclaration) -> str:
        """That nobody has set a standard, and why."""
        reason = "" if standard.unset is None else f" ({self.speaker(standard.unset)})"
        return self.speaker.say("无人规定", "not set") + reason

    def dated(self, standard: StandardDeclaration, dated: DatedValue) -> str:
        """A value of a standard with its dates and source."""
        currency = self.policy.head.currency
        if isinstance(dated.value, Text):
            shown = self.speaker(dated.value)
        else:
            value = value_text(
                standard.type, dated.value, (currency.code, currency.label), standard.unit, self.on
            )
            shown = self.speaker(value)
        period = self.period(dated.valid_from, dated.valid_to)
        return f"{shown}  [{period}; {dated.source}, {dated.grade}]"

    def steps(self, steps: tuple[Step, ...], basis: str | None) -> Iterator[str]:
        """How it is done, step by step."""
        if not steps:
            return
        inferred = self.speaker.say("（推定）", " (inferred)") if basis == "inferred" else ""
        yield self.speaker.say("  步骤", "  steps") + inferred
        for number, step in enumerate(steps, start=1):
            yield from wrapped(self.speaker(step.text), f"    {number}. ")

    def formula(self, name: Text, id: str | None) -> Iterator[str]:
        """A formula in words, if there is one."""
        if id is not None:
            said = rule_text(self.policy.program, id, self.on).in_(self.speaker.lang)
            yield from self.field(name, said)

    def actors(self, name: Text, ids: tuple[str, ...]) -> Iterator[str]:
        """Roles and departments by what they are called."""
        names = (self.speaker(self.policy.name_of(id)) for id in ids)
        yield from self.field(name, self.speaker.say("、", ", ").join(names))
