"""Divide an income of a unit as the policy says, and pay every part into the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID, uuid5

from django.utils.translation import gettext

from haina.money.books.acting import Act, ground_of, person_account, policy_at, same_again, unit_account
from haina.money.books.models import Division, DivisionPart
from haina.money.books.refusals import refuse, refused_kindly
from haina.money.books.rules import Divided, GivenPart, book_of, divided, kept, shared
from haina.money.events import Event
from haina.money.models import Account, Entry
from haina.money.postings import Posting, spread, transfer
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.post_all import post_all
from haina.people.book_permissions import BookVerb, require_book
from haina.people.models import Organisation, Person
from haina.policy.unit_books import BookKind, UnitBook

_NAMES = UUID("b1d7a0f3-52cf-4b0d-8e6a-0a4f3c0d9e27")


@dataclass(frozen=True, slots=True)
class Income:
    """An income as it is to be divided."""

    book: str
    title: str
    #: Number of the unit's decision.
    document: str
    #: The facts that the rule reads, as written.
    facts: Mapping[str, object]
    #: What of the protected part each person has.
    shares: Mapping[Person, Fraction]
    happened_on: date


@dataclass(frozen=True, slots=True)
class _Row:
    """One part before it is stored."""

    part: GivenPart
    account: Account
    fen: int
    share: Fraction
    person: Person | None = None


def divide_income(act: Act, organisation: Organisation, income: Income) -> Division:
    """Divide it in one transaction, once for a key and once for a decision of the unit.

    Raises MayNotKeep and MoneyRefusal.
    """
    login = require_book(act.actor, BookVerb.DIVIDE_INCOME, organisation.pk)
    found = Division.objects.filter(key=act.key).first()
    if found is not None:
        same_again(found, found.organisation_id, organisation.pk)
        return found
    policy, version = policy_at(act.now)
    book = book_of(policy, income.book, BookKind.DIVISION)
    result = divided(policy, book, income.facts, income.happened_on)
    with refused_kindly():
        rows = _rows(organisation, book, result, income.shares)
        entry = _post(act, organisation, income, result, rows)
        guarded = sum((part.share for part in result.parts if part.protected), Fraction(0))
        division = Division.objects.create(
            key=act.key,
            organisation=organisation,
            book=book.id,
            policy_version=version,
            title=income.title,
            facts=kept(income.facts),
            income=result.income,
            costs=result.costs,
            net=result.net,
            share_over=guarded.numerator,
            share_under=guarded.denominator,
            entry_id=entry,
            happened_on=income.happened_on,
            decided_by_id=login,
            recorded_at=act.now,
        )
        DivisionPart.objects.bulk_create(
            DivisionPart(
                division=division,
                position=position,
                part=row.part.id,
                protected=row.part.protected,
                person=row.person,
                share_over=row.share.numerator,
                share_under=row.share.denominator,
                fen=row.fen,
                account=row.account,
            )
            for position, row in enumerate(rows, start=1)
        )
    return division


def _rows(
    organisation: Organisation, book: UnitBook, result: Divided, shares: Mapping[Person, Fraction]
) -> list[_Row]:
    """Every part; the one that people share is theirs, each other one the unit's."""
    if not shares:
        raise refuse("nobody_named", gettext("Name the people who share it."))
    rows = []
    for part in result.parts:
        if part.id != book.part:
            account = unit_account(organisation, f"part/{part.id}", Account.Kind.PAID)
            rows.append(_Row(part, account, part.fen, part.share))
            continue
        amounts = shared(part.fen, {str(person.pk): share for person, share in shares.items()})
        for person, share in shares.items():
            account = person_account(organisation, person)
            rows.append(_Row(part, account, amounts[str(person.pk)], share, person))
    return rows


def _post(act: Act, organisation: Organisation, income: Income, result: Divided, rows: list[_Row]) -> int:
    """Bring the income in and divide it; the number of the entry that divides."""
    ground = ground_of(organisation.credit_code, income.document, income.happened_on).pk
    # By its decision and not by the form: of two officers who divide the same income, one does.
    key = uuid5(_NAMES, f"divide {ground}")
    if Entry.objects.filter(key=key).exists():
        raise _divided_before()
    payers = unit_account(organisation, "payers", Account.Kind.TREASURY, outside=True)
    purse = unit_account(organisation, f"income/{act.key}", Account.Kind.INCOME)
    days = (income.happened_on, act.now)
    brought = transfer(payers.pk, purse.pk, result.income)
    bring = Posting(act.part("bring"), Event.DEPOSIT, ground, *days, brought)
    taken = [(row.account.pk, row.fen) for row in rows if row.fen]
    if result.costs:
        taken.append((unit_account(organisation, "costs", Account.Kind.PAID).pk, result.costs))
    divide = Posting(key, Event.DIVIDE, ground, *days, spread(purse.pk, taken))
    try:
        return post_all([bring, divide])[-1].entry
    except MoneyRefusal as refusal:
        if refusal.code != "key_means_one_entry":
            raise
        raise _divided_before() from refusal


def _divided_before() -> MoneyRefusal:
    return refuse(
        "income_is_divided_once",
        gettext("An income was divided by this decision before. Another one has a number of its own."),
    )
