"""Lists beyond the elements, calculators and the whole policy as they stand in the OpenAPI document."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from haina.api.schemas import ClauseElementOut, FactOut
from haina.api.text_schemas import BilingualText


class OutputOut(Schema):
    """A value that a calculator gives."""

    id: str
    title: BilingualText
    unit: BilingualText | None


class NamedOut(Schema):
    """An id with a title."""

    id: str
    title: BilingualText


class PartOut(NamedOut):
    """A part of an amount that is divided; a protected one never falls below its share."""

    protected: bool


class CalculatorOut(NamedOut):
    """A calculator: what it asks for and what it gives."""

    description: BilingualText
    clauses: list[str]
    inputs: list[str] = Field(..., description="The facts that it reads.")
    outputs: list[OutputOut]
    options: list[NamedOut] = Field(..., description="Ways to choose between, if there are several.")
    best: str | None = Field(..., description="Which way is shown first: lowest or highest.")
    parts: list[PartOut]


class FormulaOut(NamedOut):
    """A formula in the rule language."""

    text: str


class ExampleOut(Schema):
    """A worked example of the pack."""

    title: BilingualText
    on: date


class CalculatorDetailOut(CalculatorOut):
    """A calculator with its facts in full, its formulas and its standards."""

    facts: list[FactOut]
    formulas: list[FormulaOut]
    rests_on: list[str] = Field(..., description="The standards in its formulas.")
    examples: list[ExampleOut]


class CalculateIn(Schema):
    """Facts to be worked out. Exact numbers may be given as numbers or as text."""

    on: date | None = Field(None, description="The day asked about; today if left out.")
    facts: dict[str, Any] = Field(..., description="As in a check; only those in `inputs` matter.")


class FigureOut(Schema):
    """A value: certain, or between the least and the most that it can be. Numbers are text."""

    id: str
    title: BilingualText
    value: str | bool | None
    low: str | None
    high: str | None
    shown: BilingualText
    items: list[dict[str, Any]] | None = Field(None, description="The lines of a points table.")


class ChoiceOut(FigureOut):
    """A way to choose; `open` is null while that is not known."""

    open: bool | None
    best: bool


class PolicyNameOut(Schema):
    """The policy that answered."""

    id: str
    version: str


class CalculationOut(Schema):
    """What a calculator gives; the same object as `haina calc --format json`."""

    id: str
    title: BilingualText
    clauses: list[str]
    on: date
    policy: PolicyNameOut
    outputs: list[FigureOut]
    options: list[ChoiceOut] = Field(..., description="The best one first.")
    total: FigureOut | None
    parts: list[FigureOut]
    problem: BilingualText | None
    missing_facts: list[str]
    unset_standards: list[str]


class CollectionOut(NamedOut):
    """A life event or an audience, with what belongs to it."""

    description: BilingualText | None
    elements: list[ClauseElementOut]


class BudgetOut(NamedOut):
    """A budget, who holds it, and what draws on it."""

    department: str
    programmes: list[str]


class DifferenceOut(Schema):
    """A clause whose Chinese and English texts differ; the Chinese one decides."""

    clause: str
    article: str
    title: BilingualText
    difference: BilingualText


class PolicySourceOut(Schema):
    """The document that was put into rules."""

    title: BilingualText
    number: str | None
    address: str | None


class PolicyWholeOut(Schema):
    """The policy as a whole."""

    id: str
    version: str = Field(..., description="SHA-256 over the files of the pack.")
    title: BilingualText
    jurisdiction: BilingualText
    published: date
    source: PolicySourceOut
    currency: str
    counts: dict[str, int]


class VersionOut(Schema):
    """A version that was published here; its files never change."""

    version: str
    stored_at: datetime
    current: bool
