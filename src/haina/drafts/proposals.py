"""What somebody proposes: texts in both languages, and values of standards as they were typed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from haina.drafts.models import Draft, DraftValue
from haina.policy import Policy
from haina.policy.amendments import Change, last_beginning
from haina.policy.policy import version_of
from haina.policy.with_values import read_value
from haina.portal.words import day_words, in_words
from haina.rules.declarations import StandardDeclaration
from haina.rules.problems import nearest
from haina.rules.text import Text
from haina.rules.types import BOOL, DATE, INT, MONEY, NUMBER, Enum

#: Years in which a value may begin or a day may lie.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_MOST: Mapping[object, Decimal] = {INT: Decimal(10**9), NUMBER: Decimal(10**9), MONEY: Decimal(10**13)}
_KINDS: Mapping[object, str | Promise] = {
    BOOL: _("Write yes or no."),
    INT: _("Write a whole number, such as 4."),
    NUMBER: _("Write a number, such as 0.3."),
    MONEY: _("Write an amount in figures, such as 500000 or 1234.50."),
    DATE: _("Write a day, such as 2027-01-01."),
}


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A value of a standard as somebody typed it."""

    standard: str
    value: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that a draft says; the content that people consent to."""

    title: Text
    reason: Text
    values: tuple[TypedValue, ...]
    #: The version over which it was written.
    base: str
    #: Of a whole pack: all its files by their paths.
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The version of the whole pack; empty where values are changed."""
        return version_of(self.files) if self.files else ""

    @property
    def content(self) -> str:
        """SHA-256 over all of it."""
        said: list[object] = [
            [self.title.zh, self.title.en, self.reason.zh, self.reason.en, self.base],
            sorted([each.standard, each.value, each.valid_from.isoformat()] for each in self.values),
        ]
        if self.files:
            said.append(self.version)
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


class ValueRefused(ValueError):
    """A value that cannot be given; `problems` has a sentence for each field that is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


def proposal_of(draft: Draft) -> Proposal:
    """What a stored draft says."""
    values = DraftValue.objects.filter(draft=draft).order_by("standard")
    return Proposal(
        Text(draft.title_zh, draft.title_en),
        Text(draft.reason_zh, draft.reason_en),
        tuple(TypedValue(each.standard, each.value, each.valid_from) for each in values),
        draft.base_id,
        {} if draft.pack is None else draft.pack.files,
    )


def read_typed(policy: Policy, typed: TypedValue, today: date) -> Change:
    """The change that was typed, over a policy. Raises ValueRefused with a sentence for each wrong field."""
    standard = _standard(policy, typed.standard)
    problems: dict[str, str] = {}
    value: object = None
    try:
        value = _value(standard, typed.value)
    except ValueRefused as error:
        problems.update(error.problems)
    early = _too_early(standard, typed.valid_from, today)
    if early:
        problems["valid_from"] = early
    if problems:
        raise ValueRefused(problems)
    return Change(standard.name, value, typed.valid_from)


def _standard(policy: Policy, name: str) -> StandardDeclaration:
    """The standard of a name, or of the words that people know it by."""
    found = policy.standards.get(name) or next(
        (each for each in policy.standards.values() if name in (each.label.zh, each.label.en)), None
    )
    if found is not None:
        return found
    meant = nearest(name, policy.standards)
    words = gettext("There is no standard of this name.")
    raise ValueRefused({"standard": f"{words} {in_words(meant)}" if meant else words})


def _value(standard: StandardDeclaration, written: str) -> object:
    kind = standard.type
    if not isinstance(kind, Enum) and kind not in _KINDS:
        raise ValueRefused(
            {
                "value": gettext(
                    "A standard of this kind holds words or a list; change it in the pack’s files."
                )
            }
        )
    try:
        value = read_value(kind, written)
    except (ValueError, InvalidOperation):
        raise ValueRefused({"value": _kind_words(standard)}) from None
    problem = _out_of_bounds(standard, value)
    if problem:
        raise ValueRefused({"value": problem})
    return value


def _kind_words(standard: StandardDeclaration) -> str:
    if isinstance(standard.type, Enum):
        words = ", ".join(f"{each.name} ({in_words(each.label)})" for each in standard.type.values)
        return gettext("Write one of %(words)s.") % {"words": words}
    return str(_KINDS[standard.type])


def _out_of_bounds(standard: StandardDeclaration, value: object) -> str:
    """What is wrong with the size of a value; empty where nothing is."""
    if isinstance(value, date):
        return "" if FIRST_DAY <= value <= LAST_DAY else gettext("Choose a day between 1990 and 2100.")
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return ""
    least, most = bounds(standard)
    if not least <= value <= most:
        return gettext("Write a number between %(least)s and %(most)s.") % {
            "least": f"{least:,}",
            "most": f"{most:,}",
        }
    if standard.type == MONEY and value != round(Decimal(value), 2):
        return gettext("An amount has at most two decimal places.")
    return ""


def bounds(standard: StandardDeclaration) -> tuple[Decimal, Decimal]:
    """Between what a number lies: above zero as all values so far, and a share within the whole."""
    known = [Decimal(each.value) for each in standard.values if isinstance(each.value, (int, Decimal))]
    most = _MOST.get(standard.type, Decimal(10**9))
    least = -most if any(each < 0 for each in known) else Decimal(0)
    is_share = (
        standard.type == NUMBER
        and any(each != int(each) for each in known)
        and all(0 <= each <= 1 for each in known)
    )
    return least, Decimal(1) if is_share else most


def _too_early(standard: StandardDeclaration, day: date, today: date) -> str:
    """Why a value cannot begin on a day; empty where it can."""
    if day < today:
        return gettext("This day is past. A published policy changes from a day to come.")
    if day > LAST_DAY:
        return gettext("Choose a day between 1990 and 2100.")
    last = last_beginning(standard)
    if last is not None and last >= day:
        return gettext("A value that begins on %(day)s is fixed already; choose a later day.") % {
            "day": day_words(last)
        }
    return ""
