"""Feature: the office finds who is who and decides with the evidence before it; everybody sees their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import translation

from haina.people.identities import beneficiary_of, index_person
from haina.people.models import (
    Account,
    Appeal,
    DoubtfulPair,
    IdentityDocument,
    IdentityEvent,
    Judgement,
    Organisation,
    Person,
    PersonName,
    Posting,
)
from haina.people.verbs.renew_document import add_document
from haina.people.verbs.sweep_register import sweep_register

PASSPORT = IdentityDocument.Kind.PASSPORT
Browser = Callable[..., "Visitor"]


class Visitor:
    """Somebody with a browser, in English."""

    def __init__(self, email: str, office: str = "", department: str = "exit_entry") -> None:
        self.account = Account.objects.create_user(email)
        if office:
            Posting.objects.create(
                account=self.account,
                office=office,
                department=department if office == "officer" else "",
                valid_from=date(2020, 1, 1),
            )
            TOTP.activate(self.account, generate_totp_secret())
        self._client = Client()
        self._client.force_login(self.account)

    def sees(self, name: str, /, *gaps: object, status: int = 200, **asked: str) -> str:
        """Open a page and return it."""
        with translation.override("en"):
            response = self._client.get(reverse(f"identities:{name}", args=gaps), asked)
        assert response.status_code == status, response.status_code
        return response.content.decode()

    def sends(self, name: str, /, *gaps: object, status: int = 302, query: str = "", **body: object) -> str:
        """Send a form and return what comes back."""
        with translation.override("en"):
            response = self._client.post(reverse(f"identities:{name}", args=gaps) + query, body)
        assert response.status_code == status, response.content.decode()
        return response.content.decode()


@pytest.fixture
def officer(db: None) -> Visitor:
    """An officer."""
    return Visitor("officer@example.org", "officer")


@pytest.fixture
def two(officer: Visitor) -> tuple[Person, Person]:
    """One person twice in the register: in characters and in pinyin, with passports but for one sign."""
    first = Person.objects.create(name="曾国强", chinese_name="曾国强", born=date(1985, 6, 7))
    second = Person.objects.create(name="ZENG Guoqiang", born=date(1985, 6, 7), nationality="CHN")
    add_document(first, PASSPORT, "CHN", "E12345678")
    add_document(second, PASSPORT, "CHN", "E12345679")
    for person in (first, second):
        index_person(person)
    return first, second


@pytest.mark.parametrize("words", ["曾国强", "Guoqiang Zeng", "zeng", "E 1234-5679"])
def test_a_person_is_found_by_name_in_either_script_and_by_number(
    officer: Visitor, two: tuple[Person, Person], words: str
) -> None:
    first, second = two
    page = officer.sees("find", words=words)
    assert str(second.pk) in page
    assert (str(first.pk) in page) == (words in ("曾国强", "Guoqiang Zeng"))
    assert "Nobody in the register" in officer.sees("find", words="X0000000")


def test_an_organisation_is_found_by_a_former_name_and_its_code(officer: Visitor) -> None:
    code = "91110000600037341L"
    unit = Organisation.objects.create(credit_code=code, name_zh="新船厂", name_en="New Yard")
    unit.former_names.create(text="旧船厂")
    for words in ("旧船", "new yard", code.lower()):
        assert str(unit.pk) in officer.sees("find", words=words)
    assert code in officer.sees("one", unit.pk)


def test_two_are_joined_with_the_evidence_and_what_follows_in_view(
    officer: Visitor, two: tuple[Person, Person]
) -> None:
    """Given two entries, when an officer joins them, then the reason and a way back are on the page."""
    first, second = two
    query = f"?with={second.pk}"
    page = officer.sees("merge", first.pk, **{"with": str(second.pk)})
    assert "names of the same sound" in page and "document numbers but for one sign" in page
    assert "no award is touched" in page
    assert not IdentityEvent.objects.exists(), "looking decides nothing"
    assert "Please check your answers" in officer.sends("merge", first.pk, query=query, status=422)
    officer.sends("merge", first.pk, query=query, reason="I saw both passports")
    assert beneficiary_of(second.pk) == first.pk
    assert "I saw both passports" in officer.sees("one", second.pk)
    assert "one already" in officer.sees("merge", first.pk, **{"with": str(second.pk)})
    event = IdentityEvent.objects.get()
    officer.sends("undo", event.pk, reason="The passports were of two")
    assert beneficiary_of(second.pk) == second.pk
    assert "taken back already" in officer.sees("undo", event.pk)


def test_a_rule_keeps_two_apart_unless_a_supervisor_says_why(
    officer: Visitor, two: tuple[Person, Person]
) -> None:
    first, second = two
    card = IdentityDocument.Kind.IDENTITY_CARD
    add_document(first, card, "CHN", "11010519491231002X")
    add_document(second, card, "CHN", "440524188001010014")
    query = f"?with={second.pk}"
    page = officer.sees("merge", first.pk, **{"with": str(second.pk)})
    assert "Only a supervisor" in page and "11010519491231002X" in page
    officer.sends("merge", first.pk, query=query, reason="the same", status=422)
    head = Visitor("head@example.org", "supervisor")
    head.sends("merge", first.pk, query=query, reason="the same", status=422)
    head.sends(
        "merge", first.pk, query=query, reason="the same", override_reason="The second card is of his father"
    )
    assert beneficiary_of(second.pk) == first.pk


def test_one_entry_is_taken_apart_after_a_look_at_who_would_have_what(
    officer: Visitor, two: tuple[Person, Person]
) -> None:
    first, _ = two
    alias = PersonName.objects.create(person=first, text="Kuo-chiang Tseng")
    form = {"name": "Tseng Kuo-chiang", "reason": "Two people", "moved": f"names:{alias.pk}"}
    page = officer.sends("split", first.pk, status=200, act="look", **form)
    assert "This is how it would be" in page and not IdentityEvent.objects.exists()
    officer.sends("split", first.pk, status=422, act="part", **{**form, "moved": ""})
    officer.sends("split", first.pk, act="part", **form)
    alias.refresh_from_db()
    assert alias.person.name == "Tseng Kuo-chiang"


def test_a_pair_in_doubt_is_judged_side_by_side(officer: Visitor, two: tuple[Person, Person]) -> None:
    for number in range(40):
        Person.objects.create(name=f"Somebody{number} Else{number}", born=date(1950 + number, 1, 5))
    sweep_register(date(2026, 3, 2))
    pair = DoubtfulPair.objects.get()
    assert reverse("identities:pair", args=[pair.pk]).split("/", 2)[2] in officer.sees("pairs")
    officer.sends("pair", pair.pk, status=422, verdict="different")
    officer.sends("pair", pair.pk, verdict="different", reason="Twins")
    assert Judgement.objects.get().verdict == "different"
    assert "No pair waits" in officer.sees("pairs")


def test_who_was_joined_appeals_and_another_officer_answers(
    officer: Visitor, two: tuple[Person, Person]
) -> None:
    """Given a merge, when the person says it is wrong and another officer agrees, all is as it was."""
    first, second = two
    zeng = Visitor("zeng@example.org")
    Person.objects.filter(pk=second.pk).update(account=zeng.account)
    officer.sends("merge", first.pk, query=f"?with={second.pk}", reason="the same")
    page = zeng.sees("mine")
    assert "the same" in page and "E12345679" in page and "E12345678" not in page
    event = IdentityEvent.objects.get()
    zeng.sends("appeal", event.pk, words="That is my brother")
    zeng.sends("appeal", event.pk, words="Again", status=422)
    appeal = Appeal.objects.get()
    assert "That is my brother" in officer.sees("appeals")
    answer = {"granted": "yes", "answer": "You are right"}
    officer.sends("answer", appeal.pk, status=403, **answer)
    Visitor("other@example.org", "officer").sends("answer", appeal.pk, **answer)
    assert beneficiary_of(second.pk) == second.pk
    assert "You are right" in zeng.sees("mine")
    assert "No officer has." not in zeng.sees("mine"), "who looked stands there"


def test_nobody_decides_about_themselves_and_only_officers_look(
    officer: Visitor, two: tuple[Person, Person]
) -> None:
    first, second = two
    Person.objects.filter(pk=first.pk).update(account=officer.account)
    officer.sees("one", first.pk)
    officer.sees("merge", first.pk, status=403)
    officer.sees("merge", second.pk, status=403, **{"with": str(first.pk)})
    stranger = Visitor("stranger@example.org")
    for name, gaps in (("find", ()), ("pairs", ()), ("one", (first.pk,)), ("merge", (first.pk,))):
        stranger.sees(name, *gaps, status=403)


def test_a_paper_that_one_only_tells_of_takes_nobodys_number_away(
    officer: Visitor, two: tuple[Person, Person]
) -> None:
    """Given somebody who states another's number, no officer can confirm it; a renewed one of theirs, yes."""
    first, second = two
    zeng = Visitor("zeng@example.org")
    Person.objects.filter(pk=second.pk).update(account=zeng.account)
    paper = {"kind": "passport", "country": "chn"}
    old = second.identity_documents.get()
    zeng.sends("mine", number="E1234567", status=422, **paper)
    zeng.sends("mine", number="E12345678", **paper)
    zeng.sends("mine", number="EA7654321", replaces=old.pk, valid_to="2035-05-01", **paper)
    assert "It counts once an officer has seen it" not in zeng.sees("mine")
    stolen = second.identity_documents.get(number="E12345678")
    renewed = second.identity_documents.get(number="EA7654321")
    for document in (stolen, renewed):
        officer.sends("confirm_paper", second.pk, document.pk)
    sure = dict(second.identity_documents.values_list("number", "assurance"))
    assert sure == {"E12345679": "verified", "E12345678": "stated", "EA7654321": "evidenced"}
    zeng.sends("remove_paper", stolen.pk)
    zeng.sends("remove_paper", renewed.pk)
    assert second.identity_documents.count() == 2, "what was seen stays"
    zeng.sends("remove_paper", first.identity_documents.get().pk, status=404)
