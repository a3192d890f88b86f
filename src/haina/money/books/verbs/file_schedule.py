"""File what somebody owes on later days: in instalments, or deferred until something happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext

from haina.money.books.acting import Act, policy_at, same_again
from haina.money.books.models import EquityAward, Obligation, Schedule
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import amount_of, kept, last_days, not_before, shared
from haina.people.book_permissions import BookVerb, require_book
from haina.people.models import Organisation, Person
from haina.policy import Policy
from haina.policy.answer import RightAnswer
from haina.policy.unit_books import BookKind, UnitBook


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """A schedule as it is filed."""

    book: str
    person: Person
    facts: Mapping[str, object]
    begins_on: date
    equity: EquityAward | None = None
    #: The days of the instalments; the last day of each year in turn where none are named.
    days: Sequence[date] = ()


def file_schedule(act: Act, organisation: Organisation, new: NewSchedule) -> Schedule:
    """Store the amount by the programme's formula and its obligations, once for a key.

    Raises MayNotKeep, and MoneyRefusal where the rule does not surely say yes or a day does not fit.
    """
    login = require_book(act.actor, BookVerb.FILE_SCHEDULE, organisation.pk)
    found = Schedule.objects.filter(key=act.key).first()
    if found is not None:
        same_again(found, found.organisation_id, organisation.pk)
        return found
    policy, version = policy_at(act.now)
    book = policy.unit_books.get(new.book)
    if book is None or book.kind not in (BookKind.INSTALMENTS, BookKind.DEFERRAL):
        raise refuse("no_such_book", gettext("The policy knows no such book."))
    if new.begins_on > act.today:
        raise refuse("days_do_not_fit", gettext("The day lies ahead."))
    facts = {**new.facts, book.facts["begins"]: new.begins_on.isoformat()}
    fen, answer = amount_of(policy, book.rule, facts, new.begins_on)
    with refused_kindly():
        schedule = Schedule.objects.create(
            key=act.key,
            organisation=organisation,
            person=new.person,
            equity=new.equity,
            book=book.id,
            policy_version=version,
            department=book.department or "",
            facts=kept(facts),
            fen=fen,
            begins_on=new.begins_on,
            filed_by_id=login,
            recorded_at=act.now,
        )
        make = _instalments if book.kind is BookKind.INSTALMENTS else _deferral
        Obligation.objects.bulk_create(make(policy, book, schedule, answer, new.days))
    return schedule


def _instalments(
    policy: Policy, book: UnitBook, schedule: Schedule, answer: RightAnswer, days: Sequence[date]
) -> list[Obligation]:
    """One obligation for each instalment of the programme, exact to the fen, in the order of their days."""
    parts = answer.instalments
    shares = {str(number): Fraction(part.share or 0) for number, part in enumerate(parts, start=1)}
    shares[str(len(parts))] = 1 - sum(list(shares.values())[:-1], Fraction(0))
    amounts = shared(schedule.fen, shares)
    dates = list(days) or last_days(schedule.begins_on, len(parts))
    until = last_days(schedule.begins_on, len(parts))[-1]
    in_order = dates == sorted(dates) and dates[0] >= schedule.begins_on and dates[-1] <= until
    if len(dates) != len(parts) or not in_order:
        words = gettext("Name %(count)d days in order, none before %(first)s and none after %(last)s.")
        said = {"count": len(parts), "first": schedule.begins_on, "last": until}
        raise refuse("days_do_not_fit", words % said)
    return [
        Obligation(
            schedule=schedule,
            number=number,
            when={"zh": part.instalment.when.zh, "en": part.instalment.when.en},
            fen=amounts[str(number)],
            owed=amounts[str(number)],
            due_on=day,
        )
        for number, (part, day) in enumerate(zip(parts, dates, strict=True), start=1)
    ]


def _deferral(
    policy: Policy, book: UnitBook, schedule: Schedule, answer: RightAnswer, days: Sequence[date]
) -> list[Obligation]:
    """One obligation without a day, and the first day on which the event ends it as planned."""
    title = policy.facts[book.facts["ends"]].label
    first = not_before(policy, book, schedule.facts, schedule.begins_on)
    when = {"zh": title.zh, "en": title.en}
    return [Obligation(schedule=schedule, number=1, when=when, fen=schedule.fen, not_before=first)]
