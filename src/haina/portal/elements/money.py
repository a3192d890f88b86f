"""How a programme pays: what is eligible, how much, in which parts, from whom, and when it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from haina.policy import Department, Policy, Right
from haina.portal.elements.phrases import Phrase, figure_of, phrase_of, unset_of
from haina.portal.reading import StandardReading
from haina.portal.words import in_words
from haina.rules import Text


@dataclass(frozen=True, slots=True)
class InstalmentReading:
    """A part of what is paid: its share in words, and when it is paid."""

    share: str
    when: Text


@dataclass(frozen=True, slots=True)
class ClawbackReading:
    """A reason for which money is taken back, when that is, and which share (empty for all)."""

    title: Text
    when: Phrase
    share: str


@dataclass(frozen=True, slots=True)
class MoneyReading:
    """A programme's money on a day; `unset` are the standards of its amount that nobody has set."""

    eligible: tuple[Text, ...]
    amount: Phrase | None
    unset: tuple[StandardReading, ...]
    instalments: tuple[InstalmentReading, ...]
    budget: Text | None
    payer: Department | None
    not_with: tuple[Right, ...]
    clawbacks: tuple[ClawbackReading, ...]


def read_money(policy: Policy, right: Right, on: date) -> MoneyReading:
    """Read how a programme pays on a day."""
    budget = policy.budgets.get(right.budget or "")
    rule = right.amount_rule
    return MoneyReading(
        eligible=right.eligible,
        amount=phrase_of(policy, rule, on) if rule else None,
        unset=unset_of(policy, rule, on) if rule else (),
        instalments=tuple(
            InstalmentReading(_share(policy, part.rule, on), part.when) for part in right.instalments
        ),
        budget=budget.title if budget else None,
        payer=policy.departments.get(budget.department) if budget else None,
        not_with=tuple(policy.rights[each] for each in policy.not_with(right.id)),
        clawbacks=tuple(
            ClawbackReading(
                taking.title,
                phrase_of(policy, taking.rule, on),
                _share(policy, taking.share_rule, on) if taking.share_rule else "",
            )
            for taking in right.clawback
        ),
    )


def _share(policy: Policy, rule: str, on: date) -> str:
    """Return a share as a number where nothing has to be known for it, otherwise as its formula."""
    phrase = phrase_of(policy, rule, on)
    return figure_of(policy, rule, on) or phrase.line or in_words(policy.program.rules[rule].label)
