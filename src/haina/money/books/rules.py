"""What the rules of a pack say to a book: what share, how much, on which day, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext

from haina.cases.names import in_active_language
from haina.money.books.models import ResearchBudget
from haina.money.books.refusals import refuse
from haina.money.models.ledger import LARGEST
from haina.policy import Policy
from haina.policy.answer import RightAnswer, answer_right
from haina.policy.calculate import calculate, inputs_of
from haina.policy.payment import clawbacks_of
from haina.policy.records import Right
from haina.policy.splitting import Share, SplitError, split
from haina.policy.unit_books import BookKind, UnitBook
from haina.rules.facts import Facts
from haina.rules.reasons import names_below
from haina.rules.text import FactError, Status

Given = Mapping[str, object]

#: No deferral is looked at for longer than this.
_LONGEST = timedelta(days=366 * 40)


@dataclass(frozen=True, slots=True)
class GivenPart:
    """One part of a divided income; fen."""

    id: str
    share: Fraction
    protected: bool
    fen: int


@dataclass(frozen=True, slots=True)
class Divided:
    """An income as a calculator of the pack divides it; fen."""

    income: int
    costs: int
    parts: tuple[GivenPart, ...]

    @property
    def net(self) -> int:
        """What is divided."""
        return sum(part.fen for part in self.parts)


def book_of(policy: Policy, id: str, kind: BookKind) -> UnitBook:
    """The book of the pack; raises MoneyRefusal where there is none of this kind."""
    book = policy.unit_books.get(id)
    if book is None or book.kind is not kind:
        raise refuse("no_such_book", gettext("The policy knows no such book."))
    return book


def books_of(policy: Policy, *kinds: BookKind) -> tuple[UnitBook, ...]:
    """The books of some kinds, in the order of the pack."""
    return tuple(book for book in policy.unit_books.values() if book.kind in kinds)


def asked_of(policy: Policy, book: UnitBook) -> tuple[str, ...]:
    """The facts that a unit is asked for a book: what its rules read and the book itself does not know."""
    if book.kind is BookKind.DIVISION:
        return inputs_of(policy, policy.calculators[book.rule])
    rights = [policy.rights[id] for id in (book.rule, book.keep) if id is not None]
    rules = [rule for right in rights for rule in _rules_of(right)]
    return tuple(name for name in _facts_below(policy, rules) if name not in book.facts.values())


def asked_at_the_end(policy: Policy, book: UnitBook) -> tuple[str, ...]:
    """The facts that are asked when what was deferred ends, beside those that were asked at its beginning."""
    before = {*asked_of(policy, book), *book.facts.values()}
    rules = [taking.rule for taking in policy.rights[book.rule].clawback]
    rules += [book.due] if book.due is not None else []
    return tuple(name for name in _facts_below(policy, rules) if name not in before)


def _rules_of(right: Right) -> list[str]:
    found = [right.id, *(part.rule for part in right.instalments)]
    found += [rule for rule in (right.amount_rule, right.term_rule) if rule is not None]
    return found


def _facts_below(policy: Policy, rules: Iterable[str]) -> tuple[str, ...]:
    program = policy.program
    named = {name for rule in rules for name in names_below(program, program.tree(rule))[0]}
    return tuple(name for name in policy.facts if name in named)


def read(policy: Policy, given: Given) -> Facts:
    """Facts as written, read for the rules; raises MoneyRefusal with everything that is wrong."""
    try:
        return policy.program.read_facts(given)
    except FactError as error:
        words = " ".join(in_active_language(each.message) for each in error.problems)
        raise refuse("facts_are_wrong", words) from error


def divided(policy: Policy, book: UnitBook, given: Given, on: date) -> Divided:
    """The income divided as the calculator says; raises MoneyRefusal while anything is not certain."""
    calculator = policy.calculators[book.rule]
    facts = read(policy, given)
    found = calculate(policy, book.rule, given, on)
    if found.problem is not None:
        raise refuse("division_is_of_the_net_income", in_active_language(found.problem))
    if not found.parts or calculator.split is None:
        raise _open(policy, found.missing, found.unset)
    shares: list[Fraction | None] = []
    for part in calculator.split.parts:
        rule = calculator.share_rule(part)
        shares.append(None if rule is None else Fraction(policy.program.value(rule, facts, on)))
    rest = 1 - sum((share for share in shares if share is not None), Fraction(0))
    parts = tuple(
        GivenPart(part.id, rest if share is None else share, part.protected, fen_of(figure.value))
        for part, share, figure in zip(calculator.split.parts, shares, found.parts, strict=True)
    )
    income, costs = (fen_of(given.get(book.facts[role])) for role in ("income", "costs"))
    result = Divided(income, costs, parts)
    if result.net != income - costs or result.net <= 0:
        raise refuse(
            "division_is_of_the_net_income",
            gettext("The net income is the income less the direct costs, and above zero."),
        )
    return result


def shared(fen: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """An amount in fen divided exactly among people; raises MoneyRefusal unless the shares are the whole."""
    try:
        amounts = split(yuan(fen), [Share(share) for share in shares.values()])
    except SplitError as error:
        raise refuse(
            "shares_are_not_the_whole", gettext("The shares of all people together make the whole.")
        ) from error
    return {name: fen_of(amount) for name, amount in zip(shares, amounts, strict=True)}


def answered(policy: Policy, right: str, given: Given, on: date) -> RightAnswer:
    """The answer of a right to a unit's facts; raises MoneyRefusal for anything but a certain yes."""
    found = answer_right(policy.program, policy.rights[right], read(policy, given), on)
    if found.status is Status.UNKNOWN:
        explanation = found.explanation
        unset = [each.name for each in explanation.unset_standards]
        raise _open(policy, explanation.missing_facts, unset)
    if found.status is not Status.YES:
        title = in_active_language(policy.rights[right].title)
        reasons = "; ".join(
            in_active_language(leaf.text)
            for leaf in found.explanation.because
            if leaf.value is not Status.YES
        )
        words = gettext("The rule says no: %(title)s. %(reasons)s") % {"title": title, "reasons": reasons}
        raise refuse("rule_says_no", words.strip())
    return found


def status_of(policy: Policy, right: str, given: Given, on: date) -> Status:
    """Whether a right holds on a day."""
    return answer_right(policy.program, policy.rights[right], read(policy, given), on).status


def amount_of(policy: Policy, right: str, given: Given, on: date) -> tuple[int, RightAnswer]:
    """What a programme comes to, in fen, where it surely holds; raises MoneyRefusal otherwise."""
    found = answered(policy, right, given, on)
    if found.amount is None:
        rule = policy.rights[right].amount_rule
        names = names_below(policy.program, policy.program.tree(rule)) if rule is not None else ((), ())
        facts = read(policy, given)
        missing = [name for name in names[0] if not facts.is_known(name, on)]
        raise _open(policy, missing, [name for name in names[1] if policy.standards[name].on(on) is None])
    return fen_of(_to_fen(found.amount)), found


def value_of(policy: Policy, formula: str, given: Given, on: date) -> int:
    """The value of a formula in fen; raises MoneyRefusal where it is not certain."""
    facts = read(policy, given)
    value = policy.program.value(formula, facts, on)
    if value is None:
        names, standards = names_below(policy.program, policy.program.tree(formula))
        missing = [name for name in names if not facts.is_known(name, on)]
        raise _open(policy, missing, [name for name in standards if policy.standards[name].on(on) is None])
    return fen_of(_to_fen(Decimal(value)))


def taken_back(policy: Policy, right: str, given: Given, on: date) -> tuple[str, Fraction] | None:
    """The first reason to take back that surely holds, with the share; None where none does."""
    facts = read(policy, given)
    for answer in clawbacks_of(policy.program, policy.rights[right], None, facts, on):
        if answer.status is Status.YES:
            return answer.clawback.rule, Fraction(1) if answer.share is None else Fraction(answer.share)
    return None


def not_before(policy: Policy, book: UnitBook, given: Given, begins: date) -> date | None:
    """The first day on which a deferral may end without being taken back; None where any will do."""

    def early(day: date) -> bool:
        facts = {**given, book.facts["begins"]: begins.isoformat(), book.facts["ends"]: day.isoformat()}
        return taken_back(policy, book.rule, facts, begins) is not None

    if not early(begins) or early(begins + _LONGEST):
        return None
    low, high = 0, _LONGEST.days
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if early(begins + timedelta(days=middle)) else (low, middle)
    return begins + timedelta(days=high)


def yuan(fen: int) -> Decimal:
    """Fen in yuan, exactly."""
    return Decimal(fen).scaleb(-2)


def fen_of(amount: object) -> int:
    """Yuan in fen; raises MoneyRefusal for what is no amount, finer than a fen, or too large."""
    try:
        fen = Decimal(str(amount)).scaleb(2)
    except ArithmeticError as error:
        raise refuse("no_amount", gettext("An amount is missing or not a number.")) from error
    if not fen.is_finite() or fen != fen.to_integral_value() or abs(fen) > LARGEST:
        raise refuse("no_amount", gettext("An amount has two places at most and is not too large."))
    return int(fen)


def _to_fen(amount: Decimal) -> Decimal:
    """A formula's result to the fen, half up, as it is paid."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _open(policy: Policy, facts: Iterable[str], standards: Iterable[str]) -> Exception:
    """The refusal of what is not certain, with what is missing in words."""
    named = [in_active_language(policy.facts[name].label) for name in facts if name in policy.facts]
    named += [in_active_language(policy.standards[name].label) for name in standards]
    what = "; ".join(dict.fromkeys(named))
    return refuse(
        "not_certain", gettext("This is not certain yet. What is missing: %(what)s") % {"what": what}
    )


def last_days(begins: date, count: int) -> list[date]:
    """The last day of the year in which something begins, and of each one after it."""
    return [date(begins.year + number, 12, 31) for number in range(count)]


def kept(given: Given) -> dict[str, object]:
    """Facts as plain values for the database; an amount as text, so that no digit is lost."""
    return {name: _plain(value) for name, value in given.items()}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return kept(value)
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def keeping_facts(policy: Policy, budget: ResearchBudget, left: int) -> dict[str, object]:
    """What the rules on keeping the rest of a budget are asked with; `left` in fen."""
    roles = policy.unit_books[budget.book].facts
    known: dict[str, object] = {
        roles["closed"]: budget.closed_on is not None,
        roles["accepted"]: budget.accepted_on is not None,
        roles["left"]: str(yuan(left)),
    }
    if budget.accepted_on is not None:
        known[roles["accepted_on"]] = budget.accepted_on.isoformat()
    return {**budget.facts, **known}


def last_day_of(policy: Policy, right: str, given: Given, on: date) -> date | None:
    """The last day of a right that holds; `date.max` where it has no end, None where it does not hold.

    Raises MoneyRefusal while that is not certain.
    """
    found = answer_right(policy.program, policy.rights[right], read(policy, given), on)
    if found.status is Status.UNKNOWN:
        unset = [each.name for each in found.explanation.unset_standards]
        raise _open(policy, found.explanation.missing_facts, unset)
    if found.status is not Status.YES:
        return None
    return found.explanation.until or date.max
