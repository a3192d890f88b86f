"""A city asked by other processes, part by part in Arrow batches, gives the bytes that it gives here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest

from haina.city import CityError
from haina.city.runs import Run, run_city
from haina.city.runs.comparing import Comparison, compare_city
from haina.city.runs.remote import OtherVersionError, answer, packed, received, version
from haina.city.runs.sides import Shares, Side, Work
from haina.city.runs.spark import SCHEME, spark_engine
from haina.city.runs.spark_faults import given_up
from haina.city.runs.sweeping import variants_of
from haina.policy import Policy

from .conftest import Make, digests

ON = date(2022, 3, 1)
#: A port of this machine at which nobody listens: the one that asks for a free one.
NOBODY = 0


@pytest.fixture
def city(make: Make, tmp_path: Path) -> Path:
    """A small city of Aurel, in three parts."""
    make(people=600, part=250, block=100)
    return tmp_path / "city"


def batch_of(*numbers: int) -> pa.RecordBatch:
    """Numbers of works as Spark gives them: a column of a batch that came over a pipe."""
    sink = pa.BufferOutputStream()
    table = pa.table({"id": pa.array(numbers, pa.int64())})
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    (batch,) = pa.ipc.open_stream(sink.getvalue())
    return batch


def in_batches(sides: Sequence[Side], works: Sequence[Work]) -> Iterator[tuple[Work, Shares]]:
    """An engine that hands works over as Spark does, the last first: tasks end in any order."""
    sent = packed(sides)
    for number in reversed(range(len(works))):
        back = list(answer(sent, works, version(), iter([batch_of(number)])))
        yield from received(works, pa.Table.from_batches(back).to_batches())


def test_a_run_in_arrow_batches_gives_the_same_bytes(city: Path, aurel: Policy) -> None:
    """Given a city, when its parts are asked as Spark asks them, then the tables are those of a run here."""
    here, there = city.parent / "here", city.parent / "there"
    run_city(Run(city, here, by=("age:20", "rank")), aurel)
    run_city(Run(city, there, by=("age:20", "rank")), aurel, engine=in_batches)
    assert digests(here) == digests(there)


def test_a_comparison_in_arrow_batches_gives_the_same_bytes(city: Path, aurel: Policy) -> None:
    """Given values of a standard to try, when asked as Spark asks, then the tables are those from here."""
    here, there = city.parent / "here", city.parent / "there"
    tried = variants_of(aurel, ON, {"pass_years": ["1", "5"]})
    compare_city(Comparison(city, here, tried))
    compare_city(Comparison(city, there, tried), engine=in_batches)
    assert digests(here) == digests(there)


def test_a_run_that_began_elsewhere_goes_on_here(city: Path, aurel: Policy) -> None:
    """Given a run whose engine was lost after one part, when run here, then only the others are asked."""
    asked: list[Work] = []

    def lost(sides: Sequence[Side], works: Sequence[Work]) -> Iterator[tuple[Work, Shares]]:
        yield next(in_batches(sides, works))
        raise ConnectionError

    def counted(sides: Sequence[Side], works: Sequence[Work]) -> Iterator[tuple[Work, Shares]]:
        asked.extend(works)
        return in_batches(sides, works)

    whole, begun = city.parent / "whole", city.parent / "begun"
    with pytest.raises(ConnectionError):
        run_city(Run(city, begun), aurel, engine=lost)
    run_city(Run(city, begun), aurel, engine=counted)
    run_city(Run(city, whole), aurel, engine=counted)
    assert len(asked) == 2 * len(set(asked)) - 1
    assert digests(whole) == digests(begun)


def test_a_worker_of_another_version_asks_nothing() -> None:
    """Given a worker with other code, when it is sent work, then it refuses, as its answers might differ."""
    with pytest.raises(OtherVersionError, match="another version"):
        next(answer(b"", [], "another", iter([batch_of(0)])))


@pytest.mark.parametrize(
    "address", ["local[2]", "spark://", "spark://host", "spark://host:77777", "host:7077"]
)
def test_what_is_no_address_of_a_master_is_refused(address: str) -> None:
    """Given something else than the address of a master, when named as the engine, then that is said."""
    with pytest.raises(CityError, match="spark://HOST:PORT"):
        spark_engine(address)


def test_who_cannot_reach_spark_is_told_what_to_do() -> None:
    """Given no Spark here, or no master there, when it is asked for, then the way to one is told."""
    todo = "make spark" if find_spec("pyspark") is None else "running-at-scale"
    with pytest.raises(CityError, match=todo):
        spark_engine(f"{SCHEME}127.0.0.1:{NOBODY}")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("haina.city.runs.remote.OtherVersionError: Haina or polars is of another version", "worker_version"),
        (
            'java.io.IOException: Cannot run program "/opt/x/python": error=2, No such file',
            "worker_without_haina",
        ),
        ("ModuleNotFoundError: No module named 'numpy'", "worker_without_haina"),
        ("FileNotFoundError: [Errno 2] Failed to open local file", "worker_without_city"),
        ("OSError: [Errno 28] No space left on device", "worker_disk_full"),
        ("Python worker exited unexpectedly (crashed)\nCaused by: java.io.EOFException", "worker_ended"),
        ("An error occurred\nValueError: of its own", "spark_failed"),
    ],
)
def test_what_spark_gave_up_for_is_told_in_words(told: str, code: str) -> None:
    """Given words by which Spark gives up, when they are told, then as what it was, and what to do."""
    (problem,) = given_up("spark://host:7077", RuntimeError(told)).problems
    assert problem.code == code
    assert problem.suggestion is not None
    assert "同样的命令继续" in problem.suggestion.zh
