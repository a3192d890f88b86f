"""What the same parties stated in earlier applications: offered with where it comes from, never filled in."""

from __future__ import annotations

from dataclasses import dataclass

from haina.cases.agents import Side
from haina.cases.evolve import fold
from haina.cases.forms import read_form
from haina.cases.models import Case
from haina.cases.queries import CaseView
from haina.cases.shown import shown_value
from haina.cases.store import history_of
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, UNFILED
from haina.policy.procedures import FormField, FormSection
from haina.rules.text import Text

#: In how many earlier applications is looked.
_EARLIER = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that was stated before."""

    field: FormField
    value: object
    words: Text
    #: The case in which it was stated.
    case: Case


def known_facts(actor: Actor, view: CaseView, part: FormSection) -> dict[str, Known]:
    """Return by name the facts of a section that are still empty here and were stated before, the latest.

    Only applications of the same person and organisation count, of those that the actor may see.
    """
    filled = view.row.draft or {}
    empty = {field.name: field for field in part.fields if field.fact and field.name not in filled}
    same = {"person_id": view.row.person_id, "organisation_id": view.row.organisation_id}
    rows = Case.objects.filter(PERMISSIONS.visible(actor), **same).exclude(state__in=UNFILED)
    known: dict[str, Known] = {}
    for row in rows.exclude(pk=view.row.pk).order_by("-started_at")[:_EARLIER] if empty else ():
        happened = history_of(row.pk)
        stated = Side.of(actor, row).state(fold(happened), happened, view.policy).form
        asked = {name: stated[name] for name in empty if name in stated and name not in known}
        # Under another version of the policy a value may be none any more.
        for name, value in read_form(view.procedure, asked, view.policy.facts)[0].items():
            field = empty[name]
            known[name] = Known(field, value, shown_value(view.policy, field, value), row)
    return known
