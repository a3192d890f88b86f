"""``haina ask``: questions that still matter, one by one, with back, don't know, and a result at any time."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Haina

ON = ("--on", "2022-07-01")


def asked(out: str) -> list[str]:
    """The questions of a talk, in their order."""
    return [line for line in out.splitlines() if line[:1].isdigit() and ". " in line[:4]]


def test_a_whole_talk_ends_with_the_answer(haina: Haina) -> None:
    ran = haina("ask", *ON, "--right", "harbour_pass", given="1990-04-01\n3\n2016-03-01\n\nNorth\n\n")
    assert (ran.status, ran.err) == (0, "")
    assert len(asked(ran.out)) == 3
    assert "✓ settled, yes: Harbour pass" in ran.out
    assert "HAVE NOW (1)" in ran.out


def test_nothing_is_asked_that_cannot_matter(haina: Haina) -> None:
    # Given: an apprentice, whatever else may be true of them.
    ran = haina("ask", *ON, "--right", "harbour_pass", given="1990-04-01\n1\n-\n")
    questions = asked(ran.out)
    rank = next(number for number, line in enumerate(questions) if "rank in the guild" in line)
    assert rank == len(questions) - 1, "after the rank nothing is open any more"
    assert "✗ settled, no: Harbour pass" in ran.out


def test_back_takes_the_last_reply_away(haina: Haina) -> None:
    ran = haina("ask", *ON, "--right", "studio_grant", given="1\n<\n3\n1200\n")
    assert "✗ settled, no: Studio grant" in ran.out
    assert "? open again: Studio grant" in ran.out
    assert "HAVE NOW (1)" in ran.out


def test_back_at_the_first_question_stays_there(haina: Haina) -> None:
    ran = haina("ask", *ON, "--right", "studio_grant", given="<\n!\n")
    assert "This is the first question." in ran.out


def test_a_fact_that_is_not_known_is_not_asked_again(haina: Haina) -> None:
    ran = haina("ask", *ON, "--right", "studio_grant", given="?\n?\n?\n?\n")
    questions = [line.partition(". ")[2] for line in asked(ran.out)]
    assert len(questions) == len(set(questions))
    assert "CANNOT TELL YET (1)" in ran.out


def test_a_reply_that_makes_no_sense_is_asked_again(haina: Haina) -> None:
    ran = haina("ask", *ON, "--right", "studio_grant", given="seven\n3\n-5\n1200\n")
    assert "✗ write a number from 1 to 3" in ran.out
    assert "cannot be less than 0" in ran.out
    assert "HAVE NOW (1)" in ran.out


def test_the_result_can_be_had_at_any_time(haina: Haina) -> None:
    ran = haina("ask", *ON, given="!\n")
    assert ran.status == 0
    assert "CANNOT TELL YET" in ran.out


def test_a_pipe_that_ends_gives_the_result_so_far(haina: Haina) -> None:
    ran = haina("ask", *ON, given="")
    assert ran.status == 0
    assert "CANNOT TELL YET" in ran.out


def test_one_may_leave_without_a_trace(haina: Haina, tmp_path: Path) -> None:
    kept = tmp_path / "me.yaml"
    ran = haina("ask", *ON, "--save", str(kept), given="3\nq\n")
    assert ran.status == 0
    assert not kept.exists()
    assert "HAVE NOW" not in ran.out


def test_what_was_replied_can_be_kept_and_checked(haina: Haina, tmp_path: Path) -> None:
    kept = tmp_path / "me.yaml"
    given = "1990-04-01\n3\n2016-03-01\n2022-06-30\nNorth: pier 3\n2022-07-01\n\n\n\n"
    told = haina("ask", *ON, "--right", "harbour_pass", "--save", str(kept), "--format", "json", given=given)
    checked = haina("check", str(kept), *ON, "--right", "harbour_pass", "--format", "json")
    answer = json.loads(checked.out)
    assert json.loads(told.out[told.out.index("\n{\n") :]) == answer
    assert answer["rights"][0]["status"] == "yes"
    assert "# 行会等级 / Rank in the guild" in kept.read_text()


def test_facts_in_a_file_are_not_asked(haina: Haina, mira: Path) -> None:
    ran = haina("ask", *ON, "--right", "harbour_pass", "--facts", str(mira), given="")
    assert asked(ran.out) == []
    assert "HAVE NOW (1)" in ran.out


def test_only_what_an_audience_is_interested_in(haina: Haina) -> None:
    ran = haina("ask", *ON, "--about", "shipwrights", given="!\n")
    assert "Harbour pass" in ran.out
    assert "Studio grant" not in ran.out


def test_the_talk_in_chinese(haina: Haina) -> None:
    ran = haina("ask", *ON, "--right", "studio_grant", "--lang", "zh", given="师傅\n1200\n")
    assert "您在行会中的等级？" in ran.out
    assert "✓ 已确定可享有：工作室租金补贴" in ran.out
