"""What is known of one person or organisation, as it is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from haina.people.linking import numbers
from haina.people.linking.names import Name, read_name
from haina.people.linking.numbers import Number
from haina.people.linking.units import read_unit_name


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a register; what is not known is empty."""

    id: str
    #: Every name that is or was used, in both scripts.
    names: tuple[Name, ...] = ()
    born: date | None = None
    male: bool | None = None
    #: ISO 3166-1 alpha-3.
    nationality: str = ""
    #: Numbers of all documents, also of those that were replaced.
    numbers: tuple[Number, ...] = ()
    emails: frozenset[str] = frozenset()
    #: Digits only.
    phones: frozenset[str] = frozenset()
    #: Ids of present and former employers.
    employers: frozenset[str] = frozenset()
    #: Whether it is of an organisation, whose names have no surname.
    is_organisation: bool = False

    def to_json(self) -> dict[str, Any]:
        """The record as plain values, as `from_json` reads it."""
        return {
            "names": [each.text for each in self.names],
            "born": self.born.isoformat() if self.born else None,
            "male": self.male,
            "nationality": self.nationality,
            "numbers": [[each.kind.value, each.text, each.country] for each in self.numbers],
            "emails": sorted(self.emails),
            "phones": sorted(self.phones),
            "employers": sorted(self.employers),
            "organisation": self.is_organisation,
        }

    @classmethod
    def from_json(cls, id: str, data: Mapping[str, Any]) -> Record:
        """Read what `to_json` wrote; raises KeyError or ValueError for anything else."""
        is_organisation = data.get("organisation", False)
        read = read_unit_name if is_organisation else read_name
        return cls(
            id=id,
            names=tuple(read(each) for each in data["names"]),
            born=date.fromisoformat(data["born"]) if data["born"] else None,
            male=data["male"],
            nationality=data["nationality"],
            numbers=tuple(Number(numbers.Kind(kind), text, land) for kind, text, land in data["numbers"]),
            emails=frozenset(data["emails"]),
            phones=frozenset(data["phones"]),
            employers=frozenset(data["employers"]),
            is_organisation=is_organisation,
        )


def conflict(one: Record, other: Record) -> tuple[Number, Number] | None:
    """Two numbers that show that these are two: of the same kind, one for life, and not the same."""
    for mine in one.numbers:
        for theirs in other.numbers:
            if numbers.differ_for_life(mine, theirs):
                return mine, theirs
    return None
