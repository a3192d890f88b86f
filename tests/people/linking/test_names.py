"""Feature: a name is recognised in characters and letters, in any order and in Cantonese spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.people.linking import sounds
from haina.people.linking.names import Likeness, edits, likeness, plain, read_name

NAMES = st.sampled_from(
    ["王小明", "Wang Xiaoming", "陈大文", "Chan Tai Man", "Chen Dawen", "曾国强", "John Smith", "Smith, J.",
     "欧阳修", "José García Márquez", "吴", "X", "", "李仙", "Li Xi'an", "司马光", "Sima Guang",
     "Wong Siu-ming", "?!", "王小朋"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("王小明", "王小明", Likeness.SAME_CHARACTERS),
        ("王小明", "Xiaoming WANG", Likeness.SAME_SOUND),
        ("王小明", "wang xiao-ming", Likeness.SAME_SOUND),
        ("Wang, Xiao Ming", "Xiaoming Wang", Likeness.SAME_SOUND),
        ("欧阳修文", "Ouyang Xiuwen", Likeness.SAME_SOUND),
        ("吕布韦", "Lyu Buwei", Likeness.SAME_SOUND),
        ("吕布韦", "Lü Buwei", Likeness.SAME_SOUND),
        ("陳大文", "陈大文", Likeness.HOMOPHONE),
        ("陈大文", "CHAN Tai-man", Likeness.CANTONESE),
        ("吴恩达", "Ng Yan Tat", Likeness.CANTONESE),
        ("Chen Dawen", "Chan Tai Man", Likeness.CROSSED),
        ("Huang Xiaoming", "Wong Siu Ming", Likeness.CROSSED),
        ("José García Márquez", "MÁRQUEZ GARCIA, Jose", Likeness.SAME_SOUND),
        ("John Smith", "J. Smith", Likeness.SHORTENED),
        ("王小明", "Wang X.M.", Likeness.SHORTENED),
        ("Dr. John Smith", "Smith, John Paul", Likeness.SHORTENED),
        ("Zhang Wei", "Zhang Wie", Likeness.CLOSE),
        ("王小明", "王小朋", Likeness.CLOSE),
        ("王伟", "王芳", Likeness.PART),
        ("John Smith", "Wang Wei", Likeness.DIFFERENT),
    ],
)
def test_two_names_are_as_alike_as_they_are(one: str, other: str, expected: Likeness) -> None:
    assert likeness(read_name(one), read_name(other)) is expected


@pytest.mark.parametrize(
    ("surname", "read"),
    [("曾", "zeng"), ("单", "shan"), ("仇", "qiu"), ("解", "xie"), ("查", "zha"), ("乐", "yue"), ("区", "ou"),
     ("尉迟", "yuchi"), ("万俟", "moqi"), ("吕", "lu"), ("王", "wang")],
)  # fmt: skip
def test_surnames_are_read_as_surnames(surname: str, read: str) -> None:
    assert sounds.surname_in_mandarin(surname) == read


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tsui", "Chui"), ("Lee", "Li"), ("Kwok", "Kuok"), ("Leung", "Leong"), ("Yuen", "Yun"), ("Ng", "Ng")],
)
def test_spellings_that_usage_does_not_tell_apart_fold_together(one: str, other: str) -> None:
    assert sounds.fold(one.lower()) == sounds.fold(other.lower())


def test_a_word_is_cut_in_every_way_that_mandarin_allows() -> None:
    assert sounds.in_syllables("xian") == (("xian",), ("xi", "an"))
    assert sounds.in_syllables("smith") == ()


@given(NAMES, NAMES)
def test_likeness_is_the_same_both_ways(one: str, other: str) -> None:
    assert likeness(read_name(one), read_name(other)) is likeness(read_name(other), read_name(one))


@given(NAMES.filter(lambda name: bool(read_name(name).forms)))
def test_nothing_is_more_like_a_name_than_itself(name: str) -> None:
    assert likeness(read_name(name), read_name(name)) >= Likeness.SAME_SOUND


@given(st.text())
def test_whatever_is_typed_is_read(text: str) -> None:
    assert plain(text) == plain(plain(text))
    assert read_name(text).text == text


@given(st.text("ab", max_size=6), st.text("ab", max_size=6))
def test_edits_are_a_distance_within_their_bound(one: str, other: str) -> None:
    assert edits(one, other, 9) == edits(other, one, 9)
    assert (edits(one, other, 9) == 0) == (one == other)
    assert edits(one, other, 1) == min(edits(one, other, 9), 2)
