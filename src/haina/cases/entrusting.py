"""Which agents a running case can be put into the hands of, and which of them acts in it now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import models

from haina.cases.models import Case
from haina.people.actors import APPEAL
from haina.people.models import Mandate, Power


def agent_of(row: Case) -> Mandate | None:
    """The mandate under which somebody from outside acts in a case; None where nobody does.

    An organisation's own people, who file for it directly, are no agents.
    """
    if row.mandate_id is None:
        return None
    mandate = _rows().get(pk=row.mandate_id)
    return mandate if _is_from_outside(mandate) else None


def agents_for(row: Case, unwanted: Iterable[int], on: date) -> list[Mandate]:
    """The mandates under which an agent from outside can go on with a case on a day.

    Left out are whoever acts in it now, and those whom the person concerned does not want in it (`unwanted`).
    """
    present = agent_of(row)
    out = {_holder(each) for each in Mandate.objects.filter(pk__in=list(unwanted))}
    out |= {_holder(present)} if present is not None and present.holds(on) else set()
    rows = _rows().filter(ended_at__isnull=True, valid_from__lte=on)
    if row.organisation_id is not None:
        rows = rows.filter(organisation=row.organisation_id, holder__isnull=False)
    else:
        rows = rows.filter(person=row.person_id, person__isnull=False)
    return [each for each in rows.order_by("pk") if _files(each, row, on) and _holder(each) not in out]


def _rows() -> models.QuerySet[Mandate]:
    return Mandate.objects.select_related("account", "holder", "person", "organisation")


def _files(mandate: Mandate, row: Case, on: date) -> bool:
    """Whether its holder files applications like this one."""
    in_scope = not mandate.scope or row.procedure.removesuffix(APPEAL) in mandate.scope
    files = not mandate.powers or Power.FILE in mandate.powers
    return mandate.is_taken_on and mandate.holds(on) and in_scope and files


def _is_from_outside(mandate: Mandate) -> bool:
    return mandate.person_id is not None or mandate.holder_id is not None


def _holder(mandate: Mandate) -> UUID | None:
    return mandate.holder_id or mandate.account_id
