"""Look into the exit of a stake: enter its buyer and its papers, and let a finding stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case
from haina.cases.perform import Matter
from haina.cases.policies import policy_of
from haina.cases.queries import visible_case
from haina.cases.refusals import Refusal
from haina.cases.store import load_state
from haina.money.guarantees.exits import checked
from haina.money.guarantees.finding import require
from haina.money.guarantees.models import Exit, ExitPaper, Overruling
from haina.money.guarantees.permissions import GuaranteeVerb, account_of, exit_roles
from haina.money.guarantees.refusals import kindly, refuse
from haina.money.vouchers.finding import NotThere
from haina.people.actors import Actor
from haina.people.looks import note_look
from haina.people.models import Organisation, Person
from haina.people.permissions import State
from haina.people.searching import by_number
from haina.policy.records import Right

_OPEN = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper of an exit; the amount in the smallest unit of its currency."""

    kind: str
    number: str
    day: date
    amount: int
    currency: str


def stake_matter(actor: Actor, now: datetime, case_id: UUID, verb: GuaranteeVerb) -> tuple[Matter, Right]:
    """A case that wants the loss of a stake compensated, with the programme. Raises NotThere or MayNot."""
    row = visible_case(actor, case_id)
    policy = policy_of(row.policy_version_id)
    procedure = policy.procedures[row.procedure]
    rights = (policy.programmes.get(id) for id in procedure.rights)
    right = next((each for each in rights if each is not None and is_of_a_stake(each)), None)
    if right is None:
        raise NotThere(str(case_id))
    require(exit_roles(actor, row), verb)
    return Matter(row, load_state(row.pk), policy, procedure, timezone.localdate(now), now), right


def is_of_a_stake(right: Right) -> bool:
    """Whether the programme compensates the loss of a stake, whose exit is looked into."""
    return right.runs_as is not None and right.runs_as.is_of_a_stake


def enter_exit(actor: Actor, now: datetime, case_id: UUID, *, number: str = "", otherwise: str = "") -> Exit:
    """Enter who bought the stake by a number of theirs, or in words where nobody registered here did.

    Raises NotThere, MayNot, or Refusal: exit_is_to_one, nobody_found, exit_is_decided.
    """
    with _locked(actor, now, case_id, GuaranteeVerb.CHECK_EXIT):
        buyer = _buyer(number.strip()) if number.strip() else None
        if (buyer is None) == (not otherwise.strip()):
            raise refuse("exit_is_to_one")
        if buyer is not None:
            department = next(iter(sorted(actor.departments)), "")
            note_look(buyer.pk, account_of(actor), department, timezone.localdate(now))
        return Exit.objects.create(
            case_id=case_id,
            organisation=buyer if isinstance(buyer, Organisation) else None,
            person=buyer if isinstance(buyer, Person) else None,
            otherwise=otherwise.strip(),
            entered_at=now,
            entered_by_id=account_of(actor),
        )


def add_exit_paper(actor: Actor, now: datetime, case_id: UUID, paper: NewPaper) -> ExitPaper:
    """Enter a paper of the exit. Raises NotThere, MayNot, or Refusal: not_yet, exit_is_decided,
    exit_paper_is_entered_once, exit_paper_has_an_amount, exit_paper_has_a_number.
    """
    with _locked(actor, now, case_id, GuaranteeVerb.CHECK_EXIT):
        if paper.day > timezone.localdate(now):
            raise Refusal("not_yet", _("The day of the paper is still to come."))
        return ExitPaper.objects.create(
            case_id=case_id,
            kind=paper.kind,
            number=paper.number.strip(),
            day=paper.day,
            amount=paper.amount,
            currency=paper.currency.strip().upper(),
            entered_at=now,
            entered_by_id=account_of(actor),
        )


def overrule_finding(actor: Actor, now: datetime, case_id: UUID, key: str, *, why: str) -> Overruling:
    """Let a finding stand, with the reason; a second time changes nothing.

    Raises NotThere, MayNot, or Refusal: reason_missing, finding_is_gone, exit_is_decided.
    """
    if not why.strip():
        raise Refusal("reason_missing", _("Say why, so that the people concerned know."))
    with _locked(actor, now, case_id, GuaranteeVerb.OVERRULE_FINDING) as (matter, right):
        if key not in {each.key for each in checked(matter, right).findings}:
            raise Refusal("finding_is_gone", _("What was found has changed meanwhile. Please look again."))
        return Overruling.objects.get_or_create(
            case_id=case_id,
            finding=key,
            defaults={"why": why.strip(), "ruled_at": now, "ruled_by_id": account_of(actor)},
        )[0]


@contextmanager
def _locked(
    actor: Actor, now: datetime, case_id: UUID, verb: GuaranteeVerb
) -> Iterator[tuple[Matter, Right]]:
    """The matter, inside a transaction, while nothing has been decided yet."""
    with kindly(), transaction.atomic():
        Case.objects.select_for_update(no_key=True).filter(pk=case_id).first()
        matter, right = stake_matter(actor, now, case_id, verb)
        if matter.state.state not in _OPEN:
            raise Refusal("exit_is_decided", _("The case has been decided; nothing is entered any more."))
        yield matter, right


def _buyer(number: str) -> Organisation | Person:
    """Whose number it is. Raises Refusal "nobody_found"."""
    ids = by_number(number)
    found: list[Organisation | Person] = [
        *Organisation.objects.filter(pk__in=ids),
        *Person.objects.filter(pk__in=ids),
    ]
    if len(found) != 1:
        raise Refusal("nobody_found", _("No unit or person with this number is registered here."))
    return found[0]
