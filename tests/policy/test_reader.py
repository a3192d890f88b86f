"""YAML is read without surprises: every value has its place, and bare words mean what they say."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haina.policy.nodes import Mapping, Scalar
from haina.policy.plain import plain
from haina.policy.problems import ReadError
from haina.policy.reader import looks_like_json, read_document


def problem_of(text: str) -> tuple[str, str]:
    """The code and place of the first problem of a text."""
    with pytest.raises(ReadError) as caught:
        read_document(text, "f.yaml")
    return caught.value.problems[0].code, str(caught.value.problems[0].place)


def value_of(text: str) -> object:
    """The plain value of a text."""
    return plain(read_document(text, "f.yaml").root, looks_like_json(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0.70", Decimal("0.70")),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("012", "012"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        (".5", ".5"),
        ("2016-09-26", date(2016, 9, 26)),
        ("2016-02-30", "2016-02-30"),
        ("2016-9-26", "2016-9-26"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("连续工作", "连续工作"),
        ("=", "="),
    ],
)
def test_a_bare_word_means_what_it_says(written: str, meant: object) -> None:
    value = value_of(f"key: {written}")
    assert value == {"key": meant}
    assert type(value["key"]) is type(meant)  # type: ignore[index]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**17), max_value=10**17, places=6))
def test_a_number_is_exact(number: Decimal) -> None:
    assert value_of(f"key: {number:f}") == {"key": number}


def test_a_number_of_a_thousand_digits_stays_text_for_the_rules_to_refuse() -> None:
    assert value_of(f"key: {'9' * 5000}") == {"key": "9" * 5000}


def test_every_value_and_key_has_its_place() -> None:
    document = read_document("name: 1\nspells:\n  - {from: 2016-01-01,\n     kind: work}\n", "f.yaml")
    assert str(document.place_of(("name",))) == "f.yaml:1:7"
    assert str(document.place_of(("spells", 0, "kind"))) == "f.yaml:4:12"
    assert str(document.key_place(("spells", 0, "kind"))) == "f.yaml:4:6"
    assert str(document.place_of(("spells", 0, "nothing"))) == "f.yaml:3:5"
    assert str(document.place_of(("spells", 7))) == "f.yaml:3:3"


@pytest.mark.parametrize("style", [">", "|", ">-", "|+"])
def test_a_column_in_a_block_scalar_is_a_column_of_the_file(style: str) -> None:
    text = f"rule:\n  when: {style}\n\n    first and\n      second or\n    third\n  next: 1\n"
    document = read_document(text, "f.yaml")
    rule = document.root.get("rule")  # type: ignore[attr-defined]
    assert isinstance(rule, Mapping)
    when = rule.get("when")
    assert isinstance(when, Scalar)
    source, place = document.source_of(when)
    assert str(place) == "f.yaml:4:5"
    for line_number, line in enumerate(source.split("\n")):
        word = line.split()[0]
        column = place.column + line.index(word)
        in_file = text.split("\n")[place.line - 1 + line_number]
        assert in_file[column - 1 :].startswith(word)


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\n# a comment\n"])
def test_a_block_scalar_at_the_end_of_a_file_is_whole(end: str) -> None:
    document = read_document(f"when: >\n  first\n  and second{end}", "f.yaml")
    when = document.root.get("when")  # type: ignore[attr-defined]
    assert isinstance(when, Scalar)
    assert document.source_of(when)[0].split("\n")[:2] == ["first", "and second"]


@pytest.mark.parametrize("scalar", ["first and\n    second", "'first and second'", '"first"', "first"])
def test_a_column_in_any_other_scalar_is_a_column_of_the_file(scalar: str) -> None:
    text = f"when: {scalar}\nnext: 1\n"
    document = read_document(text, "f.yaml")
    when = document.root.get("when")  # type: ignore[attr-defined]
    assert isinstance(when, Scalar)
    source, place = document.source_of(when)
    for line_number, line in enumerate(source.split("\n")):
        word = line.split()[0]
        column = place.column + line.index(word)
        assert text.split("\n")[place.line - 1 + line_number][column - 1 :].startswith(word)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("a: 1\na: 2\n", "yaml_duplicate_key", "f.yaml:2:1"),
        ("a: &x 1\nb: *x\n", "yaml_anchor", "f.yaml:1:4"),
        ("a: !!python/object/apply:os.system [ls]\n", "yaml_tag", "f.yaml:1:4"),
        ("a: !x 1\n", "yaml_tag", "f.yaml:1:4"),
        ("? [a, b]\n: 1\n", "yaml_key", "f.yaml:1:3"),
        ("a: 1\n---\nb: 2\n", "yaml_documents", "f.yaml:2:1"),
        ("# only a comment\n", "file_empty", "f.yaml:1:1"),
        ("a: b: c\n", "yaml_syntax", "f.yaml:1:5"),
        ("a:\n\t- b\n", "yaml_syntax", "f.yaml:2:1"),
        ("a: [1, 2\n", "yaml_syntax", "f.yaml:2:1"),
        ("a: \x07\n", "file_binary", "f.yaml:1:4"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, code: str, place: str) -> None:
    assert problem_of(text) == (code, place)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("times", [51, 5_000, 200_000])
def test_deep_nesting_is_refused_and_not_followed(opening: str, times: int) -> None:
    code, _ = problem_of(opening * times)
    assert code in ("yaml_depth", "yaml_key")


def test_a_small_file_cannot_grow_by_aliases() -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert problem_of("\n".join(layers))[0] == "yaml_anchor"


def test_five_megabytes_of_brackets_end_in_a_message() -> None:
    assert problem_of("[" * 5_000_000)[0] == "yaml_depth"


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        document = read_document(text, "f.yaml")
    except ReadError as error:
        assert all(problem.place.file == "f.yaml" for problem in error.problems)
    else:
        assert document.place(document.root).line >= 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=10), json_values, max_size=5), st.sampled_from([None, 2, "\t"]))
def test_json_is_read_as_json(value: dict[str, object], indent: int | str | None) -> None:
    assert value_of(json.dumps(value, indent=indent)) == value  # type: ignore[arg-type]


def test_json_numbers_with_an_exponent_are_exact() -> None:
    assert value_of('{"a": 1.5e3, "b": "1.5e3"}') == {"a": Decimal("1500"), "b": "1.5e3"}
