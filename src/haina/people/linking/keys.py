"""Blocking keys: two records that share none are not compared.

A key joins things that hardly ever agree by chance, and each of them is one that an error leaves whole: a
typing error in the given name leaves the birth date and the surname, a wrong year leaves the name and the
day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

from haina.people.linking.numbers import Kind, lasting
from haina.people.linking.records import Record


def keys(record: Record) -> frozenset[int]:
    """The record's keys as signed integers of 64 bits."""
    return frozenset(
        int.from_bytes(blake2b(each.encode(), digest_size=8).digest(), signed=True)
        for each in spelled(record)
    )


def spelled(record: Record) -> frozenset[str]:
    """The record's keys in words, before they become numbers."""
    return frozenset(_contacts(record)) | frozenset(_names(record))


def _contacts(record: Record) -> Iterator[str]:
    for number in record.numbers:
        yield f"number {number.key}"
        if number.kind is Kind.CREDIT_CODE:
            yield f"body {lasting(number)}"
    for email in record.emails:
        yield f"email {email}"
    for phone in record.phones:
        yield f"phone {phone}"


def _names(record: Record) -> Iterator[str]:
    sounds = {" ".join(bag) for name in record.names for bag in name.bags}
    folds = {"~" + " ".join(bag) for name in record.names for bag in name.cantonese_bags}
    for employer in record.employers:
        yield from (f"employer {employer} {sound}" for sound in sounds)
    if record.born is None:
        yield from (f"name {sound}" for sound in sounds | folds)
        return
    yield from (f"name {sound}" for sound in sounds)
    yield from (f"year {record.born.year} {sound}" for sound in sounds | folds)
    yield from (f"day {record.born:%m%d} {sound}" for sound in sounds)
    born = _without_order(record.born)
    for name in record.names:
        yield from (f"born {born} family {family}" for family in name.families)
        yield from (f"born {born} given {''.join(form.given)}" for form in name.forms)


def _without_order(born: date) -> str:
    """A birth date that stays the same where month and day changed places."""
    first, second = sorted((born.month, born.day))
    return f"{born.year}/{first}/{second}"
