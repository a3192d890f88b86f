"""What registers answered to an officer's stages, beside what the applicant stated."""

from __future__ import annotations

from dataclasses import dataclass

from haina.cases.names import in_active_language
from haina.cases.queries import CaseView
from haina.cases.shown import shown_value
from haina.exchange.queries import Look, looks_of_case
from haina.exchange.shown import shown
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Verb
from haina.policy.procedures import Lookup
from haina.policy.registers import RegisterField
from haina.rules.text import Text

#: Where the form does not ask for a fact.
_NOT_ASKED = Text(zh="表中未问", en="not asked in the form")


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of an answer beside what the applicant stated."""

    label: str
    answered: Text | None
    stated: Text
    differs: bool


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One look-up of a stage: what was asked of which register, and what came back."""

    stage: str
    register: str
    title: str
    purpose: str
    ground: str
    look: Look | None
    fields: tuple[Compared, ...]
    may_ask: bool


def panel(actor: Actor, view: CaseView) -> tuple[PanelRow, ...]:
    """All register answers of the actor's own stages beside what was stated; others' are not there."""
    latest = {(look.request.stage, look.request.register): look for look in looks_of_case(actor, view.row.pk)}
    rows = []
    for stage in view.procedure.stages:
        opened = view.state.stages.get(stage.id)
        own = stage.department in actor.departments or actor.supervises_any(frozenset({stage.department}))
        if opened is None or not own or not view.may & {Verb.READ_NOTES}:
            continue
        for lookup in stage.lookups:
            look = latest.get((stage.id, lookup.register))
            may = opened.is_open and PERMISSIONS.may(actor, Verb.ASK_REGISTER, view.row, stage.department)
            settled = look is None or look.state.is_settled
            rows.append(_row(view, stage.id, lookup, look, may_ask=may and settled))
    return tuple(rows)


def _row(view: CaseView, stage: str, lookup: Lookup, look: Look | None, *, may_ask: bool) -> PanelRow:
    register = view.policy.registers[lookup.register]
    return PanelRow(
        stage=stage,
        register=register.id,
        title=in_active_language(register.title),
        purpose=in_active_language(lookup.purpose),
        ground=lookup.ground,
        look=look,
        fields=tuple(
            _compared(view, look, fact, register.by_name[name]) for fact, name in lookup.facts.items()
        ),
        may_ask=may_ask,
    )


def _compared(view: CaseView, look: Look | None, fact: str, field: RegisterField) -> Compared:
    """The answer to one field beside the statement; a fact that the form does not ask for has none."""
    on_form = view.procedure.fields.get(fact)
    known = view.facts.get(fact)
    said = known.stated if known is not None else None
    stated = _NOT_ASKED if on_form is None else shown_value(view.policy, on_form, said)
    value = None if look is None else look.values.get(field.name)
    if look is None or value is None:
        return Compared(in_active_language(field.label), None, stated, differs=False)
    record = next(each for each in look.request.fields if each["name"] == field.name)
    answered = shown(record, value)
    differs = said is not None and known is not None and known.is_contradicted
    return Compared(in_active_language(field.label), answered, stated, differs=differs)
