"""What follows from the grant of a programme that runs as a voucher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from haina.cases.consequences import Caution, Weight
from haina.cases.events import Recorded
from haina.cases.facts import facts_of
from haina.cases.perform import Matter, Order
from haina.money.models import Award
from haina.money.vouchers.programmes import department_of, runs_as_voucher
from haina.money.vouchers.terms import last_day_of, share_of
from haina.money.vouchers.verbs import NewVoucher, grant
from haina.people.permissions import State
from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.policy.records import Right
from haina.rules.facts import Facts
from haina.rules.text import Text


class Vouchers:
    """The consequence of granting what is a voucher; it comes after the award."""

    kinds = frozenset({"approved", "appeal_upheld"})

    def concerns(self, policy: Policy, procedure: Procedure) -> bool:
        """Whether a programme of the procedure runs as a voucher."""
        return any(_programmes(policy, procedure))

    def follows(self, matter: Matter, happened: Sequence[Recorded], order: Order) -> None:
        """Enter the vouchers of a grant. Raises Refusal."""
        if matter.row.appeal_of_id is not None:
            return
        if matter.state.state is State.APPROVED:
            for right in _programmes(matter.policy, matter.procedure):
                _enter(matter, right, order)

    def cautions(self, matter: Matter, *, inside: bool) -> Sequence[Caution]:
        """What an officer should know before granting: what no standard sets."""
        return tuple(_cautions(matter)) if inside else ()


def _programmes(policy: Policy, procedure: Procedure) -> Iterator[Right]:
    rights = (policy.programmes.get(id) for id in procedure.rights)
    return (right for right in rights if right is not None and runs_as_voucher(right))


def _facts(matter: Matter) -> Facts:
    known = facts_of(matter.procedure, matter.state)
    return matter.policy.program.read_facts({name: fact.value for name, fact in known.items()})


def _enter(matter: Matter, right: Right, order: Order) -> None:
    award = Award.objects.filter(case=matter.row, programme=right.id).first()
    if award is None or award.organisation_id is None:
        return
    facts = _facts(matter)
    wanted = NewVoucher(
        award=award.pk,
        number=award.number,
        programme=right.id,
        department=department_of(right) or award.department,
        holder=award.organisation_id,
        ground=award.ground_id,
        source=award.account_id,
        fen=award.fen,
        share=share_of(matter.policy, right, facts, order.on),
        last_day=last_day_of(matter.policy, right, facts, order.on),
    )
    grant(wanted, order.now, order.on)


def _cautions(matter: Matter) -> Iterator[Caution]:
    if matter.state.state in (State.APPROVED, State.ISSUED, State.REVOKED, State.EXPIRED):
        return
    facts, on = _facts(matter), matter.on
    for right in _programmes(matter.policy, matter.procedure):
        if share_of(matter.policy, right, facts, on) is None:
            yield Caution(
                Weight.STOP,
                Text(
                    zh="券抵付费用的比例没有规定，现在不能授予。",
                    en="No share of the fee is set for the voucher, so it cannot be granted now.",
                ),
            )
        elif last_day_of(matter.policy, right, facts, on) is None:
            yield Caution(
                Weight.NOTE,
                Text(
                    zh="券的有效期没有规定：授予之后，由部门书面确定最后一日再发券。",
                    en="No standard says how long the voucher can be used: after the grant the department"
                    " fixes the last day in writing and issues it.",
                ),
            )
