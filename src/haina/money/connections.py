"""How two parties are connected, as far as the house knows: who is who, who works and acts for whom.

What is said rests on the register of identities with its joins, on employments over time, on mandates, and on
what the registers asked in the case have answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from haina.exchange.models import RegisterRequest
from haina.exchange.state import Status, state_of
from haina.people.identities import joined_with
from haina.people.models import Employment, Identity, Mandate, Organisation, Person
from haina.rules.text import Text
from haina.rules.wording_values import date_text


@dataclass(frozen=True, slots=True)
class Connection:
    """One way in which two are connected, with what shows it."""

    #: What kind it is, and the ids of the rows on which it rests.
    kind: str
    rests_on: tuple[str, ...]
    text: Text
    evidence: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Tie:
    """That somebody works or acts for a unit."""

    row: str
    #: Who it is, as people call them.
    who: str
    text: Text


def connections(
    case: UUID | None,
    seller: Organisation,
    buyer: Organisation | Person,
    first: date | None,
    last: date | None,
) -> Iterator[Connection]:
    """Everything that connects the two between two days; of a day that is not known, at any time.

    What registers answered is read of one case only, in which the seller was asked about.
    """
    sellers, buyers = joined_with(seller.pk), joined_with(buyer.pk)
    if sellers & buyers:
        name = _name(buyer)
        words = Text(
            zh=f"{name.zh}与{_name(seller).zh}是同一主体。",
            en=f"{name.en} and {_name(seller).en} are one and the same.",
        )
        yield Connection("same", (str(seller.pk), str(buyer.pk)), words, ())
    of_seller = _people_of(sellers, first, last)
    if isinstance(buyer, Person):
        yield from _works_for(of_seller, buyers, buyer, seller)
    else:
        yield from _shared(of_seller, _people_of(buyers, first, last))
        yield from _holders(sellers, buyers, first, last)
    if case is not None:
        yield from _named_in_registers(case, sellers, buyer)


def _works_for(
    ties: Mapping[UUID, list[_Tie]], buyers: frozenset[UUID], buyer: Person, seller: Organisation
) -> Iterator[Connection]:
    found = [tie for id in sorted(buyers) for tie in ties.get(id, ())]
    if found:
        name = _name(buyer)
        unit = _name(seller)
        words = Text(zh=f"{name.zh}是{unit.zh}的人员。", en=f"{name.en} is one of the people of {unit.en}.")
        yield Connection(
            "works_for", tuple(tie.row for tie in found), words, tuple(tie.text for tie in found)
        )


def _shared(one: Mapping[UUID, list[_Tie]], other: Mapping[UUID, list[_Tie]]) -> Iterator[Connection]:
    for id in sorted(one.keys() & other.keys()):
        ties = (*one[id], *other[id])
        who = ties[0].who
        words = Text(zh=f"{who}同属双方。", en=f"{who} belongs to both.")
        yield Connection("shared", tuple(tie.row for tie in ties), words, tuple(tie.text for tie in ties))


def _holders(
    sellers: frozenset[UUID], buyers: frozenset[UUID], first: date | None, last: date | None
) -> Iterator[Connection]:
    """Mandates that one of the units has from the other."""
    either = Q(holder__in=sellers, organisation__in=buyers) | Q(holder__in=buyers, organisation__in=sellers)
    rows = Mandate.objects.filter(either, _within(first, last)).select_related("holder", "organisation")
    for row in rows.order_by("pk"):
        if row.holder is None:
            continue
        words = Text(zh="双方中一方代理另一方。", en="One of the two acts for the other.")
        yield Connection("mandate", (f"mandate {row.pk}",), words, (_acts(row, _name(row.holder)),))


def _people_of(units: frozenset[UUID], first: date | None, last: date | None) -> Mapping[UUID, list[_Tie]]:
    """Who works or acts for any of the units in a time, by the identity that stands for them."""
    within = _within(first, last)
    ties: list[tuple[UUID, _Tie]] = []
    works = Employment.objects.filter(within, organisation__in=units).select_related("person", "organisation")
    for row in works.order_by("valid_from", "pk"):
        who, unit, span = _name(row.person), _name(row.organisation), _span(row.valid_from, row.valid_to)
        text = Text(
            zh=f"{who.zh}{span.zh}受雇于{unit.zh}（任职记录）",
            en=f"{who.en} works for {unit.en} {span.en} (employment)",
        )
        ties.append((row.person_id, _Tie(f"employment {row.pk}", str(row.person), text)))
    acts = Mandate.objects.filter(within, organisation__in=units, account__isnull=False)
    for mandate in acts.select_related("account__person", "organisation").order_by("valid_from", "pk"):
        if mandate.account is None:
            continue
        person: Person | None = getattr(mandate.account, "person", None)
        name = Text(zh=str(mandate.account), en=str(mandate.account)) if person is None else _name(person)
        tie = _Tie(f"mandate {mandate.pk}", str(person or mandate.account), _acts(mandate, name))
        ties.append((mandate.account.pk if person is None else person.pk, tie))
    survivors = dict(
        Identity.objects.filter(pk__in={id for id, _tie in ties}).values_list("pk", "survivor_id")
    )
    found: dict[UUID, list[_Tie]] = defaultdict(list)
    for id, tie in ties:
        found[survivors.get(id, id)].append(tie)
    return found


def _acts(mandate: Mandate, who: Text) -> Text:
    assert mandate.organisation is not None  # noqa: S101 - only mandates of units are asked for
    unit, span = _name(mandate.organisation), _span(mandate.valid_from, mandate.valid_to)
    return Text(
        zh=f"{who.zh}{span.zh}代表{unit.zh}（授权）", en=f"{who.en} acts for {unit.en} {span.en} (mandate)"
    )


def _within(first: date | None, last: date | None) -> Q:
    """Rows whose time and this one meet."""
    found = Q() if last is None else Q(valid_from__lte=last)
    return found if first is None else found & (Q(valid_to__isnull=True) | Q(valid_to__gte=first))


def _named_in_registers(
    case: UUID, sellers: frozenset[UUID], buyer: Organisation | Person
) -> Iterator[Connection]:
    """Fields of the seller's register entries, as they were answered in the case, that name the buyer."""
    wanted = {each.casefold() for each in _names(buyer) if each}
    asked = RegisterRequest.objects.filter(case_id=case, organisation__in=sellers).prefetch_related("events")
    for request in asked.order_by("asked_at", "pk"):
        state = state_of(request)
        if state.status is not Status.ANSWERED or state.is_barred:
            continue
        for field in request.fields:
            texts = list(_texts(state.values.get(field["name"])))
            if not any(text.strip().casefold() in wanted for text in texts):
                continue
            register, label = Text(**request.title), Text(**field["label"])
            name, said = _name(buyer), "; ".join(texts)
            words = Text(
                zh=f"登记库中另一方的登记提到{name.zh}。",
                en=f"The register names {name.en} in the entry of the other.",
            )
            shown = Text(zh=f"{register.zh}，{label.zh}：{said}", en=f"{register.en}, {label.en}: {said}")
            yield Connection("register", (f"look {request.pk} {field['name']}",), words, (shown,))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from _texts(each)


def _names(one: Organisation | Person) -> Iterator[str]:
    """Everything by which a register may call the unit or the person."""
    if isinstance(one, Organisation):
        yield from (one.credit_code, one.name_zh, one.name_en)
        yield from one.former_names.values_list("text", flat=True)
        return
    yield from (one.name, one.chinese_name)
    yield from one.further_names.values_list("text", flat=True)


def _name(one: Organisation | Person) -> Text:
    if isinstance(one, Organisation):
        return Text(zh=one.name_in("zh"), en=one.name_in("en"))
    return Text(zh=one.chinese_name or one.name, en=one.name)


def _span(first: date, last: date | None) -> Text:
    begin = date_text(first)
    if last is None:
        return Text(zh=f"自{begin.zh}起", en=f"since {begin.en}")
    end = date_text(last)
    return Text(zh=f"{begin.zh}至{end.zh}", en=f"from {begin.en} to {end.en}")
