"""The night's work: count the register, compare everybody with everybody, and leave pairs to an officer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from django.db import connection, transaction

from haina.people.identities import OF_UNITS, record_of, record_of_organisation
from haina.people.linking.keys import keys
from haina.people.linking.records import Record
from haina.people.linking.sweep import sweep
from haina.people.linking.weights import Frequencies, Weighed, weigh
from haina.people.models import (
    DoubtfulPair,
    Identity,
    Judgement,
    LinkCount,
    LinkRecord,
    Organisation,
    Person,
)

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class NightsWork:
    """What was done."""

    people: int
    organisations: int
    compared: int
    #: Pairs that wait for an officer now.
    waiting: int


def sweep_register(on: date, memory: str = "2GB") -> NightsWork:
    """Compare all people of the register with each other, and all organisations.

    Every pair that is or may be one waits for an officer afterwards. Nobody is joined here: that is for a
    person to decide. Pairs that are one already, or were judged to be two, are left out. `memory` bounds
    what DuckDB takes.
    """
    people = _compared(_people(), memory)
    organisations = _compared(_organisations(), memory)
    with transaction.atomic():
        _count({"": people, OF_UNITS: organisations})
        _store({**people.pairs, **organisations.pairs}, on)
    waiting = DoubtfulPair.objects.filter(judged__isnull=True).count()
    return NightsWork(people.size, organisations.size, people.compared + organisations.compared, waiting)


@dataclass(frozen=True, slots=True)
class _Compared:
    """A register compared with itself."""

    size: int
    compared: int
    frequencies: Frequencies
    pairs: dict[tuple[UUID, UUID], Weighed]


def _compared(register: Iterator[Record], memory: str) -> _Compared:
    """Compare a register with itself; the pairs are those that nobody has settled."""
    records = list(_indexed(register))
    survivors = dict(Identity.objects.values_list("pk", "survivor_id"))
    swept = sweep(records, _judged_different(), memory)
    by_id = {each.id: each for each in records}
    pairs: dict[tuple[UUID, UUID], Weighed] = {}
    for pair in swept.links:
        if survivors[UUID(pair.one)] != survivors[UUID(pair.other)]:
            pairs[_ordered(pair.one, pair.other)] = weigh(
                by_id[pair.one], by_id[pair.other], swept.frequencies
            )
    for doubt in swept.doubtful:
        if survivors[UUID(doubt.one)] != survivors[UUID(doubt.other)]:
            pairs[_ordered(doubt.one, doubt.other)] = doubt.weighed
    for judged in _judged_different():
        pairs.pop(_ordered(*judged), None)
    return _Compared(len(records), swept.compared, swept.frequencies, pairs)


def _ordered(one: str, other: str) -> tuple[UUID, UUID]:
    first, second = sorted((UUID(one), UUID(other)))
    return first, second


def _people() -> Iterator[Record]:
    """All people as they are compared."""
    people = Person.objects.select_related("account").prefetch_related(
        "identity_documents", "further_names", "contacts", "employments"
    )
    return (record_of(person) for person in people.order_by("pk").iterator(chunk_size=_AT_ONCE))


def _organisations() -> Iterator[Record]:
    """All organisations as they are compared."""
    units = Organisation.objects.prefetch_related("former_names").order_by("pk")
    return (record_of_organisation(unit) for unit in units.iterator(chunk_size=_AT_ONCE))


def _indexed(found: Iterator[Record]) -> Iterator[Record]:
    """The same, each with its entry for the desk made anew."""
    while batch := list(islice(found, _AT_ONCE)):
        LinkRecord.objects.bulk_create(
            (
                LinkRecord(identity_id=UUID(each.id), data=each.to_json(), keys=sorted(keys(each)))
                for each in batch
            ),
            update_conflicts=True,
            unique_fields=["identity"],
            update_fields=["data", "keys"],
        )
        yield from batch


def _judged_different() -> list[tuple[str, str]]:
    """Pairs of which the latest judgement is that they are two."""
    latest = Judgement.objects.order_by("one_id", "other_id", "-pk").distinct("one_id", "other_id")
    found = latest.values_list("one_id", "other_id", "verdict")
    return [(str(one), str(other)) for one, other, verdict in found if verdict == Judgement.Verdict.DIFFERENT]


def _count(registers: Mapping[str, _Compared]) -> None:
    """Put the new frequencies in the place of the old, each register's with what stands before its things."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_linkcount")
    for before, register in registers.items():
        LinkCount.objects.create(thing=before, count=register.size)
        counts = register.frequencies.counts.items()
        things = (LinkCount(thing=f"{before}{thing}", count=count) for thing, count in counts)
        LinkCount.objects.bulk_create(things, batch_size=_AT_ONCE)


def _store(pairs: dict[tuple[UUID, UUID], Weighed], on: date) -> None:
    """Leave the pairs to an officer; those that nobody judged and that are no longer in doubt go."""
    waiting = DoubtfulPair.objects.filter(judged__isnull=True)
    gone = [each.pk for each in waiting.iterator() if (each.one_id, each.other_id) not in pairs]
    waiting.filter(pk__in=gone).delete()
    DoubtfulPair.objects.bulk_create(
        (
            DoubtfulPair(one_id=one, other_id=other, bits=weighed.bits, evidence=_said(weighed), found_on=on)
            for (one, other), weighed in pairs.items()
        ),
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["bits", "evidence"],
    )


def _said(weighed: Weighed) -> list[dict[str, object]]:
    return [
        {"about": each.about, "bits": round(each.bits, 2), "zh": each.text.zh, "en": each.text.en}
        for each in weighed.evidence
    ]
