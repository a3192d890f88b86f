"""Lines fit the terminal, Chinese and English alike, and lose nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from haina.cli.layout import width_of, wrapped

words = st.text(alphabet="abc 连续工作满四年，。（）年", max_size=120).map(
    lambda text: " ".join(text.split())
)


@given(words, st.integers(20, 60))
def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    lines = wrapped(text, "  · ", "    ", width)
    longest_word = max((width_of(word) for word in text.split()), default=0)
    for line in lines:
        # A word that is longer than the line alone may stand out; a closing sign may hang over.
        assert width_of(line) <= max(width, longest_word + 4) + 2


@given(words, st.integers(20, 60))
def test_nothing_is_lost(text: str, width: int) -> None:
    together = "".join(
        line.strip().removeprefix("·").strip() for line in wrapped(text, "  · ", "    ", width)
    )
    assert together.replace(" ", "") == text.replace(" ", "").removeprefix("·")


def test_chinese_letters_are_two_columns_wide() -> None:
    assert width_of("连续ab") == 6


def test_a_line_never_begins_with_a_closing_sign() -> None:
    for line in wrapped("工作四年，居住满六个月。" * 9, "", "", 21):
        assert line[0] not in "，。"
