"""What is wrong with an answer, said to who gave it; the reader of facts speaks to writers of files."""

from __future__ import annotations

from django.utils.translation import gettext

from haina.portal.words import in_words, number_words
from haina.rules import Bool, Date, FactDeclaration, History, Int, Money, Number, Problem, Type


def complaint(problem: Problem, fact: FactDeclaration, kind: Type | None) -> str:
    """Return what is wrong and what to do, as sentences; `kind` is the type of the input it belongs to."""
    if problem.code in ("date", "wrong_type") and isinstance(kind, Date):
        return gettext("There is no such day. Write it as 2016-09-26.")
    if problem.code == "wrong_type" and isinstance(kind, Int):
        return gettext("Write a whole number, such as 12.")
    if problem.code == "wrong_type" and isinstance(kind, Number | Money):
        return gettext("Write a number, such as 600000.")
    if problem.code == "wrong_type" and isinstance(kind, Bool):
        return gettext("Choose one of the answers.")
    if problem.code == "minimum" and fact.minimum is not None:
        return gettext("It cannot be less than %(least)s.") % {"least": number_words(fact.minimum)}
    if problem.code == "maximum" and fact.maximum is not None:
        return gettext("It cannot be more than %(most)s.") % {"most": number_words(fact.maximum)}
    said = {
        "dates": gettext("The last day is before the first day."),
        "missing_argument": gettext("Give the first day of this period."),
        "missing_field": gettext("Fill this in for each period."),
        "overlap": gettext("This period overlaps with another one. Correct the days of one of them."),
        "too_large": gettext("This is more than can be taken. Shorten it."),
        "too_long": gettext("This is more than can be taken. Shorten it."),
        "unknown_enum_value": gettext("Choose one of the answers."),
    }.get(problem.code)
    return said or _sentences(problem)


def _sentences(problem: Problem) -> str:
    """Return the reader's own words as sentences."""
    parts = [in_words(problem.message), in_words(problem.suggestion)]
    return " ".join(
        part[0].upper() + part[1:] + ("" if part[-1] in ".?!。？！" else ".") for part in parts if part
    )


def kind_at(fact: FactDeclaration, place: str) -> Type | None:
    """Return the type of the input with an id such as `id_value` or `id_from-0`."""
    if not isinstance(fact.type, History):
        return fact.type
    name = place.removeprefix("id_").rpartition("-")[0]
    if name in ("from", "to"):
        return Date()
    position = fact.type.positions.get(name)
    return None if position is None else fact.type.fields[position].type
