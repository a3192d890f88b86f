"""Move money between two lines of a budget: at once where the rules leave it to the unit, or on approval."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from haina.money.books.acting import Act, ground_of, policy_at, same_again
from haina.money.books.models import Adjustment, BudgetLine, ResearchBudget
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import book_of, status_of
from haina.money.events import Event
from haina.money.postings import Posting, transfer
from haina.money.verbs.post import post
from haina.people.book_permissions import BookVerb, require_book
from haina.policy.unit_books import BookKind
from haina.rules.text import Status


@dataclass(frozen=True, slots=True)
class Change:
    """So much, in fen, from one item to another, and why."""

    giver: str
    taker: str
    fen: int
    why: str


def adjust_budget(act: Act, budget: ResearchBudget, change: Change) -> Adjustment:
    """Make it where the right of the pack surely holds for both items; else it waits for the department.

    Once for a key. Raises MayNotKeep, and MoneyRefusal where a line would go below zero.
    """
    login = require_book(act.actor, BookVerb.ADJUST_BUDGET, budget.organisation_id)
    found = Adjustment.objects.filter(key=act.key).select_related("budget").first()
    if found is not None:
        same_again(found, found.budget.organisation_id, budget.organisation_id)
        return found
    lines = {line.item: line for line in budget.lines.all()}
    if (
        change.giver not in lines
        or change.taker not in lines
        or change.giver == change.taker
        or change.fen <= 0
    ):
        raise refuse(
            "adjustment_moves_something", gettext("Name two different items and an amount above zero.")
        )
    if budget.closed_on is not None:
        raise refuse("spending_is_in_time", gettext("The project is closed."))
    delegated = all(_left_to_the_unit(act, budget, item) for item in (change.giver, change.taker))
    with refused_kindly():
        entry = None
        if delegated:
            number = f"{budget.document} · {str(act.key)[:8]}"
            ground = ground_of(budget.organisation.credit_code, number, act.today)
            entry = move(act, lines[change.giver], lines[change.taker], change.fen, ground.pk)
        return Adjustment.objects.create(
            key=act.key,
            budget=budget,
            giver=lines[change.giver],
            taker=lines[change.taker],
            fen=change.fen,
            why=change.why.strip(),
            delegated=delegated,
            state=Adjustment.State.MADE if delegated else Adjustment.State.ASKED,
            asked_by_id=login,
            asked_at=act.now,
            entry_id=entry,
        )


def _left_to_the_unit(act: Act, budget: ResearchBudget, item: str) -> bool:
    policy, _version = policy_at(act.now)
    book = book_of(policy, budget.book, BookKind.RESEARCH_BUDGET)
    facts = {**budget.facts, book.facts["item"]: item, book.facts["unchanged"]: True}
    return status_of(policy, book.rule, facts, act.today) is Status.YES


def move(act: Act, giver: BudgetLine, taker: BudgetLine, fen: int, ground: int) -> int:
    """Bring it from line to line; the number of the entry. Raises MoneyRefusal where less is left."""
    legs = transfer(giver.account_id, taker.account_id, fen)
    return post(Posting(act.part("move"), Event.ADJUST, ground, act.today, act.now, legs)).entry
