"""Feature: Chinese becomes words of two neighbouring characters, the rest is left to PostgreSQL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.portal.bigrams import as_words, han_runs, normalised, pairs, without_han


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("永久居留", "永久 久居 居留 留"),
        ("R签证", "签证 证"),
        ("户", "户"),
        ("4年，6个月", "年 个月 月"),
        ("permit", ""),
        ("", ""),
    ],
)
def test_words_of_a_text(text: str, words: str) -> None:
    assert as_words(text) == words


def test_full_width_letters_and_digits_are_the_plain_ones() -> None:
    assert normalised("ＡＢＣ　１２３") == "abc 123"


def test_control_characters_become_spaces() -> None:
    assert normalised("a\x00b\nc\u200bd") == "a b c d"


def test_latin_is_what_is_left() -> None:
    assert without_han("申请 R 签证 in 2016") == "r in 2016".replace("r", "R")


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=40))
def test_pairs_give_back_the_text(text: str) -> None:
    found = pairs(text)
    assert found[0] + "".join(pair[1] for pair in found[1:]) == text


@given(st.text(max_size=60))
def test_any_text_can_be_taken(text: str) -> None:
    flat = normalised(text)
    assert "".join(han_runs(flat)) + "".join(without_han(flat).split()) is not None
    assert "\x00" not in as_words(text)
