"""One form out of several: every field asked once, every kind of document attached once. Pure.

Fields and documents are one where their procedures define them alike; where one name means two things, each
keeps its own place, and its name on the joint form carries the procedure behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from haina.policy.procedures import DocumentKind, FormField, FormSection, Procedure

#: The section of the facts that belong to no group; it comes last.
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Use:
    """That an application uses a field or document of the joint form, under which name, and if it must."""

    part: int
    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class JointField:
    """A field of the joint form and the applications that use it; required where one of them requires it."""

    field: FormField
    uses: tuple[Use, ...]

    @property
    def name(self) -> str:
        """Its name on the joint form."""
        return self.field.name


@dataclass(frozen=True, slots=True)
class JointSection:
    """Fields of one or more applications under one heading."""

    section: FormSection
    fields: tuple[JointField, ...]

    @property
    def id(self) -> str:
        """Its id on the joint form."""
        return self.section.id


@dataclass(frozen=True, slots=True)
class JointDocument:
    """A kind of document and the applications to which one upload goes."""

    kind: DocumentKind
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class JointForm:
    """The form of several procedures, which are the parts 0, 1, …"""

    sections: tuple[JointSection, ...]
    documents: tuple[JointDocument, ...]

    @property
    def fields(self) -> Mapping[str, JointField]:
        """All fields by their names on the form, in order."""
        return {each.name: each for section in self.sections for each in section.fields}

    def part_of(self, part: int, values: Mapping[str, object]) -> dict[str, object]:
        """What of `values` belongs to one application, under its own names."""
        return {
            use.name: values[name]
            for name, each in self.fields.items()
            if name in values
            for use in each.uses
            if use.part == part
        }

    def joined(self, values: Sequence[Mapping[str, object]]) -> dict[str, object]:
        """The values of the form from those of the applications; the first that has one gives it."""
        found: dict[str, object] = {}
        for name, each in self.fields.items():
            given = [values[use.part][use.name] for use in each.uses if use.name in values[use.part]]
            if given:
                found[name] = given[0]
        return found

    def name_of(self, part: int, name: str) -> str:
        """What a field of an application is called on the form; raises KeyError."""
        for each in self.fields.values():
            if any((use.part, use.name) == (part, name) for use in each.uses):
                return each.name
        raise KeyError(name)

    def home_of(self, name: str) -> str:
        """The section that asks a field, by the field's name on the form; raises KeyError."""
        for section in self.sections:
            if any(each.name == name for each in section.fields):
                return section.id
        raise KeyError(name)

    def document(self, id: str) -> JointDocument:
        """The kind of document of this id; raises KeyError."""
        for each in self.documents:
            if each.kind.id == id:
                return each
        raise KeyError(id)


def unite(procedures: Sequence[Procedure], groups: Sequence[str]) -> JointForm:
    """The joint form of these procedures; `groups` are the fact groups of the pack in their order."""
    return JointForm(_sections(procedures, groups), _documents(procedures))


@dataclass(slots=True)
class _Draft:
    """A section that is being put together."""

    section: FormSection
    names: list[str] = field(default_factory=list)


def _sections(procedures: Sequence[Procedure], groups: Sequence[str]) -> tuple[JointSection, ...]:
    order = _order(procedures, groups)
    found: dict[str, JointField] = {}
    for part, procedure in enumerate(procedures):
        for section in procedure.sections:
            for each in section.fields:
                name = _place(found, each, procedure.id)
                use = Use(part, each.name, each.required)
                if name in found:
                    found[name] = _with(found[name], use)
                else:
                    found[name] = JointField(replace(each, name=name), (use,))
                    order[section.id].names.append(name)
    return tuple(
        JointSection(
            replace(draft.section, fields=tuple(found[name].field for name in draft.names)),
            tuple(found[name] for name in draft.names),
        )
        for draft in order.values()
        if draft.names
    )


def _order(procedures: Iterable[Procedure], groups: Sequence[str]) -> dict[str, _Draft]:
    """The sections of all: those of a procedure's own first, then the pack's groups in the pack's order.

    That is the order in which every single form has them.
    """
    rank = {id: place for place, id in enumerate(groups)}
    first: dict[str, FormSection] = {}
    for procedure in procedures:
        for section in procedure.sections:
            first.setdefault(section.id, section)
    known = sorted((id for id in first if id in rank), key=rank.__getitem__)
    last = [id for id in first if id == _OTHER]
    own = [id for id in first if id not in rank and id != _OTHER]
    return {id: _Draft(first[id]) for id in (*own, *known, *last)}


def _place(found: Mapping[str, JointField], each: FormField, procedure: str) -> str:
    """Under which name a field stands: its own, or one with the procedure where the name is another's."""
    before = found.get(each.name)
    return each.name if before is None or _alike(before.field, each) else f"{each.name}__{procedure}"


def _alike(a: FormField, b: FormField) -> bool:
    same = (a.fact, a.type, a.pattern) == (b.fact, b.type, b.pattern)
    return same and [each.name for each in a.options] == [each.name for each in b.options]


def _with(known: JointField, use: Use) -> JointField:
    required = known.field.required or use.required
    return JointField(replace(known.field, required=required), (*known.uses, use))


def _documents(procedures: Sequence[Procedure]) -> tuple[JointDocument, ...]:
    found: dict[str, JointDocument] = {}
    for part, procedure in enumerate(procedures):
        for kind in procedure.documents:
            before = found.get(kind.id)
            alike = before is None or _same_files(before.kind, kind)
            id = kind.id if alike else f"{kind.id}__{procedure.id}"
            use = Use(part, kind.id, kind.required)
            if before is not None and alike:
                required = before.kind.required or kind.required
                merged = replace(before.kind, required=required)
                found[id] = JointDocument(merged, (*before.uses, use))
            else:
                found[id] = JointDocument(replace(kind, id=id), (use,))
    return tuple(found.values())


def _same_files(a: DocumentKind, b: DocumentKind) -> bool:
    """Whether one upload can serve as both."""
    mine, other = ((k.media_types, k.max_bytes, k.max_files, k.title) for k in (a, b))
    return mine == other
