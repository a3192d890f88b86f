"""What the page of a unit's books shows: tables with what can be done about each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext

from haina.cases.events.base import shown_day
from haina.cases.names import in_active_language
from haina.cases.policies import current_policy
from haina.money.amounts import exact_words
from haina.money.books.models import Adjustment, Division, EquityAward, Obligation, PayTotal, ResearchBudget
from haina.money.books.pages.acts import DEEDS
from haina.money.books.pages.asking import items_of
from haina.people.book_permissions import BookVerb
from haina.people.models import Organisation
from haina.rules.text import Text

#: The most rows of a table; the newest.
MOST = 50

Verbs = frozenset[BookVerb]


@dataclass(frozen=True, slots=True)
class Can:
    """Something that can be done: its name, and of what."""

    deed: str
    of: str
    title: str | Promise


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, the first its head, lines below it, and what can be done."""

    cells: tuple[str, ...]
    below: tuple[str, ...] = ()
    can: tuple[Can, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One table."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, str]]]]:
        """Each row with its cells, each under its head."""
        return [(row, list(zip(self.heads, row.cells, strict=True))) for row in self.rows]


def beginnings(may: Verbs) -> list[Can]:
    """What can be begun: one act for each book of the pack, and shares that were received."""
    found = [Can("stake", "new", DEEDS["stake"].title)] if BookVerb.RECORD_STAKE in may else []
    for name, deed in DEEDS.items():
        if isinstance(deed.of, tuple) and deed.verb in may:
            books = [book for book in current_policy().unit_books.values() if book.kind in deed.of]
            found += [Can(name, book.id, in_active_language(book.title)) for book in books]
    return found


def can(may: Verbs, of: object, *deeds: str) -> tuple[Can, ...]:
    """Those of some acts that one may do about a row."""
    return tuple(Can(name, str(of), DEEDS[name].title) for name in deeds if DEEDS[name].verb in may)


def title_of(book: str) -> str:
    """The title of a book, in the reader's language."""
    found = current_policy().unit_books.get(book)
    return book if found is None else in_active_language(found.title)


def sections(unit: Organisation, may: Verbs) -> list[Section]:
    """The tables of a unit that have rows."""
    made = (
        _incomes(unit, may),
        _equity(unit, may),
        _later(unit, may),
        _totals(unit, may),
        _projects(unit, may),
    )
    return [section for section in made if section.rows]


def _incomes(unit: Organisation, may: Verbs) -> Section:
    heads = (gettext("Income"), gettext("Day"), gettext("Net income"), gettext("How it was divided"))
    found = Division.objects.filter(organisation=unit).select_related("entry__reversed_by")
    rows = found.prefetch_related("parts__person").order_by("-happened_on", "-recorded_at")[:MOST]
    return Section(
        "incomes", gettext("Incomes that were divided"), heads, [_division(each, may) for each in rows]
    )


def _division(division: Division, may: Verbs) -> Row:
    back = hasattr(division.entry, "reversed_by")
    state = gettext("taken back") if back else title_of(division.book)
    cells = (division.title, shown_day(division.happened_on), exact_words(division.net), state)
    below = tuple(
        f"{each.person or gettext('the unit')}: {exact_words(each.fen)}" for each in division.parts.all()
    )
    return Row(cells, below, () if back else can(may, division.pk, "take-back-division"))


def _equity(unit: Organisation, may: Verbs) -> Section:
    heads = (gettext("Shares of"), gettext("Who"), gettext("Shares"), gettext("Worth"), gettext("State"))
    rows = []
    for stake in unit.stakes.prefetch_related("awards__person").order_by("-received_on")[:MOST]:
        left = gettext("%(left)s of %(all)s left") % {"left": stake.left, "all": stake.shares}
        rows.append(
            Row(
                (
                    str(stake),
                    gettext("the unit"),
                    left,
                    exact_words(stake.fen),
                    gettext("received on %(day)s") % {"day": shown_day(stake.received_on)},
                )
            )
        )
        rows += [award_row(each, str(stake), may) for each in stake.awards.all()]
    return Section("equity", gettext("Equity register"), heads, rows)


def award_row(award: EquityAward, head: str, may: Verbs) -> Row:
    """An equity award with what can be done about it."""
    state = str(EquityAward.State(award.state).label)
    if award.registered_as:
        state = f"{state}: {award.registered_as}"
    cells = (head, str(award.person), str(award.shares), exact_words(award.fen), state)
    deeds = {"awarded": ("register", "take-back-equity"), "registered": ("take-back-equity",)}
    return Row(cells, (), can(may, award.pk, *deeds.get(award.state, ())))


def _later(unit: Organisation, may: Verbs) -> Section:
    heads = (gettext("What"), gettext("Who"), gettext("When"), gettext("Amount"), gettext("State"))
    found = Obligation.objects.filter(schedule__organisation=unit).select_related("schedule__person")
    rows = found.order_by("-schedule__recorded_at", "schedule", "number")[: 4 * MOST]
    return Section(
        "later", gettext("What is paid later"), heads, [obligation_row(each, may) for each in rows]
    )


def obligation_row(each: Obligation, may: Verbs) -> Row:
    """An obligation with what can be done about it."""
    when = shown_day(each.due_on) if each.due_on is not None else in_active_language(Text(**each.when))
    if each.due_on is None and each.not_before is not None:
        when += " · " + gettext("not before %(day)s") % {"day": shown_day(each.not_before)}
    state = gettext("to be paid")
    deeds: tuple[str, ...] = ("fulfil",)
    if each.fulfilled_on is not None:
        state, deeds = gettext("paid on %(day)s") % {"day": shown_day(each.fulfilled_on)}, ()
    elif each.due_on is None:
        state, deeds = gettext("not due yet"), ("end",)
    amount = exact_words(each.fen if each.owed is None else each.owed)
    cells = (title_of(each.schedule.book), str(each.schedule.person), when, amount, state)
    return Row(cells, (), can(may, each.pk, *deeds))


def _totals(unit: Organisation, may: Verbs) -> Section:
    heads = (gettext("Time"), gettext("Total"), gettext("Left"), gettext("State"))
    rows = [total_row(each, may) for each in unit.pay_totals.select_related("room").order_by("-first")[:MOST]]
    return Section("totals", gettext("Totals of pay"), heads, rows)


def total_row(total: PayTotal, may: Verbs) -> Row:
    """A total with what was paid under it."""
    left = exact_words(total.room.available) if total.room is not None else ""
    state = str(PayTotal.State(total.state).label) + (f": {total.why}" if total.why else "")
    cells = (f"{shown_day(total.first)} – {shown_day(total.last)}", exact_words(total.fen), left, state)
    return Row(cells, tuple(_items(total)), can(may, total.pk, *_TOTAL_DEEDS[total.state]))


_TOTAL_DEEDS = {"asked": ("answer-total",), "set": ("pay",), "refused": ()}


def _items(total: PayTotal) -> Iterator[str]:
    facts = current_policy().facts
    for each in total.items.order_by("-happened_on", "-pk")[:MOST]:
        sort = facts[each.outside].label if each.outside in facts else None
        beside = "" if sort is None else f" ({in_active_language(sort)})"
        yield f"{shown_day(each.happened_on)} · {each.title}: {exact_words(each.fen)}{beside}"


def _projects(unit: Organisation, may: Verbs) -> Section:
    heads = (gettext("Project and its lines"), gettext("State"), gettext("Planned"), gettext("Left"))
    rows = []
    for budget in unit.research_budgets.prefetch_related("lines__account").order_by("-opened_at")[:MOST]:
        rows += _budget(budget, may)
    return Section("projects", gettext("Money of research projects"), heads, rows)


def _budget(budget: ResearchBudget, may: Verbs) -> list[Row]:
    book = current_policy().unit_books.get(budget.book)
    names = dict(items_of(book)) if book is not None else {}
    lines = list(budget.lines.all())
    whole = sum(line.planned for line in lines), sum(line.account.balance for line in lines)
    deeds = ("spend", "adjust", "close", "year") if budget.closed_on is None else ("spend", "year")
    open_deeds = () if budget.returned_on is not None else can(may, budget.pk, *deeds)
    head = Row(
        (budget.title, _state(budget), *(exact_words(each) for each in whole)),
        tuple(_changes(budget, names)),
        open_deeds,
    )
    rows = [(names.get(line.item, line.item), line.planned, line.account.balance) for line in lines]
    return [head, *(Row((name, "", exact_words(planned), exact_words(left))) for name, planned, left in rows)]


def _state(budget: ResearchBudget) -> str:
    if budget.returned_on is not None:
        return gettext("went back on %(day)s") % {"day": shown_day(budget.returned_on)}
    if budget.closed_on is None:
        return gettext("running")
    if budget.usable_until is None:
        return gettext("closed; what is left may be used")
    return gettext("closed; usable until %(day)s") % {"day": shown_day(budget.usable_until)}


def _changes(budget: ResearchBudget, names: dict[str, str]) -> Iterator[str]:
    for each in budget.adjustments.select_related("giver", "taker").order_by("-asked_at")[:MOST]:
        giver, taker = (names.get(line.item, line.item) for line in (each.giver, each.taker))
        yield f"{giver} → {taker}: {exact_words(each.fen)} · {Adjustment.State(each.state).label}"
