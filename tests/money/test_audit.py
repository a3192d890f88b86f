"""Feature: an auditor goes from a payment back to the decision, its rules, documents and chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from haina.cases import files
from haina.cases.file_looks import looks_at_files
from haina.cases.models import Case, CaseDocument, CaseEvent
from haina.cases.page_looks import looks_at_pages
from haina.money.amounts import exact_words, short_words
from haina.money.audit.trail import trail_of
from haina.money.models import Account, Ground
from haina.money.postings import transfer
from haina.money.verbs.post import post
from haina.people.models import IdentityLook, Posting

from ..cases.conftest import City, people_the
from .conftest import NOW, TODAY, Book, Event, key
from .conftest import Posting as Entry


@dataclass
class Paid:
    """A case that was granted, and the entry that paid for it."""

    city: City
    book: Book
    case: Case
    entry: int

    def page(self, who: str, name: str) -> str:
        """The text of a page of one's own, in English."""
        client = Client()
        client.force_login(self.city.account(who))
        with translation.override("en"):
            address = reverse(name)
        return client.get(address).content.decode()

    def get(self, who: str, name: str, *arguments: object, **query: str) -> tuple[int, str]:
        """The status and the text of a page as somebody sees it."""
        client = Client()
        client.force_login(self.city.account(who))
        with translation.override("en"):
            address = reverse(f"audit:{name}", args=arguments)
        response = client.get(address, query)
        body = b"".join(response) if response.streaming else response.content
        return response.status_code, body.decode()


@pytest.fixture
def paid(book: Book, settings: object, tmp_path: Path) -> Paid:
    """Given a work permit that was granted, then 300 yuan are paid to whom it is for, on that ground."""
    settings.HAINA_UPLOADS = tmp_path / "uploads"  # type: ignore[attr-defined]
    city = people_the(City())
    city.officer("auditor", "audit_bureau", Posting.Office.AUDITOR)
    for official in ("auditor", "hr", "head"):
        TOTP.activate(city.account(official), generate_totp_secret())
    case = city.begin().approved().row
    granted = CaseEvent.objects.get(case=case, kind="approved")
    ground = Ground.objects.create(
        case_id=case.pk, sequence=granted.sequence, decided_by="hrss_bureau", decided_on=granted.on
    )
    kari = book.open("paid/kari", Account.Kind.PAID, person=city.persons["Kari"].pk)
    legs = transfer(book.account("budget").pk, kari.pk, 30_000)
    entry = post(Entry(key("kari"), Event.PAY, ground.pk, TODAY, NOW, legs)).entry
    return Paid(city, book, case, entry)


def test_an_auditor_goes_from_a_payment_back_to_the_chain(paid: Paid) -> None:
    """Given a payment, then its page says what was decided, on which leaves and files, and that it stands."""
    status, listed = paid.get("auditor", "entries", first="2026-01-01", last="2026-12-31", event="pay")
    assert status == 200
    assert reverse("audit:entry", args=[paid.entry]).split("/", 2)[2] in listed
    status, page = paid.get("auditor", "entry", paid.entry)
    assert status == 200
    assert all(words in page for words in ("300.00 yuan", paid.case.reference, "What the rules said"))
    trail = trail_of(paid.entry)
    assert trail is not None
    assert trail.decision is not None
    assert trail.as_written
    assert trail.decision.breaks == ()
    rights = trail.decision.check["rights"]
    assert [right["status"] for right in rights] == ["yes"]  # type: ignore[attr-defined]
    assert len(trail.decision.documents) == 4
    assert page.count("as it was filed") == 4
    assert "The record of the case is as it was written" in page


def test_what_was_changed_behind_the_books_is_seen(paid: Paid) -> None:
    """Given a file and an event that somebody changed in the store, then the entry's page says so."""
    document = CaseDocument.objects.filter(case=paid.case).first()
    assert document is not None
    files.path_of(document.sha256).write_bytes(b"something else")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_caseevent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE cases_caseevent SET department = 'somewhere' WHERE case_id = %s AND sequence = 3",
            [paid.case.pk],
        )
        cursor.execute("ALTER TABLE cases_caseevent ENABLE TRIGGER USER")
    _status, page = paid.get("auditor", "entry", paid.entry)
    assert "not as it was filed, or gone" in page
    assert "The record of the case was changed" in page


@pytest.mark.parametrize("who", ["hr", "head", "agent", "Kari"])
def test_nobody_else_reads_the_books(paid: Paid, who: str) -> None:
    pages = [("books",), ("entries",), ("entry", paid.entry), ("account", 1), ("ledger_csv",)]
    assert {paid.get(who, *page)[0] for page in pages} == {403}


def test_an_auditor_does_not_audit_what_was_paid_to_themselves(paid: Paid) -> None:
    """Given that the money came to the auditor, then the books are open and that entry is not."""
    Posting.objects.create(
        account=paid.city.account("Kari"),
        office=Posting.Office.AUDITOR,
        department="audit_bureau",
        valid_from=date(2020, 1, 1),
    )
    TOTP.activate(paid.city.account("Kari"), generate_totp_secret())
    account = paid.book.account("paid/kari").pk
    assert paid.get("Kari", "books")[0] == 200
    assert paid.get("Kari", "entry", paid.entry)[0] == 403
    assert paid.get("Kari", "account", account)[0] == 403


def test_a_file_that_an_auditor_opens_is_shown_to_whom_it_is_about(paid: Paid) -> None:
    document = CaseDocument.objects.filter(case=paid.case, kind="contract").get()
    assert paid.get("auditor", "document", paid.entry, document.pk)[0] == 200
    (look,) = looks_at_files(paid.city.actor("Kari"))
    assert look.department is not None
    assert (look.department.en, look.who) == ("Audit bureau", "")
    other = CaseDocument.objects.exclude(case=paid.case).first()
    assert other is None
    assert paid.get("auditor", "document", paid.entry, key("no file"))[0] == 404


def test_a_page_that_an_auditor_opens_is_shown_to_whom_it_is_about(paid: Paid) -> None:
    """Given a payment to Kari, when an auditor opens it and her account twice, then she reads of it once."""
    kari = paid.city.persons["Kari"].pk
    for _again in range(2):
        assert paid.get("auditor", "entry", paid.entry)[0] == 200
        assert paid.get("auditor", "account", paid.book.account("paid/kari").pk)[0] == 200
    (look,) = looks_at_pages(paid.city.actor("Kari"))
    assert look.department is not None
    assert (look.department.en, look.case) == ("Audit bureau", paid.case)
    assert [each.department for each in IdentityLook.objects.filter(identity=kari)] == ["audit_bureau"]
    assert not looks_at_pages(paid.city.actor("agent"))
    for name, words in (("cases:file_looks", "Auditors who opened an application"), ("identities:mine", "")):
        page = paid.page("Kari", name)
        assert words in page
        assert "Audit bureau" in page


def test_statements_balances_and_exports_are_of_any_day(paid: Paid) -> None:
    budget = paid.book.account("budget").pk
    _status, after = paid.get("auditor", "account", budget, first="2026-03-01", last="2026-03-02")
    assert "700.00 yuan" in after
    _status, before = paid.get("auditor", "account", budget, last="2026-03-01")
    assert "700.00 yuan" not in before.split("<table", 1)[1]
    assert paid.get("auditor", "account", budget, first="2026-03-02", last="2026-03-01")[0] == 422
    _status, balance = paid.get("auditor", "books", on="2026-03-02")
    assert "adds up" in balance
    assert "No money had moved by then." in paid.get("auditor", "books", on="2026-03-01")[1]
    assert f"{paid.case.pk}#" in paid.get("auditor", "ledger_csv", on="2026-03-02")[1]
    assert 'decision: "' in paid.get("auditor", "ledger_beancount", on="2026-03-02")[1]
    assert paid.get("auditor", "entry", 999_999)[0] == 404


@pytest.mark.parametrize(
    ("fen", "chinese", "english"),
    [
        (80_000, "800元", "800 yuan"),
        (1_234_567, "1.23万元", "12,345.67 yuan"),
        (120_000_000, "120万元", "1.2 million yuan"),
        (123_456_789, "123.46万元", "1.23 million yuan"),
        (3_000_000_000_00, "30亿元", "3 billion yuan"),
    ],
)
def test_amounts_are_said_as_the_language_says_them(fen: int, chinese: str, english: str) -> None:
    """Given an amount, then it is short in words, with a sign where it is rounded, and exact beside."""
    with translation.override("zh-hans"):
        assert short_words(fen).removeprefix("约") == chinese
        assert exact_words(fen).endswith("元")
    with translation.override("en"):
        assert short_words(fen).removeprefix("about ") == english
        assert exact_words(80_000) == "800.00 yuan"
        assert short_words(123_456_789).startswith("about ")
        assert short_words(120_000_000) == "1.2 million yuan"
