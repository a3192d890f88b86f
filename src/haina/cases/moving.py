"""What moving a running case to another version of the policy would change, told before it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haina.cases.clock import reckon
from haina.cases.decide_moving import plan
from haina.cases.perform import Matter
from haina.cases.policies import policy_of, working_calendar
from haina.cases.queries import visible_case
from haina.cases.refusals import Forbidden, Refusal
from haina.cases.state import StageState, TermOnRecord
from haina.cases.store import load_state
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Verb


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """A term that would be another one, with its last day before and after; `stage` empty: the whole case."""

    stage: str
    before: TermOnRecord
    after: TermOnRecord
    due_before: date | None
    due_after: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would change; ids are those of the procedures."""

    before: str
    after: str
    is_possible: bool
    #: Answered steps that are gone in the other version: because of them it is refused.
    lost: tuple[str, ...]
    #: Whether the case would be settled by the move alone: because of that it is refused.
    settles: bool
    #: Whether the file would have to be accepted again, or would never be: refused too.
    reaccepts: bool
    #: Open steps that would fall away, steps that would begin at once, steps that would come or go later.
    dropped: tuple[str, ...]
    begun: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    terms: tuple[ChangedTerm, ...]
    #: Kinds of documents and fields that only one of the two versions has.
    new_documents: tuple[str, ...]
    gone_documents: tuple[str, ...]
    new_fields: tuple[str, ...]
    gone_fields: tuple[str, ...]


def under(matter: Matter, version: str) -> Matter:
    """The matter as it would be under another version; raises Refusal if that has no such procedure."""
    policy = policy_of(version)
    try:
        procedure = policy.procedures[matter.row.procedure]
    except KeyError:
        raise Refusal("no_procedure", _("The other version does not have this procedure.")) from None
    return replace(matter, policy=policy, procedure=procedure)


def preview(actor: Actor, case_id: UUID, version: str, now: datetime) -> Preview:
    """What moving the case to a version would change.

    Raises CaseNotFound, Forbidden for who may not move it, and Refusal where the version has no such
    procedure.
    """
    row = visible_case(actor, case_id)
    if not PERMISSIONS.may(actor, Verb.MOVE_TO_VERSION, row):
        raise Forbidden(Verb.MOVE_TO_VERSION.value, row.state)
    policy, state = policy_of(row.policy_version_id), load_state(row.pk)
    on = timezone.localdate(now)
    matter = Matter(row, state, policy, policy.procedures[row.procedure], on, now)
    other = under(matter, version)
    terms = other.readings().terms()
    planned = plan(state, matter.procedure, other.procedure, terms)
    present = {stage.id for stage in matter.procedure.stages}
    there = {stage.id for stage in other.procedure.stages}
    changed = [_changed(matter, state.stages[each.stage], each.term) for each in planned.terms]
    total = _changed_total(matter, terms.total)
    documents = [{kind.id for kind in each.procedure.documents} for each in (matter, other)]
    fields = [set(each.procedure.fields) for each in (matter, other)]
    return Preview(
        before=row.policy_version_id,
        after=version,
        is_possible=planned.is_possible,
        lost=planned.lost,
        settles=planned.settles,
        reaccepts=planned.reaccepts,
        dropped=planned.dropped,
        begun=planned.begun,
        added=tuple(sorted(there - present - set(planned.begun))),
        removed=tuple(sorted(present - there - set(planned.dropped) - set(planned.lost))),
        terms=tuple(each for each in (*changed, total) if each is not None),
        new_documents=tuple(sorted(documents[1] - documents[0])),
        gone_documents=tuple(sorted(documents[0] - documents[1])),
        new_fields=tuple(sorted(fields[1] - fields[0])),
        gone_fields=tuple(sorted(fields[0] - fields[1])),
    )


def _changed(matter: Matter, stage: StageState, term: TermOnRecord) -> ChangedTerm | None:
    if stage.term == term:
        return None
    pauses = (*matter.state.pauses, *stage.pauses)
    days = [
        reckon(working_calendar(), each.term.term, stage.opened_on, pauses, each.further).due
        for each in (stage, replace(stage, term=term))
    ]
    return ChangedTerm(stage.id, stage.term, term, *days)


def _changed_total(matter: Matter, term: TermOnRecord) -> ChangedTerm | None:
    total = matter.state.total
    if total is None or total.term == term:
        return None
    days = [
        reckon(working_calendar(), each.term.term, total.event, matter.state.all_pauses, each.further).due
        for each in (total, replace(total, term=term))
    ]
    return ChangedTerm("", total.term, term, *days)
