"""The check of an agreement, and how a duty stands, for the facts that somebody has filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from haina.policy import Policy
from haina.policy.agreement import AgreementAnswer, ConsequenceAnswer, PartAnswer
from haina.policy.duty import DutyAnswer
from haina.policy.element_records import Agreement, Duty, Party, Publication, Registration
from haina.portal.elements.deals import named
from haina.portal.elements.phrases import shown_value
from haina.portal.elements.words import STATES, TRIGGERS, VALIDITY
from haina.portal.inquiry.fields import Form
from haina.portal.sheet import Sheet
from haina.portal.words import day_words, in_words
from haina.rules import Facts, StandardDeclaration, Status
from haina.rules.explain import Leaf


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is missing, and where on the page it is filled in."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """A party, a term, the further requirements, or what follows, with its answer and reasons."""

    kind: str
    title: str
    status: str
    leaves: tuple[Leaf, ...] = ()
    note: str = ""
    link: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A result: its tag, what it means, the days that matter, each part, and what is still open."""

    tone: str
    word: str
    meaning: str
    days: tuple[tuple[str, str], ...]
    parts: tuple[CheckedPart, ...]
    follows: tuple[CheckedPart, ...]
    missing: tuple[Missing, ...]
    unset: tuple[StandardDeclaration, ...]


def check_agreement(policy: Policy, agreement: Agreement, sheet: Sheet, facts: Facts, on: date) -> Checked:
    """Say whether an agreement with these facts is valid, part by part, and what follows from it."""
    (answer,) = policy.agreements_answers(facts, on, [agreement.id])
    tone, word, meaning = VALIDITY[answer.status.value]
    found = answer.explanation
    parts = (
        *(_part(policy, each, gettext("Party")) for each in answer.parties),
        *(_part(policy, each, gettext("Term")) for each in answer.terms),
        *((_part(policy, answer.further, gettext("Requirement")),) if answer.further else ()),
    )
    return Checked(
        tone=tone,
        word=str(word),
        meaning=str(meaning),
        days=_days(
            (gettext("So since"), found.since if answer.status is Status.YES else None),
            (gettext("So until"), found.until),
            (gettext("Valid by itself from"), found.from_ if answer.status is not Status.YES else None),
        )
        + _price(policy, answer),
        parts=parts,
        follows=_follows(policy, answer),
        missing=_missing(policy, answer.missing_facts, sheet),
        unset=tuple(policy.standards[each.name] for each in found.unset_standards),
    )


def check_duty(policy: Policy, duty: Duty, sheet: Sheet, facts: Facts, on: date) -> Checked:
    """Say how a duty stands with these facts, with its dates and reasons."""
    (answer,) = policy.duties_answers(facts, on, [duty.id])
    tone, word, meaning = STATES[answer.state.value]
    parts = (
        CheckedPart(
            gettext("Is it owed?"), in_words(duty.title), answer.owed.status.value, answer.owed.because
        ),
        CheckedPart(
            gettext("Is it fulfilled?"),
            in_words(duty.evidence.title),
            answer.fulfilled.status.value,
            answer.fulfilled.because,
        ),
    )
    return Checked(
        tone=tone,
        word=str(word),
        meaning=str(meaning),
        days=_duty_days(policy, answer),
        parts=parts,
        follows=(),
        missing=_missing(policy, answer.missing_facts, sheet),
        unset=tuple(policy.standards[each.name] for each in answer.unset_standards),
    )


def _duty_days(policy: Policy, answer: DutyAnswer) -> tuple[tuple[str, str], ...]:
    days = _days(
        (gettext("Owed since"), answer.owed_since),
        (gettext("Last day"), answer.due if answer.owed.status is Status.YES else None),
        (gettext("Fulfilled since"), answer.fulfilled_on),
        (gettext("Late since"), answer.late_since),
    )
    rule = answer.duty.every_rule
    if rule is None or answer.every is None:
        return days
    return (*days, (gettext("Period"), in_words(shown_value(policy, rule, answer.every))))


def _days(*named_days: tuple[str, date | None]) -> tuple[tuple[str, str], ...]:
    """Return the days that there are, in words."""
    return tuple((name, day_words(day)) for name, day in named_days if day is not None)


def _price(policy: Policy, answer: AgreementAnswer) -> tuple[tuple[str, str], ...]:
    rule = answer.agreement.price_rule
    if rule is None:
        return ()
    known = answer.price is not None
    said = in_words(shown_value(policy, rule, answer.price)) if known else gettext("Cannot tell yet")
    return ((gettext("Price or value"), said),)


def _part(policy: Policy, each: PartAnswer, kind: str) -> CheckedPart:
    role = policy.name_of(each.part.role) if isinstance(each.part, Party) else None
    title = in_words(each.title or role)
    leaves = each.explanation.because if each.explanation else ()
    note = "" if each.explanation else gettext("The policy sets no condition for it.")
    return CheckedPart(kind, title, each.status.value, leaves, note)


def _follows(policy: Policy, answer: AgreementAnswer) -> tuple[CheckedPart, ...]:
    """Return what is published, put on record and set off; only a valid agreement sets anything off."""
    if answer.status is not Status.YES:
        return ()
    return tuple(_consequence(policy, each) for each in (*answer.publish, *answer.register, *answer.triggers))


def _consequence(policy: Policy, each: ConsequenceAnswer) -> CheckedPart:
    consequence, status = each.consequence, each.status.value
    title = in_words(consequence.text)
    if isinstance(consequence, Publication):
        kind = gettext("Published by: %(actor)s") % {"actor": in_words(policy.name_of(consequence.by))}
        note = ""
        if each.within is not None and consequence.within_rule:
            period = in_words(shown_value(policy, consequence.within_rule, each.within))
            note = gettext("within %(period)s") % {"period": period}
        return CheckedPart(kind, title, status, note=note)
    if isinstance(consequence, Registration):
        name = in_words(policy.name_of(consequence.department))
        return CheckedPart(gettext("Put on record by: %(actor)s") % {"actor": name}, title, status)
    link, href = named(policy, consequence.element)
    return CheckedPart(str(TRIGGERS[consequence.kind]), title, status, link=link, href=href)


def _missing(policy: Policy, names: Iterable[str], sheet: Sheet) -> tuple[Missing, ...]:
    """Return the missing facts, each with the place of its input on the page."""
    places = {form.fact.name: _place(form) for form in sheet.forms}
    return tuple(Missing(in_words(policy.facts[name].label), places.get(name, "#sheet")) for name in names)


def _place(form: Form) -> str:
    """Return where a fact is filled in."""
    return f"#sheet-{form.fact.name}" if form.input is None else f"#{form.input.first_id}"
