"""Why a review does not go on: the name of a promise for programs, and a sentence for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ReviewRefusal(Exception):
    """What stands against it: `code` names the promise, `message` says it in the reader's language."""

    def __init__(self, code: str, message: str | Promise = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message or WORDS[code]

    def __str__(self) -> str:
        return str(self.message)


#: What each promise of the database says to people when it is about to be broken.
PROMISES: Mapping[str, str | Promise] = {
    "round_is_closed": _("The round is closed; nothing in it changes any more."),
    "round_stays_itself": _("What a round goes by does not change once it is open."),
    "round_is_published_once": _("The ranking was published before."),
    "round_closes_after_it_opens": _("The last moment lies before the first."),
    "round_closes_with_a_ranking": _("A round closes with its ranking."),
    "case_is_in_one_round": _("The application is in another round."),
    "case_is_in_a_round_once": _("The application is in this round already, or was taken out of it."),
    "number_in_a_round_is_used_once": _("Somebody else put an application in at the same moment. Try again."),
    "entry_stays_itself": _("The application was taken out of the round before."),
    "entry_was_taken_out": _("The application was taken out of the round."),
    "no_review_with_a_conflict": _("There is a conflict of interest with this application."),
    "reviewer_of_a_department_once": _("The expert is appointed already."),
    "task_was_taken_away": _("The task has been taken away."),
    "review_is_handed_in": _("The review has been handed in and stays as it is."),
    "review_is_whole": _("Every criterion needs a mark before the review is handed in."),
    "mark_is_for_a_criterion": _("The round has no such criterion."),
    "review_is_kept": _("What was done in a review is never changed or removed."),
}

#: What verbs refuse by themselves.
OWN: Mapping[str, str | Promise] = {
    "no_scheme": _("The policy has no such scheme of review."),
    "weights": _("Every criterion needs a weight above zero, and together they make 100 %."),
    "weights_are_set": _("The policy says what the criteria weigh."),
    "tilts": _("Say for each tilt how far it goes: from none to all of the places, or marks from zero up."),
    "tilts_are_set": _("The policy says how far the tilt goes."),
    "ground": _("Say why: the policy leaves this open."),
    "least_reviews": _("The policy asks for more reviews of each application."),
    "title": _("Give a title in both languages."),
    "times": _("The round has to end after it begins, and in the future."),
    "no_account": _("Nobody has an account with this e-mail address."),
    "own_office": _("Officers do not review what their own department decides."),
    "no_role": _("The policy names no such role among those who judge."),
    "wrong_role": _("By the policy, experts in this role do not judge here."),
    "not_filed": _("Only an application that was filed and is not settled can be put in."),
    "other_class": _("By its facts the application is of another class."),
    "other_programme": _("The scheme is not for what the application asks."),
    "other_department": _("The department has no step in this application."),
    "reason": _("Say why."),
    "ended": _("The expert is no longer appointed."),
    "not_the_time": _("Marks can be given only while the round is open."),
    "off_the_scale": _("A mark is off the scale."),
    "words": _("Say in a few words why you give these marks."),
    "changed_meanwhile": _("You have changed these marks in another window. Look at them again."),
    "empty": _("There is no application in the round."),
    "too_early": _(
        "The reviewers still have time; close the round when it is over or everything is handed in."
    ),
    "not_closed": _("Close the round first."),
}
WORDS: Mapping[str, str | Promise] = {**PROMISES, **OWN}


@contextmanager
def refused_kindly() -> Iterator[None]:
    """Turn a broken promise of the database into a ReviewRefusal; let every other error through."""
    try:
        yield
    except DatabaseError as error:
        cause = error.__cause__
        code = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
        if code is None or code not in PROMISES:
            raise
        raise ReviewRefusal(code) from error
