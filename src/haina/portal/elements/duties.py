"""A duty to be read: who owes it, when, until which day, what fulfils it, and who checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from haina.policy import Policy
from haina.policy.element_records import DueBefore, DueBy, DueEvery, DueWithin, Duty, Unstated
from haina.portal.elements.phrases import Phrase, figure_of, phrase_of, unset_of
from haina.portal.reading import StandardReading
from haina.portal.words import in_words


@dataclass(frozen=True, slots=True)
class DutyReading:
    """A duty on a day; `last` says how its last day is counted, `event` from what, if that takes lines."""

    owed: Phrase
    due: str
    last: str
    event: Phrase | None
    unset: tuple[StandardReading, ...]
    fulfilled: Phrase
    evidence: str
    evidence_type: str


def read_duty(policy: Policy, duty: Duty, on: date) -> DutyReading:
    """Read a duty as it stands on a day."""
    due, last, event = _due(policy, duty, on)
    rule = duty.due_rule or duty.every_rule
    kind = policy.evidence_types.get(duty.evidence.type)
    return DutyReading(
        owed=phrase_of(policy, duty.owed_rule, on),
        due=due,
        last=last,
        event=event if event is not None and not event.line else None,
        unset=unset_of(policy, rule, on) if rule else (),
        fulfilled=phrase_of(policy, duty.fulfilled_rule, on),
        evidence=in_words(duty.evidence.title),
        evidence_type=in_words(kind.title) if kind else duty.evidence.type,
    )


def due_words(policy: Policy, duty: Duty, on: date) -> str:
    """Return until when a duty is due, in one line."""
    return _due(policy, duty, on)[0]


def _due(policy: Policy, duty: Duty, on: date) -> tuple[str, str, Phrase | None]:
    """Return until when it is due, how the last day is counted, and the event it is counted from."""
    id, due = duty.id, duty.due
    if isinstance(due, DueBy):
        day = _said(policy, f"{id}_due", on)
        return gettext("By %(day)s at the latest") % {"day": day}, "", None
    if isinstance(due, DueWithin):
        period, event = _said(policy, f"{id}_due_within", on), phrase_of(policy, f"{id}_due_after", on)
        said = gettext("Within %(period)s after: %(event)s") % {"period": period, "event": _event(event)}
        return said, gettext("The last day is the day of the event plus the period."), event
    if isinstance(due, DueBefore):
        event = phrase_of(policy, f"{id}_due_before", on)
        said = gettext("Before: %(event)s") % {"event": _event(event)}
        return said, gettext("The last day is the day before the event."), event
    if isinstance(due, DueEvery):
        period = _said(policy, f"{id}_every", on)
        said = gettext("Again in every period of %(period)s") % {"period": period}
        return said, gettext("It is late as soon as a whole period has passed without it."), None
    if isinstance(due, Unstated):
        said = gettext("No day is set: %(words)s") % {"words": in_words(due.text)}
        return said, gettext("By the text it is never late; it stays owed until it is done."), None
    return (
        gettext("On every day on which it is owed"),
        gettext("It is late on every day on which it is owed and not fulfilled."),
        None,
    )


def _said(policy: Policy, rule: str, on: date) -> str:
    """Return a day or a period: its value where no fact is needed, otherwise its formula."""
    return figure_of(policy, rule, on) or phrase_of(policy, rule, on).line or gettext("as follows")


def _event(phrase: Phrase) -> str:
    """Return an event in a line; where it needs more lines they stand below."""
    return phrase.line or gettext("as follows")
