"""Two identities side by side, with what speaks for and against their being one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext

from haina.people.linking.words import Reason, in_words, verdict
from haina.people.models import Contact, IdentityDocument, Organisation
from haina.people.portraits import Portrait, compared
from haina.rules.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is known of both."""

    title: str
    one: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def shared(self) -> frozenset[str]:
        """What both have, word for word."""
        return frozenset(self.one) & frozenset(self.other)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two entries side by side."""

    one: Portrait
    other: Portrait
    rows: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    verdict: Text
    #: Two numbers of which nobody has two, as they are written.
    must_not: tuple[str, str] | None


def comparison(one: Portrait, other: Portrait) -> Comparison:
    """Two entries side by side, as they are today."""
    weighed = compared(one, other)
    numbers = weighed.must_not
    return Comparison(
        one,
        other,
        tuple(row for row in _rows(one, other) if row.one or row.other),
        in_words(weighed.evidence),
        verdict(weighed.bits),
        None if numbers is None else (numbers[0].text, numbers[1].text),
    )


def _rows(one: Portrait, other: Portrait) -> Iterator[Row]:
    sides = (one, other)

    def row(title: str, each: Iterable[Iterable[str]]) -> Row:
        left, right = (tuple(text for text in side if text) for side in each)
        return Row(title, left, right)

    yield row(gettext("Names"), (_names(side) for side in sides))
    yield row(gettext("Birth date"), (_born(side) for side in sides))
    yield row(gettext("Nationality"), ([side.person.nationality] if side.person else [] for side in sides))
    yield row(gettext("Credit code"), (_codes(side) for side in sides))
    yield row(gettext("Papers"), ([paper_in_words(each) for each in side.documents] for side in sides))
    for kind in Contact.Kind:
        title = capfirst(str(kind.label))
        yield row(title, ([each.value for each in side.contacts if each.kind == kind] for side in sides))
    yield row(gettext("Employers"), ([str(each.organisation) for each in side.employments] for side in sides))


def _names(side: Portrait) -> list[str]:
    subject = side.own.subject
    main = (
        [subject.name_zh, subject.name_en]
        if isinstance(subject, Organisation)
        else [subject.name, subject.chinese_name]
    )
    return list(dict.fromkeys([*main, *(each.text for each in side.names)]))


def _born(side: Portrait) -> list[str]:
    return [side.person.born.isoformat()] if side.person and side.person.born else []


def _codes(side: Portrait) -> list[str]:
    return [side.organisation.credit_code] if side.organisation else []


def paper_in_words(paper: IdentityDocument) -> str:
    """A paper on one line: kind, country and number."""
    return f"{capfirst(str(paper.get_kind_display()))} {paper.country} {paper.number}"
