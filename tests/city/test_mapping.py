"""Other data come in by a mapping file: values, units and days as they are written; nothing is half done."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from haina.city import CityError
from haina.city.mapped import map_file
from haina.city.mapping_schema import read_mapping
from haina.city.rows import facts_of_subjects
from haina.policy import Policy
from haina.policy.problems import ReadError

_MAPPING = """\
id: No
unknown: ['?']
columns:
  Born: {fact: birth_date, date: '%d.%m.%Y'}
  Rank: {fact: rank, values: {J: journeyman}}
  Rent in k: {fact: rent, times: 1000}
  Ships: ships_built
  Sponsor: sponsor
  Quarter: {column: quarter}
histories:
  - fact: yard_work
    file: work.csv
    subject: Who
    from: Since
    to: Until
    fields: {yard: Yard}
    complete: false
"""
_PEOPLE = """\
No,Born,Rank,Rent in k,Ships,Sponsor,Quarter,Phone
7,05.03.1978,J,1.5,3,yes,old town,1
8,30.11.1985,师傅,?,0,否,harbour,2
9,?,Apprentice,"1,200",12,,harbour,3
"""
_WORK = """\
Who,Since,Until,Yard
8,2011-09-01,2014-02-28,north
8,2014-03-01,,south
7,2020-01-01,,north
"""


def mapped(
    policy: Policy, folder: Path, mapping: str = _MAPPING, people: str = _PEOPLE, work: str = _WORK
) -> Path:
    (folder / "mapping.yaml").write_text(mapping)
    (folder / "people.csv").write_text(people)
    (folder / "work.csv").write_text(work)
    out = folder / "out"
    map_file(read_mapping(folder / "mapping.yaml", policy), folder / "people.csv", out, policy)
    return out


def complaints(policy: Policy, folder: Path, **files: str) -> list[str]:
    """What is told of files that do not fit; then nothing may have been written."""
    with pytest.raises((CityError, ReadError)) as raised:
        mapped(policy, folder, **files)
    assert not (folder / "out").exists()
    assert not list(folder.glob(".out*"))
    return [str(problem) for problem in raised.value.problems]


def test_a_table_becomes_facts(aurel: Policy, tmp_path: Path) -> None:
    """Given a table as an office has it, when mapped, then the rules read the same facts."""
    out = mapped(aurel, tmp_path)
    found = dict(facts_of_subjects(out, "person", aurel.facts, 0, 10))
    assert found[0]["rank"] == "journeyman"
    assert found[0]["rent"] == Decimal("1500.00")
    assert found[1]["rank"] == "master"
    assert found[2]["rent"] == Decimal("1200000.00")
    assert found[0]["sponsor"] is True
    assert found[1]["sponsor"] is False
    assert "birth_date" not in found[2]
    assert "sponsor" not in found[2]
    assert [each["yard"] for each in found[1]["yard_work"]] == ["north", "south"]
    assert "to" not in found[0]["yard_work"][0]
    for facts in found.values():
        aurel.program.read_facts(facts)


def test_who_has_no_spell_is_unknown_unless_the_table_is_complete(aurel: Policy, tmp_path: Path) -> None:
    """Given a table of spells, when mapped, then `complete` says what it means not to stand in it."""
    (tmp_path / "b").mkdir()
    some = pl.read_parquet(mapped(aurel, tmp_path) / "people.parquet/*.parquet")
    whole = mapped(aurel, tmp_path / "b", _MAPPING.replace("complete: false", "complete: true"))
    assert some["yard_work"].to_list() == [True, True, False]
    assert pl.read_parquet(whole / "people.parquet/*.parquet")["yard_work"].to_list() == [True, True, True]


def test_what_is_not_taken_and_the_own_id_are_kept_in_mind(aurel: Policy, tmp_path: Path) -> None:
    """Given columns that the mapping leaves out, when mapped, then the manifest names them."""
    out = mapped(aurel, tmp_path)
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["not_taken"] == ["Phone"]
    assert manifest["known"]["rent"] == 2
    assert pl.read_parquet(out / "people.parquet/*.parquet")["own_id"].to_list() == ["7", "8", "9"]


def test_a_parquet_table_keeps_its_types(aurel: Policy, tmp_path: Path) -> None:
    """Given a Parquet table, when mapped, then days and numbers come through as they are."""
    table = pa.table({"b": [date(1990, 1, 2), None], "r": [Decimal("12.50"), None], "s": [True, None]})
    pq.write_table(table, tmp_path / "people.parquet")
    (tmp_path / "m.yaml").write_text("columns: {b: birth_date, r: rent, s: sponsor}\n")
    out = tmp_path / "out"
    map_file(read_mapping(tmp_path / "m.yaml", aurel), tmp_path / "people.parquet", out, aurel)
    found = dict(facts_of_subjects(out, "person", aurel.facts, 0, 2))
    assert found == {0: {"birth_date": date(1990, 1, 2), "rent": Decimal("12.50"), "sponsor": True}, 1: {}}


@pytest.mark.parametrize(
    ("right", "wrong", "place", "said"),
    [
        ("8,30.11.1985", "8,1985/11/30", "people.csv:3:2", "is not a date [misfit] If days are written so"),
        ("Apprentice", "Aprentice", "people.csv:4:3", "is no value of guild_rank [misfit] Did you mean"),
        (",3,yes", ",three,yes", "people.csv:2:5", "“three” is not a number [misfit]"),
        (",3,yes", ",3.5,yes", "people.csv:2:5", "more than 0 decimal places"),
        (",3,yes", ",-3,yes", "people.csv:2:5", "does not lie between 0 and None"),
        (",3,yes", ",3,perhaps", "people.csv:2:6", "neither yes nor no"),
        ("9,?", "8,?", "people.csv:4:1", "the id 8 is given twice"),
        ("7,2020", "77,2020", "work.csv:4:1", "there is no 77 in the main table"),
        ("2014-02-28", "2010-02-28", "work.csv:2:3", "before it begins"),
        ("2014-02-28", "2014-05-28", "work.csv:3:2", "it overlaps another spell"),
        ("2014-02-28", "?", "work.csv:2:3", "which nobody knows"),
        ("7,2020-01-01", "7,", "work.csv:4:2", "Since is not given"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_place(
    aurel: Policy, tmp_path: Path, right: str, wrong: str, place: str, said: str
) -> None:
    """Given one value that does not fit, when mapped, then it is told and nothing is written."""
    files = {"people": _PEOPLE.replace(right, wrong), "work": _WORK.replace(right, wrong)}
    found = complaints(aurel, tmp_path, **files)
    assert any(place in each and said in each for each in found), found


def test_the_same_misfit_is_told_once_with_its_count(aurel: Policy, tmp_path: Path) -> None:
    """Given a word in many rows, when it does not fit, then it is told once with how many rows have it."""
    rows = "".join(f"{number},?,Bosun,1,1,yes,x,\n" for number in range(10, 300))
    found = complaints(aurel, tmp_path, people=_PEOPLE + rows)
    assert len(found) == 1
    assert "people.csv:5:3" in found[0]
    assert "(290 rows)" in found[0]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("Ships: ships_built", "Ships: ship_built", "[unknown_fact] Did you mean “ships_built”?"),
        ("Ships:", "Ship:", "has no column Ship [unknown_column] Did you mean “Ships”?"),
        ("fields: {yard", "fields: {yards", "there is no field yards [unknown_field]"),
        ("id: No\n", "", "id is needed where there are tables of spells"),
        ("times: 1000", "time: 1000", "there is no key time here"),
    ],
)
def test_a_mistake_in_the_mapping_is_told(
    aurel: Policy, tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    """Given a mapping with a mistake, when read, then it is told with what to write."""
    found = complaints(aurel, tmp_path, mapping=_MAPPING.replace(right, wrong))
    assert any(said in each for each in found), found


def test_a_file_that_is_no_table_is_told(aurel: Policy, tmp_path: Path) -> None:
    """Given a file that cannot be read as a table, when mapped, then that is what is told."""
    (tmp_path / "m.yaml").write_text("columns: {b: birth_date}\n")
    (tmp_path / "people.parquet").write_bytes(b"no table")
    with pytest.raises(CityError, match="this table cannot be read"):
        map_file(
            read_mapping(tmp_path / "m.yaml", aurel), tmp_path / "people.parquet", tmp_path / "out", aurel
        )


@pytest.mark.parametrize(
    ("people", "place", "said"),
    [
        (_PEOPLE.encode("gb18030"), ":3:1", "encoding: gb18030"),
        (_PEOPLE.encode("utf-16"), ":1:1", "encoding: utf-16"),
        (_PEOPLE.encode() + "10,?,师傅,1,1,,镇,4\n".encode("gb18030"), ":5:1", "in one encoding"),
        (b"", ":1:1", "the file is empty"),
        (_PEOPLE.splitlines(True)[0].encode(), ":1:1", "no rows below the header"),
        (_PEOPLE.replace(",", ";").encode(), ":1:1", "delimiter: ';'"),
        (_PEOPLE.replace("Phone", "Born").encode(), ":1:1", "two columns are called Born"),
        (_PEOPLE.encode() + b"10,?\n", ":5:1", "this row has 2 values, the header 8"),
        (_PEOPLE.replace("old town", '"old town').encode(), ":2:1", "a double quote is opened here"),
        (b"PK\x03\x04" + _PEOPLE.encode(), ":1:1", "CSV UTF-8"),
    ],
)
def test_a_table_that_is_not_well_formed_is_told_at_its_line(
    aurel: Policy, tmp_path: Path, people: bytes, place: str, said: str
) -> None:
    """Given a file as it comes out of some program, when mapped, then its own fault is told, and no other."""
    mapped(aurel, tmp_path)
    table, out = tmp_path / "other.csv", tmp_path / "other"
    table.write_bytes(people)
    with pytest.raises(CityError) as raised:
        map_file(read_mapping(tmp_path / "mapping.yaml", aurel), table, out, aurel)
    (problem,) = raised.value.problems
    assert f"other.csv{place}" in str(problem)
    assert said in str(problem)
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_dir()) == ["out"]


def test_another_encoding_and_several_ways_of_writing_days_are_taken(aurel: Policy, tmp_path: Path) -> None:
    """Given a Chinese encoding and days in two forms, when the mapping says so, then nothing is lost."""
    people = _PEOPLE.replace("30.11.1985", "1985-11-30")
    mapping = _MAPPING.replace("date: '%d.%m.%Y'", "date: ['%d.%m.%Y', '%Y-%m-%d']")
    plain = mapped(aurel, tmp_path, mapping, people)
    (tmp_path / "mapping.yaml").write_text(f"encoding: gb18030\n{mapping}")
    (tmp_path / "people.csv").write_bytes(people.encode("gb18030"))
    out = tmp_path / "again"
    map_file(read_mapping(tmp_path / "mapping.yaml", aurel), tmp_path / "people.csv", out, aurel)
    tables = [pl.read_parquet(each / "people.parquet" / "*.parquet") for each in (plain, out)]
    assert tables[0].equals(tables[1])
    assert tables[0]["birth_date"].to_list() == [date(1978, 3, 5), date(1985, 11, 30), None]


def test_a_day_that_can_be_two_is_not_guessed(aurel: Policy, tmp_path: Path) -> None:
    """Given two formats that read one word as different days, when mapped, then it is asked which."""
    mapping = _MAPPING.replace("date: '%d.%m.%Y'", "date: ['%d.%m.%Y', '%m.%d.%Y']")
    (said,) = complaints(aurel, tmp_path, mapping=mapping)
    assert "can be two days: 1978-03-05 (%d.%m.%Y), 1978-05-03 (%m.%d.%Y)" in said
