"""Feature: one table says who may do what to a look in a register, and lists show exactly what it allows."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

import pytest
from django.utils import timezone

from haina.exchange.models import RegisterRequest
from haina.people.actors import VISITOR, Actor, Standing
from haina.people.identity import credit_code_check_character
from haina.people.look_permissions import LOOK_TABLE, LOOKS, LookRole, LookVerb
from haina.people.models import Organisation, Person

STEM = "91310000000000001"


@pytest.fixture
def looks(db: None) -> list[RegisterRequest]:
    """A look of every kind: about one of two persons or a firm, asked by one of two departments."""
    kari, luc = (Person.objects.create(name=name) for name in ("Kari", "Luc"))
    code = STEM + credit_code_check_character(STEM)
    firm = Organisation.objects.create(credit_code=code, name_zh="公司")
    return [
        RegisterRequest.objects.create(
            key=f"{number}",
            register="tax",
            title={},
            holder="tax",
            person=subject if isinstance(subject, Person) else None,
            organisation=subject if isinstance(subject, Organisation) else None,
            identifiers={},
            purpose={},
            ground="consent",
            fields=[],
            names=[],
            department=department,
            stage="review",
            procedure=procedure,
            case_id=uuid4(),
            reference="R-1",
            policy_version="v",
            asked_at=timezone.now(),
            then="nothing",
        )
        for number, (subject, department, procedure) in enumerate(
            product((kari, luc, firm), ("work", "border"), ("permit", "card"))
        )
    ]


def actors(looks: list[RegisterRequest]) -> dict[str, Actor]:
    """Somebody of every kind, alone and mixed."""
    kari = next(look.person_id for look in looks if look.person_id is not None)
    firm = next(look.organisation_id for look in looks if look.organisation_id is not None)
    agent = Standing(organisation_id=firm)
    return {
        "visitor": VISITOR,
        "stranger": Actor("x", uuid4()),
        "kari": Actor("kari", uuid4(), person_id=kari),
        "acts for kari": Actor("friend", uuid4(), standings=(Standing(person_id=kari),)),
        "agent": Actor("agent", uuid4(), standings=(agent,)),
        "agent for permits": Actor(
            "agent", uuid4(), standings=(Standing(organisation_id=firm, scope=frozenset({"permit"})),)
        ),
        "officer": Actor("officer", uuid4(), departments=frozenset({"work"})),
        "officer kari": Actor("kari", uuid4(), person_id=kari, departments=frozenset({"work"})),
        "head": Actor("head", uuid4(), supervises=frozenset({"border"})),
        "head of all": Actor("head", uuid4(), supervises=frozenset({""})),
        "head of all, agent": Actor("head", uuid4(), standings=(agent,), supervises=frozenset({""})),
    }


def test_what_may_be_read_is_what_lists_show(looks: list[RegisterRequest]) -> None:
    for name, actor in actors(looks).items():
        allowed = {look.pk for look in looks if LOOKS.may(actor, LookVerb.READ, look)}
        shown = set(RegisterRequest.objects.filter(LOOKS.visible(actor)).values_list("pk", flat=True))
        assert shown == allowed, name


def test_whose_data_it_is_and_whose_department_asked_are_the_roles_of_the_lists(
    looks: list[RegisterRequest],
) -> None:
    for name, actor in actors(looks).items():
        for role, condition in (
            (LookRole.CONCERNED, LOOKS.concerning(actor)),
            (LookRole.HEAD, LOOKS.supervised(actor)),
        ):
            held = {look.pk for look in looks if role in LOOKS.roles(actor, look)}
            shown = set(RegisterRequest.objects.filter(condition).values_list("pk", flat=True))
            assert shown == held, f"{name} as {role}"


def test_nobody_holds_an_office_in_a_matter_of_their_own(looks: list[RegisterRequest]) -> None:
    kari = actors(looks)["officer kari"]
    own = [look for look in looks if look.person_id == kari.person_id and look.department == "work"]
    assert own
    assert all(LOOKS.roles(kari, look) == {LookRole.CONCERNED} for look in own)


def test_who_acts_for_a_person_does_not_read_the_looks_at_their_data(looks: list[RegisterRequest]) -> None:
    friend = actors(looks)["acts for kari"]
    assert not any(LOOKS.may(friend, verb, look) for verb in LookVerb for look in looks)


def test_only_the_one_concerned_agrees_and_objects_and_only_a_head_answers() -> None:
    for role, verbs in LOOK_TABLE.items():
        own = {LookVerb.GIVE_CONSENT, LookVerb.WITHDRAW_CONSENT, LookVerb.OBJECT}
        assert (own <= verbs) == (role is LookRole.CONCERNED)
        assert (LookVerb.ANSWER_OBJECTION in verbs) == (role is LookRole.HEAD)
