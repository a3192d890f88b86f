"""What a process on another machine does: it asks parts of a city, with the code that asks them here.

Sides travel pickled, the parts to ask come as Arrow batches of their numbers, and what comes out goes back as
Arrow batches of the bytes that would be noted here. Nothing in this module knows who carries them.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

import polars as pl
import pyarrow as pa

import haina

from .sides import Shares, Side, Work

#: A row for each share: the number of the work that it came out of, its table, and the bytes of a file.
SHARES = pa.schema([("work", pa.int64()), ("name", pa.string()), ("content", pa.binary())])


class OtherVersionError(Exception):
    """The process has another version of Haina than who asks it."""


@cache
def version() -> str:
    """What has to be the same wherever parts of one run are asked: the code of rules and runs, and polars."""
    home = Path(haina.__file__).parent
    digest = hashlib.sha256(pl.__version__.encode())
    for path in sorted((*home.glob("rules/**/*.py"), *home.glob("city/**/*.py"))):
        digest.update(path.relative_to(home).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def packed(sides: Sequence[Side]) -> bytes:
    """Sides as they travel, with their compiled rules."""
    return pickle.dumps(tuple(sides), protocol=5)


@lru_cache(maxsize=1)
def unpacked(packed_sides: bytes) -> tuple[Side, ...]:
    """The sides that travelled; a process that asks several parts unpacks them once."""
    # They come from who runs the job, who could send any code at all.
    sides: tuple[Side, ...] = pickle.loads(packed_sides)  # noqa: S301
    return sides


def answer(
    packed_sides: bytes, works: Sequence[Work], of_version: str, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """The shares of the works whose numbers stand in the first column of the batches, a batch for each work.

    Raises `OtherVersionError` where this process would ask something else than who sent the work, and
    `FileNotFoundError` where the city's files cannot be seen from here.
    """
    if of_version != version():
        raise OtherVersionError(f"Haina or polars is of another version here: {Path(haina.__file__).parent}")
    sides = unpacked(packed_sides)
    for batch in batches:
        for number in batch.column(0).to_pylist():
            work = works[number]
            shares = sides[work.side].shares(work.part)
            columns = [[number] * len(shares), list(shares), list(shares.values())]
            arrays = [pa.array(each, kind) for each, kind in zip(columns, SHARES.types, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=SHARES)


def received(works: Sequence[Work], batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[Work, Shares]]:
    """What came back, by the work that it came out of."""
    found: dict[int, dict[str, bytes]] = {}
    for batch in batches:
        for row in batch.to_pylist():
            found.setdefault(row["work"], {})[row["name"]] = row["content"]
    for number, shares in found.items():
        yield works[number], shares
