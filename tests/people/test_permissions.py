"""Feature: one table says who may do what; what one may read is exactly what one is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest

from haina.cases.models import Case, PolicyVersion
from haina.people.actors import VISITOR, Actor, Automaton, Standing, actor_for, automation
from haina.people.identity import credit_code_check_character
from haina.people.models import Account, Mandate, Organisation, Person, Posting
from haina.people.permission_matrix import page
from haina.people.permissions import FILED, PERMISSIONS, STAGE_VERBS, TABLE, UNFILED, Role, State, Verb

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = NOW.date()
_DEPARTMENTS = ([], ["window"], ["window", "border"])
PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


@pytest.fixture
def city(db: None) -> dict[str, object]:
    """Two employers, two persons, and a case of every kind in every state."""
    PolicyVersion.objects.create(version="v" * 64, pack="p", files={}, stored_at=NOW)
    organisations = [_organisation(number) for number in (1, 2)]
    persons = [Person.objects.create(name=name) for name in ("Kari", "Luc")]
    mandates = _mandates(organisations, persons)
    every = product(State, [*organisations, None], persons, _DEPARTMENTS, [None, *mandates])
    Case.objects.bulk_create(
        Case(
            reference=f"R-{number}",
            procedure="permit" if number % 2 else "card",
            policy_version_id="v" * 64,
            organisation=organisation,
            person=person,
            state=state.value,
            departments=departments,
            mandate=mandate,
            started_at=NOW,
            changed_at=NOW,
        )
        for number, (state, organisation, person, departments, mandate) in enumerate(every)
    )
    return {"organisations": organisations, "persons": persons, "mandates": mandates}


def _mandates(organisations: list[Organisation], persons: list[Person]) -> list[Mandate]:
    """One of Luc's to a friend, and one of the first employer's to the second."""
    days = {"valid_from": TODAY, "valid_to": TODAY}
    friend = Account.objects.create(email="friend@example.org")
    return [
        Mandate.objects.create(account=friend, person=persons[1], **days),
        Mandate.objects.create(holder=organisations[1], organisation=organisations[0], **days),
    ]


def _organisation(number: int) -> Organisation:
    stem = f"91310000{number:09d}"
    return Organisation.objects.create(
        credit_code=stem + credit_code_check_character(stem), name_zh=f"{number}"
    )


def actors(city: dict[str, object]) -> dict[str, Actor]:
    """Somebody of every kind, alone and mixed."""
    first, second = city["organisations"]
    kari, luc = city["persons"]
    agent = Standing(organisation_id=first.pk)
    friends, agencys = (frozenset({mandate.pk}) for mandate in city["mandates"])
    hired = Standing(organisation_id=first.pk, through=second.pk, mandates=agencys)
    reading = frozenset({"read"})
    return {
        "visitor": VISITOR,
        "stranger": Actor("x", uuid4()),
        "kari": Actor("kari", uuid4(), person_id=kari.pk),
        "agent": Actor("agent", uuid4(), standings=(agent,)),
        "agent for permits only": Actor(
            "agent", uuid4(), standings=(Standing(organisation_id=second.pk, scope=frozenset({"permit"})),)
        ),
        "acts for luc": Actor("friend", uuid4(), standings=(Standing(person_id=luc.pk, mandates=friends),)),
        "reads for luc": Actor(
            "friend", uuid4(), standings=(Standing(person_id=luc.pk, mandates=friends, powers=reading),)
        ),
        "is told for luc": Actor(
            "friend",
            uuid4(),
            standings=(Standing(person_id=luc.pk, mandates=friends, powers=frozenset({"notices"})),),
        ),
        "agency": Actor("agency", uuid4(), standings=(hired,)),
        "agency for permits only": Actor(
            "agency", uuid4(), standings=(replace(hired, scope=frozenset({"permit"})),)
        ),
        "reader of the first": Actor("reader", uuid4(), standings=(replace(agent, powers=reading),)),
        "kari who is also luc's friend": Actor(
            "kari", uuid4(), kari.pk, standings=(Standing(person_id=luc.pk, mandates=friends),)
        ),
        "window": Actor("window", uuid4(), departments=frozenset({"window"})),
        "border": Actor("border", uuid4(), departments=frozenset({"border"})),
        "head of all": Actor("head", uuid4(), supervises=frozenset({""})),
        "head of border": Actor("head", uuid4(), supervises=frozenset({"border"})),
        "officer who is also an agent": Actor(
            "both", uuid4(), standings=(agent,), departments=frozenset({"window"})
        ),
        "officer who is also a person": Actor(
            "both", uuid4(), person_id=luc.pk, departments=frozenset({"border"})
        ),
        "clock": automation(Automaton.CLOCK),
    }


def test_what_one_may_read_is_exactly_what_one_is_shown(city) -> None:
    """For somebody of every kind and a case of every kind, both questions get the same answer."""
    cases = list(Case.objects.all())
    for name, actor in actors(city).items():
        shown = set(Case.objects.filter(PERMISSIONS.visible(actor)).values_list("pk", flat=True))
        readable = {case.pk for case in cases if PERMISSIONS.may(actor, Verb.READ, case)}
        assert shown == readable, name


def test_a_visitor_sees_and_may_do_nothing(city) -> None:
    assert not Case.objects.filter(PERMISSIONS.visible(VISITOR)).exists()
    assert all(not PERMISSIONS.verbs(VISITOR, case) for case in Case.objects.all())


def test_nobody_but_the_filer_sees_what_has_not_been_filed(city) -> None:
    for name in ("kari", "window", "border", "head of all", "clock"):
        actor = actors(city)[name]
        drafts = Case.objects.filter(PERMISSIONS.visible(actor), state__in=UNFILED)
        assert not drafts.filter(organisation__isnull=False).exists(), name


def test_nobody_decides_in_a_case_of_their_own(city) -> None:
    """Given an officer who is also an employer's agent, then in its cases they are only the agent."""
    both = actors(city)["officer who is also an agent"]
    for case in Case.objects.filter(organisation=city["organisations"][0]):
        assert not PERMISSIONS.verbs(both, case) & (STAGE_VERBS | {Verb.READ_NOTES, Verb.REVOKE})
    other = Case.objects.get(
        organisation=city["organisations"][1],
        person=city["persons"][0],
        mandate=None,
        state="submitted",
        departments=["window"],
    )
    assert PERMISSIONS.may(both, Verb.ACCEPT, other, "window")


def test_an_officer_acts_on_stages_of_the_own_department_only(city) -> None:
    case = Case.objects.filter(state="in_review", departments=["window", "border"]).first()
    window = actors(city)["window"]
    assert PERMISSIONS.may(window, Verb.APPROVE, case, "window")
    assert not PERMISSIONS.may(window, Verb.APPROVE, case, "border")


def test_a_mandate_reaches_as_far_as_its_scope(city) -> None:
    limited = actors(city)["agent for permits only"]
    seen = Case.objects.filter(PERMISSIONS.visible(limited))
    assert set(seen.values_list("procedure", flat=True)) == {"permit"}


def test_who_acts_from_outside_sees_only_what_was_filed_under_the_mandate(city) -> None:
    """Given a friend of Luc's and an agency of an employer's, then other cases of theirs are not there."""
    for name, mandate in zip(("acts for luc", "agency"), city["mandates"], strict=True):
        seen = Case.objects.filter(PERMISSIONS.visible(actors(city)[name]))
        assert set(seen.values_list("mandate", flat=True)) == {mandate.pk}, name


def test_a_mandate_only_to_read_lets_do_nothing_else(city) -> None:
    for name in ("reads for luc", "reader of the first"):
        actor = actors(city)[name]
        verbs = {verb for case in Case.objects.all() for verb in PERMISSIONS.verbs(actor, case)}
        assert verbs == {Verb.READ, Verb.READ_DOCUMENT, Verb.MAKE_OBJECTION}, name


def test_mandates_and_postings_count_from_day_to_day(db: None) -> None:
    """Given a mandate and a posting with an end, then they count on that day and not on the next."""
    account = Account.objects.create(email="a@example.org")
    organisation = _organisation(1)
    Mandate.objects.create(
        account=account, organisation=organisation, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)
    )
    Posting.objects.create(
        account=account, department="window", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)
    )
    before, last, after = (actor_for(account, day) for day in _around(date(2026, 1, 1), date(2026, 6, 30)))
    assert not before.standings and not before.is_staff
    assert last.acts_for_organisation(organisation.pk, "permit") and last.departments == {"window"}
    assert not after.standings and not after.is_staff


def _around(first: date, last: date) -> tuple[date, date, date]:
    return date(first.year - 1, 12, 31), last, date(last.year, last.month + 1, 1)


def test_a_closed_account_is_a_visitor(db: None) -> None:
    account = Account.objects.create(email="a@example.org", is_active=False)
    assert actor_for(account, TODAY).is_visitor


def test_every_verb_can_be_done_by_somebody_in_some_state() -> None:
    possible = {verb for states in TABLE.values() for verbs in states.values() for verb in verbs}
    assert possible == set(Verb)


def test_every_filed_state_can_be_read_by_all_who_work_on_it() -> None:
    for role in (Role.APPLICANT, Role.AGENT, Role.CONCERNED, Role.OFFICER, Role.SUPERVISOR, Role.AUTOMATION):
        assert all(Verb.READ in TABLE[role][state] for state in FILED), role


def test_the_printed_page_is_the_table() -> None:
    """Print it anew with `print_permissions --write docs/permissions.md` after changing the table."""
    assert PAGE.read_text(encoding="utf-8") == page()
