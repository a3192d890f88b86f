"""What the rules answer about the procedure itself: which terms, which fields and documents this case has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from haina.cases.clock import Unit, last_day
from haina.cases.commands import Requirements, Terms
from haina.cases.facts import facts_of
from haina.cases.policies import working_calendar
from haina.cases.state import CaseState, Promised, TermOnRecord
from haina.policy import Policy
from haina.policy.procedures import Procedure, Term, TermOption
from haina.rules import Status


class NoTerm(LookupError):
    """The procedure has no term on a day, because no standard had been set yet."""


class Readings:
    """The rules' answers that one command needs, each asked once."""

    def __init__(
        self, policy: Policy, procedure: Procedure, case: CaseState, form: Mapping[str, object], on: date
    ) -> None:
        self._policy = policy
        self._procedure = procedure
        self._on = on
        known = facts_of(procedure, case, form)
        self._facts = policy.program.read_facts({name: fact.value for name, fact in known.items()})

    def holds(self, condition: str | None) -> bool | None:
        """Whether a condition of the procedure holds; None when the facts leave it open."""
        if condition is None:
            return True
        status = self._policy.program.statuses(self._facts, self._on, rules=[condition])[condition]
        return {Status.YES: True, Status.NO: False}.get(status)

    def required(self) -> Requirements:
        """What has to be filled in and attached; where it is open whether, it is not asked for yet."""
        return Requirements(
            frozenset(
                name
                for name, field in self._procedure.fields.items()
                if field.required and self.holds(field.when)
            ),
            frozenset(
                kind.id for kind in self._procedure.documents if kind.required and self.holds(kind.when)
            ),
        )

    def terms(self) -> Terms:
        """The terms of clocks that would start today."""
        correction, extension = self._procedure.correction, self._procedure.extension
        return Terms(
            stages={stage.id: self.term(stage.term) for stage in self._procedure.stages},
            total=self.term(self._procedure.total),
            answer=None if correction.answer_within is None else self.term(correction.answer_within),
            extension=None if extension is None else self.term(extension.options),
            until={
                stage.id: last_day(working_calendar(), self.term(stage.term).term, self._on)
                for stage in self._procedure.stages
                if stage.kind == "publication"
            },
        )

    def promised(self, documents: Iterable[str]) -> tuple[Promised, ...]:
        """The terms by which documents may be handed in later; one that may not be is left out."""
        kinds = {kind.id: kind for kind in self._procedure.documents}
        terms = ((id, kinds[id].later) for id in documents if id in kinds)
        return tuple(
            Promised(id, self.term(term), term.counts_from) for id, term in terms if term is not None
        )

    def term(self, term: Term) -> TermOnRecord:
        """The first of a term's options that applies and has a value today; raises NoTerm if none does."""
        option, length = self.first(term.options)
        return TermOnRecord(length, Unit(term.unit), option.standard)

    def first(self, options: tuple[TermOption, ...]) -> tuple[TermOption, int]:
        """The first option that applies and has a value today, with its value; raises NoTerm if none does."""
        for option in options:
            value = self._value(option)
            if value is not None and self.holds(option.when):
                return option, value
        raise NoTerm(f"no term of {self._procedure.id} has a value on {self._on}")

    def _value(self, option: TermOption) -> int | None:
        if option.standard is None:
            return option.days
        dated = self._policy.standards[option.standard].on(self._on)
        return None if dated is None else int(str(dated.value))
