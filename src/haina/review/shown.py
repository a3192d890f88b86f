"""What pages show of a round: its terms, its applications and how far they are, its ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext

from haina.cases.facts import CaseFact
from haina.cases.models import Case
from haina.cases.names import in_active_language
from haina.cases.policies import policy_of
from haina.cases.shown import shown_value
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, RUNNING
from haina.policy.ranking import kept_places
from haina.policy.reviewing import ReviewScheme
from haina.review.models import Assignment, Conflict, Entry, Reviewer, Round, Score
from haina.review.ranking import Place, places
from haina.review.schemes import policy_for, scheme_of, terms_of
from haina.review.words import title_of
from haina.rules.text import Text
from haina.rules.types import Enum

#: So many applications are offered at once to be put into a round.
MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """By what a round goes, in the reader's language."""

    title: str
    scheme: str
    department: str
    clauses: tuple[str, ...]
    note: str
    #: Criterion, what it asks, and its weight in per cent.
    criteria: tuple[tuple[str, str, Decimal], ...]
    #: Tilt, its clause, and what it does.
    tilts: tuple[tuple[str, str, str], ...]
    ties: tuple[str, ...]


def round_terms(round: Round) -> RoundTerms:
    """By what a round goes."""
    policy, scheme = policy_for(round), scheme_of(round)
    department = policy.departments.get(round.department)
    return RoundTerms(
        title=title_of(round),
        scheme=in_active_language(scheme.title),
        department=round.department if department is None else in_active_language(department.title),
        clauses=scheme.clauses,
        note="" if scheme.note is None else in_active_language(scheme.note),
        criteria=tuple(
            (in_active_language(each.title), in_active_language(each.asks), per_cent(round.weights[each.id]))
            for each in scheme.criteria
        ),
        tilts=tuple(
            (in_active_language(tilt.title), tilt.clause, _what_a_tilt_does(round, scheme, tilt.id))
            for tilt in scheme.tilts
        ),
        ties=tuple(tie_in_words(scheme, id) for id in scheme.ties),
    )


def per_cent(share: object) -> Decimal:
    """A share as a number of hundredths, without zeros at its end."""
    return Decimal(f"{(Decimal(str(share)) * 100).normalize():f}")


def _what_a_tilt_does(round: Round, scheme: ReviewScheme, id: str) -> str:
    size = round.tilts[id]
    if scheme.by_tilt[id].adds is not None:
        return gettext("adds %(marks)s to the mark") % {"marks": size}
    share = {"share": per_cent(size)}
    if round.places is None:
        return gettext("keeps %(share)s %% of the places") % share
    count = {"count": kept_places(terms_of(round), scheme), "places": round.places, **share}
    return gettext("keeps %(share)s %% of the places: %(count)s of %(places)s") % count


def tie_in_words(scheme: ReviewScheme, id: str) -> str:
    """What tells equals apart, in the reader's language."""
    part = scheme.by_criterion.get(id) or scheme.by_tilt.get(id)
    return gettext("who applied first") if part is None else in_active_language(part.title)


# For officers


def rounds_of(actor: Actor) -> list[Round]:
    """The rounds of the departments in which the actor holds an office, the latest first, with counts."""
    running = Q(entries__taken_out_at__isnull=True)
    tasks = running & Q(entries__assignments__ended_at__isnull=True)
    found = Round.objects.annotate(
        applications=Count("entries", filter=running, distinct=True),
        tasks=Count("entries__assignments", filter=tasks, distinct=True),
        handed_in=Count(
            "entries__assignments",
            filter=tasks & Q(entries__assignments__handed_in_at__isnull=False),
            distinct=True,
        ),
    )
    if "" not in actor.supervises:
        found = found.filter(department__in=sorted(actor.departments | actor.supervises))
    return list(found.order_by("-opened_at"))


def waiting_late(round: Round, now: datetime) -> int:
    """How many reviews of a listed round have not come by its end."""
    over = not round.closed and now >= round.closes_at
    tasks, handed_in = vars(round).get("tasks", 0), vars(round).get("handed_in", 0)
    return tasks - handed_in if over else 0


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An application in a round as its officers see it."""

    entry: Entry
    applicant: str
    #: Tilt and whether it holds; None where that is not known.
    tilts: tuple[tuple[str, bool | None], ...]
    tasks: tuple[Assignment, ...]
    conflicts: tuple[Conflict, ...]
    #: Who may still be given it.
    free: tuple[Reviewer, ...]
    #: Reviewer and, criterion by criterion, the mark with its words; of reviews that count.
    reviews: tuple[tuple[Reviewer, tuple[tuple[str, Score], ...]], ...]

    @property
    def handed_in(self) -> int:
        """How many reviews count."""
        return sum(task.counts for task in self.tasks)


def entry_lines(round: Round) -> list[EntryLine]:
    """The applications of a round with their tasks and conflicts, in the order of their numbers."""
    scheme = scheme_of(round)
    experts = list(
        Reviewer.objects.filter(
            department=round.department, role__in=scheme.reviewers, ended_at__isnull=True
        ).select_related("account")
    )
    entries = round.entries.filter(taken_out_at__isnull=True).select_related(
        "case__person", "case__organisation"
    )
    entries = entries.prefetch_related(
        "assignments__reviewer__account", "assignments__scores", "conflicts__reviewer__account"
    )
    return [_line(scheme, entry, experts) for entry in entries.order_by("number")]


def late_in(round: Round, lines: Iterable[EntryLine], now: datetime) -> list[tuple[str, int]]:
    """Whose reviews have not come by the end of a round that is not closed, and how many of each."""
    if round.closed or now < round.closes_at:
        return []
    waiting = (
        str(task.reviewer)
        for line in lines
        for task in line.tasks
        if task.ended_at is None and task.handed_in_at is None
    )
    return sorted(Counter(waiting).items())


def _line(scheme: ReviewScheme, entry: Entry, experts: Iterable[Reviewer]) -> EntryLine:
    tasks = tuple(entry.assignments.all())
    conflicts = tuple(entry.conflicts.all())
    taken = {task.reviewer_id for task in tasks if task.ended_at is None}
    barred = {conflict.reviewer_id for conflict in conflicts}
    return EntryLine(
        entry=entry,
        applicant=str(entry.case.person or entry.case.organisation),
        tilts=tuple((in_active_language(tilt.title), entry.tilts.get(tilt.id)) for tilt in scheme.tilts),
        tasks=tasks,
        conflicts=conflicts,
        free=tuple(each for each in experts if each.pk not in taken | barred),
        reviews=tuple((task.reviewer, _marks(scheme, task)) for task in tasks if task.counts),
    )


def _marks(scheme: ReviewScheme, task: Assignment) -> tuple[tuple[str, Score], ...]:
    given = {score.criterion: score for score in task.scores.all()}
    return tuple(
        (in_active_language(each.title), given[each.id]) for each in scheme.criteria if each.id in given
    )


def offered_cases(actor: Actor, round: Round) -> list[Case]:
    """The applications that can be put into a round, the earliest first."""
    cases = Case.objects.filter(
        PERMISSIONS.visible(actor),
        departments__contains=[round.department],
        state__in=sorted(RUNNING),
        appeal_of__isnull=True,
    ).exclude(review_entries__taken_out_at__isnull=True, review_entries__isnull=False)
    cases = cases.exclude(review_entries__round=round)
    policy = policy_for(round)
    wanted = set(scheme_of(round).programmes or policy.programmes)
    asking = [id for id, each in policy.procedures.items() if not wanted.isdisjoint(each.rights)]
    cases = cases.filter(procedure__in=asking)
    return list(cases.select_related("person", "organisation").order_by("filed_at", "pk")[:MOST_OFFERED])


# The ranking


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place of a ranking in the reader's language."""

    place: Place
    reasons: tuple[str, ...]
    tilts: tuple[str, ...]
    #: For officers only; None for everybody else.
    case: Case | None
    #: Whether it is the reader's own.
    own: bool


def place_lines(round: Round, actor: Actor, *, inside: bool) -> list[PlaceLine]:
    """The ranking of a round; inside the office with the cases, else with one's own marked."""
    found, scheme = places(round.pk), scheme_of(round)
    ids = [each.case_id for each in found]
    cases: Mapping[UUID, Case] = {}
    if inside:
        cases = Case.objects.select_related("person", "organisation").in_bulk(ids)
    own = _own(actor, ids)
    return [
        PlaceLine(
            place=each,
            reasons=tuple(in_active_language(reason) for reason in each.reasons),
            tilts=tuple(in_active_language(scheme.by_tilt[id].title) for id in each.tilts),
            case=cases.get(each.case_id),
            own=each.case_id in own,
        )
        for each in found
    ]


def _own(actor: Actor, ids: list[UUID]) -> frozenset[UUID]:
    """Which of the cases are the actor's own, or of whom the actor acts for."""
    if actor.is_visitor:
        return frozenset()
    persons = [id for id in (actor.person_id, *(each.person_id for each in actor.standings)) if id]
    units = [each.organisation_id for each in actor.standings if each.organisation_id]
    mine = Q(person_id__in=persons) | Q(organisation_id__in=units)
    return frozenset(Case.objects.filter(mine, pk__in=ids).values_list("pk", flat=True))


def fact_in_words(case: Case, name: str, fact: CaseFact) -> str:
    """The value of a fact of a case, in the reader's language."""
    policy = policy_of(case.policy_version_id)
    field = policy.procedures[case.procedure].fields.get(name)
    if field is not None:
        return in_active_language(shown_value(policy, field, fact.value))
    declared = policy.facts[name]
    if isinstance(declared.type, Enum):
        labels = {value.name: value.label for value in declared.type.values}
        return in_active_language(labels.get(str(fact.value), Text.both(str(fact.value))))
    return str(fact.value)


def programme_titles(case: Case) -> str:
    """For what an application asks, in the reader's language."""
    procedure = policy_of(case.policy_version_id).procedures[case.procedure]
    return in_active_language(procedure.title)
