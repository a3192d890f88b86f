"""Feature: a paper that a register proved while somebody applied is kept with them at the grant."""

from __future__ import annotations

from datetime import date

import pytest

from haina.cases import verbs
from haina.cases.asking import ask_registers
from haina.cases.proven_papers import country_code
from haina.cases.waiting import told
from haina.exchange.models import RequestEvent
from haina.people.models import IdentityDocument, Person
from haina.people.verbs.renew_document import add_document

from ..cases.conftest import Application
from .conftest import RunningRegisters
from .test_questions import asked, connected, send

__all__ = ["connected"]

PASSPORT = IdentityDocument.Kind.PASSPORT


def proven(draft: Application, registers: RunningRegisters) -> Application:
    """The file, accepted, with the border's register having answered."""
    draft.accepted()
    ask_registers(draft.city.now, draft.id)
    question = asked(draft, "exit_entry")
    send(registers, question, draft.city)
    told(draft.city.now, question.pk, RequestEvent.Kind.ANSWERED)
    return draft


def granted(application: Application) -> list[IdentityDocument]:
    """What is on record of the person once everybody has agreed."""
    assert not IdentityDocument.objects.filter(person=application.row.person).exists()
    application.does("hr", verbs.approve, "employment_review")
    assert not IdentityDocument.objects.filter(person=application.row.person).exists(), "not before the grant"
    application.does("border", verbs.approve, "residence_review")
    return list(IdentityDocument.objects.filter(person=application.row.person))


def test_a_passport_that_the_register_knows_is_on_record_after_the_grant(
    draft: Application, connected: RunningRegisters
) -> None:
    (paper,) = granted(proven(draft, connected))
    assert (paper.kind, paper.country, paper.number) == (PASSPORT, "NOR", "N1234567")
    assert (paper.assurance, paper.valid_to) == ("verified", date(2034, 5, 1))


def test_without_the_register_nothing_is_kept(draft: Application) -> None:
    """Given officers who have only seen the scan, when they agree, then the number stays in the file."""
    assert granted(draft.accepted()) == []


def test_a_number_that_is_somebody_elses_takes_it_from_nobody(
    draft: Application, connected: RunningRegisters
) -> None:
    other = Person.objects.create(name="Kari Nordahl")
    add_document(other, PASSPORT, "NOR", "N1234567")
    (paper,) = granted(proven(draft, connected))
    assert paper.assurance == "stated", "the two may be one: an officer judges"
    assert other.identity_documents.get().assurance == "verified"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Norway", "NOR"),
        (" 德国", "DEU"),
        ("刚果（金）", "COD"),
        ("NOR", "NOR"),
        ("Atlantis", None),
        (None, None),
    ],
)
def test_a_country_has_its_three_letters(name: object, code: str | None) -> None:
    assert country_code(name) == code
