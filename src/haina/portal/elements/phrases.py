"""Parts of elements in words: expressions as outlines, and their values where no fact is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from haina.policy import Policy
from haina.portal import reading
from haina.portal.outline import Outline, outline_of
from haina.portal.reading import StandardReading
from haina.portal.words import in_words
from haina.rules import Text
from haina.rules.reasons import names_below
from haina.rules.wording_values import value_text


@dataclass(frozen=True, slots=True)
class Phrase:
    """An expression to be read: in one line where it has only one, and always as an outline."""

    line: str
    outline: Outline


def phrase_of(policy: Policy, rule: str, on: date) -> Phrase:
    """Return what a rule or formula says, with its standards as of a day."""
    outline = outline_of(policy, rule, on)
    single = len(outline.here) == 1 and not outline.here[0].below
    return Phrase(outline.here[0].text if single else "", outline)


def figure_of(policy: Policy, rule: str, on: date) -> str:
    """Return what a formula comes to when nothing is known of anybody; nothing where that decides it."""
    value = policy.program.value(rule, policy.program.read_facts({}), on)
    return "" if value is None else in_words(shown_value(policy, rule, value))


def shown_value(policy: Policy, rule: str, value: object) -> Text:
    """Return a value of a formula in words of both languages."""
    currency = (policy.head.currency.code, policy.head.currency.label)
    return value_text(policy.program.tree(rule).type, value, currency)


def unset_of(policy: Policy, rule: str, on: date) -> tuple[StandardReading, ...]:
    """Return the standards behind a formula that nobody has set for a day."""
    used = names_below(policy.program, policy.program.tree(rule))[1]
    found = (reading.read_standard(policy, name, on) for name in used)
    return tuple(each for each in found if each.present is None)
