"""How far an inquiry is: which rights are settled, which are open, and what is asked next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from haina.policy import Policy, Right
from haina.portal.inquiry.scope import Scope
from haina.portal.models import Inquiry
from haina.rules import FactError, Facts, Status, questions


@dataclass(frozen=True, slots=True)
class Progress:
    """The rights of an inquiry by their state; a right is settled when no further answer can change it."""

    yes: tuple[Right, ...]
    no: tuple[Right, ...]
    not_in_force: tuple[Right, ...]
    open: tuple[Right, ...]

    @property
    def total(self) -> int:
        """How many rights the inquiry is about."""
        return len(self.yes) + len(self.no) + len(self.not_in_force) + len(self.open)

    @property
    def settled(self) -> int:
        """How many of them are settled."""
        return self.total - len(self.open)

    @property
    def bars(self) -> tuple[tuple[str, float, float], ...]:
        """The settled shares for a bar of width 100: (kind, x, width)."""
        bars, x = [], 0.0
        for kind, rights in (("yes", self.yes), ("no", self.no), ("none", self.not_in_force)):
            width = round(100 * len(rights) / max(1, self.total), 2)
            bars.append((kind, x, width))
            x += width
        return tuple(bars)


def usable_facts(policy: Policy, inquiry: Inquiry) -> tuple[Facts, tuple[str, ...]]:
    """Return the facts as the policy reads them, and the names of those that it no longer can.

    A policy may change between two visits; one answer that no longer fits must not lose the others.
    """
    try:
        return policy.program.read_facts(inquiry.facts), ()
    except FactError:
        bad = tuple(name for name, value in inquiry.facts.items() if not _readable(policy, name, value))
        kept = {name: value for name, value in inquiry.facts.items() if name not in bad}
        return policy.program.read_facts(kept), bad


def _readable(policy: Policy, name: str, value: object) -> bool:
    try:
        policy.program.read_facts({name: value})
    except FactError:
        return False
    return True


def progress_of(policy: Policy, scope: Scope, facts: Facts, on: date) -> Progress:
    """Return which rights of the scope are settled by the facts on a day."""
    statuses = policy.program.statuses(facts, on, scope.rights)
    by_status: dict[Status, list[Right]] = {status: [] for status in Status}
    for key in scope.rights:
        by_status[statuses[key]].append(policy.rights[key])
    return Progress(
        yes=tuple(by_status[Status.YES]),
        no=tuple(by_status[Status.NO]),
        not_in_force=tuple(by_status[Status.NOT_IN_FORCE]),
        open=tuple(by_status[Status.UNKNOWN]),
    )


def next_question(
    policy: Policy, scope: Scope, inquiry: Inquiry, facts: Facts, on: date
) -> questions.Question | None:
    """Return the next fact to ask; never one that is answered, that is not known, or that was left for later.

    An answered history may still matter where a detail was left open; to ask it again would be a circle.
    """
    without = {*inquiry.facts, *inquiry.unknown, *inquiry.skipped}
    return questions.next_question(policy.program, scope.rights, facts, on, without)


def concerned(policy: Policy, rights: Iterable[Right], fact: str, facts: Facts, on: date) -> list[Right]:
    """Return the rights among the open ones whose answer a fact can still change."""
    opened = ((right, questions.open_rule(policy.program, right.id, facts, on)) for right in rights)
    return [right for right, rule in opened if rule is not None and fact in rule.facts]
