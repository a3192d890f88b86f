"""What the history of a case is told about its money: the outline, each milestone, each payment.

The words of a report and its papers stay with the award; the history holds a digest of them, so that `haina
verify` finds what was changed later (`haina.money.audit.milestones`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext

from haina.cases.events import FollowedUp
from haina.cases.following_up import FollowUp, digest_of, follow_up, told
from haina.cases.names import in_active_language
from haina.money.agreements import AGREED, digest_of_terms
from haina.money.amounts import exact_words
from haina.money.models import Award, Instalment, ProjectOutline
from haina.money.permissions import MoneyRole, award_roles, keeper_of
from haina.people.actors import Actor

#: What is told, by the names under which it is stored.
OUTLINED = "project_outlined"
REPORTED = "milestone_reported"
ACCEPTED = "milestone_accepted"
RETURNED = "milestone_returned"
PAID = "instalment_paid"


def tell_outline(actor: Actor, now: datetime, outline: ProjectOutline) -> None:
    """Tell that the project was described, with what it costs."""

    def sentence() -> str:
        named = {"title": outline.title, "amount": exact_words(outline.fen)}
        return gettext("The project was described: %(title)s, %(amount)s.") % named

    event = told(OUTLINED, str(outline.pk), sentence, digest=digest_of_outline(outline))
    follow_up(actor, now, [FollowUp(outline.case_id, event)], "describe_project")


def tell_agreement(actor: Actor, now: datetime, award: Award) -> None:
    """Tell that who receives an award agreed to its terms."""

    def sentence() -> str:
        named = {"amount": exact_words(award.fen, award.currency), "count": award.instalments.count()}
        return (
            gettext("The terms of the award were agreed to: %(amount)s in %(count)s instalment(s).") % named
        )

    event = told(AGREED, str(award.pk), sentence, digest=digest_of_terms(award))
    follow_up(actor, now, [FollowUp(award.case_id, event)], "agree")


def tell_report(actor: Actor, now: datetime, award: Award, instalment: Instalment) -> None:
    """Tell that a milestone was reported, with how many papers."""
    papers = instalment.files.filter(removed_at__isnull=True).count()

    def sentence() -> str:
        words = gettext("Milestone %(number)s was reported: %(milestone)s. Papers: %(papers)s.")
        return words % {**_named(instalment), "papers": papers}

    _tell(actor, now, award, instalment, REPORTED, sentence, digest=digest_of_report(instalment))


def tell_acceptance(actor: Actor, now: datetime, award: Award, instalment: Instalment) -> None:
    """Tell that a milestone was accepted, with what the officer says to it."""

    def sentence() -> str:
        return gettext("Milestone %(number)s was accepted: %(milestone)s.") % _named(instalment)

    _tell(actor, now, award, instalment, ACCEPTED, sentence, note=instalment.answer_words)


def tell_return(actor: Actor, now: datetime, award: Award, instalment: Instalment) -> None:
    """Tell that a milestone was not accepted, with the reason."""

    def sentence() -> str:
        words = gettext("Milestone %(number)s was not accepted and given back: %(milestone)s.")
        return words % _named(instalment)

    _tell(actor, now, award, instalment, RETURNED, sentence, note=instalment.answer_words)


def tell_payments(actor: Actor, now: datetime, rows: Iterable[Instalment]) -> None:
    """Tell of instalments that were paid, each in the history of its case."""
    told_of = [FollowUp(each.award.case_id, _payment(each), keeper_of(each.award.budget)) for each in rows]
    follow_up(actor, now, told_of, "pay")


def _payment(instalment: Instalment) -> FollowedUp:
    def sentence() -> str:
        words = gettext("Instalment %(number)s was paid: %(amount)s, by entry %(entry)s of the ledger.")
        facts = {"amount": exact_words(instalment.fen), "entry": instalment.entry_id}
        return words % {"number": instalment.number, **facts}

    return told(PAID, about(instalment), sentence, digest=digest_of_payment(instalment))


def _named(instalment: Instalment) -> dict[str, object]:
    return {"number": instalment.number, "milestone": in_active_language(instalment.milestone)}


def _tell(
    actor: Actor,
    now: datetime,
    award: Award,
    instalment: Instalment,
    what: str,
    sentence: Callable[[], str],
    *,
    note: str = "",
    digest: str = "",
) -> None:
    by_office = MoneyRole.BENEFICIARY not in award_roles(actor, award)
    event = told(what, about(instalment), sentence, note=note, digest=digest)
    department = award.department if by_office else ""
    follow_up(actor, now, [FollowUp(award.case_id, event, department)], what)


def about(instalment: Instalment) -> str:
    """How the history names an instalment."""
    return f"{instalment.award_id}/{instalment.number}"


def digest_of_outline(outline: ProjectOutline) -> str:
    """What the history holds of an outline."""
    return digest_of({"title": outline.title, "text": outline.text, "lines": outline.lines})


def digest_of_report(instalment: Instalment) -> str:
    """What the history holds of the words and papers of a report."""
    papers = instalment.files.filter(removed_at__isnull=True).order_by("sha256")
    return digest_of(
        {"words": instalment.claim_words, "papers": list(papers.values_list("sha256", flat=True))}
    )


def digest_of_payment(instalment: Instalment) -> str:
    """What the history holds of a payment."""
    paid_on = None if instalment.paid_on is None else instalment.paid_on.isoformat()
    return digest_of({"fen": instalment.fen, "entry": instalment.entry_id, "paid_on": paid_on})
