"""Groups of a city: by a column as it stands, or by bands of a number or of years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from haina.rules.text import Text

from .asked import ORGANISATION, PERSON
from .directory import refused

#: How a group is called whose column is not known.
NOT_KNOWN = "?"


@dataclass(frozen=True, slots=True)
class Grouping:
    """One column to group by; ``width`` above 0 makes bands: ``age:10`` gives 20–29, 30–39 …"""

    column: str
    width: int = 0

    @classmethod
    def read(cls, text: str) -> Grouping:
        """The grouping that ``COLUMN`` or ``COLUMN:WIDTH`` names; raises ValueError."""
        column, colon, width = text.partition(":")
        if not column or (colon and not (width.isascii() and width.isdecimal() and 0 < int(width) < 10**9)):
            raise ValueError(text)
        return cls(column, int(width) if colon else 0)

    def expression(self) -> pl.Expr:
        """The name of each subject's group, as text."""
        column = pl.col(self.column)
        if not self.width:
            return column.cast(pl.String).fill_null(NOT_KNOWN).alias(self.column)
        lowest = column.cast(pl.Int64) // self.width * self.width
        band = pl.format("{}–{}", lowest, lowest + self.width - 1)
        return pl.when(column.is_null()).then(pl.lit(NOT_KNOWN)).otherwise(band).alias(self.column)


def groupings(by: Sequence[str], subject: str) -> list[Grouping]:
    """The groups of one kind of subject: ``COLUMN`` of persons, ``organisation.COLUMN`` of organisations.

    Raises `CityError` where one is not written so.
    """
    found = []
    for text in by:
        of, dot, name = text.rpartition(".")
        if dot and of not in (PERSON, ORGANISATION):
            raise refused(
                text,
                "no_grouping",
                Text(zh=f"城市没有 {of} 的表", en=f"a city has no table of {of}"),
                Text(zh="可写 organisation.列 或 列", en="Write COLUMN, or organisation.COLUMN."),
            )
        if (of if dot else PERSON) != subject:
            continue
        try:
            found.append(Grouping.read(name))
        except ValueError:
            raise refused(
                text or "--by",
                "no_grouping",
                Text(zh="分组写作“列”或“列:宽度”", en="a group is written COLUMN or COLUMN:WIDTH"),
                Text(zh="例如 age:10", en="For example age:10."),
            ) from None
    return found


def check_bands(by: Sequence[Grouping], schema: pa.Schema) -> None:
    """Bands are of columns of numbers alone; raises `CityError`."""
    for each in by:
        kind = schema.field(each.column).type
        if each.width and not (pa.types.is_integer(kind) or pa.types.is_decimal(kind)):
            raise refused(
                f"{each.column}:{each.width}",
                "no_grouping",
                Text(zh=f"{each.column} 不是数，不能分段", en=f"{each.column} is no number and has no bands"),
                Text(zh=f"请写 {each.column}", en=f"Write {each.column} alone."),
            )
