"""Feature: a department sees exactly the fields that its stage needs, whatever a register gave away."""

from __future__ import annotations

from itertools import chain
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haina.exchange import verbs as exchange
from haina.exchange.models import RegisterRequest, RequestEvent
from haina.exchange.protocol import Answer, NoAnswer, Question
from haina.exchange.queries import looks_of_case
from haina.exchange.state import Status, state_of
from haina.exchange.verbs import Asking
from haina.people.actors import Actor
from haina.people.models import Organisation, Person
from haina.policy.procedures import Procedure, Stage

from ..cases.conftest import credit_code
from ..support.policy import installed_policy

POLICY = installed_policy()
#: Every stage of the pack that asks a register.
STAGES = [
    (procedure, stage)
    for procedure in POLICY.procedures.values()
    for stage in procedure.stages
    if stage.lookups
]
ASKERS = sorted({stage.department for _, stage in STAGES})
FIELDS = sorted({field.name for register in POLICY.registers.values() for field in register.fields})
#: A value that each type of field takes.
VALUES = {
    "bool": True,
    "int": 3,
    "number": "0.5",
    "money": "1000",
    "date": "2020-01-01",
    "text": "x",
    "list": [],
}


class Talkative:
    """A register that answers these fields, whatever it was asked."""

    def __init__(self, request: RegisterRequest, fields: set[str]) -> None:
        self._values = {name: self._value(request, name) for name in fields}

    def ask(self, question: Question) -> Answer:
        """The answer."""
        return Answer(True, self._values, timezone.now())

    def _value(self, request: RegisterRequest, name: str) -> object:
        for field in request.fields:
            if field["name"] == name and field["type"] == "enum":
                return next(iter(field["choices"]))
            if field["name"] == name:
                return VALUES.get(field["type"], [])
        return "what nobody asked"


def put(case_id: UUID, procedure: Procedure, stage: Stage, person: Person, firm: Organisation) -> None:
    """Put all questions of a stage, on every ground agreed to."""
    for lookup in stage.lookups:
        about_person = POLICY.registers[lookup.register].subject == "person"
        asking = Asking(
            department=stage.department,
            stage=stage.id,
            procedure=procedure.id,
            case_id=case_id,
            reference="R-1",
            person_id=person.pk if about_person else None,
            organisation_id=None if about_person else firm.pk,
            identifiers={"passport": "N1"} if about_person else {"credit_code": firm.credit_code},
            bearer={},
            account_id=None,
            then="nothing",
        )
        key = f"{case_id}:{stage.id}:{lookup.register}"
        request, _ = exchange.ask(timezone.now(), asking, POLICY, lookup, key=key)
        if request.by_consent:
            RequestEvent.objects.create(request=request, sequence=1, kind="consented", at=timezone.now())


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(name="Kari")


@pytest.fixture
def firm(db: None) -> Organisation:
    return Organisation.objects.create(credit_code=credit_code(1), name_zh="公司")


def needed(department: str, procedure: Procedure) -> set[str]:
    """What the stages of a department need in a procedure, by the pack."""
    own = (stage.lookups for stage in procedure.stages if stage.department == department)
    return {name for lookup in chain.from_iterable(own) for name in lookup.facts.values()}


def test_some_stages_of_the_pack_ask_registers() -> None:
    assert {procedure.id for procedure, _ in STAGES} >= {"foreigner_work_permit"}
    assert len(ASKERS) >= 2


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_department_never_sees_more_than_its_stages_need(
    data: st.DataObject, person: Person, firm: Organisation
) -> None:
    """Given registers answer any fields, then an officer reads at most what the own stage asked for."""
    procedure, _ = data.draw(st.sampled_from(STAGES))
    case_id = uuid4()
    for stage in procedure.stages:
        put(case_id, procedure, stage, person, firm)
    for request in RegisterRequest.objects.filter(case_id=case_id):
        given_away = data.draw(st.sets(st.sampled_from(FIELDS), max_size=6), label=request.register)
        more = not given_away <= set(request.names)
        try:
            exchange.send(timezone.now, request.pk, Talkative(request, given_away))
        except NoAnswer:
            assert more, "only an answer with more than was asked is no answer"
        assert (state_of(request).status is Status.WAITING) == more
    departments = data.draw(st.sets(st.sampled_from([*ASKERS, "elsewhere"])), label="departments")
    supervises = data.draw(st.sets(st.sampled_from([*ASKERS, "elsewhere"])), label="supervises")
    officer = Actor("officer", uuid4(), departments=frozenset(departments), supervises=frozenset(supervises))
    allowed = set(chain.from_iterable(needed(each, procedure) for each in departments | supervises))
    for look in looks_of_case(officer, case_id):
        assert look.request.department in departments | supervises
        assert set(look.values) <= set(look.request.names) <= needed(look.request.department, procedure)
    shown = set(chain.from_iterable(look.values for look in looks_of_case(officer, case_id)))
    assert shown <= allowed


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_who_is_a_party_sees_nothing_as_an_officer(
    data: st.DataObject, person: Person, firm: Organisation
) -> None:
    """Given an officer who is the person concerned, then they see the looks at themselves and no other's."""
    procedure, _ = data.draw(st.sampled_from(STAGES))
    case_id, other_case = uuid4(), uuid4()
    somebody = Person.objects.create(name="Luc")
    for stage in procedure.stages:
        put(case_id, procedure, stage, person, firm)
        put(other_case, procedure, stage, somebody, firm)
    kari = Actor("kari", uuid4(), person_id=person.pk)
    assert {look.request.person_id for look in looks_of_case(kari, case_id)} <= {person.pk}
    assert looks_of_case(kari, other_case) == []
