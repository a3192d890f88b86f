"""What a register proved of a person's paper while they applied, kept with the person at the grant.

Where no paper of a person is on record, a register is asked by the number that the form states, together
with whom it should belong to; what it answers proves that the paper is that person's. From then on it is on
record: the next question is asked by it, and its last day stands among the person's dates. A number that is
proven to be somebody else's is kept as stated only: the two may be one, which an officer judges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from babel import Locale
from babel.core import get_global

from haina.cases.consequences import Caution
from haina.cases.events import Recorded
from haina.cases.names import register_mark
from haina.cases.perform import Matter, Order
from haina.people.identities import holders_of, joined_with
from haina.people.models import IdentityDocument, Person
from haina.people.permissions import State
from haina.people.verbs.renew_document import DocumentRefused, add_document
from haina.policy import Policy
from haina.policy.procedures import Lookup, Procedure

_NUMBER, _EXPIRY = "_number", "_expiry"


class PapersProven:
    """Keeps the papers that registers have proven, when an application is granted."""

    kinds = frozenset({"approved", "appeal_upheld"})

    def concerns(self, policy: Policy, procedure: Procedure) -> bool:
        """Whether the form asks for the number of a paper."""
        return any(True for _ in _asked(procedure))

    def follows(self, matter: Matter, happened: Sequence[Recorded], order: Order) -> None:
        """Keep each paper that was proven and is not known yet."""
        person = matter.row.person
        if person is None or matter.state.state is not State.APPROVED:
            return
        for kind in _proven(matter, person):
            _keep(matter.state.form, person, kind, _last_day(matter, kind))

    def cautions(self, matter: Matter, *, inside: bool) -> Sequence[Caution]:
        """Nothing is to be said."""
        return ()


def _asked(procedure: Procedure) -> Iterator[IdentityDocument.Kind]:
    """The kinds of papers of which the form asks the number."""
    for name in procedure.fields:
        kind = name.removesuffix(_NUMBER)
        if kind != name and kind in IdentityDocument.Kind.values:
            yield IdentityDocument.Kind(kind)


def _proven(matter: Matter, person: Person) -> list[IdentityDocument.Kind]:
    """The papers by whose stated number a register answered what the form says."""
    on_record = set(IdentityDocument.objects.filter(person=person).values_list("kind", flat=True))
    stated = {each for each in _asked(matter.procedure) if matter.state.form.get(f"{each.value}{_NUMBER}")}
    lookups = [lookup for stage in matter.procedure.stages for lookup in stage.lookups]
    return [
        kind
        for kind in sorted(stated)
        if any(_asked_by(matter, each, kind, stated, on_record) and _agrees(matter, each) for each in lookups)
    ]


def _asked_by(
    matter: Matter,
    lookup: Lookup,
    kind: IdentityDocument.Kind,
    stated: set[IdentityDocument.Kind],
    on_record: set[str],
) -> bool:
    """Whether a register was asked by this stated number and no other one, so that its answer is about it."""
    register = matter.policy.registers[lookup.register]
    known_by = set(register.identified_by)
    by_statement = known_by & {each.value for each in stated}
    return register.subject == "person" and by_statement == {kind.value} and not known_by & on_record


def _agrees(matter: Matter, lookup: Lookup) -> bool:
    """Whether the register answered, and nothing else than the form says, but for the last day of a paper."""
    verified, mark = matter.state.verified, register_mark(lookup.register)
    answered = [each for each in lookup.facts if each in verified and _is_from(mark, verified[each].source)]
    return bool(answered) and all(
        verified[fact].value == matter.state.form.get(fact) for fact in answered if not fact.endswith(_EXPIRY)
    )


def _is_from(mark: str, source: str) -> bool:
    return source.partition("@")[0] == mark


def _last_day(matter: Matter, kind: IdentityDocument.Kind) -> date | None:
    """The last day of a paper: as a department found it, else as stated."""
    name = f"{kind.value}{_EXPIRY}"
    found = matter.state.verified.get(name)
    value = matter.state.form.get(name) if found is None else found.value
    return date.fromisoformat(value) if isinstance(value, str) else None


def _keep(
    form: Mapping[str, object], person: Person, kind: IdentityDocument.Kind, last_day: date | None
) -> None:
    number, country = form.get(f"{kind.value}{_NUMBER}"), country_code(form.get("citizenship"))
    if not isinstance(number, str) or country is None:
        return
    holders = holders_of(number)
    if holders & joined_with(person.pk):
        return
    sure = IdentityDocument.Assurance.STATED if holders else IdentityDocument.Assurance.VERIFIED
    try:
        add_document(person, kind, country, number, valid_to=last_day, assurance=sure)
    except DocumentRefused:
        # No number that such a paper of that country can have: the grant does not rest on its being kept.
        return


def country_code(name: object) -> str | None:
    """The three letters (ISO 3166-1) of a country by its name in Chinese or English; None for other texts."""
    return _countries().get(str(name).strip().casefold())


#: Codes of countries that are no more, which would stand for those that came after them.
_FORMER = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})


@cache
def _countries() -> dict[str, str]:
    """Three letters by name and by code, of all countries of the CLDR."""
    three = {
        codes[0]: alias
        for alias, codes in get_global("territory_aliases").items()
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and alias not in _FORMER
    }
    names = {code.casefold(): code for code in three.values()}
    for language in ("en", "zh"):
        for two, name in Locale(language).territories.items():
            if two in three:
                names[name.casefold()] = three[two]
    return names
