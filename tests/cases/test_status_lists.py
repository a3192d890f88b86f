"""Feature: anyone can tell from a published list, without asking about one, what was taken back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.cases.credentials import CredentialInvalid, SigningKey, key_set
from haina.cases.documents import Row
from haina.cases.papers import Paper, hash_of_rows, paper_of, read_paper, signed
from haina.cases.statuses import (
    LENGTH,
    decoded,
    encoded,
    list_number,
    read_list,
    signed_list,
    status_credential,
)
from haina.rules import Text

NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
KEY = SigningKey.generate()
KEYS = key_set([KEY])["keys"]
ADDRESS = "https://window.example.org/status/1.json"
ROWS = (Row(Text("持有人", "Holder"), Text.both("KARI NORDMANN")),)
PAPER = Paper(
    "WP-2026-000017-1",
    "work_permit",
    date(2026, 11, 3),
    date(2028, 11, 2),
    hash_of_rows(ROWS),
    17,
    Text("外国人工作许可", "Work permit"),
    Text("示例市人力资源局", "Human Resources Bureau of Example City"),
    ROWS,
    NOW,
    ADDRESS,
)


def _list(*taken_back: int) -> dict[str, object]:
    return signed_list(status_credential(ADDRESS, "https://window.example.org", taken_back, NOW), KEY)


@given(st.sets(st.integers(0, LENGTH - 1), max_size=40), st.integers(0, LENGTH - 1))
def test_exactly_the_documents_that_were_taken_back_are_marked(taken_back: set[int], other: int) -> None:
    read = read_list(json.dumps(_list(*taken_back)), KEYS)
    assert all(read.is_set(index) for index in taken_back)
    assert read.is_set(other) == (other in taken_back)


def test_the_shape_is_that_of_a_bitstring_status_list() -> None:
    """Given the list, then a reader of the W3C recommendation finds the first document at the first bit."""
    published = _list(0)
    subject = published["credentialSubject"]
    assert published["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    bits = decoded(subject["encodedList"])
    assert (bits[0], len(bits)) == (0b1000_0000, 16 * 1024)


def test_a_list_is_dated_and_says_until_when_it_speaks() -> None:
    read = read_list(_list()["jws"], KEYS)
    assert (read.valid_from, read.valid_until) == (NOW, NOW + timedelta(days=1))


def test_the_same_moment_gives_the_same_list() -> None:
    assert _list(3, 5) == _list(5, 3)


def test_documents_beyond_the_first_list_stand_in_the_next_one() -> None:
    assert [list_number(index) for index in (0, LENGTH - 1, LENGTH)] == [1, 1, 2]
    assert read_list(_list(LENGTH + 4)["jws"], KEYS).is_set(LENGTH + 4)


@pytest.mark.parametrize("text", ["", "{}", "[]", "a.b.c", '{"jws": 3}'])
def test_given_something_else_then_it_is_refused(text: str) -> None:
    with pytest.raises(CredentialInvalid):
        read_list(text, KEYS)


def test_given_a_list_that_somebody_else_signed_then_it_is_refused() -> None:
    forged = signed_list(
        status_credential(ADDRESS, "https://window.example.org", [], NOW), SigningKey.generate()
    )
    with pytest.raises(CredentialInvalid):
        read_list(json.dumps(forged), KEYS)


@pytest.mark.parametrize("text", ["", "x", "u", "uAAAA", encoded(b"short"), encoded(bytes(10_000_000))])
def test_given_bits_of_another_length_or_none_then_they_are_refused(text: str) -> None:
    """Given also a small text that would unpack to something huge."""
    with pytest.raises(ValueError, match="not"):
        decoded(text)


def test_a_document_comes_back_from_its_whole_credential() -> None:
    _short, whole = signed(PAPER, KEY)
    assert read_paper(whole, KEYS) == PAPER


def test_the_short_credential_names_nobody() -> None:
    short, _whole = signed(PAPER, KEY)
    read = read_paper(short, KEYS)
    assert (read.number, read.valid_to, read.status_index) == (PAPER.number, PAPER.valid_to, 17)
    assert (read.rows, read.title, read.issuer) == ((), None, None)
    assert len(short) < 360


def test_given_rows_that_are_not_those_that_were_hashed_then_they_are_refused() -> None:
    claims = PAPER.whole_claims()
    claims["rows"][0]["value"]["en"] = "SOMEBODY ELSE"
    with pytest.raises(CredentialInvalid):
        paper_of(claims)


def test_a_document_without_an_end_has_none_in_its_claims() -> None:
    endless = paper_of({key: value for key, value in PAPER.short_claims().items() if key != "u"})
    assert endless.valid_to is None
