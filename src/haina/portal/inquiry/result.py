"""The answer of an inquiry, put in the order in which one wants to read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy

from haina.policy import Answer, Policy, Right, RightAnswer
from haina.portal.drawing import TimelineDrawing, draw_timeline
from haina.rules import DurationType, Facts, Money, Status, Text, Type
from haina.rules.explain import Explanation
from haina.rules.wording_values import value_text

#: The groups in reading order: kind, the status tag shown, heading, what it means.
GROUPS = (
    ("now", "yes", gettext_lazy("You have this now"), gettext_lazy("All conditions hold on this day.")),
    (
        "later",
        "later",
        gettext_lazy("You will have this from a date"),
        gettext_lazy("If things stay as you told us, time alone brings it."),
    ),
    (
        "could",
        "no",
        gettext_lazy("You could have this if something changed"),
        gettext_lazy("Not now; but these smallest changes would be enough."),
    ),
    (
        "unknown",
        "unknown",
        gettext_lazy("Cannot be told yet"),
        gettext_lazy("What is missing is named; nothing is guessed."),
    ),
    (
        "not",
        "no",
        gettext_lazy("Not for you"),
        gettext_lazy("The reasons are things that cannot be changed."),
    ),
    (
        "not_in_force",
        "not_in_force",
        gettext_lazy("Not in force on this day"),
        gettext_lazy("The policy explores or tries it out, or it begins later or has ended."),
    ),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One right in the answer, with its reasons and, where it changes over time, its timeline."""

    right: Right
    answer: RightAnswer
    timeline: TimelineDrawing | None
    amount: Text | None = None
    term: Text | None = None

    @property
    def explanation(self) -> Explanation:
        """The reasons."""
        return self.answer.explanation


@dataclass(frozen=True, slots=True)
class Group:
    """Rights with the same kind of answer."""

    kind: str
    tag: str
    title: str
    meaning: str
    items: tuple[Item, ...]


def group_of(explanation: Explanation) -> str:
    """Return in which group an answer belongs."""
    if explanation.status is Status.YES:
        return "now"
    if explanation.status is Status.UNKNOWN:
        return "unknown"
    if explanation.from_:
        return "later"
    if explanation.status is Status.NOT_IN_FORCE:
        return "not_in_force"
    return "could" if explanation.to_change else "not"


def grouped(policy: Policy, answer: Answer) -> tuple[Group, ...]:
    """Return the answer by groups; empty groups are left out."""
    on = answer.on
    items: dict[str, list[Item]] = {kind: [] for kind, *_ in GROUPS}
    for found in answer.rights:
        item = Item(
            found.right,
            found,
            _timeline(policy, found.right, answer.facts, on),
            amount=_in_words(policy, Money(), found.amount),
            term=_in_words(policy, DurationType(), found.term),
        )
        items[group_of(found.explanation)].append(item)
    return tuple(
        Group(kind, tag, str(title), str(meaning), tuple(items[kind]))
        for kind, tag, title, meaning in GROUPS
        if items[kind]
    )


def _in_words(policy: Policy, kind: Type, value: object) -> Text | None:
    """Return what a formula gave, in words; nothing where it is not known."""
    currency = (policy.head.currency.code, policy.head.currency.label)
    return None if value is None else value_text(kind, value, currency)


def _timeline(policy: Policy, right: Right, facts: Facts, on: date) -> TimelineDrawing | None:
    """Return the drawn timeline of a right, if it ever says yes or could."""
    steps = policy.program.timeline(right.id, facts).steps
    if not any(status in (Status.YES, Status.UNKNOWN) for _, status in steps) or len(steps) < 2:
        return None
    return draw_timeline([(day, status.value) for day, status in steps], on)
