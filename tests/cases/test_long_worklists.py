"""Feature: with 200,000 cases a worklist still reads no whole table of cases."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Model

from haina.cases import worklists
from haina.cases.models import Case, CaseStage
from haina.cases.worklists import Claimed, Cursor, Scope, Waiting, Wanted
from haina.people.permissions import State

from .conftest import Application, City

MANY = 200_000
#: What differs in the copies of one filed case, as SQL over the copy's number `n`.
CASE = {
    "id": "gen_random_uuid()",
    "reference": "'X-2026-' || lpad(n::text, 7, '0')",
    "procedure": "'procedure_' || n % 40",
    "state": "CASE WHEN n % 5 = 0 THEN 'issued' ELSE 'in_review' END",
    "person_id": "NULL",
    "departments": "ARRAY['department_' || n % 17, 'department_' || n % 5]",
    "due": "one.due + n % 60",
}
STAGE = {
    "id": "1000000 + substr(n.reference, 8)::integer",
    "case_id": "n.id",
    "stage": "'review'",
    "procedure": "n.procedure",
    "department": "n.departments[1]",
    "due": "n.due",
    "status": "CASE n.state WHEN 'issued' THEN 'approved' ELSE 'open' END",
}


def copies(model: type[Model], differing: dict[str, str], of: str) -> str:
    """The statement that fills a table with copies of its one row, whatever columns it has."""
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(differing.get(name, f'one."{name}"') for name in columns)
    table, named = model._meta.db_table, ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({named}) SELECT {values} FROM {table} AS one, {of}"  # noqa: S608 - our own words


@pytest.fixture
def crowd(draft: Application) -> City:
    """200,000 cases of 40 procedures in 17 departments; an officer of one of them."""
    draft.submitted()
    city = draft.city
    with connection.cursor() as cursor:
        cursor.execute(copies(Case, CASE, f"generate_series(1, {MANY}) AS n"))
        cursor.execute(copies(CaseStage, STAGE, "cases_case AS n WHERE n.reference LIKE 'X-%'"))
        cursor.execute("ANALYZE cases_case, cases_casestage, people_person, people_organisation")
    city.officer("busy", "department_3")
    return city


QUESTIONS = {
    "team": Wanted(),
    "own": Wanted(scope=Scope.OWN),
    "all": Wanted(scope=Scope.ALL),
    "procedure": Wanted(procedure="procedure_3"),
    "procedure and step": Wanted(procedure="procedure_3", stage="review"),
    "procedure that is not there": Wanted(procedure="procedure_99"),
    "late": Wanted(within=-1),
    "within 3 days": Wanted(within=3),
    "unclaimed": Wanted(claimed=Claimed.NOBODY),
    "state": Wanted(state=State.IN_REVIEW),
    "state that none has": Wanted(state=State.SUBMITTED, waiting=Waiting.APPLICANT),
    "provisional": Wanted(provisional=True),
    "reference": Wanted(words="X-2026-00123"),
    "name": Wanted(words="Kari"),
}


def test_no_list_reads_the_whole_table_of_cases(crowd: City) -> None:
    """Every question is answered from an index, on the first page and on a late one."""
    late = Cursor(crowd.now.date() + timedelta(days=50), 1)
    seen: list[str] = []
    for who in ("busy", "head"):
        for name, wanted in QUESTIONS.items():
            for after in (None, late):
                with connection.execute_wrapper(_explained(seen, f"{who}, {name}, after {after}")):
                    worklists.worklist(crowd.actor(who), crowd.now, wanted, after=after)
                    worklists.count_of(crowd.actor(who), crowd.now, wanted)
    assert not seen, "\n\n".join(seen)
    assert worklists.worklist(crowd.actor("busy"), crowd.now).next is not None


def _explained(seen: list[str], what: str):
    """Ask PostgreSQL for the plan of each query; note those that read a whole large table."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + sql, params)
                plan = "\n".join(row[0] for row in cursor.fetchall())
            if re.search(r"Seq Scan on cases_case(stage)?\b", plan):
                seen.append(f"{what}:\n{sql}\n{plan}")
        return execute(sql, params, many, context)

    return wrapper
