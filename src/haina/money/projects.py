"""Which other projects say the same as one and ask for the same money, for the officer who judges it.

Compared are applications under way and those that brought an award: of the same people and units, and of the
programmes that share a rule with this one. An officer is shown those that they may see, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from haina.cases.models import Case
from haina.cases.policies import policy_of
from haina.money.models import Award, ProjectOutline
from haina.money.overlap import Match, Projects
from haina.money.permissions import programmes_of
from haina.people.actors import Actor
from haina.people.identities import all_joined
from haina.people.permissions import PERMISSIONS, State
from haina.policy import Policy
from haina.rules.text import Text

#: Outlines with which one is compared at most, the latest ones.
MOST_COMPARED = 2000
#: From which likeness of the texts on another project is shown.
LEAST_LIKENESS = 0.2
_UNDER_WAY = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another project that says the same, and what became of it."""

    outline: ProjectOutline
    title: Text
    match: Match
    awards: tuple[Award, ...]
    #: Whether the same person or unit stands behind both.
    same_beneficiary: bool

    @property
    def percent(self) -> int:
        """How alike the texts are, in hundredths."""
        return round(self.match.likeness * 100)


def outline_of(case_id: UUID) -> ProjectOutline | None:
    """The outline of a case that counts; None where nobody wrote one."""
    return ProjectOutline.objects.filter(case_id=case_id).order_by("-pk").first()


def may_overlap(policy: Policy, programmes: Iterable[str]) -> bool:
    """Whether a rule between programmes speaks of one of these, so that others may pay for the same."""
    return any(policy.exclusions_of(each) for each in programmes)


def overlaps(actor: Actor, case: Case) -> tuple[Overlap, ...]:
    """The projects most like that of a case which the actor may see, the most alike first."""
    own = outline_of(case.pk)
    if own is None:
        return ()
    whose = _beneficiaries(case)
    others = {each.case_id: each for each in _compared(actor, case, whose)}
    found = Projects(each.project for each in others.values()).matches(own.project, least=LEAST_LIKENESS)
    awards = Award.objects.filter(case__in=[each.project.id for each in found]).order_by("number")
    by_case: dict[UUID, list[Award]] = {}
    for award in awards:
        by_case.setdefault(award.case_id, []).append(award)
    return tuple(_overlap(others[UUID(each.project.id)], each, by_case, whose) for each in found)


def _overlap(
    outline: ProjectOutline, match: Match, awards: dict[UUID, list[Award]], whose: frozenset[UUID]
) -> Overlap:
    other = outline.case
    return Overlap(
        outline,
        policy_of(other.policy_version_id).procedures[other.procedure].title,
        match,
        tuple(awards.get(other.pk, ())),
        bool(whose & {other.person_id, other.organisation_id}),
    )


def _compared(actor: Actor, case: Case, whose: frozenset[UUID]) -> Iterable[ProjectOutline]:
    """The outlines that count of other cases, the latest ones first."""
    same = Q(person_id__in=whose) | Q(organisation_id__in=whose)
    cases = Case.objects.filter(PERMISSIONS.visible(actor)).exclude(pk=case.pk)
    cases = cases.filter(same | Q(procedure__in=_related(case)))
    cases = cases.filter(
        Q(state__in=_UNDER_WAY) | Q(pk__in=Award.objects.order_by().values("case_id")), appeal_of__isnull=True
    )
    rows = ProjectOutline.objects.filter(case__in=cases).select_related("case").order_by("-pk")
    seen: set[UUID] = set()
    for row in rows[:MOST_COMPARED]:
        if row.case_id not in seen:
            seen.add(row.case_id)
            yield row


def _beneficiaries(case: Case) -> frozenset[UUID]:
    """Who stands behind a case, under every identity that is one with theirs."""
    return all_joined(*(each for each in (case.person_id, case.organisation_id) if each is not None))


def _related(case: Case) -> tuple[str, ...]:
    """The procedures of the programmes of a case, and of those that share a rule with one."""
    policy = policy_of(case.policy_version_id)
    named = set(programmes_of(case))
    related = named.union(
        *(group.programmes for programme in named for group in policy.exclusions_of(programme))
    )
    return tuple(each.id for each in policy.procedures.values() if related & set(each.rights))
