"""Feature: an officer sees which earlier projects say the same and ask for the same money."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.money.overlap import Line, Project, Projects, shared_lines, shared_phrases, terms

BATTERY = "研究固态锂电池界面的离子传导机理，发展高通量电化学表征方法"
KNOWN = (
    Project("P1", BATTERY, (Line("电化学工作站", 30_000_000), Line("差旅费", 1_000_000))),
    Project("P2", "城市河道水质的长期监测与生态修复", (Line("水质监测仪", 9_000_000),)),
    Project("P3", "Single-cell sequencing of tumour tissue with a new microfluidic chip"),
    Project("P4", "黄浦江沿岸鸟类迁徙的遥感观测"),
)


def test_a_project_said_again_in_other_words_is_found_with_what_both_say() -> None:
    """Given a project applied for before, when it comes again retold, then it is the first match."""
    again = Project(
        "N1",
        "新一代储能：发展高通量电化学表征方法，揭示固态锂电池界面的离子传导机理",
        (Line("电化学工作站（进口）", 28_000_000), Line("材料费", 5_000_000)),
    )
    first = Projects(KNOWN).matches(again)[0]
    assert first.project.id == "P1"
    assert first.likeness > 0.6
    assert first.phrases[:2] == ("固态锂电池界面的离子传导机理", "发展高通量电化学表征方法")
    assert [(each.own.title, each.fen) for each in first.lines] == [("电化学工作站（进口）", 28_000_000)]
    assert first.fen == 28_000_000


def test_english_is_compared_by_words() -> None:
    again = Project("N2", "A new microfluidic chip for single-cell sequencing of tumour tissue samples")
    (match,) = Projects(KNOWN).matches(again)
    assert (match.project.id, match.phrases[0]) == ("P3", "single cell sequencing of tumour tissue")


def test_what_is_something_else_is_not_told() -> None:
    assert Projects(KNOWN).matches(Project("N3", "Medieval charters of the harbour")) == ()
    assert Projects(KNOWN).matches(Project("N4", "")) == ()
    assert Projects(()).matches(KNOWN[0]) == ()


def test_width_and_case_do_not_hide_anything() -> None:
    assert terms("ＤＮＡ　Chip") == terms("dna chip")
    assert shared_phrases("用ＧＰＵ加速分子动力学模拟", "以gpu加速分子动力学模拟") == (
        "gpu 加速分子动力学模拟",
    )


def test_each_line_of_a_budget_is_matched_once() -> None:
    one = Project("A", "", (Line("差旅费", 100), Line("差旅费", 200)))
    other = Project("B", "", (Line("差旅费", 150),))
    assert [each.fen for each in shared_lines(one, other)] == [150]


_TEXT = st.text(alphabet="固态锂电池界面水质监测abc ，", max_size=40)


@given(_TEXT, _TEXT)
def test_likeness_is_symmetric_and_between_nothing_and_all(one: str, other: str) -> None:
    pair = (Project("A", one), Project("B", other))
    known = Projects(pair)
    there = {each.project.id: each.likeness for each in known.matches(pair[0], least=0.0001)}
    back = {each.project.id: each.likeness for each in known.matches(pair[1], least=0.0001)}
    assert there.get("B", 0) == pytest.approx(back.get("A", 0))
    assert 0 <= there.get("B", 0) <= 1


@given(_TEXT.filter(lambda text: bool(terms(text))))
def test_the_same_text_is_wholly_alike(text: str) -> None:
    (match,) = Projects([Project("A", text)]).matches(Project("B", text))
    assert match.likeness == pytest.approx(1)


@given(_TEXT, _TEXT)
def test_a_shared_phrase_stands_in_both(one: str, other: str) -> None:
    for phrase in shared_phrases(one, other):
        for text in (one, other):
            assert " ".join(terms(phrase)) and set(terms(phrase)) <= set(terms(text))


def test_two_thousand_projects_are_searched_at_once() -> None:
    chance = Random(1)  # noqa: S311 - a draw that can be repeated
    letters = [chr(0x4E00 + number) for number in range(800)]
    drawn = [Project(str(n), "".join(chance.choices(letters, k=200))) for n in range(2000)]
    known = Projects(drawn)
    start = time.process_time()
    (match, *_) = known.matches(Project("new", drawn[777].text[:150]))
    assert match.project.id == "777"
    assert time.process_time() - start < 0.5
