"""Whether an agreement is valid on a day, part by part, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from haina.rules.explain import Explanation, explain
from haina.rules.explain_json import leaf_json
from haina.rules.facts import Facts
from haina.rules.program import Program
from haina.rules.text import Status, Text

from .element_records import AgreedTerm, Agreement, Consequence, Party, Publication, Registration
from .json_values import text_json, value_json


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """A party, a term or the further requirements, with its answer; no explanation without a condition."""

    part: Party | AgreedTerm | None
    title: Text | None
    status: Status
    explanation: Explanation | None

    def to_json(self) -> dict[str, Any]:
        """The part as plain values for JSON."""
        named: dict[str, Any] = {}
        if isinstance(self.part, Party):
            named["role"] = self.part.role
        elif self.part is not None:
            named["id"] = self.part.id
        return {
            **named,
            "title": None if self.title is None else text_json(self.title),
            "status": self.status.value,
            "because": [leaf_json(leaf) for leaf in self.explanation.because] if self.explanation else [],
        }


@dataclass(frozen=True, slots=True)
class ConsequenceAnswer:
    """What is published, registered or set off, whether that applies, and within which period."""

    consequence: Consequence
    status: Status
    within: object | None = None

    def to_json(self) -> dict[str, Any]:
        """The consequence as plain values for JSON."""
        each = self.consequence
        shown: dict[str, Any] = {"text": text_json(each.text), "status": self.status.value}
        if isinstance(each, Publication):
            return {"by": each.by, **shown, "within": value_json(self.within)}
        if isinstance(each, Registration):
            return {"department": each.department, **shown}
        return {"kind": each.kind, "element": each.element, **shown}


@dataclass(frozen=True, slots=True)
class AgreementAnswer:
    """The answer to one agreement: yes is valid, no is not, unknown where something is missing."""

    agreement: Agreement
    explanation: Explanation
    parties: tuple[PartAnswer, ...]
    terms: tuple[PartAnswer, ...]
    further: PartAnswer | None
    price: object | None
    publish: tuple[ConsequenceAnswer, ...]
    register: tuple[ConsequenceAnswer, ...]
    triggers: tuple[ConsequenceAnswer, ...]

    @property
    def status(self) -> Status:
        """The answer itself."""
        return self.explanation.status

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """The missing facts that can still change the answer."""
        return self.explanation.missing_facts

    def to_json(self) -> dict[str, Any]:
        """The answer as plain values for JSON."""
        found: dict[str, Any] = {**self.explanation.to_json(), "found_by": self.agreement.found_by}
        found["parties"] = [each.to_json() for each in self.parties]
        found["terms"] = [each.to_json() for each in self.terms]
        if self.further is not None:
            found["further"] = self.further.to_json()
        if self.agreement.price_rule is not None:
            found["price"] = value_json(self.price)
        for key, answers in (
            ("publish", self.publish),
            ("register", self.register),
            ("triggers", self.triggers),
        ):
            found[key] = [each.to_json() for each in answers]
        return found


def answer_agreement(program: Program, agreement: Agreement, facts: Facts, on: date) -> AgreementAnswer:
    """The answer to one agreement, with each of its parts."""

    def part(each: Party | AgreedTerm | None, rule: str | None, title: Text | None) -> PartAnswer:
        if rule is None:
            return PartAnswer(each, title, Status.YES, None)
        found = explain(program, rule, facts, on)
        return PartAnswer(each, title, found.status, found)

    def consequences(
        found: Iterable[Consequence],
    ) -> tuple[ConsequenceAnswer, ...]:
        return tuple(_consequence(program, each, facts, on) for each in found)

    price = agreement.price_rule
    return AgreementAnswer(
        agreement=agreement,
        explanation=explain(program, agreement.id, facts, on),
        parties=tuple(part(each, each.rule, each.title) for each in agreement.parties),
        terms=tuple(part(each, each.rule, each.title) for each in agreement.terms),
        further=None if agreement.when_rule is None else part(None, agreement.when_rule, agreement.title),
        price=None if price is None else program.value(price, facts, on),
        publish=consequences(agreement.publish),
        register=consequences(agreement.register),
        triggers=consequences(agreement.triggers),
    )


def _consequence(program: Program, each: Consequence, facts: Facts, on: date) -> ConsequenceAnswer:
    status = Status.YES if each.rule is None else program.statuses(facts, on, [each.rule])[each.rule]
    within = each.within_rule if isinstance(each, Publication) else None
    return ConsequenceAnswer(each, status, None if within is None else program.value(within, facts, on))
