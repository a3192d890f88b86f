"""Feature: one identity for ever; merges and splits are dated, have a reason, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from haina.people.actors import Actor
from haina.people.identities import beneficiary_of, index_person, joined_with, record_of, resolve
from haina.people.identity_permissions import MayNotDecide
from haina.people.linking.names import read_name
from haina.people.linking.records import Record
from haina.people.linking.weights import Band
from haina.people.models import (
    Account,
    Contact,
    DoubtfulPair,
    Employment,
    Identity,
    IdentityDocument,
    IdentityEdge,
    IdentityEvent,
    Judgement,
    Organisation,
    Person,
    PersonName,
)
from haina.people.verbs.appeal_identity import answer_appeal, appeal_identity
from haina.people.verbs.judge_pair import judge_pair
from haina.people.verbs.merge import IdentityRefused, merge
from haina.people.verbs.register_person import register_oneself
from haina.people.verbs.renew_document import DocumentRefused, add_document
from haina.people.verbs.split import split, undo

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CARD = IdentityDocument.Kind.IDENTITY_CARD
PASSPORT = IdentityDocument.Kind.PASSPORT


def officer(email: str = "officer@example.org", **more: object) -> Actor:
    account = Account.objects.create_user(email)
    return Actor(email, account.pk, departments=frozenset({"talent"}), **more)  # type: ignore[arg-type]


def supervisor() -> Actor:
    account = Account.objects.create_user("head@example.org")
    return Actor("head", account.pk, supervises=frozenset({""}))


def people(count: int) -> list[Person]:
    return [Person.objects.create(name=f"Person {number}") for number in range(count)]


def joined(actor: Actor, one: Person, other: Person) -> IdentityEvent:
    return merge(actor, one.pk, other.pk, reason="the same passport", on=TODAY, now=NOW)


def taken_back(actor: Actor, event: IdentityEvent) -> IdentityEvent:
    return undo(actor, event, reason="a mistake", on=TODAY, now=NOW)


def test_everybody_has_the_identity_of_their_own_id(db: None) -> None:
    person, organisation = (
        people(1)[0],
        Organisation.objects.create(credit_code="91110000600037341L", name_zh="甲"),
    )
    assert beneficiary_of(person.pk) == person.pk
    assert Identity.objects.get(pk=organisation.pk).kind == Identity.Kind.ORGANISATION
    with pytest.raises(Identity.DoesNotExist):
        beneficiary_of(UUID(int=1))


def test_the_one_registered_first_stands_for_all_that_are_joined(db: None) -> None:
    first, second, third = people(3)
    actor = officer()
    joined(actor, third, second)
    joined(actor, second, first)
    assert {beneficiary_of(each.pk) for each in (first, second, third)} == {first.pk}
    assert joined_with(third.pk) == {first.pk, second.pk, third.pk}


def test_a_merge_taken_back_leaves_everything_as_it_was(db: None) -> None:
    first, second, third = people(3)
    actor = officer()
    early = joined(actor, first, second)
    joined(actor, second, third)
    taken_back(actor, early)
    assert beneficiary_of(first.pk) == first.pk
    assert beneficiary_of(third.pk) == second.pk, "what was judged of the other two still holds"
    with pytest.raises(IdentityRefused) as refusal:
        taken_back(actor, early)
    assert refusal.value.promise, "once"


def test_two_that_are_one_already_are_not_joined_again(db: None) -> None:
    first, second, third = people(3)
    actor = officer()
    joined(actor, first, second)
    joined(actor, second, third)
    with pytest.raises(IdentityRefused) as refusal:
        joined(actor, third, first)
    assert refusal.value.promise == "identity_edge_joins_two"
    assert IdentityEvent.objects.count() == 2, "what was refused left no trace"


class Merges(TestCase):
    """Properties of any series of merges and undoings."""

    @settings(max_examples=15)
    @given(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8),
        st.randoms(use_true_random=False),
    )
    def test_undoing_all_in_any_order_gives_everybody_back(self, pairs, random) -> None:  # type: ignore[no-untyped-def]
        crowd, actor, events = people(5), officer(), []
        for one, other in pairs:
            if one != other and beneficiary_of(crowd[one].pk) != beneficiary_of(crowd[other].pk):
                events.append(joined(actor, crowd[one], crowd[other]))
        for each in crowd:
            eldest = min(crowd.index(Person.objects.get(pk=pk)) for pk in joined_with(each.pk))
            assert beneficiary_of(each.pk) == crowd[eldest].pk
        random.shuffle(events)
        for event in events:
            taken_back(actor, event)
        assert [beneficiary_of(each.pk) for each in crowd] == [each.pk for each in crowd]


def two_with_cards() -> tuple[Person, Person]:
    first, second = people(2)
    add_document(first, CARD, "CHN", "11010519491231002X")
    add_document(second, CARD, "CHN", "440524188001010014")
    return first, second


def test_two_national_numbers_are_two_people_unless_a_supervisor_says_why_not(db: None) -> None:
    first, second = two_with_cards()
    with pytest.raises(IdentityRefused) as refusal:
        joined(officer(), first, second)
    assert refusal.value.promise == "identity_edge_must_not_join"
    with pytest.raises(MayNotDecide):
        merge(
            officer("o2@example.org"), first.pk, second.pk, reason="x", override_reason="y", on=TODAY, now=NOW
        )
    why = "the police corrected the number"
    merge(supervisor(), first.pk, second.pk, reason="x", override_reason=why, on=TODAY, now=NOW)
    assert beneficiary_of(second.pk) == first.pk


def test_who_must_not_be_joined_is_not_joined_through_a_third_either(db: None) -> None:
    first, second = two_with_cards()
    third = people(1)[0]
    actor = officer()
    joined(actor, first, third)
    with pytest.raises(IdentityRefused):
        joined(actor, third, second)


def test_two_orcids_and_two_credit_codes_are_two(db: None) -> None:
    first, second = people(2)
    for person, value in ((first, "0000-0002-1825-0097"), (second, "0000-0001-5109-3700")):
        Contact.objects.create(person=person, kind=Contact.Kind.ORCID, value=value)
    one = Organisation.objects.create(credit_code="91110000600037341L", name_zh="甲")
    other = Organisation.objects.create(credit_code="91310000MA1K0001A0", name_zh="甲")
    actor = officer()
    for left, right in ((first.pk, second.pk), (one.pk, other.pk), (first.pk, one.pk)):
        with pytest.raises(IdentityRefused):
            merge(actor, left, right, reason="the same", on=TODAY, now=NOW)


def test_judged_different_stays_apart_until_judged_again(db: None) -> None:
    first, second = people(2)
    actor = officer()
    pair = sorted((first.pk, second.pk))
    DoubtfulPair.objects.create(one_id=pair[0], other_id=pair[1], bits=2.0, evidence=[], found_on=TODAY)
    verdict = Judgement.Verdict
    judge_pair(actor, second.pk, first.pk, verdict.DIFFERENT, reason="twins", on=TODAY, now=NOW)
    assert DoubtfulPair.objects.get().judged is not None
    with pytest.raises(IdentityRefused):
        judge_pair(actor, first.pk, second.pk, verdict.SAME, reason="?", on=TODAY, now=NOW)
    judge_pair(actor, first.pk, second.pk, verdict.UNCLEAR, reason="a new passport came", on=TODAY, now=NOW)
    judge_pair(actor, first.pk, second.pk, verdict.SAME, reason="both came in person", on=TODAY, now=NOW)
    assert beneficiary_of(second.pk) == first.pk
    with pytest.raises(IdentityRefused, match="judged_pair_is_joined"):
        judge_pair(actor, first.pk, second.pk, verdict.DIFFERENT, reason="?", on=TODAY, now=NOW)


def test_a_split_moves_what_is_the_others_and_undoing_brings_it_back(db: None) -> None:
    person = people(1)[0]
    mine = add_document(person, PASSPORT, "DEU", "C01X00T47")
    theirs = add_document(person, PASSPORT, "DEU", "C01X00T58")
    name = PersonName.objects.create(person=person, text="Hans Meier")
    actor = officer()
    moved = {"documents": [theirs.pk], "names": [name.pk]}
    event = split(actor, person, "Hans Meier", moved, reason="two passports at once", on=TODAY, now=NOW)
    new = Person.objects.get(pk=event.other_id)
    assert list(new.identity_documents.all()) == [theirs]
    assert list(person.identity_documents.all()) == [mine]
    assert beneficiary_of(new.pk) == new.pk
    taken_back(actor, event)
    assert set(person.identity_documents.all()) == {mine, theirs}
    assert beneficiary_of(new.pk) == person.pk
    with pytest.raises(IdentityRefused, match="split_moves_own_rows"):
        split(actor, new, "Nobody", {"documents": [mine.pk]}, reason="x", on=TODAY, now=NOW)


def test_nobody_decides_about_themselves_and_strangers_decide_nothing(db: None) -> None:
    first, second = people(2)
    for actor in (officer(person_id=first.pk), Actor("visitor")):
        with pytest.raises(MayNotDecide):
            joined(actor, first, second)


def test_who_is_concerned_appeals_and_another_officer_answers(db: None) -> None:
    first, second = people(2)
    decider, other = officer(), officer("other@example.org")
    account = Account.objects.create_user("me@example.org")
    me = Actor("me", account.pk, person_id=second.pk)
    event = joined(decider, first, second)
    with pytest.raises(MayNotDecide):
        appeal_identity(other, event, "not mine", now=NOW)
    appeal = appeal_identity(me, event, "I am not they", now=NOW)
    with pytest.raises(MayNotDecide):
        answer_appeal(decider, appeal, "no", granted=False, on=TODAY, now=NOW)
    answer_appeal(other, appeal, "You are right.", granted=True, on=TODAY, now=NOW)
    assert beneficiary_of(second.pk) == second.pk
    with pytest.raises(IdentityRefused):
        answer_appeal(other, appeal, "again", granted=False, on=TODAY, now=NOW)


def test_what_was_decided_and_who_one_is_never_change(db: None) -> None:
    first, second = people(2)
    event = joined(officer(), first, second)
    edge = IdentityEdge.objects.get()
    for change in (
        lambda: IdentityEvent.objects.update(reason="another"),
        lambda: event.delete(),
        lambda: Identity.objects.filter(pk=second.pk).update(survivor=second.pk),
        lambda: Identity.objects.filter(pk=second.pk).update(number=0),
        lambda: Identity.objects.filter(pk=second.pk).delete(),
        lambda: IdentityEdge.objects.update(one=second.pk, other=first.pk),
        lambda: edge.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityEvent.objects.create(
            kind="merge", one_id=first.pk, other_id=second.pk, reason="", happened_on=TODAY, recorded_at=NOW,
            decided_by_id=event.decided_by_id,
        )  # fmt: skip


def test_a_renewed_passport_and_an_upgraded_card_stay_with_their_holder(db: None) -> None:
    person, other = people(2)
    old = add_document(person, PASSPORT, "DEU", "C01X00T47", valid_to=date(2025, 1, 1))
    add_document(person, PASSPORT, "DEU", "C01X00T58", valid_from=date(2025, 1, 2), replaces=old)
    card = IdentityDocument.Kind.PERMANENT_RESIDENT_CARD
    former = add_document(person, card, "CHN", "CAN110081080302")
    new = add_document(person, card, "CHN", "911124198108030024", replaces=former)
    assert new.lifelong == "permanent_resident:CHN:911124198108030024"
    assert len(record_of(person).numbers) == 4
    for bad in ("911124198108030025", "911124198108040025"):
        with pytest.raises(DocumentRefused):
            add_document(person, card, "CHN", bad)
    with pytest.raises(DocumentRefused):
        add_document(other, PASSPORT, "DEU", "C01X00T69", replaces=old)


@pytest.fixture
def register(db: None) -> Callable[..., Person]:
    """Make people who are found."""

    def make(name: str, chinese: str = "", born: date | None = None, **more: str) -> Person:
        person = Person.objects.create(name=name, chinese_name=chinese, born=born, nationality="CHN")
        for kind, value in more.items():
            Contact.objects.create(person=person, kind=kind, value=value)
        index_person(person)
        return person

    return make


def test_at_the_desk_somebody_is_found_in_another_script_with_the_reasons(
    register: Callable[..., Person],
) -> None:
    born = date(1988, 4, 5)
    known = register("Chan Tai Man", born=born, email="tm@example.org")
    for number in range(30):
        register(f"Wang Wei{'abcdefghijklmnopqrstuvwxyzabcd'[number]}ng", born=date(1950 + number, 1, 1))
    register("Chan Siu Ming", born=date(1971, 1, 1))
    asked = register("陈大文", "陈大文", born=born, email="tm@example.org")
    (found,) = resolve(record_of(asked))
    assert found.identity_id == known.pk
    assert found.band is Band.LINK
    assert {"name", "born", "email"} <= {each.about for each in found.weighed.evidence}
    assert all(each.text.zh and each.text.en for each in found.weighed.evidence)


def test_who_registers_is_found_at_the_desk_from_that_moment(db: None) -> None:
    account = Account.objects.create_user("ada@example.org")
    person = register_oneself(Actor("Ada", account.pk), "Ada Byron", "曾国强")
    asked = Record(id="asked", names=(read_name("曾国强"),), emails=frozenset({"ada@example.org"}))
    assert [each.identity_id for each in resolve(asked)] == [person.pk]


def test_former_employers_count_too(register: Callable[..., Person]) -> None:
    person = register("Ada Byron")
    firm = Organisation.objects.create(credit_code="91110000600037341L", name_zh="甲")
    Employment.objects.create(
        person=person, organisation=firm, valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1)
    )
    assert record_of(person).employers == {str(firm.pk)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(person=person, organisation=firm, valid_from=date(2020, 6, 1))
