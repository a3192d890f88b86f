"""The whole register against itself, in the night: who is the same and who may be, joined by DuckDB."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from haina.people.linking.clusters import Clusters, Pair, cluster
from haina.people.linking.keys import keys
from haina.people.linking.records import Record
from haina.people.linking.weights import Band, Frequencies, Weighed, weigh

#: A key that more records share than this joins nothing: it says too little, and would cost its square.
MOST_IN_A_BLOCK = 120
_AT_ONCE = 100_000

_PAIRS = """
    WITH small AS (
        SELECT key FROM held GROUP BY key HAVING count(*) BETWEEN 2 AND $most
    ), joining AS (
        SELECT key, place FROM held SEMI JOIN small USING (key)
    )
    SELECT DISTINCT one.place, other.place
    FROM joining one JOIN joining other ON one.key = other.key AND one.place < other.place
"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two records that may be one, for an officer."""

    one: str
    other: str
    weighed: Weighed


@dataclass(frozen=True, slots=True)
class Swept:
    """What a night's work found."""

    clusters: Clusters[str]
    #: Pairs sure enough to be joined, also those that the clusters had to refuse.
    links: tuple[Pair[str], ...]
    doubtful: tuple[Doubt, ...]
    frequencies: Frequencies
    #: How many pairs were weighed.
    compared: int


def sweep(records: Sequence[Record], apart: Collection[tuple[str, str]] = (), memory: str = "2GB") -> Swept:
    """Compare all records that share a key, and cluster them; `apart` are pairs judged to be two.

    `memory` bounds what DuckDB takes; beyond it, it works on disk.
    """
    register = Frequencies.of(records)
    by_id = {each.id: each for each in records}
    links: list[Pair[str]] = []
    doubtful: list[Doubt] = []
    compared = 0
    for one, other in candidate_pairs(records, memory):
        compared += 1
        weighed = weigh(records[one], records[other], register)
        if weighed.band is Band.LINK:
            links.append(Pair(records[one].id, records[other].id, weighed.bits))
        elif weighed.band is Band.DOUBTFUL:
            doubtful.append(Doubt(records[one].id, records[other].id, weighed))

    def weight(one: str, other: str) -> float:
        return weigh(by_id[one], by_id[other], register).bits

    clusters = cluster(links, lambda each: by_id[each].numbers, weight, apart)
    open_doubts = tuple(_still_open(doubtful, clusters, apart))
    return Swept(clusters, tuple(links), open_doubts, register, compared)


def candidate_pairs(records: Sequence[Record], memory: str = "2GB") -> Iterator[tuple[int, int]]:
    """Places in `records` of all pairs that share a key held by few."""
    with TemporaryDirectory(prefix="haina-sweep-") as folder, duckdb.connect() as connection:
        connection.execute("SET memory_limit = $memory", {"memory": memory})
        connection.execute("SET temp_directory = $folder", {"folder": folder})
        file = Path(folder) / "keys.csv"
        with file.open("w", newline="") as stream:
            writer = csv.writer(stream)
            for place, record in enumerate(records):
                writer.writerows((key, place) for key in keys(record))
        connection.execute(
            "CREATE TABLE held AS SELECT * FROM read_csv($file, header = false, "
            "auto_detect = false, delim = ',', columns = {'key': 'BIGINT', 'place': 'INTEGER'})",
            {"file": str(file)},
        )
        file.unlink()
        found = connection.execute(_PAIRS, {"most": MOST_IN_A_BLOCK})
        while rows := found.fetchmany(_AT_ONCE):
            yield from rows


def _still_open(
    doubtful: Iterable[Doubt], clusters: Clusters[str], apart: Iterable[tuple[str, str]]
) -> Iterator[Doubt]:
    """Doubts that neither the clusters nor an officer have settled."""
    home = {each: number for number, members in enumerate(clusters.members) for each in members}
    judged = {frozenset(each) for each in apart}
    for each in doubtful:
        together = each.one in home and home[each.one] == home.get(each.other)
        if not together and frozenset((each.one, each.other)) not in judged:
            yield each
