"""A joint application as its filer sees it: its parts, and one form over those that are not sent yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from haina.cases.joint.models import JointApplication, JointPart
from haina.cases.joint.union import JointForm, unite
from haina.cases.models import Case, CaseDocument
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import CaseNotFound
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, State, Verb

#: In which roles one has to do with a joint application; who is only concerned sees the own case alone.
FILERS = frozenset(
    role for role, states in PERMISSIONS.table.items() if Verb.SAVE_DRAFT in states.get(State.DRAFT, ())
)


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file as the joint form shows it: one content under one name, whatever cases it is attached to."""

    kind: str
    name: str
    size: int
    sha256: str
    #: The documents by part.
    documents: Mapping[int, CaseDocument]

    @property
    def first(self) -> CaseDocument:
        """One of them, to open it."""
        return next(iter(self.documents.values()))


@dataclass(frozen=True)
class JointView:
    """A joint application with everything that its pages show."""

    row: JointApplication
    #: The cases that the actor files, in the order of the application; also drafts that were thrown away.
    parts: tuple[CaseView, ...]

    @property
    def standing(self) -> tuple[CaseView, ...]:
        """The parts that were not thrown away."""
        return tuple(each for each in self.parts if each.row.state != State.DISCARDED)

    @cached_property
    def drafts(self) -> tuple[CaseView, ...]:
        """The parts that can still be filled in and have never been sent."""
        return tuple(each for each in self.parts if _is_draft(each))

    @cached_property
    def form(self) -> JointForm:
        """One form over the drafts, which are its parts 0, 1, …"""
        groups = tuple(self.drafts[0].policy.groups) if self.drafts else ()
        return unite([each.procedure for each in self.drafts], groups)

    @property
    def values(self) -> dict[str, object]:
        """What has been filled in, by the names of the form."""
        return self.form.joined([each.row.draft or {} for each in self.drafts])

    @property
    def seen(self) -> str:
        """Which drafts the form was drawn from, with the sequence of each: `id.sequence`, by blanks."""
        return " ".join(f"{each.row.pk.hex}.{each.row.sequence}" for each in self.drafts)

    @property
    def sent(self) -> tuple[CaseView, ...]:
        """The parts that have been filed."""
        return tuple(each for each in self.parts if each.row.filed_at is not None)

    @property
    def withdrawable(self) -> tuple[CaseView, ...]:
        """The parts that can be taken back, or thrown away, as they stand."""
        return tuple(each for each in self.parts if Verb.WITHDRAW in each.may)

    def files(self, kind: str) -> tuple[SharedFile, ...]:
        """The files of a kind of document of the form, each content once."""
        found: dict[tuple[str, str], dict[int, CaseDocument]] = {}
        for use in self.form.document(kind).uses:
            for file in self.drafts[use.part].documents:
                if file.kind == use.name:
                    found.setdefault((file.sha256, file.name), {})[use.part] = file
        return tuple(_shared(kind, documents) for documents in found.values())


def _shared(kind: str, documents: Mapping[int, CaseDocument]) -> SharedFile:
    first = next(iter(documents.values()))
    return SharedFile(kind, first.name, first.size, first.sha256, documents)


def _is_draft(view: CaseView) -> bool:
    return view.row.state == State.DRAFT and Verb.SAVE_DRAFT in view.may


def joint_view(actor: Actor, joint_id: UUID, now: datetime) -> JointView:
    """A joint application with the parts that the actor files; raises CaseNotFound where there are none."""
    row = JointApplication.objects.select_related("organisation", "person").filter(pk=joint_id).first()
    rows = [] if row is None else own_parts(actor, joint_id)
    if row is None or not rows:
        raise CaseNotFound(joint_id)
    return JointView(row, tuple(case_view(actor, each.pk, now) for each in rows))


def own_parts(actor: Actor, joint_id: UUID) -> list[Case]:
    """The cases of a joint application that the actor files, in its order."""
    rows = Case.objects.filter(PERMISSIONS.visible(actor), joint_part__application_id=joint_id)
    ordered = rows.order_by("joint_part__place")
    return [row for row in ordered if PERMISSIONS.roles(actor, row) & FILERS]


def joint_of(case: Case) -> UUID | None:
    """The joint application of a case, if it is part of one."""
    return JointPart.objects.filter(case=case).values_list("application_id", flat=True).first()


def joints_of(cases: Iterable[Case]) -> dict[UUID, UUID]:
    """The joint applications of cases, by case; one query."""
    parts = JointPart.objects.filter(case__in=[case.pk for case in cases])
    return dict(parts.values_list("case_id", "application_id"))
