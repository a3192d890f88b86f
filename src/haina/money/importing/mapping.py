"""The mapping file: which column of a table says what, and what its words mean in the pack."""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from haina.policy import Policy
from haina.policy.exclusions import BENEFICIARIES
from haina.policy.kinds import (
    Broken,
    Key,
    Reading,
    day,
    mapping_of,
    one_of,
    optional,
    record,
    reference,
    word,
)
from haina.policy.names import Names
from haina.policy.problems import ReadError
from haina.policy.reader import read_file
from haina.rules.text import Place, Problem, Text

#: How many of the currency's hundredths one of the column's amounts is.
_FEN = {"hundredths": Decimal(1), "units": Decimal(100), "ten_thousands": Decimal(1_000_000)}


@dataclass(frozen=True, slots=True)
class Origin:
    """The document that all awards of the table rest on, and who decided them."""

    document: str
    decided_by: str
    decided_on: date
    place: Place


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns by what they say; None where the table has none for it."""

    award: str
    first: str
    programme: str | None
    last: str | None
    amount: str | None
    effort: str | None
    stage: str | None
    purpose: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What a table says, in the words of the pack."""

    origin: Origin
    columns: Columns
    #: The column that names who receives, by sort.
    beneficiaries: Map[str, str]
    #: The programme of every line, where no column says it.
    programme: str | None
    #: Programmes and stages by the words of the table.
    programmes: Map[str, str]
    stages: Map[str, str]
    amounts: str
    place: Place

    @property
    def fen(self) -> Decimal:
        """Fen in one of the column's amounts."""
        return _FEN[self.amounts]

    @property
    def named(self) -> tuple[str, ...]:
        """All columns that the table must have."""
        own = self.columns
        one = (own.award, own.programme, own.first, own.last, own.amount, own.effort, own.stage, own.purpose)
        return tuple(each for each in (*one, *self.beneficiaries.values()) if each is not None)


_ORIGIN = record(
    Origin,
    {
        "document": Key(word),
        "decided_by": Key(reference("department")),
        "decided_on": Key(day),
    },
)
_COLUMNS = record(
    Columns,
    {
        "award": Key(word),
        "first": Key(word),
        **{name: optional(word) for name in ("programme", "last", "amount", "effort", "stage", "purpose")},
    },
)
_MAPPING = record(
    TableMapping,
    {
        "origin": Key(_ORIGIN),
        "columns": Key(_COLUMNS),
        "beneficiaries": Key(mapping_of(word)),
        "programme": optional(reference("programme")),
        "programmes": optional(mapping_of(reference("programme")), default={}),
        "stages": optional(mapping_of(word), default={}),
        "amounts": optional(one_of(*_FEN), default="units"),
    },
)


def read_mapping(path: str, policy: Policy) -> TableMapping:
    """The mapping in a file; raises ReadError with every defect, also for names that the pack has not."""
    document = read_file(path)
    names = Names()
    for sort, known in (("department", policy.departments), ("programme", policy.programmes)):
        names.defined[sort] = dict.fromkeys(known, Place("", 1))
    found = _MAPPING(document.root, Reading(document, names))
    names.resolve()
    if not isinstance(found, Broken):
        names.problems.extend(_beneath(found))
    if names.problems or isinstance(found, Broken):
        raise ReadError(names.problems)
    return found


def _beneath(found: TableMapping) -> list[Problem]:
    """What the shape alone does not say."""
    problems = []
    if (found.programme is None) == (found.columns.programme is None):
        problems.append(
            Problem(
                found.place,
                "mapping_programme",
                Text(
                    zh="资金项目要么写在 columns.programme，要么写在 programme，二者取一",
                    en="the programme stands either in columns.programme or in programme, one of the two",
                ),
            )
        )
    strange = [sort for sort in found.beneficiaries if sort not in BENEFICIARIES]
    if strange or not found.beneficiaries:
        words = ", ".join(BENEFICIARIES)
        problems.append(
            Problem(
                found.place,
                "mapping_beneficiaries",
                Text(zh="beneficiaries 要写明谁受益", en="beneficiaries must say who receives"),
                Text(zh=f"可用：{words}", en=f"There is: {words}."),
            )
        )
    return problems
