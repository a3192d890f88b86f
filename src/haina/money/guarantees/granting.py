"""What follows from the grant of a guarantee or of the compensation of a loss, and what is checked before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from haina.cases.consequences import Caution, Weight
from haina.cases.events import Recorded
from haina.cases.facts import facts_of
from haina.cases.names import in_active_language
from haina.cases.perform import Matter, Order
from haina.cases.refusals import Refusal
from haina.money.guarantees.exit_cautions import exit_cautions, require_checked_exit
from haina.money.guarantees.verbs import NewCompensation, NewGuarantee, enter, enter_compensation
from haina.money.models import Award
from haina.money.vouchers.terms import figure, share_of
from haina.people.permissions import State
from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.policy.records import Right
from haina.rules import Status
from haina.rules.explain import explain
from haina.rules.facts import Facts
from haina.rules.text import Text

_KINDS = frozenset({"guarantee", "compensation"})


class Guarantees:
    """The consequence of granting what is a guarantee or a compensation; it comes after the award."""

    kinds = frozenset({"approved", "appeal_upheld"})

    def concerns(self, policy: Policy, procedure: Procedure) -> bool:
        """Whether a programme of the procedure is one of either."""
        return any(_programmes(policy, procedure))

    def follows(self, matter: Matter, happened: Sequence[Recorded], order: Order) -> None:
        """Enter what was granted. Raises Refusal."""
        if matter.row.appeal_of_id is not None:
            return
        if matter.state.state is State.APPROVED:
            for right in _programmes(matter.policy, matter.procedure):
                _enter(matter, right, order)

    def cautions(self, matter: Matter, *, inside: bool) -> Sequence[Caution]:
        """What an officer should see before granting: figures to be shown, and what no standard sets."""
        over = (State.APPROVED, State.ISSUED, State.REVOKED, State.EXPIRED, State.REFUSED)
        return () if not inside or matter.state.state in over else tuple(_cautions(matter))


def _programmes(policy: Policy, procedure: Procedure) -> Iterator[Right]:
    rights = (policy.programmes.get(id) for id in procedure.rights)
    return (
        right
        for right in rights
        if right is not None and right.runs_as is not None and right.runs_as.kind in _KINDS
    )


def _facts(matter: Matter) -> Facts:
    known = facts_of(matter.procedure, matter.state)
    return matter.policy.program.read_facts({name: fact.value for name, fact in known.items()})


def _enter(matter: Matter, right: Right, order: Order) -> None:
    award = Award.objects.filter(case=matter.row, programme=right.id).first()
    if award is None or right.runs_as is None:
        return
    facts, department = _facts(matter), right.grants.apply_to or award.department
    if right.runs_as.kind == "guarantee":
        wanted = NewGuarantee(
            award=award.pk,
            number=award.number,
            programme=right.id,
            department=department,
            ground=award.ground_id,
            cover=award.fen,
            share=share_of(matter.policy, right, facts, order.on),
            source=award.account_id,
            person=award.person_id,
            organisation=award.organisation_id,
        )
        enter(wanted, order.now)
        return
    barred = _barred(matter, right, facts)
    if barred is not None:
        raise Refusal("loss_is_not_compensated", in_active_language(barred))
    if right.runs_as.is_of_a_stake:
        require_checked_exit(matter, right)
    loss = figure(matter.policy, right, "loss", facts, order.on)
    if loss is None:
        return
    enter_compensation(
        NewCompensation(
            award=award.pk,
            number=award.number,
            programme=right.id,
            department=department,
            loss=max(award.fen, int(Decimal(str(loss)) * 100)),
            fen=award.fen,
            organisation=award.organisation_id,
        ),
        order.now,
    )


def _cautions(matter: Matter) -> Iterator[Caution]:
    facts = _facts(matter)
    for right in _programmes(matter.policy, matter.procedure):
        if right.runs_as is None:
            continue
        if right.runs_as.kind == "guarantee" and share_of(matter.policy, right, facts, matter.on) is None:
            yield Caution(
                Weight.NOTE,
                Text(
                    zh="担保承担损失的比例没有规定：授予之后，录入贷款时由部门书面确定。",
                    en="No standard sets the share of a loss that the guarantee bears: the department"
                    " fixes it in writing when the loan is entered.",
                ),
            )
        barred = _barred(matter, right, facts) if right.runs_as.kind == "compensation" else None
        if barred is not None:
            yield Caution(Weight.STOP, barred)
        if right.runs_as.is_of_a_stake:
            yield from exit_cautions(matter, right)
        for name in right.runs_as.shown:
            yield _shown(matter, name, facts)


def _shown(matter: Matter, name: str, facts: Facts) -> Caution:
    """A definition of the pack with its value, put before the officer's eyes."""
    title = matter.policy.definitions[name].title
    value = matter.policy.program.value(name, facts, matter.on)
    zh, en = ("未知", "not known") if value is None else (str(value), str(value))
    return Caution(Weight.NOTE, Text(zh=f"{title.zh}：{zh}", en=f"{title.en}: {en}"))


def _barred(matter: Matter, right: Right, facts: Facts) -> Text | None:
    """Why the rule says no to a compensation, which then nobody can grant: a sale to a related party, a price
    that nobody assessed; None where it says yes or leaves it open.
    """
    explained = explain(matter.policy.program, right.id, facts, matter.on)
    if explained.status is not Status.NO:
        return None
    zh = "；".join(leaf.text.zh for leaf in explained.because)
    en = "; ".join(leaf.text.en for leaf in explained.because)
    return Text(zh=f"按规定不能补偿：{zh}", en=f"By the rules this loss is not compensated: {en}")
