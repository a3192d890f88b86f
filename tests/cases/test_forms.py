"""Feature: what people type becomes a value that can be kept, or a problem that says what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.cases.codec import canonical, plain
from haina.cases.forms import read_form
from haina.policy import default_directory, load

PROCEDURE = load(default_directory()).procedures["foreigner_work_permit"]
NAMES = list(PROCEDURE.fields)


def _read(name: str, text: object) -> object:
    values, problems = read_form(PROCEDURE, {name: text})
    return values[name] if not problems else problems[0].code


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("birth_date", " 1990-05-01 ", "1990-05-01"),
        ("birth_date", "1990-02-30", "date"),
        ("birth_date", "next week", "date"),
        ("annual_salary", "380,000.50", "380000.50"),
        ("annual_salary", "３８００００", "380000"),
        ("annual_salary", "1e9", "number"),
        ("annual_salary", "NaN", "number"),
        ("annual_salary", "9" * 40, "number"),
        ("experience_years", "6", 6),
        ("experience_years", "6.5", "whole_number"),
        ("experience_years", "9" * 30, "whole_number"),
        ("job_contract", "是", True),
        ("job_contract", False, False),
        ("job_contract", "perhaps", "yes_or_no"),
        ("highest_degree", "master", "master"),
        ("highest_degree", "wizard", "choice"),
        ("passport_number", "N1234567", "N1234567"),
        ("passport_number", "n-1", "pattern"),
        ("job_title", "  光学工程师 ", "光学工程师"),
        ("job_title", "a\x00b", "control_character"),
        ("job_title", "\ud800", "control_character"),
        ("job_title", "x" * 3000, "too_long"),
        ("job_title", "   ", None),
        ("job_title", None, None),
    ],
)
def test_each_field_reads_its_own_kind_of_value(name: str, typed: object, kept: object) -> None:
    assert _read(name, typed) == kept


def test_an_unknown_field_is_named() -> None:
    _values, problems = read_form(PROCEDURE, {"colour": "blue"})
    assert [(problem.name, problem.code) for problem in problems] == [("colour", "unknown_field")]


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60)))
def test_whatever_is_typed_can_be_kept_or_is_named(raw: dict[str, str]) -> None:
    """For any text in any field: it is kept as exact JSON, or there is a problem with a sentence."""
    values, problems = read_form(PROCEDURE, raw)
    assert set(values) | {problem.name for problem in problems} == set(raw)
    assert all(str(problem.message) for problem in problems)
    canonical(plain(values))


@given(st.sampled_from(NAMES), st.text(max_size=60))
def test_what_was_kept_reads_the_same_again(name: str, text: str) -> None:
    values, problems = read_form(PROCEDURE, {name: text})
    if not problems:
        again, none = read_form(PROCEDURE, values)
        assert (again, none) == (values, ())
