"""Why money does not move: the name of a promise for programs, and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MoneyRefusal(Exception):
    """What stands against it: `code` names the promise, `message` says it in the reader's language."""

    def __init__(self, code: str, message: str | Promise, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message)


#: What each promise of the database says to people when it is about to be broken.
WORDS: Mapping[str, str | Promise] = {
    "account_keeps_its_floor": _(
        "There is not enough money: what is left, without what is set aside, is less."
    ),
    "account_keeps_its_ceiling": _("The account would hold more than it may."),
    "account_balance_is_in_bounds": _("The amount is larger than any that can be kept."),
    "account_is_open": _("The account is not open on that day."),
    "account_has_not_expired": _("The account has expired."),
    "account_is_empty_when_closed": _("There is still money on the account, so it cannot be closed."),
    "account_moves_by_legs": _("A balance changes by entries only."),
    "account_stays_itself": _("What an account is does not change; open another one."),
    "entry_adds_up": _("What leaves and what arrives are not the same amount."),
    "entry_has_two_legs_or_more": _("Money leaves one account and arrives on another; name both."),
    "entry_in_one_currency": _("The accounts are in different currencies."),
    "entry_is_reversed_once": _("This entry was taken back before."),
    "reversal_is_exact": _("An entry is taken back as a whole, leg by leg."),
    "leg_moves_something": _("An amount is missing, zero or too large."),
    "leg_has_an_account": _("One of the accounts does not exist."),
    "key_means_one_entry": _("This key was used for something else."),
    "hold_ends_once": _("What was set aside has been paid or set free already."),
    "hold_sets_something_aside": _("What is set aside is more than nothing."),
    "ledger_is_kept": _("Entries are never changed or removed; write another one."),
    "out_of_range": _("The amount is larger than any that can be kept."),
    "key_means_one_award": _("This key was used for another award."),
    "claim_is_kept": _("A claim is released once and changes in nothing else."),
    "claim_is_in_bounds": _("An amount or a share of working time is out of bounds."),
    "claim_ends_after_it_begins": _("The last day lies before the first."),
}

#: What plans, calls and awards say.
AWARDS: Mapping[str, str | Promise] = {
    "plan_is_filed": _("The plan has not been filed. Money comes to a plan only after it has been filed."),
    "plan_stays_itself": _("What a plan is for does not change once it is there; draw up another one."),
    "plan_is_filed_under_a_number": _("A plan is filed under a number, on a day."),
    "filing_number_once": _("Another plan was filed under this number."),
    "call_is_open": _("The call was not open when the application arrived."),
    "call_stays_itself": _("A call that is there only ends, or stays open for longer."),
    "call_closes_after_it_opens": _("The call would close before it opens."),
    "call_gives_something": _("A quota is at least one."),
    "call_keeps_its_quota": _("The call has given as many awards as it may."),
    "arrival_is_kept": _("When an application arrived, and at which call, does not change."),
    "award_gives_something": _("An award gives something, and no more than is due."),
    "award_stays_itself": _("What was granted does not change; end the award instead."),
    "award_goes_forward": _("The award is no longer where this could be done."),
    "award_of_a_case_once": _("This application has been granted this award already."),
    "award_rests_on_money": _("No money has been set aside for this award."),
    "instalments_add_up": _("The instalments do not add up to the award."),
    "instalment_goes_forward": _("The instalment is no longer where this could be done."),
    "instalment_pays_something": _("Each instalment pays something."),
    "instalment_is_paid_once": _("The entry does not pay exactly this instalment."),
    "instalment_is_accepted_first": _("Nobody has accepted the milestone of this instalment."),
    "milestone_files_are_kept": _("The papers of a milestone stay as they were when it was reported."),
    "terms_name_an_amount": _("The amount is missing, zero or too large."),
    "terms_have_a_ground": _("Say on what ground."),
    "terms_keep_to_the_whole_time": _("A share of working time lies between nothing and the whole."),
    "terms_end_after_they_begin": _("The last day lies before the first."),
    "clawback_takes_something": _("What comes back is more than nothing."),
    "clawback_is_kept": _("A decision to take money back does not change; the money comes back once."),
    "records_are_kept": _("What was reported does not change; write another report."),
}
WORDS = {**WORDS, **AWARDS}


#: What the guard against paying twice says where nothing more can be told.
GUARD: Mapping[str, str | Promise] = {
    "claim_bars_others": _("Another award stands against it."),
    "claim_bars_all": _("Another award stands against it."),
    "claim_keeps_the_stages": _("Each stage is funded once and in its turn."),
    "claim_keeps_to_the_whole_time": _("The working time would add up to more than the whole."),
    "claim_keeps_the_cap": _("Together with earlier awards it would pass the cap."),
    "claim_counts_for_the_survivor": _(
        "Who receives it has just been found to be one with somebody else. Try again."
    ),
    "claim_needs_a_beneficiary": _("Name who receives it."),
    "claim_needs_a_purpose": _("Name the purpose."),
    "claim_needs_a_stage": _("Name the stage."),
}
WORDS = {**WORDS, **GUARD}

#: Names that Django gives to constraints which it writes itself.
_GENERATED = {"money_entry_reverses_id_key": "entry_is_reversed_once"}


@contextmanager
def refused_kindly() -> Iterator[None]:
    """Turn a broken promise of the database into a MoneyRefusal; let every other error through."""
    try:
        yield
    except DatabaseError as error:
        code = _code_of(error)
        if code is None:
            raise
        raise MoneyRefusal(code, WORDS[code]) from error


def _code_of(error: DatabaseError) -> str | None:
    cause = error.__cause__
    if isinstance(cause, psycopg.errors.NumericValueOutOfRange):
        return "out_of_range"
    if not isinstance(cause, psycopg.Error):
        return None
    name = cause.diag.constraint_name or ""
    name = _GENERATED.get(name, name)
    return name if name in WORDS else None
