"""The worked examples of the pack that show an element: who, on which day, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain

from haina.policy import Policy, inputs
from haina.policy.element_records import Agreement, Element
from haina.policy.personas import Case, Expectation, Persona
from haina.policy.rule_sources import rules_of
from haina.portal.elements.phrases import shown_value
from haina.portal.elements.words import PARTS, STATES, TAKEN_BACK, VALIDITY
from haina.portal.reading import shown_fact
from haina.portal.words import in_words
from haina.rules import Facts

#: How many examples are shown with their facts; the others stand in a list below.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that comes out: the tone of its tag (empty for a value), what it is about, and the words."""

    tone: str
    label: str
    shown: str


@dataclass(frozen=True, slots=True)
class ExampleDay:
    """What comes out of an example on a day."""

    on: date
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One person, organisation or contract, on one or several days."""

    title: str
    variant: str
    days: tuple[ExampleDay, ...]
    #: What is told to be different from the case that this one is a variant of, fact by fact.
    differs: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of an element: those that show each answer first, and all the others."""

    shown: tuple[Example, ...]
    others: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the pack expects of one case about one element, by day."""

    persona: Persona
    case: Case
    days: Mapping[date, list[Expectation]]


def examples_of(policy: Policy, element: Element) -> Examples:
    """Return the examples that show an element."""
    found = _by_element(policy).get(element.id, ())
    first = _telling(element, found)
    return Examples(
        tuple(_example(policy, element, found[number], shown=True) for number in first),
        tuple(
            _example(policy, element, each, shown=False)
            for number, each in enumerate(found)
            if number not in first
        ),
    )


def facts_of(policy: Policy, element: Element) -> tuple[str, ...]:
    """Return the facts that an element reads, in the order of the pack."""
    return _facts(policy, element.id)


@lru_cache(maxsize=1024)
def _facts(policy: Policy, id: str) -> tuple[str, ...]:
    return inputs.facts_of(policy, policy.elements[id])


@lru_cache(maxsize=4)
def _by_element(policy: Policy) -> dict[str, tuple[_Found, ...]]:
    """Return all examples of a pack by the element that they show, in the order of the pack."""
    owner = {rule: each.id for each in policy.elements.values() for rule in (*rules_of(each), each.id)}
    found: dict[str, list[_Found]] = {}
    for persona in policy.personas:
        for case in persona.cases:
            days: dict[str, dict[date, list[Expectation]]] = {}
            for each in case.expectations:
                if each.rule in owner and not each.calculator:
                    days.setdefault(owner[each.rule], {}).setdefault(each.on, []).append(each)
            for id, expectations in days.items():
                found.setdefault(id, []).append(_Found(persona, case, expectations))
    return {id: tuple(cases) for id, cases in found.items()}


def _telling(element: Element, found: tuple[_Found, ...]) -> tuple[int, ...]:
    """Return which are shown, in their order: one for each answer, then one for each persona, then any."""
    answers: dict[str, int] = {}
    for number, each in enumerate(found):
        for expectation in chain.from_iterable(each.days.values()):
            if expectation.rule == element.id:
                answers.setdefault(str(expectation.wanted), number)
    personas = [number for number, each in enumerate(found) if each.case is each.persona.cases[0]]
    chosen = dict.fromkeys((*answers.values(), *personas, *range(len(found))))
    return tuple(sorted(list(chosen)[:SHOWN]))


def _example(policy: Policy, element: Element, found: _Found, shown: bool) -> Example:
    """Return an example; one that is `shown` comes with its facts."""
    case, on = found.case, max(found.days)
    facts = policy.program.read_facts(case.facts, case.place_of)
    asked, base = facts_of(policy, element), found.persona.cases[0].facts
    changed = [name for name in asked if case.facts.get(name) != base.get(name)]
    given = [name for name in asked if shown and name in case.facts]
    persona, title = in_words(found.persona.title), in_words(case.title)

    def said(name: str) -> tuple[str, str]:
        return in_words(policy.facts[name].label), in_words(shown_fact(policy, name, facts, on))

    return Example(
        title=persona,
        variant="" if title == persona else title,
        days=tuple(
            ExampleDay(day, tuple(_outcome(policy, element, each, facts) for each in expectations))
            for day, expectations in sorted(found.days.items())
        ),
        differs=tuple(map(said, changed)),
        facts=tuple(map(said, given)),
    )


def _outcome(policy: Policy, element: Element, each: Expectation, facts: Facts) -> Outcome:
    """Return what the pack expects, which its test holds; a value is worked out, so that it has its unit."""
    wanted = str(each.wanted)
    if each.formula:
        value = policy.program.value(each.rule, facts, each.on)
        label = "" if each.rule == element.id else _label(policy, element, each.rule)
        if value is None:
            return Outcome("unknown", label, str(STATES["unknown"][1]))
        if isinstance(value, bool):
            return Outcome("yes" if value else "no", label, "")
        return Outcome("", label, in_words(shown_value(policy, each.rule, value)))
    if each.duty:
        tone, words, _ = STATES[wanted]
    elif each.rule != element.id:
        tone, words = TAKEN_BACK.get(wanted, STATES["unknown"][:2])
        return Outcome(tone, in_words(policy.program.rules[each.rule].label), str(words))
    elif isinstance(element, Agreement):
        tone, words, _ = VALIDITY[wanted]
    else:
        return Outcome(wanted, "", "")
    return Outcome(tone, "", str(words))


def _label(policy: Policy, element: Element, rule: str) -> str:
    """Return what a value is called: by its part of the element, or by its own name."""
    known = PARTS.get(rule.removeprefix(f"{element.id}_"))
    return str(known) if known else in_words(policy.program.rules[rule].label)
