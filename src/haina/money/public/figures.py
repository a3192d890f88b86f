"""One programme in figures: what there was for it, promised, paid, to how many, and to whom by traits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q, Sum

from haina.money.models import Award, Call, Instalment, Plan
from haina.money.public.flows import paid_beside
from haina.money.public.models import AwardTraits
from haina.money.public.sums import Money, by_programme, received
from haina.money.public.suppression import Cell, ShownCell, protected
from haina.policy import Policy
from haina.policy.breakdowns import Breakdown
from haina.rules.text import Text

#: The cell of what is not known.
NOT_STATED = ""


@dataclass(frozen=True, slots=True)
class TraitFigures:
    """How many awards there are by one trait, small numbers kept back."""

    id: str
    title: Text
    #: What the cells are called, by their names; the empty name is what is not known.
    names: dict[str, Text]
    cells: tuple[ShownCell, ...]

    @property
    def has_kept_back(self) -> bool:
        """Whether a number is not shown."""
        return any(cell.is_kept_back for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ProgrammeFigures:
    """One programme in figures; amounts in fen."""

    programme: str
    currency: str
    money: Money
    #: How many different people and organisations received it.
    receivers: int
    #: The day up to which awards are counted by traits; the end of a month.
    as_of: date
    traits: tuple[TraitFigures, ...]


def last_month_end(today: date) -> date:
    """The last day of the month before.

    Figures by traits are of whole months: from one day to the next, a single new award would show its traits.
    """
    return today.replace(day=1) - timedelta(days=1)


def money_of(policy: Policy) -> dict[str, Money]:
    """Budget, promised and paid by programme, for all programmes of the policy."""
    sums = by_programme()
    plans = list(Plan.objects.filter(programmes__len=1, filed_on__isnull=False))
    calls = list(Call.objects.exclude(plan__in=plans))
    funds = received(plans, calls)
    budgets: dict[str, int] = defaultdict(int)
    for plan in plans:
        budgets[plan.programmes[0]] += funds.get(plan.account_id, 0)
    for call in calls:
        budgets[call.programme] += funds.get(call.account_id, 0)
    return {id: replace(sums.get(id, Money()), budget=budgets[id]) for id in policy.programmes}


def figures_of(policy: Policy, programme: str, today: date) -> ProgrammeFigures:
    """The figures of one programme of the policy."""
    as_of = last_month_end(today)
    given = Award.objects.filter(programme=programme)
    receivers = set(given.filter(receives=Award.Receiver.PERSON).values_list("person_id", flat=True))
    receivers |= set(given.exclude(receives=Award.Receiver.PERSON).values_list("organisation_id", flat=True))
    return ProgrammeFigures(
        programme=programme,
        currency=policy.head.currency.code,
        money=money_of(policy)[programme],
        receivers=len(receivers),
        as_of=as_of,
        traits=tuple(_by_traits(policy, programme, as_of)),
    )


def _by_traits(policy: Policy, programme: str, as_of: date) -> list[TraitFigures]:
    counted = Award.objects.filter(programme=programme, granted_on__lte=as_of)
    traits = dict(AwardTraits.objects.filter(award__in=counted).values_list("award_id", "values"))
    still_paid = Q(state=Instalment.State.PAID, paid_on__lte=as_of)
    instalments = Instalment.objects.filter(still_paid, award__in=counted).values("award")
    paid = {row["award"]: row["fen"] for row in instalments.annotate(fen=Sum("fen"))}
    given = list(counted.values_list("pk", "fen"))
    for id, fen in paid_beside([id for id, _fen in given], as_of).items():
        paid[id] = paid.get(id, 0) + fen
    rows = [(traits.get(id, {}), fen, paid.get(id, 0)) for id, fen in given]
    return [_figures(policy, each, rows) for each in policy.head.breakdowns]


def _figures(
    policy: Policy, breakdown: Breakdown, rows: list[tuple[dict[str, str], int, int]]
) -> TraitFigures:
    names = {**breakdown.values_of(policy.facts), NOT_STATED: Text(zh="未填报", en="not stated")}
    cells = {name: Cell(name, 0) for name in names}
    for values, fen, paid in rows:
        known = values.get(breakdown.id, NOT_STATED)
        name = known if known in names else NOT_STATED
        cell = cells[name]
        cells[name] = Cell(name, cell.awards + 1, cell.committed + fen, cell.paid + paid)
    return TraitFigures(breakdown.id, breakdown.title, names, protected(tuple(cells.values())))
