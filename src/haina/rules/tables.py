"""Points tables as trees: an item is a choice of its rows, a table the sum of its items (docs, 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from haina.rules import limits
from haina.rules.brackets import band_name, check_bands, check_order
from haina.rules.check import Checker, Names
from haina.rules.declarations import ItemSource, TableSource
from haina.rules.literals import UNNUMBERED
from haina.rules.operators import NUMERIC
from haina.rules.parse import Parsed, parse
from haina.rules.problems import Problems, nearest, one_of, shown
from haina.rules.text import Place
from haina.rules.tree import Arithmetic, Call, Choose, Constant, Node, TablePoints
from haina.rules.types import BOOL, MONEY, NUMBER, Type


@dataclass
class Part:
    """A rule as read: its expressions (``None``: unreadable) and, of a table, the items it rests on.

    Of an item the expressions are condition and points of each row in turn. ``asked`` is set for the bound or
    the rate of a band.
    """

    name: str
    parsed: list[Parsed | None]
    place: Place
    items: tuple[str, ...] = ()
    table: str = ""
    item: ItemSource | None = None
    cap: Decimal | None = None
    asked: Type | None = None


def check_table(table: TableSource, problems: Problems) -> None:
    """Check what a table says of its items: names, members, and the number of rows; or of its bands."""
    if table.brackets:
        check_bands(table, problems)
        return
    rows = sum(len(item.rows) for item in table.items)
    if rows > limits.TABLE_ROWS or len(table.items) > limits.TABLE_ROWS:
        most = limits.TABLE_ROWS
        problems.add(table.place, "too_large", f"积分表超过{most}行", f"the table has more than {most} rows")
    if not table.items:
        problems.add(table.place, "empty", "积分表没有项目", "the table has no items")
    known: set[str] = set()
    names = [item.id for item in table.items]
    members: set[str] = set()
    for item in table.items:
        if item.id in known:
            zh, en = f"项目 {shown(item.id)} 重复", f"the item {shown(item.id)} stands twice"
            problems.add(item.place, "name_twice", zh, en)
        known.add(item.id)
        if bool(item.rows) == bool(item.best_of):
            zh, en = "项目须有 rows 或 best_of 之一", "an item has either rows or best_of"
            problems.add(item.place, "rows", zh, en)
        for member in item.best_of:
            if member not in names or member == item.id or member in members:
                zh = f"best_of 里的 {shown(member)} 不是另一个尚未归组的项目"
                en = f"{shown(member)} in best_of is no other item that is still free"
                problems.add(item.place, "unknown_name", zh, en, nearest(member, names) or one_of(names))
            members.add(member)


def _band_parts(table: TableSource, problems: Problems) -> Iterable[Part]:
    """Read a table of brackets: a part for each bound and each rate, then the table, which rests on them."""
    names: list[str] = []
    for number, band in enumerate(table.brackets[: limits.TABLE_ROWS], 1):
        for what, text, place, asked in (
            ("up_to", band.up_to, band.up_to_place, MONEY),
            ("rate", band.rate, band.rate_place, NUMBER),
        ):
            if text is not None:
                names.append(band_name(table, what, number))
                parsed = parse(text, place, problems)
                yield Part(names[-1], [parsed], place, table=table.id, asked=asked)
    yield Part(table.id, [], table.place, tuple(names), table.id)


class TableBuilder:
    """Builds the trees of tables and items."""

    def __init__(self, names: Names, problems: Problems) -> None:
        self.names = names
        self.problems = problems
        self.bands: dict[str, Node] = {}

    @staticmethod
    def parts(table: TableSource, problems: Problems) -> Iterable[Part]:
        """Read a table: one part for each item or for what each band says, then the table itself."""
        if table.brackets:
            yield from _band_parts(table, problems)
            return
        grouped = {member for item in table.items for member in item.best_of}
        counted = tuple(f"{table.id}.{item.id}" for item in table.items if item.id not in grouped)
        for item in table.items:
            parsed: list[Parsed | None] = []
            for row in item.rows[: limits.TABLE_ROWS]:
                parsed.append(parse(row.when, row.when_place, problems))
                parsed.append(parse(row.points, row.points_place, problems))
            best = tuple(f"{table.id}.{member}" for member in item.best_of)
            yield Part(f"{table.id}.{item.id}", parsed, item.place, best, table.id, item, item.cap)
        yield Part(table.id, [], table.place, counted, table.id, None, table.cap)

    def build(self, part: Part) -> Node | None:
        """Give the tree of a table, an item, or what a band says; ``None`` after a problem.

        A table of brackets has no tree of its own, only each use of it has.
        """
        if part.asked is not None:
            return self._band(part, part.asked)
        if self.names.tables[part.table].brackets:
            bands = {name: self.bands[name] for name in part.items if name in self.bands}
            check_order(self.names, self.names.tables[part.table], bands, self.problems)
            return None
        joined = part.item is None or part.item.best_of
        tree = self._joined(part) if joined else self._rows(part)
        if tree is None or part.cap is None:
            return tree
        cap = Constant(UNNUMBERED, NUMBER, part.place, part.cap)
        return Call(UNNUMBERED, NUMBER, part.place, "min", (tree, cap))

    def _band(self, part: Part, asked: Type) -> Node | None:
        """Check the bound or the rate of a band."""
        (parsed,) = part.parsed
        tree = (
            None
            if parsed is None
            else Checker(self.names, parsed, self.problems).check(parsed.expression, asked)
        )
        if tree is not None:
            self.bands[part.name] = tree
        return tree

    def _joined(self, part: Part) -> Node | None:
        """Add the items of a table, or take the best of some."""
        if any(self.names.rules.get(name) is None for name in part.items) or not part.items:
            return None
        nodes = tuple(
            TablePoints(UNNUMBERED, NUMBER, part.place, part.table, name.removeprefix(f"{part.table}."), name)
            for name in part.items
        )
        if len(nodes) == 1:
            return nodes[0]
        if part.item is None:
            return Arithmetic(UNNUMBERED, NUMBER, part.place, "+", nodes)
        return Call(UNNUMBERED, NUMBER, part.place, "max", nodes)

    def _rows(self, part: Part) -> Node | None:
        """Make a choice of the rows; a last row that always holds is what counts otherwise."""
        branches: list[tuple[Node, Node]] = []
        complete = True
        for when, points in zip(part.parsed[::2], part.parsed[1::2], strict=True):
            if when is None or points is None:
                complete = False
                continue
            test = Checker(self.names, when, self.problems).check(when.expression, BOOL)
            checker = Checker(self.names, points, self.problems)
            value = checker.check(points.expression)
            if value is not None and value.type not in NUMERIC:
                checker.wrong_type(value.place, NUMBER, value.type)
                value = None
            if test is None or value is None:
                complete = False
            else:
                branches.append((test, value))
        if not complete or not branches:
            return None
        otherwise: Node = Constant(UNNUMBERED, NUMBER, part.place, Decimal(0))
        last = branches[-1][0]
        if isinstance(last, Constant) and last.value is True:
            otherwise = branches.pop()[1]
        if not branches:
            return otherwise
        return Choose(UNNUMBERED, NUMBER, part.place, tuple(branches), otherwise)
