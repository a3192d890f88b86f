"""What earlier awards leave of a new one, by the groups of exclusions.yaml: allowed, a warning, or a stop.

Pure: awards and the pack in, verdicts out. An award that is decided stops; one that is still applied for only
warns. Amounts are whole fen, efforts are thousandths of the whole working time. What cannot be told (a cap
that nobody has fixed, a purpose that was not named) warns and never stops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from uuid import UUID

from haina.rules.text import Text

from .exclusions import Bar, Exclusion, Period
from .guarding_words import Said
from .policy import Policy

#: All of somebody's working time, in thousandths.
WHOLE_EFFORT = 1000

#: The value of a standard on a day; None where nobody has fixed it.
Values = Callable[[str, date], object]


class Outcome(StrEnum):
    """What a group says about a new award."""

    ALLOWED = "allowed"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Award:
    """What somebody gets, or has applied for, from a programme."""

    #: Names the award; the same award is never held against itself.
    key: UUID
    programme: str
    #: Who receives: by sort (`person`, `organisation`, `project`, `contract`, `team`) and identity.
    beneficiaries: frozenset[tuple[str, UUID]]
    first: date
    #: Last day; None where it is open.
    last: date | None = None
    #: What is paid, in fen.
    fen: int = 0
    #: What it would be without other awards, in fen; `fen` where None.
    entitled: int | None = None
    #: Thousandths of the working time.
    effort: int = 0
    stage: str = ""
    purpose: str = ""
    #: What people call it: a number, a year.
    label: str = ""
    #: Whether it is still applied for, and not decided.
    pending: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no award: days that run backwards, amounts below nothing or with a fraction."""
        if self.last is not None and self.last < self.first:
            raise ValueError(f"an award from {self.first} cannot end on {self.last}")
        if type(self.fen) is not int or self.fen < 0 or type(self.full) is not int or self.full < self.fen:
            raise ValueError("an amount is a whole number of fen, not below zero, not above what is due")
        if not 0 <= self.effort <= WHOLE_EFFORT:
            raise ValueError(f"an effort lies between 0 and {WHOLE_EFFORT} thousandths")

    @property
    def full(self) -> int:
        """What it would be without other awards, in fen."""
        return self.fen if self.entitled is None else self.entitled


@dataclass(frozen=True, slots=True)
class Slot:
    """The place that an award takes in a group: for whom, for what, over which days (both included)."""

    exclusion: Exclusion
    award: Award
    beneficiary: UUID
    purpose: str
    first: date
    last: date
    rank: int | None = None

    @property
    def key(self) -> tuple[str, UUID, str]:
        """Slots with other keys have nothing to do with each other."""
        return self.exclusion.id, self.beneficiary, self.purpose

    def meets(self, other: Slot) -> bool:
        """Whether the two have days in common."""
        return self.first <= other.last and other.first <= self.last

    def bars(self, other: Slot) -> bool:
        """Whether the two cannot both be, by their days, programmes and stages alone; symmetric."""
        if self.key != other.key or self.award.key == other.award.key:
            return False
        if self.exclusion.kind is Bar.ONE_STAGE:
            return self.meets(other) or _out_of_turn(self, other)
        if self.exclusion.kind not in (Bar.EXCLUSIVE, Bar.COOL_DOWN):
            return False
        again = self.exclusion.repeat and self.award.programme == other.award.programme
        return self.meets(other) and not again


def _out_of_turn(one: Slot, other: Slot) -> bool:
    """Whether the same stage comes twice, or a lower one after a higher one."""
    if one.rank is None or other.rank is None:
        return False
    if one.rank == other.rank:
        return True
    earlier, later = sorted((one, other), key=lambda each: each.first)
    assert earlier.rank is not None and later.rank is not None  # noqa: S101 - told to the type checker
    return earlier.rank > later.rank


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one group says about a new award, for one of those who receive it."""

    exclusion: Exclusion
    beneficiary: UUID | None
    outcome: Outcome
    #: Fen of the new award that this group leaves; None where it does not speak of amounts.
    remaining: int | None
    #: The earlier awards on which it rests.
    earlier: tuple[Award, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class Judgement:
    """All verdicts on a new award; without any, nothing speaks against it."""

    award: Award
    verdicts: tuple[Verdict, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of all verdicts."""
        order = list(Outcome)
        return max((each.outcome for each in self.verdicts), key=order.index, default=Outcome.ALLOWED)

    @property
    def payable(self) -> int:
        """Fen that can be paid: what is asked, no more than any group leaves; 0 where one stops it whole."""
        left = [each.remaining for each in self.verdicts if each.remaining is not None]
        if any(each.outcome is Outcome.STOP and each.remaining is None for each in self.verdicts):
            return 0
        return min(self.award.fen, *left) if left else self.award.fen

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Why it is warned of or stopped, the stops first."""
        worst_first = sorted(self.verdicts, key=lambda each: each.outcome is not Outcome.STOP)
        return tuple(each.reason for each in worst_first if each.outcome is not Outcome.ALLOWED)


def judge(policy: Policy, earlier: Iterable[Award], new: Award) -> Judgement:
    """What earlier awards (decided, or applied for) leave of a new one; their order does not matter."""
    known = sorted((each for each in earlier if each.key != new.key), key=_order)
    said = Said(policy)
    groups = policy.exclusions_of(new.programme)

    def values(name: str, on: date) -> object:
        dated = policy.program.standard_value(name, on)
        return None if dated is None else dated.value

    verdicts = [verdict for group in groups for verdict in _judged(group, known, new, values, said)]
    if groups and not verdicts and not any(_is_concerned(group, new) for group in groups):
        verdicts.append(
            Verdict(groups[0], None, Outcome.WARN, None, (), said.nobody_named(groups[0], new.programme))
        )
    return Judgement(new, tuple(verdicts))


def slots_of(exclusion: Exclusion, award: Award, values: Values) -> Iterator[Slot]:
    """The places that an award takes in a group, one for each who receives and counts there."""
    if award.programme not in exclusion.programmes:
        return
    purpose = award.purpose if exclusion.same_purpose else ""
    first, last = _days(exclusion, award, values)
    for sort, beneficiary in sorted(award.beneficiaries):
        if sort == exclusion.of:
            yield Slot(exclusion, award, beneficiary, purpose, first, last, exclusion.rank(award.stage))


def limit_of(exclusion: Exclusion, award: Award, values: Values) -> int | None:
    """Fen that awards may reach together with this one in a capped sum or a top-up; None: not fixed."""
    if exclusion.kind is Bar.TOP_UP:
        return award.full
    cap = values(exclusion.cap, award.first) if exclusion.cap is not None else None
    return None if cap is None else int((Decimal(str(cap)) * 100).to_integral_value(ROUND_DOWN))


def needs_purpose(exclusion: Exclusion, award: Award) -> bool:
    """Whether the group compares purposes and the award names none."""
    return exclusion.same_purpose and not award.purpose


def highest_effort(slots: Iterable[Slot], new: Slot) -> tuple[int, date]:
    """The highest sum of efforts on a day of the new slot, and the first such day."""
    others = [each for each in slots if each.meets(new)]
    days = sorted({new.first, *(each.first for each in others if each.first > new.first)})
    sums = [
        (sum(each.award.effort for each in others if each.first <= day <= each.last), day) for day in days
    ]
    total, day = max(sums, key=lambda each: (each[0], -each[1].toordinal()))
    return total + new.award.effort, day


def _is_concerned(exclusion: Exclusion, award: Award) -> bool:
    return any(sort == exclusion.of for sort, _ in award.beneficiaries)


def _order(award: Award) -> tuple[date, str]:
    return award.first, str(award.key)


def _days(exclusion: Exclusion, award: Award, values: Values) -> tuple[date, date]:
    """The days over which an award counts in a group."""
    if exclusion.period is Period.EVER:
        return date.min, date.max
    if exclusion.period is Period.YEAR:
        return date(award.first.year, 1, 1), date(award.first.year, 12, 31)
    last = date.max if award.last is None else award.last
    if exclusion.kind is Bar.COOL_DOWN and exclusion.years is not None:
        years = values(exclusion.years, award.first)
        return award.first, last if years is None else _years_after(last, int(str(years)))
    return award.first, last


def _years_after(day: date, years: int) -> date:
    """The last day of some years after a day; the end of February where the day is missing."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1) - timedelta(days=1)


def _judged(
    exclusion: Exclusion, earlier: list[Award], new: Award, values: Values, said: Said
) -> Iterator[Verdict]:
    """The verdicts of one group."""
    for slot in slots_of(exclusion, new, values):
        if needs_purpose(exclusion, new):
            yield Verdict(exclusion, slot.beneficiary, Outcome.WARN, None, (), said.no_purpose(exclusion))
            continue
        if exclusion.kind is Bar.ONE_STAGE and slot.rank is None:
            yield Verdict(exclusion, slot.beneficiary, Outcome.WARN, None, (), said.no_stage(exclusion))
            continue
        others = [
            other
            for award in earlier
            for other in slots_of(exclusion, award, values)
            if other.key == slot.key
        ]
        yield _JUDGES[exclusion.kind](slot, others, values, said)


def _barred(slot: Slot, others: list[Slot], values: Values, said: Said) -> Verdict:
    """Exclusive, cool-down, stages: one earlier award is enough."""
    group = slot.exclusion
    if group.years is not None and values(group.years, slot.award.first) is None:
        return Verdict(group, slot.beneficiary, Outcome.WARN, None, (), said.unset(group, group.years))
    against = [each for each in others if slot.bars(each)]
    decided = [each for each in against if not each.award.pending]
    if not against:
        return Verdict(group, slot.beneficiary, Outcome.ALLOWED, None, (), said.free(group))
    first = (decided or against)[0]
    outcome = Outcome.STOP if decided else Outcome.WARN
    until = first.last if group.kind is Bar.COOL_DOWN else None
    reason = said.barred(group, first.award, until)
    return Verdict(group, slot.beneficiary, outcome, None, tuple(each.award for each in against), reason)


def _summed(slot: Slot, others: list[Slot], values: Values, said: Said) -> Verdict:
    """Capped sum and top-up: what is left of the cap, or of the higher entitlement."""
    group, new = slot.exclusion, slot.award
    limit = limit_of(group, new, values)
    if limit is None:
        assert group.cap is not None  # noqa: S101 - only a capped sum has a standard that can be unset
        return Verdict(group, slot.beneficiary, Outcome.WARN, None, (), said.unset(group, group.cap))
    met = [each.award for each in others if each.meets(slot)]
    taken = sum(each.fen for each in met if not each.pending)
    wanted = sum(each.fen for each in met if each.pending)
    left = max(0, limit - taken)
    earlier = tuple(each for each in met if each.fen)
    if new.fen > left:
        # Of a top-up the difference is paid; over a cap the officer decides whether less is worth it.
        soft = group.kind is Bar.TOP_UP and left > 0
        outcome = Outcome.WARN if soft else Outcome.STOP
        reason = said.over(group, taken, limit, left, [each for each in earlier if not each.pending])
        return Verdict(group, slot.beneficiary, outcome, left, earlier, reason)
    if new.fen > left - wanted and wanted:
        pending = [each for each in earlier if each.pending]
        reason = said.may_be_over(group, taken + wanted, limit, pending)
        return Verdict(group, slot.beneficiary, Outcome.WARN, left, earlier, reason)
    return Verdict(group, slot.beneficiary, Outcome.ALLOWED, left, earlier, said.free(group))


def _worked(slot: Slot, others: list[Slot], values: Values, said: Said) -> Verdict:
    """Effort: the sum on the fullest day."""
    group = slot.exclusion
    met = [each for each in others if each.meets(slot) and each.award.effort]
    for outcome, counted in (
        (Outcome.STOP, [each for each in met if not each.award.pending]),
        (Outcome.WARN, met),
    ):
        total, day = highest_effort(counted, slot)
        if total > WHOLE_EFFORT and slot.award.effort:
            there = [each.award for each in counted if each.first <= day <= each.last]
            return Verdict(
                group, slot.beneficiary, outcome, None, tuple(there), said.too_much(group, total, day, there)
            )
    return Verdict(group, slot.beneficiary, Outcome.ALLOWED, None, (), said.free(group))


_JUDGES: Mapping[Bar, Callable[[Slot, list[Slot], Values, Said], Verdict]] = {
    Bar.EXCLUSIVE: _barred,
    Bar.COOL_DOWN: _barred,
    Bar.ONE_STAGE: _barred,
    Bar.CAPPED_SUM: _summed,
    Bar.TOP_UP: _summed,
    Bar.EFFORT: _worked,
}
