"""Feature: a duty is owed or not, due, fulfilled, fulfilled late or late on each day, and says why.

The duties of the invented city of Aurel have one due date of each form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haina.policy import Policy, load, load_files
from haina.policy.duty import DutyState, duty_state

A_DAY = timedelta(days=1)
KEEL = date(2021, 1, 1)
LAST = date(2021, 1, 31)


def state(policy: Policy, duty: str, on: date, **facts: object) -> str:
    """The state of a duty on a day for a yard that builds ships, with these facts."""
    return policy.check_duty(duty, {"builds_ships": True, **facts}, on).state.value


def filed(on: date, kind: str = "full") -> list[dict[str, object]]:
    """One filing of plans."""
    return [{"from": on, "to": on, "kind": kind}]


def test_before_it_is_in_force_nothing_is_owed(aurel: Policy) -> None:
    on = date(2019, 12, 31)
    assert state(aurel, "file_plans", on, keel_laid=date(2019, 1, 1), plan_filings=[]) == "not_in_force"


def test_a_duty_on_trial_waits_for_its_switch(aurel: Policy) -> None:
    facts = {"keel_laid": date(2020, 3, 1), "quay_works": []}
    assert state(aurel, "dredge_slip", date(2020, 6, 30), **facts) == "not_in_force"
    assert state(aurel, "dredge_slip", date(2020, 7, 1), **facts) == "due"


def test_what_is_not_owed_is_never_late(aurel: Policy) -> None:
    facts = {"builds_ships": False, "keel_laid": KEEL, "plan_filings": []}
    assert aurel.check_duty("file_plans", facts, date(2024, 1, 1)).state is DutyState.NOT_OWED


def test_whether_it_is_owed_may_be_unknown(aurel: Policy) -> None:
    answer = aurel.check_duty("file_plans", {"keel_laid": KEEL, "plan_filings": []}, date(2024, 1, 1))
    assert answer.state is DutyState.UNKNOWN
    assert answer.missing_facts == ("builds_ships",)


@pytest.mark.parametrize(
    ("on", "wanted"), [(LAST, "due"), (LAST + A_DAY, "late"), (date(2024, 1, 1), "late")]
)
def test_within_a_period_the_last_day_still_counts(aurel: Policy, on: date, wanted: str) -> None:
    assert state(aurel, "file_plans", on, keel_laid=KEEL, plan_filings=[]) == wanted


@pytest.mark.parametrize(
    ("done", "wanted"), [(LAST, "fulfilled"), (LAST + A_DAY, "fulfilled_late"), (KEEL, "fulfilled")]
)
def test_fulfilled_in_time_stays_so_and_late_stays_late(aurel: Policy, done: date, wanted: str) -> None:
    for on in (done, date(2022, 12, 31)):
        assert state(aurel, "file_plans", max(on, done), keel_laid=KEEL, plan_filings=filed(done)) == wanted


def test_evidence_of_another_kind_does_not_count(aurel: Policy) -> None:
    sketch = filed(KEEL, "sketch")
    assert state(aurel, "file_plans", LAST + A_DAY, keel_laid=KEEL, plan_filings=sketch) == "late"


def test_a_later_standard_counts_from_its_day_on(aurel: Policy) -> None:
    """From 2023 on plans are filed within 20 days: what was filed on day 25 is in time before, late after."""
    facts = {"keel_laid": KEEL, "plan_filings": filed(date(2021, 1, 26))}
    assert state(aurel, "file_plans", date(2022, 12, 31), **facts) == "fulfilled"
    assert state(aurel, "file_plans", date(2023, 1, 1), **facts) == "fulfilled_late"


@pytest.mark.parametrize(("on", "wanted"), [(date(2021, 6, 9), "due"), (date(2021, 6, 10), "late")])
def test_before_an_event_the_day_of_the_event_is_too_late(aurel: Policy, on: date, wanted: str) -> None:
    facts = {"launch_day": date(2021, 6, 10), "launch_warnings": []}
    assert state(aurel, "warn_of_launch", on, **facts) == wanted


@pytest.mark.parametrize(("on", "wanted"), [(date(2021, 12, 31), "due"), (date(2022, 1, 1), "late")])
def test_by_a_day_it_is_late_on_the_next(aurel: Policy, on: date, wanted: str) -> None:
    assert state(aurel, "report_fleet", on, fleet_reports=[{"from": date(2021, 1, 1)}]) == wanted


def test_in_its_own_words_what_fulfils_a_duty_may_be_more(aurel: Policy) -> None:
    two = [{"from": date(2021, 1, 1)}, {"from": date(2021, 6, 1)}]
    assert state(aurel, "report_fleet", date(2021, 5, 31), fleet_reports=two) == "due"
    assert state(aurel, "report_fleet", date(2021, 6, 1), fleet_reports=two) == "fulfilled"


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        (date(2021, 2, 28), "late"),
        (date(2021, 3, 1), "fulfilled"),
        (date(2022, 2, 28), "fulfilled"),
        (date(2022, 3, 1), "late"),
    ],
)
def test_what_comes_again_must_have_been_done_within_the_last_period(
    aurel: Policy, on: date, wanted: str
) -> None:
    surveys = [{"from": date(2021, 3, 1), "to": date(2021, 3, 1)}]
    assert state(aurel, "survey_yard", on, surveys=surveys) == wanted


@pytest.mark.parametrize(("on", "wanted"), [(date(2021, 6, 30), "fulfilled"), (date(2021, 7, 1), "late")])
def test_a_standing_duty_must_hold_on_every_day(aurel: Policy, on: date, wanted: str) -> None:
    watches = [{"from": date(2020, 1, 1), "to": date(2021, 6, 30)}]
    assert state(aurel, "keep_watch", on, watches=watches) == wanted


def test_without_a_date_in_the_text_nothing_is_ever_late(aurel: Policy) -> None:
    assert state(aurel, "better_quay", date(2120, 1, 1), quay_works=[]) == "due"
    works = [{"from": date(2060, 1, 1)}]
    assert state(aurel, "better_quay", date(2120, 1, 1), quay_works=works) == "fulfilled"


def test_with_a_period_that_nobody_has_set_nothing_is_late_and_the_standard_is_named(aurel: Policy) -> None:
    facts = {"builds_ships": True, "keel_laid": KEEL, "quay_works": []}
    answer = aurel.check_duty("dredge_slip", facts, date(2024, 1, 1))
    assert answer.state is DutyState.DUE
    assert answer.due is None
    assert [each.name for each in answer.unset_standards] == ["dredging_days"]


def test_with_an_event_that_is_not_known_the_state_is_not_either(aurel: Policy) -> None:
    for filings in ([], filed(LAST)):
        answer = aurel.check_duty(
            "file_plans", {"builds_ships": True, "plan_filings": filings}, date(2021, 6, 1)
        )
        assert answer.state is DutyState.UNKNOWN
        assert answer.missing_facts == ("keel_laid",)


KEELS = """\
facts:
  - name: keels
    type: history
    label: {zh: 铺龙骨, en: Keels}
    subject: organisation
    group: yard
    fields:
      - {name: laid, type: date, label: {zh: 日子, en: Day}}
"""


@pytest.mark.parametrize(
    ("keels", "wanted"),
    [
        ([{"from": KEEL, "laid": KEEL}], "late"),
        ([], "due"),
        ([{"from": KEEL}], "unknown"),
        (None, "unknown"),
    ],
    ids=["it happened", "it has not happened", "its day is not known", "nothing is known"],
)
def test_an_event_may_be_the_last_of_several(
    aurel_files: Mapping[str, str], keels: list[dict[str, object]] | None, wanted: str
) -> None:
    article = aurel_files["articles/2.yaml"].replace(
        "due: {within: days(filing_days), after: keel_laid}",
        "due: {within: days(filing_days), after: latest(keels).laid}",
    )
    policy = load_files({**aurel_files, "articles/2.yaml": article, "facts/keels.yaml": KEELS})
    facts: dict[str, object] = {"plan_filings": [], **({} if keels is None else {"keels": keels})}
    assert state(policy, "file_plans", date(2021, 6, 1), **facts) == wanted


def test_without_evidence_the_state_is_unknown_and_the_fact_is_named(aurel: Policy) -> None:
    answer = aurel.check_duty("file_plans", {"builds_ships": True, "keel_laid": KEEL}, date(2021, 6, 1))
    assert answer.state is DutyState.UNKNOWN
    assert answer.missing_facts == ("plan_filings",)


def test_an_answer_has_its_days_and_its_reasons(aurel: Policy) -> None:
    facts = {"builds_ships": True, "keel_laid": KEEL, "plan_filings": filed(date(2021, 2, 5))}
    answer = aurel.check_duty("file_plans", facts, date(2021, 3, 1))
    assert answer.due == LAST
    assert answer.owed_since == date(2020, 1, 1)
    assert answer.fulfilled_on == date(2021, 2, 5)
    assert answer.late_since is None
    assert [leaf.text.en for leaf in answer.owed.because] == ["Builds ships"]
    assert answer.fulfilled.because[0].text.zh.startswith("图纸备案（")


@pytest.mark.parametrize(
    ("duty", "facts", "due", "late_since"),
    [
        ("file_plans", {"keel_laid": KEEL, "plan_filings": []}, LAST, LAST + A_DAY),
        ("warn_of_launch", {"launch_day": date(2021, 6, 10), "launch_warnings": []}, date(2021, 6, 9), None),
        (
            "survey_yard",
            {"surveys": [{"from": date(2020, 1, 8), "to": date(2020, 1, 8)}]},
            date(2021, 1, 7),
            date(2021, 1, 8),
        ),
        ("keep_watch", {"watches": []}, None, date(2020, 1, 1)),
        ("better_quay", {"quay_works": []}, None, None),
    ],
)
def test_a_late_duty_says_since_when(
    aurel: Policy, duty: str, facts: dict[str, object], due: date | None, late_since: date | None
) -> None:
    answer = aurel.check_duty(duty, {"builds_ships": True, **facts}, date(2021, 3, 1))
    assert (answer.due, answer.late_since) == (due, late_since)


def test_what_comes_again_says_until_when_it_is_done(aurel: Policy) -> None:
    surveys = [{"from": date(2021, 3, 1), "to": date(2021, 3, 1)}]
    answer = aurel.check_duty("survey_yard", {"builds_ships": True, "surveys": surveys}, date(2021, 9, 1))
    assert (answer.fulfilled_on, answer.due) == (date(2021, 3, 1), date(2022, 2, 28))


def test_the_answer_for_programs_has_both_languages_and_exact_days(aurel: Policy) -> None:
    facts = {"builds_ships": True, "keel_laid": KEEL, "plan_filings": []}
    answer = aurel.check_duty("file_plans", facts, date(2021, 3, 1)).to_json()
    assert list(answer)[:5] == ["id", "clause", "title", "state", "due"]
    assert (answer["state"], answer["due"], answer["late_since"]) == ("late", "2021-01-31", "2021-02-01")
    assert answer["evidence"]["fact"] == "plan_filings"
    assert set(answer["title"]) == {"zh", "en"}
    assert answer["owed"]["status"] == "yes"


def test_all_duties_are_answered_at_once(aurel: Policy) -> None:
    facts = aurel.program.read_facts({"builds_ships": True})
    answers = aurel.duties_answers(facts, date(2021, 3, 1))
    assert [answer.duty.id for answer in answers] == list(aurel.duties)


# What holds for whatever facts

AUREL = load(Path(__file__).parents[1] / "packs" / "aurel")

days = st.dates(date(2020, 1, 1), date(2022, 12, 31))
spells = st.lists(
    st.tuples(days, st.integers(0, 400) | st.none()).map(
        lambda given: (
            {"from": given[0]} | ({} if given[1] is None else {"to": given[0] + timedelta(days=given[1])})
        )
    ),
    max_size=3,
)
DATED = {
    "file_plans": ("plan_filings", "keel_laid"),
    "warn_of_launch": ("launch_warnings", "launch_day"),
    "report_fleet": ("fleet_reports", "keel_laid"),
    "better_quay": ("quay_works", "keel_laid"),
    "dredge_slip": ("quay_works", "keel_laid"),
}


@given(st.sampled_from(sorted(DATED)), spells, days)
@settings(max_examples=150)
def test_what_is_fulfilled_is_never_due_again(
    duty: str, evidence: list[dict[str, object]], event: date
) -> None:
    """A duty goes from due to fulfilled, or by way of late to fulfilled late, and there is no way back."""
    allowed = {
        "not_in_force": {"due", "fulfilled", "late", "fulfilled_late"},
        "due": {"fulfilled", "late", "fulfilled_late"},
        "late": {"fulfilled_late"},
        "fulfilled": set(),
        "fulfilled_late": set(),
    }
    history, fact = DATED[duty]
    whole = [{**each, "kind": "full"} for each in evidence] if history == "plan_filings" else evidence
    facts = AUREL.program.read_facts({"builds_ships": True, history: whole, fact: event})
    before = None
    for number in range(0, 1095, 5):
        found = duty_state(AUREL.program, AUREL.duties[duty], facts, date(2020, 1, 1) + number * A_DAY).value
        # Five days at a time, so that a short time of being late may be stepped over.
        assert before in (None, found) or found in allowed[str(before)], (before, found)
        before = found


@given(days, st.sampled_from([None, *range(0, 60, 7)]))
@settings(max_examples=100)
def test_late_begins_on_the_day_after_the_last(keel: date, after: int | None) -> None:
    done = [] if after is None else filed(keel + after * A_DAY)
    facts = AUREL.program.read_facts({"builds_ships": True, "keel_laid": keel, "plan_filings": done})
    duty = AUREL.duties["file_plans"]
    last = AUREL.program.value("file_plans_due", facts, keel)
    on_the_last = duty_state(AUREL.program, duty, facts, last)
    on_the_next = duty_state(AUREL.program, duty, facts, last + A_DAY)
    if on_the_last is DutyState.DUE and AUREL.program.value("file_plans_due", facts, last + A_DAY) == last:
        assert on_the_next in (DutyState.LATE, DutyState.FULFILLED_LATE)
    if on_the_last is DutyState.FULFILLED:
        assert after is not None
        assert keel + after * A_DAY <= last


@given(st.sampled_from(sorted(DATED)), spells, days, days)
@settings(max_examples=100)
def test_what_is_unknown_is_one_of_what_its_facts_may_make_it(
    duty: str, evidence: list[dict[str, object]], event: date, on: date
) -> None:
    """With a fact left out the state is unknown, or the same as with the fact, whatever it is."""
    history, fact = DATED[duty]
    whole = [{**each, "kind": "full"} for each in evidence] if history == "plan_filings" else evidence
    known = {"builds_ships": True, history: whole, fact: event}
    states = [
        duty_state(AUREL.program, AUREL.duties[duty], AUREL.program.read_facts(facts), on)
        for facts in (known, *({key: known[key] for key in known if key != out} for out in known))
    ]
    assert set(states[1:]) <= {states[0], DutyState.UNKNOWN}
