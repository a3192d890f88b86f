"""The terms of a procedure: they count from an event that happens, have a way out, and fit into the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from haina.rules.declarations import StandardDeclaration
from haina.rules.text import Problem, Text
from haina.rules.types import INT

from .procedure_lengths import length, situations
from .procedures import Procedure, Stage, Term, TermOption

#: The events from which a term may count, by what it is the term of.
_EVENTS: Mapping[str, tuple[str, ...]] = {
    "stage": ("submitted", "accepted", "opened"),
    "total": ("submitted", "accepted"),
    "answer": ("returned",),
    "extension": ("submitted", "accepted"),
    "later": ("submitted", "accepted", "decided"),
    "pause": ("paused",),
    "appeal": ("decided",),
    "appeal_term": ("submitted", "accepted"),
}


def check_terms(
    procedure: Procedure, standards: Mapping[str, StandardDeclaration], on: date
) -> Iterable[Problem]:
    """Every defect of the terms; they are compared with the values of standards on a day."""
    for use, term in _all_terms(procedure):
        yield from _event(use, term)
        yield from _options(term.options, standards)
    if procedure.grant is not None and procedure.grant.validity.years:
        yield from _options(procedure.grant.validity.years, standards)
    if procedure.extension is not None and procedure.extension.times < 1:
        yield Problem(
            procedure.extension.place,
            "extension_never",
            Text(zh="延长次数为 0，延长没有意义", en="it may be extended no times: that is no extension"),
            Text(zh="请去掉 extension 或写明次数", en="Leave the extension out, or say how often."),
        )
    yield from _too_long(procedure, standards, on)


def _too_long(
    procedure: Procedure, standards: Mapping[str, StandardDeclaration], on: date
) -> Iterable[Problem]:
    """Stages that may take longer than the whole, each once, in the first situation that shows it."""
    seen: set[str] = set()
    for situation in situations(procedure, standards, on):
        whole = length(procedure.total, standards, situation)
        for stage in procedure.stages:
            own = length(stage.term, standards, situation)
            if not in_total(procedure, stage) or own is None or whole is None or own <= whole:
                continue
            if stage.id not in seen:
                seen.add(stage.id)
                yield Problem(
                    stage.term.place,
                    "term_too_long",
                    Text(
                        zh=f"环节 {stage.id} 的 {own} 个工作日超过总期限 {whole} 个工作日（{situation.zh}）",
                        en=f"the stage {stage.id} may take {own} working days, the whole only {whole}"
                        f" ({situation.en})",
                    ),
                    Text(zh="请更正其中一个期限", en="Correct one of the two terms."),
                )


def in_total(procedure: Procedure, stage: Stage) -> bool:
    """Whether the term of a stage is a part of the whole's, counted in the same unit."""
    same_unit = stage.term.unit == procedure.total.unit == "working_days"
    within = procedure.total.counts_from == "submitted" or stage.kind == "decision"
    return same_unit and within


def _all_terms(procedure: Procedure) -> Iterable[tuple[str, Term]]:
    """Every term, and what it is the term of."""
    yield from (("stage", stage.term) for stage in procedure.stages)
    yield "total", procedure.total
    if procedure.correction.answer_within is not None:
        yield "answer", procedure.correction.answer_within
    if procedure.extension is not None:
        yield "extension", procedure.extension.options
    yield from (("later", each.later) for each in procedure.documents if each.later is not None)
    yield from (("pause", each.longest) for each in procedure.pauses if each.longest is not None)
    if procedure.appeal is not None:
        yield "appeal", procedure.appeal.within
        yield "appeal_term", procedure.appeal.term


def _event(use: str, term: Term) -> Iterable[Problem]:
    """The event from which a term counts is one that has happened when it begins."""
    allowed = _EVENTS[use]
    if term.counts_from not in allowed:
        words = ", ".join(allowed)
        yield Problem(
            term.place,
            "term_event",
            Text(
                zh=f"这个期限不能从 {term.counts_from} 起算",
                en=f"this term cannot count from {term.counts_from}",
            ),
            Text(zh=f"可用：{words}", en=f"It may count from {words}."),
        )


def _options(
    options: tuple[TermOption, ...], standards: Mapping[str, StandardDeclaration]
) -> Iterable[Problem]:
    """The standards of a term are whole numbers, and its last option holds always."""
    for option in options:
        declared = None if option.standard is None else standards.get(option.standard)
        if declared is not None and declared.type != INT:
            yield Problem(
                option.place,
                "term_standard",
                Text(
                    zh=f"标准 {declared.name} 不是整数，不能作期限",
                    en=f"the standard {declared.name} is not a whole number and cannot be a term",
                ),
                Text(zh="请改用类型为 int 的标准", en="Use a standard of type int."),
            )
    if options[-1].when is not None:
        yield Problem(
            options[-1].place,
            "term_last_option",
            Text(zh="最后一种期限不能带条件", en="the last option of a term cannot have a condition"),
            Text(zh="请再加一个没有 when 的期限", en="Add one without when."),
        )
