"""What the cases of the load bench are made with: each procedure with one plausible form and its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from haina.cases.clock import last_day
from haina.cases.commands import Terms
from haina.cases.facts import check_rules
from haina.cases.forms import read_form
from haina.cases.policies import working_calendar
from haina.cases.readings import Readings
from haina.cases.state import CaseState, Promised
from haina.policy import Policy
from haina.policy.procedures import FormField, Procedure
from haina.rules import FactDeclaration, types


class Kit:
    """What the rules say about a procedure with one plausible form, worked out once for all its cases."""

    def __init__(self, policy: Policy, procedure: Procedure, on: date) -> None:
        self.procedure = procedure
        raw = {name: _typed(each, policy.facts.get(name)) for name, each in procedure.fields.items()}
        self.form, problems = read_form(procedure, raw)
        if problems:
            raise ValueError(f"{procedure.id}: {problems}")
        checked = check_rules(policy, procedure, CaseState(), on, self.form)
        self.rule, self.check = checked.status.value, checked.answer
        readings = Readings(policy, procedure, CaseState(), self.form, on)
        self.terms: Terms = readings.terms()
        self.needed = readings.required()
        later = [each.id for each in procedure.documents if each.later is not None]
        self.promised: tuple[Promised, ...] = readings.promised(later)
        self.committed = tuple(
            each.id for each in procedure.documents if each.promise is not None and each.later is None
        )
        self.attached = [each.id for each in procedure.documents if each.id not in (*later, *self.committed)]
        self.reasons = {
            outcome: tuple(each.id for each in procedure.reasons if outcome in each.outcomes)[:1]
            for outcome in ("refuse", "decline", "return")
        }

    def terms_on(self, on: date) -> Terms:
        """The terms of clocks that start on a day."""
        if not self.terms.until:
            return self.terms
        calendar, stages = working_calendar(), self.terms.stages
        until = {stage: last_day(calendar, stages[stage].term, on) for stage in self.terms.until}
        return Terms(stages, self.terms.total, self.terms.answer, self.terms.extension, until)


def _typed(each: FormField, fact: FactDeclaration | None) -> object:
    """Something that can be typed into a field."""
    if each.options:
        return each.options[0].name
    if each.pattern is not None:
        return "N1234567"
    if isinstance(each.type, types.History):
        return [{"from": "2020-01-01", **{part.name: _cell(part.type) for part in each.type.fields}}]
    if fact is not None and isinstance(each.type, types.Int | types.Number | types.Money):
        value = max(Decimal(1), fact.minimum or Decimal(0))
        return str(value if fact.maximum is None else min(value, fact.maximum))
    return _cell(each.type)


def _cell(kind: types.Type) -> str:
    if isinstance(kind, types.Enum):
        return kind.values[0].name
    if isinstance(kind, types.Bool):
        return "yes"
    if isinstance(kind, types.Date):
        return "2029-12-31"
    return "1" if isinstance(kind, types.Int | types.Number | types.Money) else "文字 Text"


def kits(policy: Policy, on: date) -> Sequence[Kit]:
    """The kits of all procedures, in the order of their ids."""
    return [Kit(policy, policy.procedures[id], on) for id in sorted(policy.procedures)]


def stage_shares(policy: Policy) -> Mapping[str, int]:
    """How many stages each department has in the pack's procedures."""
    return Counter(stage.department for each in policy.procedures.values() for stage in each.stages)
