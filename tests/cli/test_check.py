"""``haina check``: from a file of facts to an answer for people, or for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from haina.policy import default_directory, load
from haina.policy.facts_file import FactsFile
from haina.rules.text import Status

from .conftest import AUREL, ROOT, Haina

SNAPSHOT = Path(__file__).parent / "mira-2022-03-01.json"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def without_words(value: object) -> object:
    """An answer with its texts masked: they may be said better, but stay in place and in both languages."""
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        assert value["zh"]
        assert value["en"]
        return "…"
    if isinstance(value, dict):
        return {key: without_words(each) for key, each in value.items()}
    return [without_words(each) for each in value] if isinstance(value, list) else value


def test_the_answer_for_programs_is_a_contract(haina: Haina, mira: Path) -> None:
    ran = haina("check", str(mira), "--on", "2022-03-01", "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    answer = json.loads(ran.out)
    assert answer["policy"]["version"] == load(AUREL).version
    answer["policy"]["version"] = "…"
    assert without_words(answer) == json.loads(SNAPSHOT.read_text())


def test_the_answer_for_programs_has_the_keys_it_promises(haina: Haina, mira: Path) -> None:
    answer = json.loads(haina("check", str(mira), "--on", "2022-03-01", "--format", "json").out)
    assert list(answer) == ["on", "policy", "rights"]
    for right in answer["rights"]:
        assert list(right)[:7] == ["id", "clause", "title", "status", "since", "until", "from"]
        assert {"because", "missing", "missing_facts", "unset_standards", "to_change"} <= set(right)
        assert right["status"] in [status.value for status in Status]
        assert set(right["title"]) == {"zh", "en"}


def test_json_facts_give_the_same_answer_as_yaml(haina: Haina, mira: Path) -> None:
    facts = {
        "birth_date": "1990-04-01",
        "rank": "master",
        "yard_work": [{"from": "2019-06-01", "yard": "North"}],
        "rent": 1200,
        "ships_built": 4,
    }
    words = ["--on", "2022-03-01", "--format", "json"]
    piped = haina("check", "-", *words, given=json.dumps(facts, indent="\t"))
    assert piped.out == haina("check", str(mira), *words).out


def test_people_read_what_they_have_now_and_why(haina: Haina, mira: Path) -> None:
    out = haina("check", str(mira), "--on", "2021-12-31").out
    now, _, rest = out.partition("CANNOT TELL YET")
    assert "HAVE NOW (2)" in now
    assert "Harbour pass" in now
    assert "since 2021-06-01, until 2021-12-31" in now
    assert "apply to: Harbour office" in now
    assert "Years for the pass = 2 years (2020-01-01 – 2021-12-31 · L1 · A · pass_years)" in now
    assert "“Work in the yards”" in now, "an open spell goes on, and the answer says so"
    assert "amount: 300" in now
    assert "stall" in rest
    assert "Has a sponsor" in rest


def test_people_read_from_when_they_will_have_something(haina: Haina, mira: Path) -> None:
    out = haina("check", str(mira), "--on", "2022-01-01", "--right", "harbour_pass").out
    assert "WILL HAVE (1)" in out
    assert "from 2022-06-01" in out


def test_people_read_what_they_could_have_if(haina: Haina, mira: Path) -> None:
    mira.write_text(mira.read_text() + "sponsor: false\n")
    out = haina("check", str(mira), "--on", "2022-03-01", "--right", "stall").out
    assert "COULD HAVE IF (1)" in out
    assert "→ if Has a sponsor" in out


def test_people_read_what_is_not_in_force(haina: Haina, mira: Path) -> None:
    out = haina("check", str(mira), "--on", "2030-01-01", "--right", "studio_grant").out
    assert "NOT IN FORCE (1)" in out
    assert "to 2029-12-31" in out


def test_a_switch_that_will_be_turned_on_counts_from_its_day(haina: Haina, mira: Path) -> None:
    mira.write_text(mira.read_text() + "sponsor: true\n")
    out = haina("check", str(mira), "--on", "2021-05-31", "--right", "stall").out
    assert "WILL HAVE (1)" in out
    assert "from 2021-06-01" in out


def test_the_same_in_chinese(haina: Haina, mira: Path) -> None:
    out = haina("check", str(mira), "--on", "2021-12-31", "--lang", "zh").out
    assert "现在就有 (2)" in out
    assert "自 2021-06-01 起，至 2021-12-31 止" in out
    assert "向港务局申请" in out


def test_an_output_that_cannot_show_chinese_shows_question_marks(haina: Haina, mira: Path) -> None:
    ran = haina("check", str(mira), "--lang", "zh", environment={"PYTHONIOENCODING": "ascii"})
    assert ran.status == 0
    assert "?" in ran.out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_answered(haina: Haina, kept: dict[str, str], path: Path, lang: str) -> None:
    words = ["--on", "2016-10-01", "--lang", lang]
    ran = haina("check", str(path), *words, environment=kept)
    assert (ran.status, ran.err) == (0, "")
    assert len(ran.out.splitlines()) > 20


def test_the_examples_are_worth_reading() -> None:
    assert len(EXAMPLES) >= 8
    assert sum(path.stem.startswith("employer-") for path in EXAMPLES) >= 2
    for path in EXAMPLES:
        comments = [line for line in path.read_text().splitlines() if line.startswith("#")]
        assert any("haina check" in line for line in comments)
        assert any("一" <= letter <= "鿿" for line in comments for letter in line)


@pytest.mark.parametrize(
    ("name", "on", "right", "status"),
    [
        ("scientist", "2017-02-12", "pr_market", "no"),
        ("scientist", "2017-02-13", "pr_market", "yes"),
        ("founder", "2016-10-01", "graduate_startup_permit", "yes"),
        ("founder", "2016-10-01", "graduate_two_zones", "unknown"),
        ("venture-manager", "2016-10-01", "hukou_vc_manager", "yes"),
        ("hong-kong-designer", "2016-10-01", "hkmo_settlement", "yes"),
        ("hong-kong-designer", "2016-10-01", "pr_market", "no"),
        ("b-card-family", "2016-10-01", "bpermit_school", "yes"),
        ("third-permit", "2016-11-20", "third_permit_five_years", "unknown"),
        ("engineer", "2016-10-01", "online_endorsement", "unknown"),
        ("employer-listed-company", "2016-10-01", "hukou_executive", "yes"),
        ("employer-research-centre", "2016-10-01", "world_graduate_hire", "unknown"),
    ],
)
def test_an_example_says_what_its_comments_say(
    monkeypatch: pytest.MonkeyPatch, name: str, on: str, right: str, status: str
) -> None:
    monkeypatch.delenv("HAINA_POLICY", raising=False)
    from datetime import date

    policy = load(default_directory())
    file = FactsFile.read(ROOT / "examples" / f"{name}.yaml")
    facts = policy.program.read_facts(file.facts, file.place_of(policy.facts))
    assert policy.program.statuses(facts, date.fromisoformat(on), [right])[right].value == status
