"""Feature: a pack says what units keep books of, and a book that its kind cannot keep is refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from haina.policy import PolicyError, load_files
from haina.policy.unit_books import BookKind

BOOK = """
- id: prize_book
  title: {zh: 奖金分配, en: Division of prizes}
  kind: division
  clauses: [C2]
  rule: prize_of_owner
  part: owner
  facts: {income: prize, costs: berth_rent}
"""


def test_given_a_book_then_the_pack_knows_what_it_is_kept_by(aurel_files: Mapping[str, str]) -> None:
    book = load_files({**aurel_files, "unit_books.yaml": BOOK}).unit_books["prize_book"]
    assert (book.kind, book.rule, book.part) == (BookKind.DIVISION, "prize_of_owner", "owner")
    assert book.facts["income"] == "prize"


@pytest.mark.parametrize(
    ("find", "put", "code"),
    [
        ("part: owner", "part: crew_part", "unit_book_rule"),
        ("rule: prize_of_owner", "rule: berth", "unit_book_rule"),
        ("kind: division", "kind: instalments", "unit_book_shape"),
        ("income: prize,", "incomes: prize,", "unit_book_facts"),
        ("income: prize,", "income: sponsor,", "unit_book_facts"),
        ("kind: division", "kind: ledger", "unknown_word"),
        ("income: prize,", "income: prices,", "unknown_fact"),
    ],
)
def test_given_a_book_with_a_defect_then_it_is_named_at_its_place(
    aurel_files: Mapping[str, str], find: str, put: str, code: str
) -> None:
    with pytest.raises(PolicyError) as caught:
        load_files({**aurel_files, "unit_books.yaml": BOOK.replace(find, put)})
    problems = [each for each in caught.value.problems if each.place.file.endswith("unit_books.yaml")]
    assert code in {each.code for each in problems}
    assert all(each.message.zh != each.message.en for each in problems)
