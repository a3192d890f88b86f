"""Feature: numbers of identity documents are read, checked, and related across renewals and upgrades."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.people.linking import numbers
from haina.people.linking.documents import read_number
from haina.people.linking.numbers import Kind, Number, NumberWrong

SPECIMEN = "911124198108030024"


def test_the_specimen_of_the_permanent_resident_card_is_read() -> None:
    number = numbers.permanent_resident_number("9111 2419 8108 0300 24")
    assert number == Number(Kind.PERMANENT_RESIDENT, SPECIMEN, "CHN")
    assert number.is_lifelong
    assert numbers.born_on(number) == date(1981, 8, 3)


def test_the_old_card_of_fifteen_signs_can_become_the_new_one_of_eighteen() -> None:
    old, new = map(numbers.permanent_resident_number, ("CAN110081080302", SPECIMEN))
    assert old.kind is Kind.PERMANENT_RESIDENT_OLD
    assert numbers.can_be_upgrade(old, new)
    assert not numbers.can_be_upgrade(numbers.permanent_resident_number("CAN110081080402"), new)
    assert not numbers.can_be_upgrade(new, old)


def test_a_resident_number_of_fifteen_digits_is_the_same_as_its_eighteen() -> None:
    assert numbers.resident_number("110105491231002") == numbers.resident_number("11010519491231002x")
    assert numbers.is_male(numbers.resident_number("11010519491231002X")) is False


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (numbers.resident_number, "110105194912310021"),
        (numbers.resident_number, "11010519490231002X"),
        (numbers.resident_number, SPECIMEN),
        (numbers.resident_number, ""),
        (numbers.permanent_resident_number, "911124198108030025"),
        (numbers.permanent_resident_number, "11010519491231002X"),
        (numbers.home_return_number, "A12345678"),
        (numbers.taiwan_permit_number, "1234567"),
        (numbers.credit_code, "91110000600037341M"),
        (numbers.orcid, "0000-0002-1825-0098"),
        (numbers.orcid, "x"),
    ],
)
def test_a_wrong_number_is_refused(reader: Callable[[str], Number], text: str) -> None:
    with pytest.raises(NumberWrong):
        reader(text)


@pytest.mark.parametrize(
    ("text", "country", "right"),
    [("E12345678", "CHN", True), ("C01X00T47", "DEU", True), ("C01A00T47", "DEU", False),
     ("12AB34567", "FRA", True), ("12AB3456", "FRA", False), ("P-123 456", "BEL", True), ("1", "BEL", False)],
)  # fmt: skip
def test_a_passport_has_the_shape_of_its_country(text: str, country: str, right: bool) -> None:
    assert (read_number("passport", country, text) is not None) == right


def test_permits_keep_their_number_over_issues() -> None:
    assert numbers.home_return_number("H1234567801") == numbers.home_return_number("h 12345678 02")
    assert numbers.taiwan_permit_number("0123456701").text == "01234567"


def test_an_orcid_is_read_from_its_address() -> None:
    assert numbers.orcid("https://orcid.org/0000-0002-1825-0097").text == "0000000218250097"
    assert numbers.orcid("0000-0002-1694-233X").is_lifelong


def test_documents_without_a_known_shape_have_no_number_to_compare() -> None:
    assert read_number("residence_permit", "CHN", "123") is None
    assert read_number("identity_card", "DEU", "L01X00T47") is None


def test_only_numbers_for_life_of_one_kind_tell_two_people_apart() -> None:
    one, other = numbers.resident_number("11010519491231002X"), numbers.resident_number("440524188001010014")
    card = numbers.permanent_resident_number(SPECIMEN)
    old, new = numbers.passport_number("E12345678", "CHN"), numbers.passport_number("E12345679", "CHN")
    assert numbers.differ_for_life(one, other)
    assert not numbers.differ_for_life(one, one)
    assert not numbers.differ_for_life(one, card), "one may naturalise"
    assert not numbers.differ_for_life(old, new), "one renews"
    assert numbers.can_be_upgrade(old, new)


@given(st.integers(0, 10**15 - 1), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(stem: int, place: int, digit: str) -> None:
    text = "9" + f"{stem:015d}"[:5] + "19850101" + f"{stem:015d}"[5:8]
    right = next(text + check for check in "0123456789X" if _reads(text + check))
    wrong = right[:place] + digit + right[place + 1 :]
    assert _reads(wrong) == (wrong == right) or place == 0


def _reads(text: str) -> bool:
    try:
        return numbers.permanent_resident_number(text).text == text
    except NumberWrong:
        return False
