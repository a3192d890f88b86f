"""What borrower, lender and department are told of a guarantee, at each of its steps."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from haina.cases.events.base import shown_day
from haina.money.amounts import exact_words
from haina.money.guarantees.models import Guarantee, Loss, Recovery
from haina.money.telling_people import Words, account_of_person, officers_of, people_of, tell_people


def tell_begun(guarantee: Guarantee, now: datetime) -> None:
    """Tell both sides that it is in force."""

    def words() -> tuple[str, str]:
        last = "" if guarantee.last_day is None else shown_day(guarantee.last_day)
        named = {"cover": exact_words(guarantee.cover), "day": last, "contract": guarantee.contract}
        said = gettext("The loan %(contract)s is guaranteed until %(day)s, up to %(cover)s.") % named
        return _subject(guarantee, gettext("in force")), said

    _tell("begun", guarantee, guarantee.pk, _both_sides(guarantee, now), words, now)


def tell_claimed(loss: Loss, guarantee: Guarantee, now: datetime) -> None:
    """Tell the department that a loss was claimed, and the borrower."""

    def words() -> tuple[str, str]:
        named = {"loss": exact_words(loss.loss), "fen": exact_words(loss.fen)}
        said = gettext("A loss of %(loss)s was claimed; the guarantee would bear %(fen)s of it.") % named
        return _subject(guarantee, gettext("loss claimed")), said

    office = officers_of(guarantee.department, timezone.localdate(now))
    _tell("claimed", guarantee, loss.pk, office | _borrower(guarantee, now), words, now)


def tell_decided(loss: Loss, guarantee: Guarantee, now: datetime) -> None:
    """Tell both sides that a claim was paid or not accepted, and why."""

    def words() -> tuple[str, str]:
        if loss.state == Loss.State.PAID:
            said = gettext("%(fen)s were paid for the loss.") % {"fen": exact_words(loss.fen)}
            return _subject(guarantee, gettext("loss paid")), said
        said = gettext("The claim of %(loss)s was not accepted: %(why)s")
        named = {"loss": exact_words(loss.loss), "why": loss.why}
        return _subject(guarantee, gettext("claim not accepted")), said % named

    _tell("decided", guarantee, loss.pk, _both_sides(guarantee, now), words, now)


def tell_recovered(recovery: Recovery, guarantee: Guarantee, now: datetime) -> None:
    """Tell everybody what was recovered and what of it went back."""

    def words() -> tuple[str, str]:
        named = {"all": exact_words(recovery.recovered), "part": exact_words(recovery.fen)}
        said = gettext("%(all)s of a loss were recovered; %(part)s of it went back to the fund.") % named
        return _subject(guarantee, gettext("loss recovered")), said

    office = officers_of(guarantee.department, timezone.localdate(now))
    _tell("recovered", guarantee, recovery.pk, office | _both_sides(guarantee, now), words, now)


def tell_ended(guarantee: Guarantee, now: datetime) -> None:
    """Tell both sides that it has ended, and why."""

    def words() -> tuple[str, str]:
        said = gettext("The guarantee has ended: %(why)s") % {"why": guarantee.ended_why}
        return _subject(guarantee, gettext("ended")), said

    _tell("ended", guarantee, guarantee.pk, _both_sides(guarantee, now), words, now)


def _tell(
    what: str, guarantee: Guarantee, id: UUID, accounts: set[UUID], words: Words, now: datetime
) -> None:
    tell_people(f"guarantee_{what}_{id}", accounts, words, ("guarantees:guarantee", guarantee.pk), now)


def _subject(guarantee: Guarantee, what: str) -> str:
    return gettext("Guarantee %(number)s: %(what)s") % {"number": guarantee.number, "what": what}


def _borrower(guarantee: Guarantee, now: datetime) -> set[UUID]:
    if guarantee.organisation_id is not None:
        return people_of(guarantee.organisation_id, timezone.localdate(now))
    return account_of_person(guarantee.person)


def _both_sides(guarantee: Guarantee, now: datetime) -> set[UUID]:
    lender = people_of(guarantee.lender_id, timezone.localdate(now)) if guarantee.lender_id else set()
    return _borrower(guarantee, now) | lender
