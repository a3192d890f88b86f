"""Which papers of an application its reviewers see: those that show what the scheme shows them.

As with departments (`haina.cases.sight`), a kind of document is seen by whom it tells something that they
are there to know, and by nobody else: a scheme that shows the stage of a career shows the paper that proves
it, and never an identity card. A blind scheme shows none, since papers carry names.
"""

from __future__ import annotations

from haina.cases.models import CaseDocument
from haina.cases.policies import policy_of
from haina.policy.procedures import DocumentKind
from haina.review.models import Assignment
from haina.review.schemes import scheme_of


def kinds_shown(task: Assignment) -> dict[str, DocumentKind]:
    """The kinds of documents that the reviewer of a task sees, by id."""
    scheme, case = scheme_of(task.entry.round), task.entry.case
    if scheme.blind:
        return {}
    procedure = policy_of(case.policy_version_id).procedures[case.procedure]
    shows = frozenset(scheme.shows)
    return {kind.id: kind for kind in procedure.documents if not shows.isdisjoint(kind.evidences)}


def papers_of(task: Assignment) -> list[tuple[DocumentKind, CaseDocument]]:
    """The papers that the reviewer of a task sees, in the order in which they were attached."""
    kinds = kinds_shown(task)
    rows = CaseDocument.objects.filter(case=task.entry.case, kind__in=list(kinds), removed_at__isnull=True)
    return [(kinds[row.kind], row) for row in rows.order_by("attached_at", "pk")]
