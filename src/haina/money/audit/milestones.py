"""Whether outlines, milestones and payments are still what the histories of their cases were told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from haina.cases.models import CaseEvent
from haina.money import telling
from haina.money.agreements import AGREED, digest_of_terms
from haina.money.models import Award, Instalment, ProjectOutline

_STATES = {
    telling.REPORTED: Instalment.State.CLAIMED,
    telling.RETURNED: Instalment.State.PLANNED,
    telling.ACCEPTED: Instalment.State.ACCEPTED,
    telling.PAID: Instalment.State.PAID,
}


@dataclass(frozen=True, slots=True)
class MilestoneBreak:
    """An outline or an instalment that is not what the event said."""

    case_id: UUID
    sequence: int
    #: What the event told of, by the names in `haina.money.telling`.
    what: str
    #: changed or missing.
    fault: str

    def __str__(self) -> str:
        return f"{self.case_id} #{self.sequence} {self.what}: {self.fault}"


@dataclass(frozen=True, slots=True)
class _Told:
    case_id: UUID
    sequence: int
    what: str
    digest: str

    def broken(self, fault: str) -> MilestoneBreak:
        return MilestoneBreak(self.case_id, self.sequence, self.what, fault)


def verify_milestones() -> Iterator[MilestoneBreak]:
    """Every outline and instalment that is not what its case's history was told last."""
    events = CaseEvent.objects.filter(kind="followed_up").order_by("case_id", "sequence")
    rows = events.values_list("case_id", "sequence", "payload").iterator(chunk_size=2000)
    instalments: dict[str, dict[str, _Told]] = {}
    for case_id, sequence, payload in rows:
        one = _Told(case_id, sequence, payload["what"], payload["digest"])
        if one.what == telling.OUTLINED:
            yield from _outline(one, payload["about"])
        elif one.what == AGREED:
            yield from _agreement(one, payload["about"])
        elif one.what in _STATES:
            told = instalments.setdefault(payload["about"], {})
            # In the order of what happened last.
            told.pop(one.what, None)
            told[one.what] = one
    for about, told in instalments.items():
        yield from _instalment(about, told)


def _outline(one: _Told, about: str) -> Iterator[MilestoneBreak]:
    row = ProjectOutline.objects.filter(pk=int(about)).first()
    if row is None:
        yield one.broken("missing")
    elif telling.digest_of_outline(row) != one.digest:
        yield one.broken("changed")


def _agreement(one: _Told, about: str) -> Iterator[MilestoneBreak]:
    award = Award.objects.filter(pk=about).first()
    if award is None:
        yield one.broken("missing")
    elif digest_of_terms(award) != one.digest:
        yield one.broken("changed")


def _instalment(about: str, told: Mapping[str, _Told]) -> Iterator[MilestoneBreak]:
    award, number = about.rsplit("/", 1)
    last = list(told.values())[-1]
    row = Instalment.objects.filter(award_id=award, number=int(number)).first()
    if row is None:
        yield last.broken("missing")
        return
    if row.state not in (_STATES[last.what], Instalment.State.CANCELLED):
        yield last.broken("changed")
    reported, paid = told.get(telling.REPORTED), told.get(telling.PAID)
    # What was given back may be written anew.
    if reported is not None and last is not told.get(telling.RETURNED):
        yield from [reported.broken("changed")] * (telling.digest_of_report(row) != reported.digest)
    if paid is not None and telling.digest_of_payment(row) != paid.digest:
        yield paid.broken("changed")
