"""What officers are told about the exit of a stake, and what holds a grant until it has been looked into."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from haina.cases.consequences import Caution, Weight
from haina.cases.names import in_active_language
from haina.cases.perform import Matter
from haina.cases.refusals import Refusal
from haina.money.guarantees.exits import Finding, checked
from haina.policy.records import Right
from haina.rules.text import Text

_LINK = Text(zh="查退出情况", en="Look into the exit")
_NOT_ENTERED = Text(
    zh="还没有录入股权转让给谁、用什么材料证明，现在不能补偿。",
    en="To whom the stake was sold, and by which papers, has not been entered: it cannot be compensated yet.",
)


def exit_cautions(matter: Matter, right: Right) -> Iterator[Caution]:
    """What was found about the exit: each a stop until it is overruled."""
    found, link = checked(matter, right), reverse("guarantees:exit", args=[matter.row.pk])
    if found.exit is None:
        yield Caution(Weight.STOP, _NOT_ENTERED, link, _LINK)
    for each in found.findings:
        weight = Weight.STOP if each.overruling is None else Weight.NOTE
        yield Caution(weight, _with_ruling(each), link, _LINK)
    if found.exit is not None and not found.findings:
        nothing = Text(zh="查过退出情况，没有发现问题。", en="The exit was looked into; nothing was found.")
        yield Caution(Weight.NOTE, nothing, link, _LINK)


def require_checked_exit(matter: Matter, right: Right) -> None:
    """Raise Refusal while the exit has not been entered, or something that was found stands open."""
    found = checked(matter, right)
    if found.exit is None:
        raise Refusal("exit_not_entered", in_active_language(_NOT_ENTERED))
    if found.open:
        words = " ".join(in_active_language(each.text) for each in found.open)
        raise Refusal(
            "exit_has_findings",
            _("The exit of the stake has to be cleared first. %(found)s") % {"found": words},
        )


def _with_ruling(finding: Finding) -> Text:
    if finding.overruling is None:
        return finding.text
    why = finding.overruling.why
    return Text(
        zh=f"{finding.text.zh}（主管认可：{why}）", en=f"{finding.text.en} (let stand by a supervisor: {why})"
    )
