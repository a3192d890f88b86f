"""The few statements that every command sends, written down once.

Working them out from the models each time costs more than PostgreSQL needs to carry them out. What they read
and write are the models' own columns; values go through the models' fields, as anywhere else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, models

from haina.cases.models import Case, CaseEvent, CaseStage

#: NO KEY: rows that refer to the case may be added meanwhile, its own columns may not be changed.
_LOCK = "SELECT * FROM cases_case WHERE id = %s FOR NO KEY UPDATE"
_HISTORY = """
SELECT sequence, at, "on", kind, payload, account_id, role, department, key FROM cases_caseevent
WHERE case_id = %s AND sequence > %s AND sequence <= %s ORDER BY sequence
"""
#: More events than a case can have.
NO_END = 2**31 - 1


class StoredEvent(NamedTuple):
    """An event as it is stored, without what binds it to the chain."""

    sequence: int
    at: datetime
    on: date
    kind: str
    payload: dict[str, Any]
    account_id: UUID | None
    role: str
    department: str
    key: str | None


def lock_case(case_id: UUID) -> Case | None:
    """The row of a case, locked to the end of the transaction; None where there is no such case."""
    return next(iter(Case.objects.raw(_LOCK, [case_id])), None)


def stored_events(case_id: UUID, after: int = 0, up_to: int = NO_END) -> list[StoredEvent]:
    """The events of a case in order, from the one after `after`."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [case_id, after, up_to])
        return [StoredEvent._make((*row[:4], json.loads(row[4]), *row[5:])) for row in cursor.fetchall()]


class _Columns:
    """The columns of a model that are not given by the database, and the values that a row has for them."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self.table = model._meta.db_table

    @cached_property
    def _fields(self) -> list[tuple[str, Callable[[Any, Any], Any], str]]:
        return [
            (each.attname, each.get_db_prep_save, str(each.column))
            for each in self._model._meta.concrete_fields
            if not isinstance(each, models.AutoField)
        ]

    @cached_property
    def names(self) -> list[str]:
        """The columns, quoted."""
        return [f'"{column}"' for _name, _prepare, column in self._fields]

    def values(self, row: models.Model) -> list[Any]:
        """A row's values, as they are sent."""
        return [prepare(getattr(row, name), connection) for name, prepare, _column in self._fields]


class Insert:
    """Adds rows of one model; where they are there already, `ending` says what becomes of them."""

    def __init__(self, model: type[models.Model], ending: str = "") -> None:
        self._columns, self._ending = _Columns(model), ending

    def __call__(self, rows: Iterable[models.Model]) -> None:
        """Add these rows in one statement. Raises IntegrityError where one may not be added."""
        sent = [self._columns.values(row) for row in rows]
        if not sent:
            return
        names = ", ".join(self._columns.names)
        places = ", ".join([f"({', '.join(['%s'] * len(self._columns.names))})"] * len(sent))
        # Only names of the models' own tables and columns are written into it; every value is a parameter.
        statement = f'INSERT INTO "{self._columns.table}" ({names}) VALUES {places} {self._ending}'  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in sent for value in row])


class Update:
    """Writes all columns of one row that is there."""

    def __init__(self, model: type[models.Model]) -> None:
        self._columns = _Columns(model)

    def __call__(self, row: models.Model) -> None:
        """Write the row as it is."""
        changes = ", ".join(f"{name} = %s" for name in self._columns.names)
        statement = f'UPDATE "{self._columns.table}" SET {changes} WHERE id = %s'  # noqa: S608 - names of columns
        with connection.cursor() as cursor:
            cursor.execute(statement, [*self._columns.values(row), row.pk])


_STAGE_CHANGES = ("status", "officer_id", "due", "days_held", "held", "deemed", "escalated", "ended_at")

insert_events = Insert(CaseEvent)
update_case = Update(Case)
upsert_stages = Insert(
    CaseStage,
    "ON CONFLICT (case_id, stage) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _STAGE_CHANGES),
)
