"""Feature: evidence is weighed in bits, with reasons; clusters never join two who must not be joined."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from haina.people.linking.clusters import Pair, cluster
from haina.people.linking.keys import keys, spelled
from haina.people.linking.names import read_name
from haina.people.linking.numbers import Kind, Number, differ_for_life
from haina.people.linking.records import Record, conflict
from haina.people.linking.sweep import candidate_pairs, sweep
from haina.people.linking.weights import Band, Frequencies, weigh

_NAMES = ["王伟", "Wang Wei", "陈大文", "Chan Tai Man", "Chen Dawen", "曾国强", "John Smith", "J. Smith"]
_NUMBERS = [
    Number(Kind.RESIDENT, "11010519491231002X", "CHN"),
    Number(Kind.RESIDENT, "440524188001010014", "CHN"),
    Number(Kind.PASSPORT, "E12345678", "CHN"),
    Number(Kind.PASSPORT, "E12345679", "CHN"),
    Number(Kind.PERMANENT_RESIDENT, "911124198108030024", "CHN"),
    Number(Kind.PERMANENT_RESIDENT_OLD, "CAN110081080302", "CHN"),
    Number(Kind.ORCID, "0000000218250097"),
    Number(Kind.ORCID, "0000000151093700"),
]
_DATES = [date(1981, 8, 3), date(1981, 3, 8), date(1982, 8, 3), date(1960, 1, 1)]


def _some(values: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


@st.composite
def records(draw: st.DrawFn, id: str = "") -> Record:
    return Record(
        id=id or draw(st.uuids()).hex,
        names=tuple(map(read_name, draw(st.lists(st.sampled_from(_NAMES), max_size=2, unique=True)))),
        born=draw(st.none() | st.sampled_from(_DATES)),
        male=draw(st.none() | st.booleans()),
        nationality=draw(st.sampled_from(["", "CHN", "CAN"])),
        numbers=tuple(draw(st.lists(st.sampled_from(_NUMBERS), max_size=2, unique=True))),
        emails=draw(_some(["a@example.org", "b@example.org"])),
        phones=draw(_some(["13800000000", "13900000000"])),
        employers=draw(_some(["one", "other"])),
    )


FEW = settings(max_examples=40)
REGISTERS = st.lists(records(), min_size=2, max_size=12, unique_by=lambda each: each.id)


@given(REGISTERS)
def test_a_weight_is_the_same_whichever_record_comes_first(register: list[Record]) -> None:
    frequencies = Frequencies.of(register)
    for one, other in combinations(register, 2):
        there, back = weigh(one, other, frequencies), weigh(other, one, frequencies)
        assert abs(there.bits - back.bits) < 1e-9
        assert there.band is back.band
        assert [each.about for each in there.evidence] == [each.about for each in back.evidence]


@given(REGISTERS)
def test_the_evidence_adds_up_and_is_in_both_languages(register: list[Record]) -> None:
    weighed = weigh(register[0], register[1], Frequencies.of(register))
    assert abs(sum(each.bits for each in weighed.evidence) - weighed.bits) < 1e-9
    assert all(each.text.zh and each.text.en for each in weighed.evidence)


@FEW
@given(REGISTERS)
def test_no_cluster_ever_holds_two_numbers_for_life(register: list[Record]) -> None:
    swept = sweep(register)
    by_id = {each.id: each for each in register}
    for members in swept.clusters.members:
        numbers = [number for each in members for number in by_id[each].numbers]
        own = {each: set(by_id[each].numbers) for each in members}
        for one, other in combinations(set(numbers), 2):
            within_one = any({one, other} <= held for held in own.values())
            assert within_one or not differ_for_life(one, other)


@given(records())
def test_a_record_survives_being_stored(record: Record) -> None:
    assert Record.from_json(record.id, record.to_json()) == record


@FEW
@given(REGISTERS, st.randoms(use_true_random=False))
def test_clusters_do_not_depend_on_the_order_of_the_register(register: list[Record], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(register)
    random.shuffle(shuffled)
    assert set(sweep(register).clusters.members) == set(sweep(shuffled).clusters.members)


@given(records(), records())
def test_who_shares_a_document_number_is_always_compared(one: Record, other: Record) -> None:
    if set(one.numbers) & set(other.numbers):
        assert keys(one) & keys(other)


def _person(id: str, name: str, born: date | None = None, *numbers: Number) -> Record:
    return Record(id=id, names=(read_name(name),), born=born, nationality="CHN", numbers=numbers)


def _city(common: str, count: int) -> list[Record]:
    others = [_person(f"x{number}", f"Person{number:05d} Rare") for number in range(count)]
    return others + [
        _person(f"c{number}", common, date(1950 + number % 50, 1, 1)) for number in range(count // 20)
    ]


def test_a_common_name_says_less_than_a_rare_one_and_a_big_register_asks_for_more() -> None:
    small, big = Frequencies.of(_city("王伟", 200)), Frequencies.of(_city("王伟", 2000))
    born = date(1981, 8, 3)
    common = [_person(each, "王伟", born) for each in "ab"]
    rare = [_person(each, "曾国强", born) for each in "ab"]
    assert weigh(*rare, small).bits > weigh(*common, small).bits
    assert weigh(*rare, big).bits > weigh(*common, big).bits
    assert weigh(*common, big).bits < weigh(*common, small).bits


def test_two_national_numbers_outweigh_everything_else() -> None:
    born = date(1981, 8, 3)
    one, other = (_person(str(number), "曾国强", born, number) for number in _NUMBERS[:2])
    weighed = weigh(one, other, Frequencies.of([one, other]))
    assert weighed.must_not == conflict(one, other) == tuple(_NUMBERS[:2])
    assert weighed.band is Band.NO


def test_an_officers_no_holds_against_any_chain() -> None:
    pairs = [Pair("a", "b", 20.0), Pair("b", "c", 15.0)]
    joined = cluster(pairs, lambda _: (), lambda _one, _other: 1.0)
    assert joined.members == (frozenset("abc"),)
    kept = cluster(pairs, lambda _: (), lambda _one, _other: 1.0, apart=[("a", "c")])
    assert kept.members == (frozenset("ab"),)
    assert kept.refused == (pairs[1],)


def test_a_chain_whose_ends_do_not_fit_is_not_closed() -> None:
    pairs = [Pair("a", "b", 8.0), Pair("b", "c", 7.0)]
    assert cluster(pairs, lambda _: (), lambda _one, _other: -20.0).members == (frozenset("ab"),)


def test_errors_of_one_thing_leave_a_key_that_is_shared() -> None:
    born = date(1981, 3, 8)
    known = _person("a", "Chen Dawen", born)
    for other in (
        _person("b", "Chen Dawne", born),
        _person("b", "CHAN Tai Man", born),
        _person("b", "陈大文", date(1981, 8, 3)),
        _person("b", "陈大文", date(1982, 3, 8)),
        _person("b", "陈大文", date(1981, 12, 30)),
        _person("b", "Dawen CHEN"),
    ):
        assert spelled(known) & spelled(other), other
        assert list(candidate_pairs([known, other])) == [(0, 1)]
