"""Open the budget of a research project with its lines, each an account that never goes below zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from haina.money.books.acting import Act, ground_of, policy_at, same_again, unit_account
from haina.money.books.models import BudgetLine, ResearchBudget
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import book_of, kept, read
from haina.money.events import Event
from haina.money.models import Account
from haina.money.postings import Posting, spread
from haina.money.verbs.open_account import NewAccount, open_account
from haina.money.verbs.post import post
from haina.people.book_permissions import BookVerb, require_book
from haina.people.models import Organisation
from haina.policy.unit_books import BookKind
from haina.rules.types import Enum


@dataclass(frozen=True, slots=True)
class NewBudget:
    """A budget as it was granted; fen by item."""

    book: str
    title: str
    document: str
    facts: Mapping[str, object]
    lines: Mapping[str, int]
    granted_on: date


def open_budget(act: Act, organisation: Organisation, new: NewBudget) -> ResearchBudget:
    """Open it once for a key and bring the money in. Raises MayNotKeep and MoneyRefusal."""
    login = require_book(act.actor, BookVerb.OPEN_BUDGET, organisation.pk)
    found = ResearchBudget.objects.filter(key=act.key).first()
    if found is not None:
        same_again(found, found.organisation_id, organisation.pk)
        return found
    policy, version = policy_at(act.now)
    book = book_of(policy, new.book, BookKind.RESEARCH_BUDGET)
    read(policy, new.facts)
    items = policy.facts[book.facts["item"]].type
    known = items.order if isinstance(items, Enum) else {}
    if not new.lines or not new.lines.keys() <= known.keys() or any(fen <= 0 for fen in new.lines.values()):
        raise refuse(
            "budget_line_is_planned", gettext("Name items of the list, each with an amount above zero.")
        )
    with refused_kindly():
        ground = ground_of(organisation.credit_code, new.document, new.granted_on)
        funder = unit_account(organisation, f"funder/{act.key}", Account.Kind.TREASURY, outside=True)
        budget = ResearchBudget.objects.create(
            key=act.key,
            organisation=organisation,
            book=book.id,
            policy_version=version,
            department=book.department or "",
            title=new.title,
            document=new.document.strip(),
            facts=kept(new.facts),
            first_year=new.granted_on.year,
            funder=funder,
            opened_by_id=login,
            opened_at=act.now,
        )
        lines = [_line(budget, item, fen, new.granted_on) for item, fen in new.lines.items()]
        given = spread(funder.pk, [(line.account_id, line.planned) for line in lines])
        post(Posting(act.part("grant"), Event.DEPOSIT, ground.pk, new.granted_on, act.now, given))
    return budget


def _line(budget: ResearchBudget, item: str, fen: int, day: date) -> BudgetLine:
    wanted = NewAccount(
        f"research/{budget.pk}/{item}", Account.Kind.ESCROW, day, organisation=budget.organisation_id
    )
    return BudgetLine.objects.create(budget=budget, item=item, planned=fen, account=open_account(wanted))
