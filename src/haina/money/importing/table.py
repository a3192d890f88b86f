"""A table of past awards, line by line: each becomes an award, or says what is wrong with it and where."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from uuid import UUID, uuid5

from haina.money.importing.mapping import TableMapping
from haina.money.models.ledger import LARGEST
from haina.policy import Policy
from haina.policy.guarding import WHOLE_EFFORT, Award
from haina.rules.problems import nearest, shown
from haina.rules.text import Place, Problem, Text

#: The identity behind a number in the table, by sort; None where the register has none.
Identify = Callable[[str, str], UUID | None]

_NAMES = UUID("9a6f0e0e-3d5b-4f5e-8f0e-6a1b7c2d4e51")
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)?(\d{1,2})(?:-|/|\.|月)?(\d{1,2})日?", re.ASCII)
_MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line that makes an award."""

    number: int
    award: Award


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: awards in the order of its lines, and every problem."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def award_key(mapping: TableMapping, number: str) -> UUID:
    """The key of an award: the same whenever the same document is read again."""
    return uuid5(_NAMES, f"{mapping.origin.decided_by}|{mapping.origin.document}|{number}")


def read_table(text: str, file: str, mapping: TableMapping, policy: Policy, identify: Identify) -> Table:
    """Read every line; what is wrong is told of all of them."""
    reader = csv.reader(StringIO(text), strict=True)
    problems: list[Problem] = []
    lines: list[Line] = []
    seen: dict[str, int] = {}
    try:
        head = [each.strip() for each in next(reader, [])]
        problems.extend(_head(head, file, mapping))
        if problems:
            return Table((), tuple(problems))
        for cells in reader:
            if not any(each.strip() for each in cells):
                continue
            row = _Row(head, cells, Place(file, reader.line_num), problems)
            award = _award(row, mapping, policy, identify, seen)
            if award is not None:
                lines.append(Line(reader.line_num, award))
    except csv.Error as error:
        problems.append(
            Problem(
                Place(file, reader.line_num),
                "table_csv",
                Text(zh=f"这一行不是合格的 CSV（{error}）", en=f"this line is no CSV ({error})"),
                Text(zh="请检查引号和逗号", en="Check the quotation marks and commas."),
            )
        )
    return Table(tuple(lines), tuple(problems))


def _head(head: list[str], file: str, mapping: TableMapping) -> Iterable[Problem]:
    """Every column that is named must be there, once."""
    for name in dict.fromkeys(mapping.named):
        count = head.count(name)
        if count == 1 and len(head) <= _MOST_COLUMNS:
            continue
        yield Problem(
            Place(file, 1),
            "table_column",
            Text(zh=f"表头里没有“{shown(name)}”这一列", en=f"the head has no column “{shown(name)}”")
            if count == 0
            else Text(
                zh=f"“{shown(name)}”这一列不止一个", en=f"there is more than one column “{shown(name)}”"
            ),
            nearest(name, head),
        )


class _Row:
    """The cells of one line by column; what is wrong with one is reported at its place."""

    def __init__(self, head: list[str], cells: list[str], place: Place, problems: list[Problem]) -> None:
        # What cannot be seen, such as the codes that steer a terminal, has no place in a number or a name.
        seen = ("".join(filter(str.isprintable, each)).strip() for each in cells)
        self._cells = dict(zip(head, seen, strict=False))
        self._columns = {name: number for number, name in enumerate(head, 1)}
        self.place = place
        self.problems = problems
        self.sound = True
        if len(cells) != len(head):
            self.report(
                None,
                "table_cells",
                Text(
                    zh=f"这一行有 {len(cells)} 格，表头有 {len(head)} 列",
                    en=f"this line has {len(cells)} cells, the head has {len(head)} columns",
                ),
                Text(zh="请检查逗号和引号", en="Check its commas and quotation marks."),
            )

    def cell(self, column: str | None) -> str:
        """The text of a cell; nothing where there is no such column."""
        return "" if column is None else self._cells.get(column, "")

    def needed(self, column: str) -> str:
        """The text of a cell that must not be empty."""
        text = self.cell(column)
        if not text and self.sound:
            self.report(
                column,
                "table_empty",
                Text(zh=f"“{column}”没有填写", en=f"“{column}” is empty"),
                Text(zh="请补上", en="Fill it in."),
            )
        return text

    def report(self, column: str | None, code: str, message: Text, todo: Text | None = None) -> None:
        """Note what is wrong at a cell, or with the line."""
        self.sound = False
        where = Place(self.place.file, self.place.line, self._columns.get(column or "", 1))
        self.problems.append(Problem(where, code, message, todo))


def _award(
    row: _Row, mapping: TableMapping, policy: Policy, identify: Identify, seen: dict[str, int]
) -> Award | None:
    """The award of a line; None once what is wrong with it has been reported."""
    columns = mapping.columns
    number = row.needed(columns.award)
    if number in seen:
        row.report(
            columns.award,
            "table_twice",
            Text(
                zh=f"编号 {number} 已在第 {seen[number]} 行", en=f"{number} stands in line {seen[number]} too"
            ),
            Text(zh="请删去一行，或改正编号", en="Take one out, or correct its number."),
        )
    seen.setdefault(number, row.place.line)
    programme = mapping.programme or _translated(
        row, columns.programme or "", mapping.programmes, policy.programmes, "table_programme"
    )
    first = _day(row, columns.first, needed=True)
    last = _day(row, columns.last, needed=False)
    if first is not None and last is not None and last < first:
        row.report(
            columns.last,
            "table_days",
            Text(
                zh=f"结束日期 {last} 早于开始日期 {first}",
                en=f"it ends on {last}, before it begins on {first}",
            ),
            Text(zh="请核对两个日期", en="Check both days."),
        )
    fen = _number(row, columns.amount, mapping.fen, LARGEST)
    effort = _number(row, columns.effort, Decimal(WHOLE_EFFORT) / 100, WHOLE_EFFORT)
    stages = {name for group in policy.exclusions.values() for name in group.stages}
    stage = ""
    if row.cell(columns.stage):
        known = dict.fromkeys(stages, "")
        stage = _translated(row, columns.stage or "", mapping.stages, known, "table_stage")
    receivers = _receivers(row, mapping, identify)
    if not row.sound or first is None:
        return None
    return Award(
        key=award_key(mapping, number),
        programme=programme,
        beneficiaries=receivers,
        first=first,
        last=last,
        fen=fen,
        effort=effort,
        stage=stage,
        purpose=row.cell(columns.purpose)[:200],
        label=number[:120],
    )


def _translated(
    row: _Row, column: str, words: Mapping[str, str], known: Mapping[str, object], code: str
) -> str:
    """What a word of the table is called in the pack: by the mapping, or itself."""
    text = row.needed(column)
    name = words.get(text, text)
    if text and name not in known:
        row.report(
            column,
            code,
            Text(zh=f"政策包里没有“{shown(name)}”", en=f"the pack has no “{shown(name)}”"),
            nearest(name, (*words, *known))
            or Text(zh="请在映射文件里写明它对应什么", en="Say in the mapping what it stands for."),
        )
    return name


def _day(row: _Row, column: str | None, needed: bool) -> date | None:
    """A day written year first: 2015-03-01, 2015/3/1, 2015年3月1日, 20150301."""
    text = row.needed(column or "") if needed else row.cell(column)
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        if match is not None:
            return date(*(int(part) for part in match.groups()))
    except ValueError:
        match = None
    row.report(
        column,
        "table_day",
        Text(zh=f"“{shown(text)}”不是日期", en=f"“{shown(text)}” is no day"),
        Text(zh="写成 2015-03-01", en="Write 2015-03-01."),
    )
    return None


def _number(row: _Row, column: str | None, scale: Decimal, most: int) -> int:
    """A whole number after scaling, from 0 to the most; 0 where nothing is written."""
    text = row.cell(column).replace(",", "").replace("，", "")
    if not text:
        return 0
    try:
        value = Decimal(text) * scale
    except InvalidOperation:
        value = Decimal("NaN")
    if value.is_finite() and 0 <= value <= most and value == value.to_integral_value():
        return int(value)
    limit = Decimal(most) / scale
    row.report(
        column,
        "table_number",
        Text(
            zh=f"“{shown(text)}”不能用：应为 0 到 {limit:,} 之间的数，且小数位不能过多",
            en=f"“{shown(text)}” cannot be used: a number from 0 to {limit:,} with few enough decimals",
        ),
        Text(zh="请核对数字和单位", en="Check the number and its unit."),
    )
    return 0


def _receivers(row: _Row, mapping: TableMapping, identify: Identify) -> frozenset[tuple[str, UUID]]:
    """Who receives, as far as cells are filled in; somebody must."""
    found: set[tuple[str, UUID]] = set()
    named = False
    for sort, column in mapping.beneficiaries.items():
        text = row.cell(column)
        if not text:
            continue
        named = True
        identity = identify(sort, text)
        if identity is not None:
            found.add((sort, identity))
            continue
        row.report(
            column,
            "table_unknown",
            Text(
                zh=f"登记库里没有“{shown(text)}”，或不止一个",
                en=f"the register has no “{shown(text)}”, or more than one",
            ),
            Text(zh="请先登记，或核对号码", en="Register them first, or check the number."),
        )
    if not named and row.sound:
        column = next(iter(mapping.beneficiaries.values()))
        row.report(
            column,
            "table_nobody",
            Text(zh="没有写明谁受益", en="nobody is named who receives"),
            Text(zh="请至少填写一个受益者", en="Fill in at least one who receives."),
        )
    return frozenset(found)
