"""Feature: accounts, persons, employers and the ground on which one acts for another."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from haina.people.identity import CREDIT_CODE_ALPHABET, credit_code_check_character, is_credit_code
from haina.people.models import Account, IdentityDocument, Mandate, Organisation, Person, Posting

STEMS = st.text(CREDIT_CODE_ALPHABET, min_size=17, max_size=17)


@given(STEMS)
def test_a_code_with_its_check_character_is_a_code(stem: str) -> None:
    assert is_credit_code(stem + credit_code_check_character(stem))


@given(STEMS, st.integers(0, 17), st.sampled_from(CREDIT_CODE_ALPHABET))
def test_one_wrong_character_is_always_noticed(stem: str, place: int, other: str) -> None:
    code = stem + credit_code_check_character(stem)
    changed = code[:place] + other + code[place + 1 :]
    assert is_credit_code(changed) == (changed == code)


@pytest.mark.parametrize("code", ["", "9131000", "91310000MA1K0001AI", "91310000MA1K0001a0", "９" * 18])
def test_what_only_looks_like_a_code_is_none(code: str) -> None:
    assert not is_credit_code(code)
    with pytest.raises(ValidationError):
        Organisation(credit_code=code, name_zh="x").full_clean(validate_unique=False)


def test_an_address_names_one_account_however_it_is_typed(db: None) -> None:
    account = Account.objects.create_user("Wang.Min@Example.org", "correct horse battery")
    assert account.email == "wang.min@example.org"
    assert Account.objects.get_by_natural_key("WANG.min@example.ORG") == account
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create_user("wang.min@EXAMPLE.org")


def test_a_password_is_kept_as_an_argon2_hash(db: None) -> None:
    account = Account.objects.create_user("a@example.org", "correct horse battery")
    assert account.password.startswith("argon2")
    assert account.check_password("correct horse battery")


def test_an_account_without_a_password_cannot_be_used_with_one(db: None) -> None:
    assert not Account.objects.create_user("a@example.org").has_usable_password()


def test_an_account_needs_an_address(db: None) -> None:
    with pytest.raises(ValueError, match="e-mail"):
        Account.objects.create_user("")


def test_a_mandate_is_for_one_organisation_or_one_person(db: None) -> None:
    account = Account.objects.create(email="a@example.org")
    for whom in [{}, {"organisation": _organisation(), "person": Person.objects.create(name="Kari")}]:
        with pytest.raises(IntegrityError, match="mandate_is_for_one"), transaction.atomic():
            Mandate.objects.create(account=account, valid_from=date(2026, 1, 1), **whom)


def test_nothing_ends_before_it_begins(db: None) -> None:
    account = Account.objects.create(email="a@example.org")
    days = {"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 1)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(account=account, organisation=_organisation(), **days)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(account=account, department="window", **days)


def test_an_officer_belongs_to_a_department(db: None) -> None:
    account = Account.objects.create(email="a@example.org")
    with pytest.raises(IntegrityError, match="officer_has_a_department"), transaction.atomic():
        Posting.objects.create(account=account, valid_from=date(2026, 1, 1))


def test_one_identity_document_is_one_persons(db: None) -> None:
    paper = {"kind": "passport", "country": "NOR", "number": "N1"}
    IdentityDocument.objects.create(person=Person.objects.create(name="Kari"), **paper)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityDocument.objects.create(person=Person.objects.create(name="Luc"), **paper)


def test_an_organisation_is_called_by_its_registered_name_where_it_has_no_other(db: None) -> None:
    assert _organisation().name_in("en") == "北斗"
    assert Organisation(name_zh="北斗", name_en="Beidou").name_in("en") == "Beidou"
    assert Organisation(name_zh="北斗", name_en="Beidou").name_in("zh-hans") == "北斗"


def _organisation() -> Organisation:
    stem = "91310000MA1K0001A"
    code = stem + credit_code_check_character(stem)
    return Organisation.objects.get_or_create(credit_code=code, defaults={"name_zh": "北斗"})[0]
