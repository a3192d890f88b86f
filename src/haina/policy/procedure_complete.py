"""A procedure as written becomes whole: what it leaves out is what its right says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from haina.rules.text import Place, Problem, Text

from .procedure_files import Draft
from .procedures import Derive, Form, Grant, Procedure, Stage, Validity
from .records import Clause, Right


def completed(
    draft: Draft,
    rights: Mapping[str, Right],
    clauses: Mapping[str, Clause],
    derive: Derive,
    problems: list[Problem],
) -> Procedure | None:
    """The whole procedure; None where a right of it is lost or something is lacking, both reported."""
    values = dict(draft.values)
    named = [rights[id] for id in values["rights"] if id in rights]
    if len(named) < len(values["rights"]) or any(right.clause not in clauses for right in named):
        return None
    first = named[0] if named else None
    lacking: list[str] = []
    values["title"] = values["title"] or (first.title if first else None)
    values["summary"] = values["summary"] or _summary(first, clauses)
    values["clauses"] = values["clauses"] or tuple(dict.fromkeys(right.clause for right in named))
    values["basis"] = values["basis"] or ("text" if _in_text(named) else "inferred")
    values["form"] = values["form"] or Form((), tuple(right.id for right in named), draft.place)
    lacking += (key for key in ("title", "summary") if values[key] is None)
    department = first.grants.apply_to if first else None
    values["stages"] = tuple(_placed(stage, department) for stage in values["stages"])
    if any(not stage.department for stage in values["stages"]):
        lacking.append("department")
    decided_by = _decided_by(values["stages"])
    if values["appeal"] is not None and not values["appeal"].to:
        values["appeal"] = replace(values["appeal"], to=decided_by)
    if not values["form"].sections and not values["form"].facts_of:
        lacking.append("form")
    if values["grant"] is not None:
        values["grant"] = _grant(values, first, decided_by, lacking)
    if lacking:
        problems.extend(_missing(lacking, draft.place))
        return None
    return Procedure(place=draft.place, derive=derive, **values)


def _summary(right: Right | None, clauses: Mapping[str, Clause]) -> Text | None:
    """What the clause of a right says in short."""
    clause = None if right is None else clauses.get(right.clause)
    return None if clause is None else clause.summary


def _in_text(rights: Iterable[Right]) -> bool:
    """Whether the steps of every right stand in the text of the policy."""
    bases = [right.steps_basis for right in rights]
    return bool(bases) and all(basis == "text" for basis in bases)


def _placed(stage: Stage, department: str | None) -> Stage:
    """A stage with the department at which one applies, where it names none."""
    return stage if stage.department or department is None else replace(stage, department=department)


def _decided_by(stages: tuple[Stage, ...]) -> str:
    """The department of the last stage that decides."""
    deciding = [stage.department for stage in stages if stage.kind == "decision"]
    return deciding[-1] if deciding else stages[-1].department


def _grant(values: Mapping[str, Any], right: Right | None, issuer: str, lacking: list[str]) -> Grant | None:
    """The document that is issued: what the procedure says of it, else what the right grants."""
    given = values["grant"]
    title = given["title"] or (right.grants.title if right else None)
    document = given["document"] or (right.grants.document if right else None) or f"{values['id']}_decision"
    basis = given["basis"]
    lacking += (key for key, value in (("grant.title", title), ("grant.basis", basis)) if value is None)
    if title is None or basis is None:
        return None
    return Grant(
        document=document,
        title=title,
        issuer=given["issuer"] or issuer,
        validity=_validity(given, right),
        shows=given["shows"],
        basis=_with_clauses(basis, values["clauses"]),
        place=given["place"],
    )


def _validity(given: Mapping[str, Any], right: Right | None) -> Validity:
    """How long the document holds: as said, else as long as what the right grants lasts."""
    said = given["validity"] or {"years": (), "not_after": (), "place": given["place"]}
    rule = None if said["years"] or right is None else right.term_rule
    return Validity(**said, rule=rule)


def _with_clauses(basis: Text, clauses: tuple[str, ...]) -> Text:
    """The ground of a decision with the clauses that it rests on in the place of ``{clauses}``."""
    return Text(
        zh=basis.zh.replace("{clauses}", "、".join(clauses)),
        en=basis.en.replace("{clauses}", ", ".join(clauses)),
    )


def _missing(keys: Iterable[str], place: Place) -> Iterable[Problem]:
    for key in keys:
        yield Problem(
            place,
            "missing_key",
            Text(zh=f"缺少 {key}", en=f"{key} is missing"),
            Text(
                zh=f"请补上 {key}，或写明对应的权利（rights）",
                en=f"Add {key}, or name the right under rights that says it.",
            ),
        )
