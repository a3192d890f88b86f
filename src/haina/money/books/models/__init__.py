"""What the books of units hold. Triggers keep what has to add up, and that each thing happens once."""

from haina.money.books.models.divisions import Division, DivisionPart
from haina.money.books.models.equity import EquityAward, Stake
from haina.money.books.models.pay_totals import PayItem, PayTotal
from haina.money.books.models.research_budgets import (
    Adjustment,
    BudgetLine,
    ResearchBudget,
    Spending,
    YearEnd,
)
from haina.money.books.models.schedules import Obligation, Schedule

__all__ = [
    "Adjustment",
    "BudgetLine",
    "Division",
    "DivisionPart",
    "EquityAward",
    "Obligation",
    "PayItem",
    "PayTotal",
    "ResearchBudget",
    "Schedule",
    "Spending",
    "Stake",
    "YearEnd",
]
