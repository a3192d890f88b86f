"""What a grant would give: the amount by the pack's formula, its parts, and what stands in its way.

Worked out anew each time from the case as it stands; the same for a caution before the decision and for the
grant itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from haina.cases.facts import facts_of
from haina.cases.perform import Matter
from haina.money.guarding import for_survivors, judge_by_the_register
from haina.money.models import AwardTerms, Call, CallApplication
from haina.money.models.ledger import LARGEST
from haina.money.permissions import programmes_of
from haina.policy.exclusions import Bar
from haina.policy.guarding import Award as Guarded
from haina.policy.guarding import Judgement
from haina.policy.records import Instalment as Described
from haina.policy.records import Right
from haina.policy.splitting import Share, SplitError, split
from haina.rules import Status
from haina.rules.facts import Facts
from haina.rules.periods import Duration, shift_within
from haina.rules.text import Text

_NAMES = UUID("0b1d9f2e-8a53-4f0e-a0a4-4d6c1a1b9a77")
#: Where nobody names a purpose, awards count as for the same one: nothing is paid twice by silence.
ANY_PURPOSE = "support"
_AT_ONCE = Text("决定生效后一次性支付", "once granted")


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment of an offer."""

    share: Fraction
    fen: int
    milestone: Text
    #: Whether the grant itself is what has to be shown.
    by_grant: bool


@dataclass(frozen=True)
class Offer:
    """What one programme would give in one case on a day."""

    matter: Matter
    right: Right
    form: Mapping[str, object]
    terms: AwardTerms | None
    call: Call | None

    @cached_property
    def facts(self) -> Facts:
        """The facts of the case, as the rules read them."""
        known = facts_of(self.matter.procedure, self.matter.state, self.form)
        return self.matter.policy.program.read_facts({name: fact.value for name, fact in known.items()})

    @cached_property
    def due(self) -> int | None:
        """Fen by the formula, or as an officer laid down where that says nothing; None where it is open."""
        value = self._value(self.right.amount_rule)
        if value is not None:
            return in_fen(value)
        return None if self.terms is None else self.terms.fen

    @cached_property
    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the most that the formula can give, in fen; None without a bound."""
        rule = self.right.amount_rule
        if rule is None:
            return 0, None
        low, high = self.matter.policy.program.value_range(rule, self.facts, self.matter.on)
        return (None if low is None else in_fen(low)), (None if high is None else in_fen(high))

    @cached_property
    def first(self) -> date:
        """The day on which the award begins."""
        laid_down = None if self.terms is None else self.terms.first
        return laid_down or self.matter.on

    @cached_property
    def last(self) -> date:
        """Its last day: as laid down, by the term of the programme, or the end of the year."""
        if self.terms is not None and self.terms.last is not None:
            return self.terms.last
        term = self._value(self.right.term_rule)
        if isinstance(term, date) and term >= self.first:
            return term
        if isinstance(term, Duration):
            return max(self.first, shift_within(self.first, term) - timedelta(days=1))
        return date(self.first.year, 12, 31)

    @cached_property
    def purpose(self) -> str:
        """What it is for, where programmes may not pay for the same twice."""
        if self.terms is not None and self.terms.purpose:
            return self.terms.purpose
        return (self.call.purpose if self.call is not None else "") or ANY_PURPOSE

    @cached_property
    def guarded(self) -> Guarded:
        """The award as the guard takes it."""
        row = self.matter.row
        who: set[tuple[str, UUID]] = {("project", row.pk), ("contract", row.pk)}
        if row.person_id is not None:
            who.add(("person", row.person_id))
        if row.organisation_id is not None:
            who.add(("organisation", row.organisation_id))
        return Guarded(
            key=award_id(row.pk, self.right.id),
            programme=self.right.id,
            beneficiaries=frozenset(who),
            first=self.first,
            last=max(self.first, self.last),
            fen=max(0, self.due or 0),
            effort=0 if self.terms is None else self.terms.effort,
            stage=self._stage(),
            purpose=self.purpose,
            label=row.reference,
        )

    @cached_property
    def judgement(self) -> Judgement:
        """What awards that stand leave of it."""
        standing, _behind = for_survivors(self.guarded)
        return judge_by_the_register(self.matter.policy, standing)

    def parts(self, fen: int) -> tuple[Part, ...]:
        """The instalments of an amount, which add up to it; those too small for a fen are left out."""
        shares = [self._value(each.rule) for each in self.right.instalments]
        known = [Fraction(Decimal(str(each))) for each in shares if each is not None]
        if not shares or len(known) < len(shares):
            return (Part(Fraction(1), fen, _AT_ONCE, by_grant=True),)
        try:
            amounts = split(Decimal(fen).scaleb(-2), [Share(each) for each in known])
        except SplitError:
            return (Part(Fraction(1), fen, _AT_ONCE, by_grant=True),)
        found = zip(known, amounts, self.right.instalments, strict=True)
        return tuple(_part(share, amount, each) for share, amount, each in found if amount > 0)

    def _stage(self) -> str:
        """The stage of a career that it is for, where a group has one."""
        for group in self.matter.policy.exclusions_of(self.right.id):
            if group.stage is not None:
                known = facts_of(self.matter.procedure, self.matter.state, self.form).get(group.stage)
                return "" if known is None else str(known.value)
        return ""

    def _value(self, rule: str | None) -> Any:
        return None if rule is None else self.matter.policy.program.value(rule, self.facts, self.matter.on)


def _part(share: Fraction, amount: Decimal, described: Described) -> Part:
    return Part(share, int(amount.scaleb(2)), described.when, by_grant=False)


def award_id(case_id: UUID, programme: str) -> UUID:
    """The id of the award that a programme gives in a case; the same each time."""
    return uuid5(_NAMES, f"{case_id}|{programme}")


def in_fen(amount: Any) -> int:
    """An amount of the rules in fen, rounded half up; what passes every bound stays at the bound."""
    fen = int((Decimal(str(amount)) * 100).to_integral_value(ROUND_HALF_UP))
    return max(-LARGEST, min(LARGEST, fen))


def offers_of(matter: Matter) -> tuple[Offer, ...]:
    """What a grant in the case would give, one for each programme that it is for."""
    row = matter.row
    named = programmes_of(row)
    if not named or row.appeal_of_id is not None:
        return ()
    draft = row.draft if row.draft is not None else matter.state.form
    arrival = CallApplication.objects.select_related("call__plan", "call__account").filter(case=row).first()
    call = None if arrival is None else arrival.call
    offers = [Offer(matter, matter.policy.rights[id], draft, terms_of(row.pk, id), call) for id in named]
    if len(offers) == 1:
        return tuple(offers)
    # A case for several gives those that the rules say yes to.
    statuses = matter.policy.program.statuses(offers[0].facts, matter.on, named)
    return tuple(offer for offer in offers if statuses[offer.right.id] is Status.YES)


def terms_of(case_id: UUID, programme: str) -> AwardTerms | None:
    """What an officer laid down last about an award."""
    return AwardTerms.objects.filter(case_id=case_id, programme=programme).order_by("-pk").first()


def payable(offer: Offer) -> int:
    """Fen that can be paid: what is due, or of a higher award only the difference."""
    tops_up = any(each.exclusion.kind is Bar.TOP_UP for each in offer.judgement.verdicts)
    return offer.judgement.payable if tops_up else max(0, offer.due or 0)
