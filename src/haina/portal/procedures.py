"""A procedure as a picture: its stages from top to bottom, those that run side by side next to each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from haina.policy import Policy
from haina.policy.procedures import Procedure, Stage
from haina.portal.procedure_words import RuleWords, special_words, term_words, whole_rules
from haina.portal.words import in_words, list_words

WIDTH = 720
_GAP_X, _GAP_Y = 24, 36
_LINE = 18
_WIDEST_BOX = 340


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a box."""

    text: str
    y: float
    soft: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A stage in the picture: its place, its lines, and whether it is done, now, or neither."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    lines: tuple[TextLine, ...]
    state: str
    notice: bool = False


@dataclass(frozen=True, slots=True)
class StageWords:
    """A stage in words, for the list beside the picture; those side by side share a number: 2a, 2b."""

    title: str
    department: str
    asks: str
    term: str
    after: str
    state: str
    number: str
    #: What a public notice is, and what silence means here; empty where nothing is special.
    special: str = ""


@dataclass(frozen=True, slots=True)
class ProcedureDrawing:
    """A procedure ready to be drawn: boxes, arrows as path data, and the same in words."""

    title: str
    summary: str
    boxes: tuple[Box, ...]
    arrows: tuple[str, ...]
    heads: tuple[str, ...]
    stages: tuple[StageWords, ...]
    total: str
    inferred: bool
    height: float
    #: What holds for the whole: how answers are joined, what stops the clock, more time, appeal.
    rules: tuple[RuleWords, ...] = ()
    key: str = ""
    width: int = WIDTH


def draw_procedure(
    policy: Policy, key: str, on: date, states: Mapping[str, str] | None = None
) -> ProcedureDrawing | None:
    """Draw a procedure of the policy with the terms of a day; `states` marks stages as 'done' or 'now'."""
    procedure = policy.procedures.get(key)
    if procedure is None:
        return None
    numbers = _numbers(procedure)
    words = [
        _words(policy, procedure, stage, on, (states or {}).get(stage.id, ""), numbers[stage.id])
        for stage in procedure.stages
    ]
    boxes, height = _boxes(procedure, words)
    arrows, heads = _arrows(procedure, boxes)
    return ProcedureDrawing(
        title=in_words(procedure.title),
        summary=in_words(procedure.summary),
        boxes=tuple(boxes.values()),
        arrows=arrows,
        heads=heads,
        stages=tuple(words),
        total=term_words(policy, procedure.total, on),
        inferred=procedure.basis == "inferred",
        height=height,
        rules=whole_rules(policy, procedure, on),
        key=procedure.id,
    )


def _words(
    policy: Policy, procedure: Procedure, stage: Stage, on: date, state: str, number: str
) -> StageWords:
    department = policy.departments[stage.department]
    return StageWords(
        title=in_words(stage.title),
        department=in_words(department.title_on(on)),
        asks=in_words(stage.asks),
        term=term_words(policy, stage.term, on),
        after=list_words(in_words(procedure.stage(name).title) for name in stage.after),
        state=state,
        number=number,
        special=special_words(stage),
    )


def _depths(procedure: Procedure) -> dict[str, int]:
    """Return the row of each stage: one below the lowest that it waits for."""
    depths: dict[str, int] = {}
    waiting = list(procedure.stages)
    while waiting:
        ready = [stage for stage in waiting if all(name in depths for name in stage.after)]
        for stage in ready:
            depths[stage.id] = 1 + max((depths[name] for name in stage.after), default=-1)
        waiting = [stage for stage in waiting if stage.id not in depths]
        if not ready:  # the pack's check refuses circles; a picture must end all the same
            depths.update({stage.id: 0 for stage in waiting})
            break
    return depths


def _numbers(procedure: Procedure) -> dict[str, str]:
    """Return the number of each stage: that of its row, with a letter where several stand in it."""
    depths = _depths(procedure)
    numbers = {}
    for stage in procedure.stages:
        beside = [each.id for each in procedure.stages if depths[each.id] == depths[stage.id]]
        letter = chr(ord("a") + beside.index(stage.id)) if len(beside) > 1 else ""
        numbers[stage.id] = f"{depths[stage.id] + 1}{letter}"
    return numbers


def _boxes(procedure: Procedure, words: list[StageWords]) -> tuple[dict[str, Box], float]:
    """Lay the stages out in rows."""
    depths = _depths(procedure)
    boxes: dict[str, Box] = {}
    top = 4.0
    for depth in range(max(depths.values()) + 1):
        row = [
            (stage, said)
            for stage, said in zip(procedure.stages, words, strict=True)
            if depths[stage.id] == depth
        ]
        width = min(_WIDEST_BOX, (WIDTH - 8 - _GAP_X * (len(row) - 1)) / len(row))
        left = (WIDTH - width * len(row) - _GAP_X * (len(row) - 1)) / 2
        lines = [_lines(said, width - 28) for _, said in row]
        height = max(map(len, lines)) * _LINE + 22
        for place, (stage, said) in enumerate(row):
            x = left + place * (width + _GAP_X)
            placed = tuple(
                TextLine(text, round(top + 24 + _LINE * number, 1), soft)
                for number, (text, soft) in enumerate(lines[place])
            )
            boxes[stage.id] = Box(
                round(x, 1),
                top,
                round(width, 1),
                height,
                round(x + width / 2, 1),
                placed,
                said.state,
                stage.kind == "publication",
            )
        top += height + _GAP_Y
    return boxes, top - _GAP_Y + 4


def _lines(said: StageWords, width: float) -> list[tuple[str, bool]]:
    """Return the lines of a box: title, then department and term in a softer voice."""
    return [
        *((line, False) for line in wrapped(said.title, width, 15)),
        *((line, True) for line in wrapped(said.department, width, 13)),
        *((line, True) for line in wrapped(said.term, width, 13)),
        *((line, True) for line in wrapped(said.special, width, 13)),
    ]


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines of a width, Latin at spaces, Chinese anywhere; widths are estimated."""
    lines, line, used = [], "", 0.0
    for piece in _pieces(text):
        needed = sum(size if unicodedata.east_asian_width(sign) in "WF" else size * 0.56 for sign in piece)
        if line.strip() and used + needed > width:
            lines.append(line.rstrip())
            line, used, piece = "", 0.0, piece.lstrip()
        line, used = line + piece, used + needed
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str) -> list[str]:
    """Return what may not be broken: Latin words with the space before them, single Chinese characters."""
    pieces: list[str] = []
    for sign in text:
        wide = unicodedata.east_asian_width(sign) in "WF"
        if wide or sign == " " or not pieces or unicodedata.east_asian_width(pieces[-1][-1]) in "WF":
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


def _arrows(procedure: Procedure, boxes: Mapping[str, Box]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines between the boxes, and their heads, as path data."""
    lines, heads = [], []
    for stage in procedure.stages:
        box = boxes[stage.id]
        for name in stage.after:
            start = boxes[name]
            y, end = start.y + start.height, box.y - 7
            middle = round((y + end) / 2, 1)
            lines.append(f"M{start.middle} {y}V{middle}H{box.middle}V{end}")
            heads.append(f"M{box.middle - 5} {end}h10l-5 7z")
    return tuple(lines), tuple(heads)
