"""What is found when the exit of a stake is looked into: who bought it, at what price, by which papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from haina.cases.facts import facts_of
from haina.cases.perform import Matter
from haina.money.connections import connections
from haina.money.guarantees.models import Exit, ExitPaper, Overruling
from haina.money.shown import money_text
from haina.money.vouchers.terms import figure
from haina.policy.records import Right
from haina.rules.text import Text
from haina.rules.wording_values import date_text

_Kind = ExitPaper.Kind
#: Papers that say a price at which the stake was sold.
_PRICED = (_Kind.AGREEMENT, _Kind.TRADE)


@dataclass(frozen=True, slots=True)
class Stake:
    """What the rules read of a stake from the facts of the case; amounts in fen, None where not known."""

    bought_on: date | None
    sold_on: date | None
    paid_in: int | None
    proceeds: int | None

    @property
    def held_days(self) -> int | None:
        """Days of the calendar from the investment to the exit."""
        if self.bought_on is None or self.sold_on is None:
            return None
        return (self.sold_on - self.bought_on).days


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that stands against a compensation until a supervisor lets it stand."""

    #: Made of what it rests on: when that changes, it is another finding.
    key: str
    text: Text
    evidence: tuple[Text, ...]
    overruling: Overruling | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The exit of a case as it was looked into."""

    stake: Stake
    exit: Exit | None
    papers: tuple[ExitPaper, ...]
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has overruled."""
        return tuple(each for each in self.findings if each.overruling is None)


def checked(matter: Matter, right: Right) -> Checked:
    """Look into the exit of the stake whose loss a case wants compensated."""
    stake = stake_of(matter, right)
    exits = Exit.objects.filter(case=matter.row).select_related("organisation", "person")
    known = exits.order_by("-pk").first()
    papers = tuple(ExitPaper.objects.filter(case=matter.row).order_by("day", "pk"))
    found = [*_of_the_buyer(matter, stake, known), *_of_the_price(matter, stake, known, papers)]
    ruled = {
        each.finding: each for each in Overruling.objects.filter(case=matter.row).select_related("ruled_by")
    }
    return Checked(
        stake,
        known,
        papers,
        tuple(Finding(each.key, each.text, each.evidence, ruled.get(each.key)) for each in found),
    )


def stake_of(matter: Matter, right: Right) -> Stake:
    """The figures of the stake by the facts of the case."""
    known = facts_of(matter.procedure, matter.state)
    facts = matter.policy.program.read_facts({name: fact.value for name, fact in known.items()})
    value = {
        name: figure(matter.policy, right, name, facts, matter.on)
        for name in ("bought_on", "sold_on", "paid_in", "proceeds")
    }
    return Stake(
        _day(value["bought_on"]), _day(value["sold_on"]), _fen(value["paid_in"]), _fen(value["proceeds"])
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _fen(yuan: object) -> int | None:
    return None if yuan is None else int(Decimal(str(yuan)) * 100)


def _finding(what: str, text: Text, *evidence: Text, rests_on: tuple[object, ...] = ()) -> Finding:
    key = sha256("|".join([what, *map(str, rests_on)]).encode()).hexdigest()
    return Finding(key, text, evidence)


def _of_the_buyer(matter: Matter, stake: Stake, known: Exit | None) -> Iterator[Finding]:
    seller = matter.row.organisation
    buyer = None if known is None else known.organisation or known.person
    if known is not None and known.otherwise:
        words = Text(
            zh="没有录入登记在册的受让方，没有查关联关系。",
            en="No buyer who is registered here was entered, so connections were not looked for.",
        )
        said = Text(zh=known.otherwise, en=known.otherwise)
        yield _finding("no_buyer", words, said, rests_on=(known.otherwise,))
    if seller is None or buyer is None:
        return
    for each in connections(matter.row.pk, seller, buyer, stake.bought_on, stake.sold_on):
        yield _finding(f"related {each.kind}", each.text, *each.evidence, rests_on=(buyer.pk, *each.rests_on))


def _of_the_price(
    matter: Matter, stake: Stake, known: Exit | None, papers: tuple[ExitPaper, ...]
) -> Iterator[Finding]:
    own = matter.policy.head.currency.code
    for paper in papers:
        if paper.currency != own:
            words = Text(
                zh=f"材料用的货币是{paper.currency}，金额没有比对。",
                en=f"A paper is in {paper.currency}; its amount was not compared.",
            )
            yield _finding("currency", words, _said(matter, paper), rests_on=(paper.pk,))
    compared = [each for each in papers if each.currency == own]
    yield from _of_the_days(matter, stake, papers)
    yield from _of_the_loss(matter, stake, compared)
    if known is not None and not any(each.kind in _PRICED for each in compared):
        yield _finding(
            "no_price",
            Text(zh="没有说明退出价格的材料。", en="No paper says at what price the stake was left."),
        )
    yield from _of_the_proceeds(matter, stake, compared)


def _of_the_days(matter: Matter, stake: Stake, papers: tuple[ExitPaper, ...]) -> Iterator[Finding]:
    if stake.held_days is not None and stake.held_days <= 0:
        words = Text(
            zh="退出日期不晚于投资日期。", en="The stake was left on or before the day of the investment."
        )
        yield _finding("days", words, rests_on=(stake.bought_on, stake.sold_on))
    for paper in papers:
        too_late = paper.kind in _PRICED and stake.sold_on is not None and paper.day > stake.sold_on
        too_early = (
            paper.kind != _Kind.PAID_IN and stake.bought_on is not None and paper.day < stake.bought_on
        )
        if too_late or too_early:
            words = Text(
                zh="材料的日期不在持有期之内。",
                en="The day of a paper does not lie within the time of holding.",
            )
            yield _finding("paper_day", words, _said(matter, paper), rests_on=(paper.pk,))


def _of_the_loss(matter: Matter, stake: Stake, papers: list[ExitPaper]) -> Iterator[Finding]:
    label = matter.policy.head.currency.label
    put_in = [each for each in papers if each.kind == _Kind.PAID_IN]
    if put_in and stake.paid_in is not None and sum(each.amount for each in put_in) != stake.paid_in:
        stated = money_text(stake.paid_in, label)
        words = Text(
            zh=f"投入的材料与填报的{stated.zh}不一致。",
            en=f"The proof of what was put in does not say the {stated.en} that were stated.",
        )
        rows = tuple(each.pk for each in put_in)
        yield _finding(
            "paid_in", words, *(_said(matter, each) for each in put_in), rests_on=(*rows, stake.paid_in)
        )
    if stake.paid_in is not None and stake.proceeds is not None and stake.proceeds >= stake.paid_in:
        words = Text(
            zh="退出所得不低于投入，没有损失。", en="The proceeds are no less than what was put in: no loss."
        )
        yield _finding("no_loss", words, rests_on=(stake.paid_in, stake.proceeds))


def _of_the_proceeds(matter: Matter, stake: Stake, papers: list[ExitPaper]) -> Iterator[Finding]:
    """Papers that say another price than the proceeds that were stated, or a worth above them."""
    if stake.proceeds is None:
        return
    stated = money_text(stake.proceeds, matter.policy.head.currency.label)
    differs = Text(
        zh=f"材料的价格与填报的退出所得{stated.zh}不一致。",
        en=f"Papers say another price than the proceeds of {stated.en} that were stated.",
    )
    for kinds in (_PRICED, (_Kind.RECEIPT,)):
        rows = [each for each in papers if each.kind in kinds]
        if rows and sum(each.amount for each in rows) != stake.proceeds:
            rests = (*(each.pk for each in rows), stake.proceeds)
            yield _finding("price", differs, *(_said(matter, each) for each in rows), rests_on=rests)
    for paper in papers:
        if paper.kind == _Kind.APPRAISAL and paper.amount > stake.proceeds:
            words = Text(
                zh=f"退出所得{stated.zh}低于评估价值。",
                en=f"The proceeds of {stated.en} lie below the appraised worth.",
            )
            rests = (paper.pk, stake.proceeds)
            yield _finding("below_worth", words, _said(matter, paper), rests_on=rests)


def _said(matter: Matter, paper: ExitPaper) -> Text:
    """A paper in words: its kind, number, day and amount."""
    own, day = matter.policy.head.currency, date_text(paper.day)
    kind = KINDS[_Kind(paper.kind)]
    amount = money_text(paper.amount, own.label)
    if paper.currency != own.code:
        plain = f"{Decimal(paper.amount) / 100:,.2f} {paper.currency}"
        amount = Text(zh=plain, en=plain)
    return Text(
        zh=f"{kind.zh} {paper.number}，{day.zh}，{amount.zh}",
        en=f"{kind.en} {paper.number}, {day.en}, {amount.en}",
    )


#: What the kinds of papers are called in a finding.
KINDS = {
    _Kind.PAID_IN: Text(zh="出资证明", en="proof of what was put in"),
    _Kind.AGREEMENT: Text(zh="转让协议", en="agreement of the transfer"),
    _Kind.RECEIPT: Text(zh="银行回单", en="receipt of the bank"),
    _Kind.APPRAISAL: Text(zh="评估报告", en="appraisal of the stake"),
    _Kind.TRADE: Text(zh="公开交易记录", en="record of open trading"),
}
