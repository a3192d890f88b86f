"""Truths of a whole population as two planes of bits: who is yes, and who is no; who is in neither is open.

A truth of a million people takes a quarter of a megabyte, and joining two takes microseconds, so that joins
are all but free beside what they join. The tables are Kleene's. Bits beyond the last row are zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy
import polars as pl
import pyarrow
from numpy.typing import NDArray

Bits = NDArray[numpy.uint64]
Rows = NDArray[numpy.int64]


class Planes(NamedTuple):
    """Who is yes and who is no, a bit a row; of several tries a row of bits each."""

    yes: Bits
    no: Bits


def width(rows: int) -> int:
    """Give the number of 64-bit words that hold so many rows."""
    return (rows + 63) // 64


def nobody(rows: int) -> Bits:
    """Give a plane without anybody."""
    return numpy.zeros(width(rows), dtype=numpy.uint64)


def everybody(rows: int) -> Bits:
    """Give a plane with everybody."""
    return _within(numpy.full(width(rows), ~numpy.uint64(0)), rows)


def _within(plane: Bits, rows: int) -> Bits:
    """Clear the bits beyond the last row."""
    if rows % 64:
        plane[..., -1] &= numpy.uint64((1 << rows % 64) - 1)
    return plane


def same(truth: bool | None, rows: int) -> Planes:
    """Give a truth that is the same for everybody."""
    return Planes(
        everybody(rows) if truth is True else nobody(rows),
        everybody(rows) if truth is False else nobody(rows),
    )


def joined(operator: str, parts: list[Planes]) -> Planes:
    """Join two or more truths by ``and`` or ``or``."""
    first, second, *rest = parts
    settling = operator == "or"
    yes = (first.yes | second.yes) if settling else (first.yes & second.yes)
    no = (first.no & second.no) if settling else (first.no | second.no)
    for each in rest:
        is_new = each.yes.ndim > yes.ndim  # several tries join what is the same for all
        if settling:
            yes = numpy.bitwise_or(yes, each.yes, out=None if is_new else yes)
            no = numpy.bitwise_and(no, each.no, out=None if is_new else no)
        else:
            yes = numpy.bitwise_and(yes, each.yes, out=None if is_new else yes)
            no = numpy.bitwise_or(no, each.no, out=None if is_new else no)
    return Planes(yes, no)


def open_in(truth: Planes, rows: int) -> Bits:
    """Say who is neither yes nor no."""
    found = truth.yes | truth.no
    return _within(numpy.invert(found, out=found), rows)


def of_series(series: pl.Series) -> Planes:
    """Give a nullable Boolean column as planes."""
    rows = len(series)
    validity, data = _buffers(series)
    yes = _bits(data, rows)
    if validity is None:
        return Planes(yes, everybody(rows) & ~yes)
    known = _bits(validity, rows)
    return Planes(yes & known, known & ~yes)


def series_of(name: str, truth: Planes, rows: int) -> pl.Series:
    """Give planes as a nullable Boolean column, which reads them where they stand."""
    known = pyarrow.py_buffer(truth.yes | truth.no)
    column = pyarrow.Array.from_buffers(pyarrow.bool_(), rows, [known, pyarrow.py_buffer(truth.yes)])
    return pl.Series(name, column, dtype=pl.Boolean)


def _buffers(series: pl.Series) -> tuple[pyarrow.Buffer | None, pyarrow.Buffer]:
    column = series.rechunk().to_arrow()
    if column.offset % 8:
        # What is cut out of a longer column begins in the middle of a byte.
        column = pyarrow.array(series.to_numpy(), type=pyarrow.bool_(), from_pandas=True)
    validity, data = column.buffers()
    first = column.offset // 8
    return validity if validity is None else validity.slice(first), data.slice(first)


def _bits(buffer: pyarrow.Buffer, rows: int) -> Bits:
    found = nobody(rows)
    size = (rows + 7) // 8
    found.view(numpy.uint8)[:size] = numpy.frombuffer(buffer, dtype=numpy.uint8, count=size)
    return _within(found, rows)


# Some rows alone


def rows_in(plane: Bits) -> Rows:
    """Give the numbers of the rows of a plane, in order."""
    words = numpy.flatnonzero(plane)
    bits = numpy.unpackbits(plane[words].view(numpy.uint8), bitorder="little").view(numpy.bool_)
    found = numpy.flatnonzero(bits)
    rows: Rows = words[found >> 6] * 64 + (found & 63)
    return rows


def pieces(truth: Planes, rows: int, sizes: Sequence[int]) -> list[Planes]:
    """Cut a truth into those of so many rows each, one after the other."""
    ends = numpy.cumsum(sizes)
    bits = [numpy.unpackbits(each.view(numpy.uint8), bitorder="little", count=rows) for each in truth]
    return [
        Planes(*(_packed(each[end - size : end]) for each in bits))
        for size, end in zip(sizes, ends, strict=True)
    ]


def _packed(bits: NDArray[numpy.uint8]) -> Bits:
    found = nobody(len(bits))
    packed = numpy.packbits(bits, bitorder="little")
    found.view(numpy.uint8)[: len(packed)] = packed
    return found


_MANY = 16


class Some:
    """Some rows of a population, as a population of their own."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.count = len(rows)
        self._byte = rows >> 3
        self._shift = (rows & 7).astype(numpy.uint8)

    def of(self, plane: Bits) -> Bits:
        """Give the plane of these rows alone."""
        return _packed((plane.view(numpy.uint8)[self._byte] >> self._shift) & numpy.uint8(1))

    def truth(self, truth: Planes) -> Planes:
        """Give the truth of these rows alone."""
        return Planes(self.of(truth.yes), self.of(truth.no))

    def back(self, plane: Bits, found: Bits) -> Bits:
        """Give a plane of all rows with these rows of a plane of their own beside them."""
        bits = numpy.unpackbits(found.view(numpy.uint8), bitorder="little", count=self.count)
        rows = len(plane) * 64
        if self.count * _MANY > rows:
            # Of many rows it takes less to write every row than to look for the bits to be set.
            every = numpy.zeros(rows, dtype=numpy.uint8)
            every[self.rows] = bits
            return plane | numpy.packbits(every, bitorder="little").view(numpy.uint64)
        inside = bits.view(numpy.bool_)
        joined_ = plane.copy()
        bit = numpy.left_shift(numpy.uint8(1), self._shift[inside])
        numpy.bitwise_or.at(joined_.view(numpy.uint8), self._byte[inside], bit)
        return joined_
