"""Which parts of an application are filled in: all of a draft, only what was named of a correction."""

from __future__ import annotations

from django.urls import reverse

from haina.cases.queries import CaseView
from haina.policy.procedures import FormSection


def sections_to_fill(view: CaseView) -> list[FormSection]:
    """Return the sections in which something can be filled in."""
    if view.state.correction is None:
        return list(view.procedure.sections)
    named = view.state.correction.names("field")
    return [part for part in view.procedure.sections if any(field.name in named for field in part.fields)]


def first_to_fill(view: CaseView) -> str:
    """Return the address where filling in begins: a section, or the documents where only these are named."""
    sections = sections_to_fill(view)
    if sections:
        return reverse("cases:fill", args=[view.row.pk, sections[0].id])
    return reverse("cases:documents", args=[view.row.pk])
