"""Feature: every decision ends in a signed paper with its reasons; papers are replaced and run out."""

from __future__ import annotations

import io
import json
import os
import signal
from datetime import date, datetime, timedelta
from itertools import count, takewhile

import pypdf
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from haina.cases import files, verbs
from haina.cases.chain import verify_case
from haina.cases.credentials import SigningKey, key_set
from haina.cases.models import CaseEvent, IssuedDocument, Notice
from haina.cases.papers import read_paper, token_inside
from haina.cases.refusals import Forbidden, Refusal
from haina.cases.sealed import check_seal
from haina.cases.seals import Seals
from haina.cases.statuses import read_list
from haina.cases.statuses_published import newest_list, published_list
from haina.cases.store import load_state
from haina.rules import Text


def _pdf(document: IssuedDocument) -> bytes:
    return files.path_of(document.pdf_sha256).read_bytes()


def _words(document: IssuedDocument) -> str:
    pages = pypdf.PdfReader(io.BytesIO(_pdf(document))).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def _newest(application) -> IssuedDocument:
    return IssuedDocument.objects.filter(case_id=application.id).latest("issued_at", "number")


def _keys() -> list[dict[str, object]]:
    return key_set([SigningKey.load_or_create(settings.HAINA_SIGNING_KEY)])["keys"]


def test_an_issued_permit_carries_its_seal_and_its_own_credential(draft) -> None:
    draft.issued()
    document = _newest(draft)
    pdf = _pdf(document)
    authority = Seals(settings.HAINA_SEALS).authority(draft.city.now).certificate
    finding = check_seal(pdf, [authority])
    assert finding.fault in {None, "unknown_authority"}  # made today; the case happens on another day
    assert finding.signer is not None
    assert document.issuer["en"].startswith(finding.signer.en)
    paper = read_paper(token_inside(pdf) or "", _keys())
    assert (paper.number, paper.valid_to) == (document.number, document.valid_to)
    assert token_inside(pdf) == document.record


def test_a_refusal_is_told_by_a_letter_with_its_reasons_and_the_facts_behind_them(draft) -> None:
    """Given a refusal, then the letter names the conditions, the facts and how sure each of them is."""
    draft.accepted(no_crime_record_home="false")
    draft.does("border", verbs.refuse, "residence_review", reasons=["security"], note="Entry ban until 2028.")
    receipt = verbs.tell_by_letter(draft.city.now, draft.id)
    assert (receipt.state, receipt.kinds) == ("refused", ("letter_issued",))
    letter = _newest(draft)
    words = _words(letter)
    state = load_state(draft.id)
    leaf = state.check["rights"][0]["because"][0]
    for expected in (
        "不予批准决定书",
        "Decision:applicationnotapproved",
        "有不准予居留的法定情形",
        "Thereisalegalbartoresidence",
        "Entrybanuntil2028.",
        "".join(leaf["text"]["zh"].split()),
        "".join(leaf["text"]["en"].split()),
        "不符合",
        "notmet",
        leaf["clause"],
    ):
        assert expected in words
    assert state.letter == letter.number
    assert letter.valid_to is None
    assert verify_case(draft.id) == []


def test_a_letter_says_how_sure_each_fact_was(draft) -> None:
    draft.accepted(no_crime_record_home="false")
    draft.does(
        "border",
        verbs.verify_fact,
        "residence_review",
        fact="birth_date",
        value="1940-05-01",
        source="Entry records",
    )
    draft.does("border", verbs.refuse, "residence_review", reasons=["security"])
    verbs.tell_by_letter(draft.city.now, draft.id)
    words = _words(_newest(draft))
    found = {
        fact["name"] for leaf in load_state(draft.id).check["rights"][0]["because"] for fact in leaf["facts"]
    }
    assert "no_crime_record_home" in found
    assert "shownbyadocumentonfile" in words
    if "birth_date" in found:
        assert "foundintheregisterby" in words


def test_the_public_check_of_a_refusal_does_not_call_it_valid(draft, client: Client) -> None:
    draft.accepted(no_crime_record_home="false")
    draft.does("border", verbs.refuse, "residence_review", reasons=["security"])
    verbs.tell_by_letter(draft.city.now, draft.id)
    with translation.override("en"):
        page = client.get(reverse("cases:verify_token", args=[_newest(draft).credential])).content.decode()
    assert "A genuine letter of refusal; it grants nothing" in page
    assert ">Valid<" not in page


def test_what_is_not_accepted_is_told_by_letter_too(draft) -> None:
    draft.submitted()
    draft.does("window", verbs.decline, "pre_check", reasons=["not_competent"])
    verbs.tell_by_letter(draft.city.now, draft.id)
    assert "不予受理通知书" in _words(_newest(draft))


def test_a_letter_is_made_once_and_only_for_a_no(draft, start) -> None:
    draft.accepted()
    draft.does("border", verbs.refuse, "residence_review", reasons=["security"])
    verbs.tell_by_letter(draft.city.now, draft.id)
    again = verbs.tell_by_letter(draft.city.now + timedelta(days=1), draft.id)
    assert again.replayed
    assert IssuedDocument.objects.filter(case_id=draft.id).count() == 1
    running = start(person="Luc").accepted()
    with pytest.raises(Forbidden):
        verbs.tell_by_letter(running.city.now, running.id)


def test_a_lost_document_is_replaced_and_its_number_is_good_no_longer(draft, client: Client) -> None:
    """Given a lost permit, when it is made anew, then the old one is marked replaced everywhere."""
    draft.issued()
    old = _newest(draft)
    draft.city.wait(days=40)
    receipt = draft.does("border", verbs.reissue, ground="lost")
    assert (receipt.state, receipt.kinds) == ("issued", ("reissued",))
    new = _newest(draft)
    old.refresh_from_db()
    assert (old.replaced_at, new.replaces_id) == (draft.city.now, old.number)
    assert (new.valid_from, new.valid_to, new.number != old.number) == (old.valid_from, old.valid_to, True)
    assert load_state(draft.id).granted.number == new.number
    told = Notice.objects.filter(case=draft.row, notice__contains="reissued")
    assert {notice.account.name for notice in told} == {"agent", "Kari"}
    page = client.get(reverse("cases:verify_token", args=[old.credential]))
    assert (page.context["finding"].verdict, new.number in page.content.decode()) == ("replaced", True)
    assert client.get(reverse("cases:verify_token", args=[new.credential])).context["finding"].signed
    assert verify_case(draft.id) == []


def test_a_wrong_line_is_corrected_with_an_explanation(draft) -> None:
    draft.issued()
    old = _newest(draft)
    place = next(n for n, row in enumerate(old.rows) if row["label"]["en"] == "Holder")
    correct = {"ground": "corrected", "corrected": {place: Text.both("KARI NORDMAN")}}
    with pytest.raises(Refusal) as refusal:
        draft.does("border", verbs.reissue, **correct)
    assert refusal.value.code == "no_explanation"
    draft.does("border", verbs.reissue, note="The name was misspelt.", **correct)
    new = _newest(draft)
    assert new.rows[place]["value"]["en"] == "KARI NORDMAN"
    assert "KARINORDMAN" in _words(new)
    assert [row for n, row in enumerate(new.rows[:-1]) if n != place] == [
        row for n, row in enumerate(old.rows) if n != place
    ]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ground": "corrected", "note": "Wrong."}, "no_correction"),
        ({"ground": "lost", "corrected": {0: Text.both("X")}}, "no_correction"),
        ({"ground": "corrected", "corrected": {99: Text.both("X")}, "note": "Wrong."}, "unknown_row"),
    ],
)
def test_a_replacement_changes_what_it_says_and_nothing_else(draft, more, code: str) -> None:
    draft.issued()
    with pytest.raises(Refusal) as refusal:
        draft.does("border", verbs.reissue, **more)
    assert refusal.value.code == code
    assert IssuedDocument.objects.filter(case_id=draft.id, replaced_at__isnull=True).count() == 1


def test_only_what_is_valid_can_be_replaced(draft) -> None:
    draft.issued()
    draft.does("border", verbs.revoke, reasons=["false_documents"])
    with pytest.raises(Forbidden):
        draft.does("border", verbs.reissue, ground="lost")


def test_holders_are_told_once_in_good_time_that_a_document_runs_out(draft) -> None:
    """Given thirty days, then the holder is told on the first of them and not again."""
    draft.issued(contract_end="2027-06-30")
    last = _newest(draft).valid_to
    draft.city.go_to(last - timedelta(days=31))
    assert verbs.announce_expiry(draft.city.now) == ()
    draft.city.go_to(last - timedelta(days=30))
    assert verbs.announce_expiry(draft.city.now) == (draft.id,)
    draft.city.wait(hours=20)
    assert verbs.announce_expiry(draft.city.now) == ()
    told = Notice.objects.filter(case=draft.row, sequence=CaseEvent.objects.get(kind="expiring").sequence)
    assert {notice.account.name for notice in told} == {"agent", "Kari"}
    assert "2027" in told[0].body["zh"]


def test_what_was_revoked_is_not_announced(draft) -> None:
    draft.issued(contract_end="2027-06-30")
    draft.does("border", verbs.revoke, reasons=["false_documents"])
    draft.city.go_to(date(2027, 6, 15))
    assert verbs.announce_expiry(draft.city.now) == ()


def test_the_public_list_knows_what_was_taken_back(draft, start, client: Client) -> None:
    """Given one revoked and one replaced permit beside good ones, then exactly these two are marked."""
    cache.clear()
    good, revoked, lost = draft.issued(), start(person="Luc").issued(), start(person="Luc").issued()
    first = _newest(lost)
    revoked.does("border", verbs.revoke, reasons=["false_documents"])
    lost.does("border", verbs.reissue, ground="lost")
    number = newest_list()
    published = client.get(f"/status/{number}.json")
    listed = read_list(published.content.decode(), _keys())
    marked = {
        document.number for document in IssuedDocument.objects.all() if listed.is_set(document.status_index)
    }
    assert marked == {_newest(revoked).number, first.number}
    assert not listed.is_set(_newest(good).status_index)
    assert published.json()["credentialSubject"]["statusPurpose"] == "revocation"
    assert "max-age" in published["Cache-Control"]


def test_the_list_is_kept_for_a_while_and_made_anew_when_something_is_taken_back(
    draft, django_capture_on_commit_callbacks
) -> None:
    cache.clear()
    draft.issued()
    index = _newest(draft).status_index
    number = newest_list()
    before = published_list(number, draft.city.now)
    assert published_list(number, draft.city.now + timedelta(minutes=2)) == before
    with django_capture_on_commit_callbacks(execute=True):
        draft.does("border", verbs.revoke, reasons=["false_documents"])
    after = published_list(number, draft.city.now + timedelta(minutes=3))
    assert read_list(json.dumps(after), _keys()).is_set(index)


def test_there_is_no_list_that_no_document_stands_in(client: Client, db: None) -> None:
    cache.clear()
    assert client.get("/status/1.json").status_code == 200
    assert client.get("/status/0.json").status_code == 404
    assert client.get("/status/900000.json").status_code == 404


def test_the_file_for_machines_is_the_whole_credential(draft, client: Client) -> None:
    draft.issued()
    client.force_login(draft.city.account("agent"))
    answer = client.get(reverse("cases:credential", args=[draft.id]))
    paper = read_paper(answer.content.decode(), _keys())
    assert paper.title is not None
    assert [row.value.en for row in paper.rows if row.label.en == "Holder"] == ["Kari"]


def _announce_until(statement: int, now: datetime) -> bool:
    """Announce in a process that is killed before its n-th statement; whether it came to its end."""
    child = os.fork()
    if child == 0:
        connection.connection = None  # the parent's own
        counter = count(1)

        def killing(execute, sql, params, many, context):
            if next(counter) == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(killing):
            verbs.announce_expiry(now)
        os._exit(0)
    return os.WIFEXITED(os.waitpid(child, 0)[1])


def test_holders_are_told_once_however_often_the_worker_is_killed(committed_city) -> None:
    """Given a worker killed at one statement after another, then there is one event and one notice each."""
    case = committed_city.begin().issued(contract_end="2027-06-30")
    now = committed_city.now.replace(year=2027, month=6, day=15)
    ends = (_announce_until(statement, now) for statement in count(1, 4))
    kills = sum(1 for _ in takewhile(lambda came_to_its_end: not came_to_its_end, ends))
    assert kills >= 3
    assert verbs.announce_expiry(now) == ()
    assert CaseEvent.objects.filter(case_id=case.id, kind="expiring").count() == 1
    told = Notice.objects.filter(case=case.row, sequence=CaseEvent.objects.get(kind="expiring").sequence)
    assert sorted(notice.account.name for notice in told) == ["Kari", "agent"]
    assert verify_case(case.id) == []
