"""A sound pack is loaded whole: parts by name, rules compiled, its version the hash of its content."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haina.policy import Policy, PolicyError, default_directory, load, load_files, version_of
from haina.rules.text import Status, Text

AUREL = Path(__file__).parents[1] / "packs" / "aurel"


def test_every_part_is_there_by_its_name(aurel: Policy) -> None:
    assert aurel.id == "aurel"
    assert aurel.title == Text(zh="奥瑞港人才章程", en="Talent charter of Aurel")
    assert aurel.head.currency.code == "AUR"
    assert list(aurel.clauses) == [f"C{number}" for number in range(1, 14)]
    assert list(aurel.rights) == ["harbour_pass", "studio_grant", "stall", "hull_aid"], "in clause order"
    assert [each.id for each in aurel.life_events] == ["arriving"]
    assert aurel.articles["1"].rights == ("harbour_pass", "studio_grant", "stall")
    assert aurel.standards["pass_years"].values[1].source == "L1;L2"
    assert aurel.standards["grant_share"].values[0].value == Decimal("0.25")
    assert aurel.standards["grant_cap"].on(date(2024, 1, 1)) is None
    assert aurel.facts["rank"].attested_by == ("harbour_office",)


def test_every_clause_leads_to_what_carries_it_out_and_back(aurel: Policy) -> None:
    sections = {id: {each.section for each in aurel.elements_of(id)} for id in aurel.clauses}
    kinds = {"right": "rights", "money": "programmes", "deal": "agreements", "duty": "duties"}
    assert sections == {id: {kinds[clause.kind]} for id, clause in aurel.clauses.items()}
    assert [element.clause for element in aurel.elements.values()] == list(aurel.clauses)
    assert list(aurel.programmes) == ["studio_grant", "hull_aid"]
    assert list(aurel.agreements) == ["joint_build", "ship_pledge"]
    assert aurel.articles["2"].duties == tuple(aurel.duties)
    assert aurel.elements_of("C99") == ()


def test_the_head_names_budgets_and_types_of_evidence_and_systems_their_clauses(aurel: Policy) -> None:
    assert aurel.budgets["ship_chest"].department == "treasury"
    assert aurel.evidence_types["filing"].title == Text(zh="备案", en="filing")
    assert aurel.systems["ship_register"].clauses == ("C4", "C6")


def test_a_collection_gathers_elements_of_every_kind_and_tells_the_rights_apart(aurel: Policy) -> None:
    (shipwrights,) = aurel.audiences
    assert shipwrights.rights == ("harbour_pass", "hull_aid", "joint_build", "file_plans")
    assert aurel.rights_in(shipwrights) == ("harbour_pass", "hull_aid")


def test_files_in_folders_join_the_main_ones(aurel: Policy) -> None:
    assert aurel.facts["plan_filings"].place.file == "facts/yards.yaml"
    assert aurel.standards["filing_days"].values[0].value == 30
    assert aurel.sources["L3"].title.en == "Rules of the yards"
    assert "plan_kind" in aurel.enums
    assert aurel.groups["yard"].title.zh == "船坞"


def test_enums_of_one_file_may_be_used_in_another(aurel_files: Mapping[str, str]) -> None:
    more = """\
facts:
  - {name: rank_wanted, type: 'enum:guild_rank', label: {zh: 等级, en: Rank}, subject: person, group: yard}
"""
    policy = load_files({**aurel_files, "facts/anew.yaml": more})
    assert policy.facts["rank_wanted"].type == policy.enums["guild_rank"]


def test_records_cannot_be_changed(aurel: Policy) -> None:
    with pytest.raises(FrozenInstanceError):
        aurel.rights["stall"].id = "shop"  # type: ignore[misc]


def test_a_department_has_the_name_of_its_time(aurel: Policy) -> None:
    office = aurel.departments["harbour_office"]
    assert office.title_on(date(2019, 12, 31)).en == "Board of ships"
    assert office.title_on(date(2020, 1, 1)).en == "Harbour office"


def test_holidays_are_days(aurel: Policy) -> None:
    year = aurel.calendar.years[2020]
    assert sorted(year.holidays) == [date(2020, 5, 4), *(date(2020, 12, day) for day in range(28, 32))]
    assert year.workdays == {date(2020, 5, 9)}


def test_a_procedure_knows_its_stages_and_fields(aurel: Policy) -> None:
    procedure = aurel.procedures["pass_procedure"]
    assert [stage.id for stage in procedure.first_stages] == ["intake"]
    assert {stage.id for stage in procedure.following("intake")} == {"review", "fee"}
    assert procedure.departments == {"harbour_office", "treasury"}
    assert list(procedure.fields) == ["birth_date", "rank", "berth", "lease_to"]
    assert procedure.fields["rank"].label == aurel.facts["rank"].label
    assert procedure.document("guild_letter").max_bytes == 5 * 1024 * 1024
    condition = procedure.document("guild_letter").when
    assert condition is not None
    facts = aurel.program.read_facts({"rank": "master"})
    assert aurel.program.value(condition, facts, date(2020, 1, 1)) is True


def test_a_pack_in_a_directory_is_the_same_as_its_files(aurel: Policy) -> None:
    assert load(AUREL).version == aurel.version


def test_places_are_as_people_see_them_from_where_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(AUREL.parent)
    assert str(load("aurel").rights["stall"].place).startswith("aurel/articles/1.yaml:")


def test_a_directory_without_a_pack(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        load(tmp_path)
    assert caught.value.problems[0].code == "pack_missing"


def test_the_pack_to_use_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAINA_POLICY", str(AUREL))
    assert default_directory() == AUREL


def test_without_a_name_the_only_pack_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAINA_POLICY", raising=False)
    assert (default_directory() / "pack.yaml").is_file()


names = st.text(alphabet="abc/.", min_size=1, max_size=6)
contents = st.dictionaries(names, st.text(max_size=10), max_size=4)


@given(contents, contents)
def test_two_packs_have_one_version_only_if_they_are_the_same(
    one: Mapping[str, str], other: Mapping[str, str]
) -> None:
    assert (version_of(one) == version_of(other)) == (one == other)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_pack_with_any_line_taken_out_is_loaded_or_refused(
    aurel_files: Mapping[str, str], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(aurel_files)))
    lines = aurel_files[name].split("\n")
    del lines[data.draw(st.integers(0, len(lines) - 1))]
    try:
        policy = load_files({**aurel_files, name: "\n".join(lines)})
    except PolicyError as error:
        assert error.problems
    else:
        assert policy.program is not None


def test_the_answer_changes_with_the_date_of_a_standard(aurel: Policy) -> None:
    facts = {
        "birth_date": date(1990, 4, 1),
        "rank": "master",
        "yard_work": [{"from": date(2019, 6, 1)}],
    }
    statuses = {
        on: aurel.program.statuses(aurel.program.read_facts(facts), on, ["harbour_pass"])["harbour_pass"]
        for on in (date(2021, 5, 31), date(2021, 6, 1), date(2022, 1, 1), date(2022, 6, 1))
    }
    assert list(statuses.values()) == [Status.NO, Status.YES, Status.NO, Status.YES]


@pytest.mark.parametrize("round_number", range(2))
def test_the_pack_that_is_used_is_read_in_less_than_a_second(
    monkeypatch: pytest.MonkeyPatch, round_number: int
) -> None:
    monkeypatch.delenv("HAINA_POLICY", raising=False)
    begun = time.process_time()
    policy = load(default_directory())
    assert time.process_time() - begun < 1.0
    assert "personas" not in vars(policy), "worked examples are read only when they are wanted"


def test_a_pack_that_is_being_written_may_have_clauses_that_nothing_carries_out(
    aurel_files: Mapping[str, str],
) -> None:
    article = aurel_files["articles/2.yaml"]
    files = {**aurel_files, "articles/2.yaml": article[: article.index("\nprogrammes:")] + "\n"}
    files["pack.yaml"] = files["pack.yaml"].replace(", hull_aid, joint_build, file_plans]", "]")
    del files["personas/yards.yaml"], files["calculators/harbour.yaml"], files["exclusions.yaml"]
    with pytest.raises(PolicyError) as caught:
        load_files(files)
    assert {problem.code for problem in caught.value.problems} == {"clause_empty"}
    assert len(caught.value.problems) == 10
    unfinished = load_files(files, unfinished=True)
    assert unfinished.elements_of("C7") == ()
