"""Who received an award, as far as everybody may read it.

An organisation is named. A person, or somebody who trades alone, is named by no more than a masked name, and
only where the award had stood on public notice; where it had not, nobody is named.
"""

from __future__ import annotations

from haina.money.models import Award
from haina.people.models import Person
from haina.rules.text import Text

#: How a credit code begins of somebody who trades alone.
_ALONE = "92"


def public_name(award: Award, *, was_on_notice: bool) -> Text | None:
    """The name that the register shows of who is paid; None where it shows none."""
    if award.receives == Award.Receiver.ORGANISATION and award.organisation is not None:
        unit = award.organisation
        if not unit.credit_code.startswith(_ALONE):
            return Text(unit.name_zh, unit.name_en or unit.name_zh)
        return masked(unit.name_zh, unit.name_en) if was_on_notice else None
    if award.person is None or not was_on_notice:
        return None
    return masked_person(award.person)


def masked_person(person: Person) -> Text:
    """The name of a person with all but its beginning left out."""
    return masked(person.chinese_name, person.name)


def masked(chinese: str, latin: str) -> Text:
    """A Chinese name as its first character, a Latin one as initials; either stands for a missing other."""
    first = f"{chinese[0]}{'*' * max(1, len(chinese) - 1)}" if chinese else ""
    initials = " ".join(f"{word[0]}." for word in latin.split()) if latin else ""
    return Text(first or initials, initials or first)
