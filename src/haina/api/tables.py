"""The registers as CSV: UTF-8 with a mark that spreadsheets understand, one line for each thing or value."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from haina.api.shown import shown_value
from haina.policy import Policy
from haina.rules import Text

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return rows as a CSV file to be saved."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    shown = shown_value(value)
    words = "" if shown is None else " ".join(map(str, shown)) if isinstance(shown, list) else str(shown)
    return f"'{words}" if words.startswith(_FORMULA_SIGNS) and not _number(words) else words


def both_cells(text: Text | None) -> tuple[str, str]:
    """Return the cells of a text in Chinese and in English; empty ones for none."""
    return ("", "") if text is None else (text.zh, text.en)


def _number(words: str) -> bool:
    return words.removeprefix("-").replace(".", "", 1).isdecimal()


def rights_table(policy: Policy) -> HttpResponse:
    """Return all rights and programmes."""
    columns = (
        *("id", "clause", "title_zh", "title_en", "grants_zh", "grants_en", "subject", "programme"),
        *("in_force_from", "in_force_to", "switch", "apply_to", "procedure"),
    )
    rows = (
        (
            *(right.id, right.clause, right.title.zh, right.title.en),
            *(right.grants.title.zh, right.grants.title.en, right.subject, right.programme),
            *(right.in_force.valid_from, right.in_force.valid_to, right.in_force.switch),
            *(right.grants.apply_to, right.procedure),
        )
        for right in policy.rights.values()
    )
    return csv_response("rights", columns, rows)


def standards_table(policy: Policy) -> HttpResponse:
    """Return all standards, one line for each dated value; a standard without a value has one empty line."""
    columns = (
        *("name", "type", "label_zh", "label_en", "unit_zh", "unit_en", "value"),
        *("valid_from", "valid_to", "source", "grade"),
    )
    rows: list[Sequence[object]] = []
    for standard in policy.standards.values():
        unit = (standard.unit.zh, standard.unit.en) if standard.unit else ("", "")
        head = (standard.name, standard.type.name, standard.label.zh, standard.label.en, *unit)
        rows += [
            (*head, dated.value, dated.valid_from, dated.valid_to, dated.source, dated.grade)
            for dated in standard.values
        ] or [(*head, "", "", "", "", "")]
    return csv_response("standards", columns, rows)


def facts_table(policy: Policy) -> HttpResponse:
    """Return all facts."""
    columns = ("name", "type", "label_zh", "label_en", "subject", "group", "attested_by")
    rows = (
        (fact.name, fact.type.name, fact.label.zh, fact.label.en, fact.subject, fact.group, fact.attested_by)
        for fact in policy.facts.values()
    )
    return csv_response("facts", columns, rows)


def clauses_table(policy: Policy) -> HttpResponse:
    """Return all clauses by article."""
    columns = (
        *("id", "article", "kind", "modality", "title_zh", "title_en", "summary_zh", "summary_en"),
        *("departments", "elements", "difference_zh", "difference_en"),
    )
    rows = (
        (
            *(clause.id, clause.article, clause.kind, clause.modality, clause.title.zh, clause.title.en),
            *(clause.summary.zh, clause.summary.en, clause.departments),
            [element.id for element in policy.elements_of(clause.id)],
            *(both_cells(clause.difference)),
        )
        for clause in policy.clauses.values()
    )
    return csv_response("clauses", columns, rows)


def departments_table(policy: Policy) -> HttpResponse:
    """Return all departments."""
    rows = ((each.id, each.title.zh, each.title.en) for each in policy.departments.values())
    return csv_response("departments", ("id", "title_zh", "title_en"), rows)
