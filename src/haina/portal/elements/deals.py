"""An agreement to be read: its parties and terms, how its price is found, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from haina.policy import Policy
from haina.policy.element_records import Agreement, Publication, Registration, Trigger
from haina.portal.addresses import address_of
from haina.portal.elements.phrases import Phrase, figure_of, phrase_of, unset_of
from haina.portal.elements.words import TRIGGERS, WAYS
from haina.portal.reading import StandardReading
from haina.portal.words import in_words


@dataclass(frozen=True, slots=True)
class PartReading:
    """A party or a term: what it is called, who that is, and the condition on it, if there is one."""

    title: str
    actor: str
    condition: Phrase | None


@dataclass(frozen=True, slots=True)
class ConsequenceReading:
    """What is published, put on record or set off; `href` leads to what works it out."""

    kind: str
    actor: str
    text: str
    condition: Phrase | None
    within: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class DealReading:
    """An agreement on a day."""

    parties: tuple[PartReading, ...]
    terms: tuple[PartReading, ...]
    further: Phrase | None
    way: str
    price: Phrase | None
    unset: tuple[StandardReading, ...]
    publish: tuple[ConsequenceReading, ...]
    register: tuple[ConsequenceReading, ...]
    triggers: tuple[ConsequenceReading, ...]


def read_deal(policy: Policy, agreement: Agreement, on: date) -> DealReading:
    """Read an agreement as it stands on a day."""

    def condition(rule: str | None) -> Phrase | None:
        return phrase_of(policy, rule, on) if rule else None

    price = agreement.price_rule
    parties = (
        PartReading(in_words(each.title or policy.name_of(each.role)), each.role, condition(each.rule))
        for each in agreement.parties
    )
    return DealReading(
        parties=tuple(parties),
        terms=tuple(PartReading(in_words(each.title), "", condition(each.rule)) for each in agreement.terms),
        further=condition(agreement.when_rule),
        way=str(WAYS[agreement.found_by]),
        price=condition(price),
        unset=unset_of(policy, price, on) if price else (),
        publish=tuple(_published(policy, each, on) for each in agreement.publish),
        register=tuple(_registered(policy, each, on) for each in agreement.register),
        triggers=tuple(_triggered(policy, each, on) for each in agreement.triggers),
    )


def _published(policy: Policy, each: Publication, on: date) -> ConsequenceReading:
    within = ""
    if each.within_rule:
        within = figure_of(policy, each.within_rule, on) or phrase_of(policy, each.within_rule, on).line
    condition = phrase_of(policy, each.rule, on) if each.rule else None
    return ConsequenceReading("", each.by, in_words(each.text), condition, within, "", "")


def _registered(policy: Policy, each: Registration, on: date) -> ConsequenceReading:
    condition = phrase_of(policy, each.rule, on) if each.rule else None
    return ConsequenceReading("", each.department, in_words(each.text), condition, "", "", "")


def _triggered(policy: Policy, each: Trigger, on: date) -> ConsequenceReading:
    condition = phrase_of(policy, each.rule, on) if each.rule else None
    title, href = named(policy, each.element)
    return ConsequenceReading(str(TRIGGERS[each.kind]), "", in_words(each.text), condition, "", title, href)


def named(policy: Policy, id: str | None) -> tuple[str, str]:
    """Return what an id of the policy is called, and its page; nothing for none."""
    if not id:
        return "", ""
    href = address_of(policy, id)
    if id in policy.elements:
        return in_words(policy.elements[id].title), href
    if id in policy.calculators:
        return in_words(policy.calculators[id].title), href
    source = policy.program.rules.get(id)
    return (in_words(source.label) if source is not None else id), href
