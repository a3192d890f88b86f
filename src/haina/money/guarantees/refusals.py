"""Why a guarantee does not begin, pay or get back: words for every promise of the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haina.cases.refusals import Refusal
from haina.money.refusals import MoneyRefusal, refused_kindly

WORDS: Mapping[str, str | Promise] = {
    "guarantee_covers_something": _("The guarantee would cover nothing."),
    "guarantee_bears_a_share": _("The share of a loss lies above zero and is at most the whole."),
    "guarantee_pays_no_more_than_its_cover": _("The cover is used up; no more is paid under this guarantee."),
    "guarantee_gets_back_what_it_paid": _("More would come back than was paid."),
    "guarantee_runs_for_a_loan": _("The loan, its lender or its days are missing, or the loan is too small."),
    "loan_is_guaranteed_once": _("This loan contract of the lender is guaranteed already."),
    "guarantee_stays_itself": _("What a guarantee is does not change."),
    "guarantee_ends_once": _("The guarantee has begun or ended already."),
    "guarantee_adds_up": _("The guarantee and its losses do not add up."),
    "loss_is_real": _("The loss is missing, or is too small for its share."),
    "loss_is_paid_by_an_entry": _("A claim is paid by an entry of the ledger."),
    "loss_is_decided_by_another": _("Who claimed a loss does not decide on it."),
    "loss_lies_within_the_guarantee": _("The guarantee was not in force on the day of the default."),
    "losses_are_within_the_loan": _("The losses would be more than the loan."),
    "loss_is_borne_by_its_share": _("The guarantee bears a smaller share of the loss."),
    "loss_is_decided_once": _("This claim has been decided already."),
    "compensation_is_of_a_loss": _("The compensation would be more than the loss."),
    "recovery_is_real": _("The amount is missing or too large."),
    "recovery_is_within_the_loss": _("More would be recovered than was lost."),
    "exit_is_to_one": _("Enter either the buyer's number or how the stake was left."),
    "exit_paper_is_entered_once": _("This paper has been entered already."),
    "exit_paper_has_an_amount": _("The amount is missing or too large."),
    "exit_paper_names_a_currency": _("Name the currency by its three letters."),
    "exit_paper_has_a_number": _("Give the number of the paper."),
    "overruling_has_its_reason": _("Say why, so that the people concerned know."),
    "recovery_flows_back_by_its_share": _("Another share of what was recovered comes back."),
}


@contextmanager
def kindly() -> Iterator[None]:
    """Turn a broken promise of guarantees or of the ledger into a Refusal in the reader's language."""
    try:
        with refused_kindly():
            yield
    except MoneyRefusal as error:
        raise Refusal(error.code, error.message, **error.facts) from error
    except DatabaseError as error:
        cause = error.__cause__
        name = (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""
        if name not in WORDS:
            raise
        raise Refusal(name, WORDS[name]) from error


def refuse(code: str) -> Refusal:
    """The refusal of a promise that is seen before the database is asked."""
    return Refusal(code, WORDS[code])
