"""Feature: in the night all are compared with all, and pairs in doubt wait for an officer."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.core.management import call_command

from haina.cli.command import run
from haina.people.actors import Actor
from haina.people.identities import beneficiary_of, record_of, resolve
from haina.people.identity import credit_code_check_character
from haina.people.models import (
    Account,
    DoubtfulPair,
    Judgement,
    LinkCount,
    LinkRecord,
    Organisation,
    Person,
)
from haina.people.verbs.judge_pair import judge_pair
from haina.people.verbs.sweep_register import sweep_register

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
BORN = date(1985, 6, 7)


def _register() -> tuple[Person, Person]:
    for number in range(60):
        Person.objects.create(
            name=f"Somebody{number:02d} Else{number:02d}", born=date(1950 + number % 40, 1 + number % 12, 5)
        )
    one = Person.objects.create(name="Zeng Guoqiang", born=BORN, nationality="CHN")
    other = Person.objects.create(name="曾国强", chinese_name="曾国强", born=BORN, nationality="CHN")
    return one, other


def _judge(verdict: Judgement.Verdict, pair: DoubtfulPair) -> None:
    account = Account.objects.create_user(f"{verdict}@example.org")
    officer = Actor("officer", account.pk, departments=frozenset({"talent"}))
    judge_pair(officer, pair.one_id, pair.other_id, verdict, reason="seen both", on=TODAY, now=NOW)


def test_a_pair_waits_with_its_reasons_until_it_is_judged(db: None) -> None:
    one, other = _register()
    assert sweep_register(TODAY).waiting == 1
    pair = DoubtfulPair.objects.get()
    assert {pair.one_id, pair.other_id} == {one.pk, other.pk}
    assert all(each["zh"] and each["en"] for each in pair.evidence)
    assert abs(sum(each["bits"] for each in pair.evidence) - pair.bits) < 0.1
    assert sweep_register(TODAY).waiting == 1, "the next night finds the same"
    _judge(Judgement.Verdict.SAME, pair)
    assert sweep_register(TODAY).waiting == 0


def test_a_pair_judged_to_be_two_does_not_come_back(db: None) -> None:
    _register()
    sweep_register(TODAY)
    _judge(Judgement.Verdict.DIFFERENT, DoubtfulPair.objects.get())
    assert sweep_register(TODAY).waiting == 0


def test_a_pair_no_longer_in_doubt_goes(db: None) -> None:
    _one, other = _register()
    sweep_register(TODAY)
    Person.objects.filter(pk=other.pk).update(born=date(1950, 1, 1), name="甲乙丙", chinese_name="")
    assert sweep_register(TODAY).waiting == 0


def test_the_night_counts_for_the_desk(db: None) -> None:
    one, other = _register()
    call_command("sweep_identities", memory="500MB", verbosity=0)
    assert LinkCount.objects.get(thing="").count == LinkRecord.objects.count() == 62
    assert LinkCount.objects.get(thing="sound guo qiang zeng").count == 2
    assert [each.identity_id for each in resolve(record_of(one))] == [other.pk]


def _code(office: str, body: str) -> str:
    stem = f"{office}310000{body}"
    return stem + credit_code_check_character(stem)


def test_organisations_are_compared_by_the_body_in_their_code_and_by_their_names(db: None) -> None:
    """Given a unit registered anew by another office, and namesakes, only the unit waits for an officer."""
    before = Organisation.objects.create(credit_code=_code("12", "425004567"), name_zh="海港光学研究所")
    after = Organisation.objects.create(
        credit_code=_code("91", "425004567"),
        name_zh="海港光学研究所（集团）有限公司",
        name_en="Haigang Optics",
    )
    Organisation.objects.create(credit_code=_code("91", "MA1FL0003"), name_zh="海港光学研究所")
    unproven = Organisation.objects.create(
        credit_code="UNKNOWN", name_zh="", name_en="Haigang Optics Co., Ltd."
    )
    for number in range(40):
        Organisation.objects.create(credit_code=_code("91", f"MA1FL01{number:02}"), name_zh=f"{number}号船厂")
    assert sweep_register(TODAY).organisations == 44
    waiting = {frozenset((each.one_id, each.other_id)): each for each in DoubtfulPair.objects.all()}
    assert set(waiting) == {frozenset((before.pk, after.pk)), frozenset((after.pk, unproven.pk))}
    reasons = waiting[frozenset((before.pk, after.pk))].evidence
    assert any("registered anew" in each["en"] for each in reasons)
    pair = waiting[frozenset((before.pk, after.pk))]
    _judge(Judgement.Verdict.SAME, pair)
    assert beneficiary_of(after.pk) == before.pk


def test_the_command_sweeps_and_lists_and_finds(db: None, capsys) -> None:  # type: ignore[no-untyped-def]
    _register()
    assert run(["people", "pairs", "--lang", "en"]) == 0
    assert run(["people", "sweep", "--lang", "en"]) == 0
    assert "62 people, 0 organisations" in capsys.readouterr().out
    assert run(["people", "pairs", "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "names of the same sound — speaks strongly for it" in said
    assert "very probably one" in said or "almost certainly one" in said
    assert run(["people", "find", "Guoqiang Zeng", "--lang", "zh", "--format", "json"]) == 0
    assert "曾国强" in capsys.readouterr().out
    assert run(["people", "find", "X0000000"]) == 1
