"""One person at the desk against a register in PostgreSQL, for bench/people_linking.py --desk."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from _people_data import Entry

ASKED = 300
BOUND = 0.050


def measure_desk(entries: Sequence[Entry]) -> int:
    """Store all entries but those that are asked for, ask for these, and print; 1 where it takes too long."""
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="haina-bench-") as folder:
        os.environ["HAINA_VAR"] = folder
        from haina.server.postgres import Cluster

        cluster = Cluster(Path(folder) / "pg")
        cluster.start(Path(folder) / "log")
        try:
            os.environ["DATABASE_URL"] = cluster.url()
            return _measured(entries)
        finally:
            cluster.stop()


def _measured(entries: Sequence[Entry]) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haina.server.settings")
    django.setup()
    from django.core.management import call_command

    from haina.people.identities import resolve
    from people_linking import to_record

    call_command("migrate", verbosity=0)
    before = time.perf_counter()
    stored, asked = entries[ASKED:], entries[:ASKED]
    _store(stored)
    print(f"{len(stored):,} people stored and indexed in {time.perf_counter() - before:.0f} s")
    person = {_identity(place): entry.person for place, entry in enumerate(stored)}
    times, right, wanted, most = [], 0, 0, 0
    truth = Counter(person.values())
    records = [replace(to_record(each), id="asked") for each in asked]
    resolve(records[0])
    for entry, record in zip(asked, records, strict=True):
        before = time.perf_counter()
        found = resolve(record)
        times.append(time.perf_counter() - before)
        most = max(most, len(found))
        wanted += truth[entry.person]
        right += sum(person[each.identity_id] == entry.person for each in found)
    times.sort()
    shown = ", ".join(
        f"{name} {1000 * value:.1f} ms"
        for name, value in (
            ("p50", statistics.median(times)),
            ("p95", times[int(0.95 * ASKED)]),
            ("p99", times[int(0.99 * ASKED)]),
            ("longest", times[-1]),
        )
    )
    print(f"{ASKED} asked for: {shown}; {right} of {wanted} entries of the same people shown, at most {most}")
    good = times[int(0.95 * ASKED)] < BOUND
    print(f"95 of 100 in less than {1000 * BOUND:.0f} ms: {'yes' if good else 'NO'}")
    return 0 if good else 1


def _identity(place: int) -> UUID:
    return UUID(int=(1 << 120) + place)


def _store(entries: Sequence[Entry]) -> None:
    """Copy people, what is compared of them, and frequencies; the index is built afterwards."""
    import json

    from django.db import connection

    from haina.people.linking.keys import keys
    from haina.people.linking.weights import counted
    from people_linking import to_record

    counts: Counter[str] = Counter({"": len(entries)})

    def rows() -> Iterator[tuple[UUID, str, list[int]]]:
        for place, entry in enumerate(entries):
            record = to_record(entry)
            counts.update(counted(record))
            yield _identity(place), json.dumps(record.to_json()), sorted(keys(record))

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX link_record_by_key")
        with cursor.copy("COPY people_identity (id, kind, survivor_id) FROM STDIN") as copy:
            for place in range(len(entries)):
                copy.write_row((_identity(place), "person", _identity(place)))
        with cursor.copy("COPY people_linkrecord (identity_id, data, keys) FROM STDIN") as copy:
            for row in rows():
                copy.write_row(row)
        with cursor.copy("COPY people_linkcount (thing, count) FROM STDIN") as copy:
            for thing, count in counts.items():
                copy.write_row((thing, count))
        cursor.execute(
            "CREATE INDEX link_record_by_key ON people_linkrecord USING gin (keys) WITH (fastupdate = off)"
        )
        cursor.execute("ANALYZE people_linkrecord, people_identity, people_linkcount")
