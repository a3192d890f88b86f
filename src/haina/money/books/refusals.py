"""Why a book is not changed: the name of a promise for programs, and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError, connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haina.money.refusals import WORDS as LEDGER
from haina.money.refusals import MoneyRefusal

#: What each promise of the books' tables says to people when it is about to be broken.
WORDS: Mapping[str, str | Promise] = {
    "division_adds_up": _("The parts do not add up to the net income."),
    "division_protects_its_part": _("The protected part would fall below its share."),
    "division_is_posted": _("The ledger did not move what the division says."),
    "division_is_of_the_net_income": _("The net income is the income less the direct costs, and above zero."),
    "division_share_is_a_share": _("A share lies between nothing and the whole."),
    "person_has_one_part": _("Nobody is named twice."),
    "part_is_a_part": _("A part is not below zero."),
    "stake_is_something": _("Shares and value are above zero."),
    "stake_is_awarded_once": _("Together the awards would be more than all shares of the stake."),
    "stake_stays_itself": _("What was received does not change."),
    "equity_award_is_something": _("An award is of one share or more."),
    "equity_award_ends_once": _("This award was registered or taken back before."),
    "equity_award_is_in_one_state": _("A number of the registration, or a reason, is missing."),
    "schedule_adds_up": _("The instalments do not add up to the whole amount."),
    "schedule_is_of_something": _("There is nothing to be paid later."),
    "obligation_is_fulfilled_once": _("This was fulfilled before, or has its day already."),
    "obligation_is_fulfilled_by_a_receipt": _("The number of the receipt is missing."),
    "obligation_has_day_and_amount": _("What is due needs a day and an amount."),
    "answered_once": _("This was answered before."),
    "pay_total_is_something": _("The total is above zero."),
    "pay_total_ends_after_it_begins": _("The last day lies before the first."),
    "pay_total_of_a_time_once": _("There is a total for that time already."),
    "pay_item_is_something": _("An amount is missing or zero."),
    "pay_item_is_in_time": _("The total is not confirmed, or the day lies outside of its time."),
    "budget_has_an_item_once": _("An item is named twice."),
    "budget_line_is_planned": _("An amount is below zero."),
    "adjustment_moves_something": _("Name two different items and an amount above zero."),
    "adjustment_is_delegated_or_approved": _("This change needs the approval of the department."),
    "spending_is_something": _("An amount is missing or zero."),
    "spending_is_in_time": _("The time to use this money is over."),
    "year_is_closed_once": _("This year was closed before."),
}

#: Names that Django or a column gives to what is stored once for a key.
_KEYS = "_key_key"


@contextmanager
def refused_kindly() -> Iterator[None]:
    """Do it in one transaction, with what shows only at its end; a broken promise is a MoneyRefusal."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        code = _code_of(error)
        if code is None:
            raise
        raise MoneyRefusal(code, {**LEDGER, **WORDS}[code]) from error


def refuse(code: str, message: str | Promise, **facts: object) -> MoneyRefusal:
    """The refusal of something that the rules or the book say no to."""
    return MoneyRefusal(code, message, **facts)


def _code_of(error: DatabaseError) -> str | None:
    cause = error.__cause__
    if isinstance(cause, psycopg.errors.NumericValueOutOfRange):
        return "out_of_range"
    if not isinstance(cause, psycopg.Error):
        return None
    name = cause.diag.constraint_name or ""
    if name.endswith(_KEYS):
        return "key_means_one_entry"
    return name if name in WORDS or name in LEDGER else None
