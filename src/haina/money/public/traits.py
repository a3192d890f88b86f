"""The traits by which awards are counted, as they are on the day of the grant, by the pack's breakdowns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from haina.cases.consequences import Caution
from haina.cases.events import Recorded
from haina.cases.facts import facts_of
from haina.cases.perform import Matter, Order
from haina.money.models import Award
from haina.money.public.models import AwardTraits
from haina.people.permissions import State
from haina.policy import Policy
from haina.policy.breakdowns import Breakdown, TraitSource
from haina.policy.procedures import Procedure


class TraitsNoted:
    """What follows from a grant for the public figures: the traits of its awards are written down."""

    kinds = frozenset({"approved", "appeal_upheld"})

    def concerns(self, policy: Policy, procedure: Procedure) -> bool:
        """Whether the procedure is for a programme that pays."""
        return any(id in policy.programmes for id in procedure.rights)

    def follows(self, matter: Matter, happened: Sequence[Recorded], order: Order) -> None:
        """Write down what the awards of the case are counted by; once."""
        if matter.row.appeal_of_id is not None or matter.state.state is not State.APPROVED:
            return
        known = {name: fact.value for name, fact in facts_of(matter.procedure, matter.state).items()}
        for award in Award.objects.filter(case=matter.row).select_related("organisation", "person"):
            values = traits_of(award, matter.policy.head.breakdowns, known)
            AwardTraits.objects.get_or_create(award=award, defaults={"values": values})

    def cautions(self, matter: Matter, *, inside: bool) -> Sequence[Caution]:
        """Nothing is said of it."""
        return ()


def traits_of(award: Award, breakdowns: Sequence[Breakdown], facts: Mapping[str, object]) -> dict[str, str]:
    """Value by id of breakdown; one that is not known is left out.

    An age that no form asked for is that of the birth date on record of whom the award is for.
    """
    found = {each.id: _value(each, facts, award) for each in breakdowns}
    return {id: value for id, value in found.items() if value}


def _value(breakdown: Breakdown, facts: Mapping[str, object], award: Award) -> str:
    """The value of one trait; empty where it is not known."""
    first = next((name for name in breakdown.facts if facts.get(name)), "")
    if breakdown.of == TraitSource.FACT:
        return f"{first}.{facts[first]}" if first else ""
    if breakdown.of == TraitSource.AGE:
        on_record = award.person.born if award.person is not None else None
        return _band(breakdown, str(facts[first] if first else on_record or ""), award.granted_on)
    unit = award.organisation
    if unit is None:
        return ""
    return unit.credit_code[2:8] if breakdown.of == TraitSource.UNIT_REGION else unit.credit_code[:2]


def _band(breakdown: Breakdown, born: str, on: date) -> str:
    try:
        return breakdown.band_of(date.fromisoformat(born), on)
    except ValueError:  # what stands there is no day
        return ""
