"""What is printed of a rule reads back to the same rule, and every part knows its place in the file."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.rules import world

from haina.rules import Place, Program, RuleSource, Text
from haina.rules.printer import source_of
from haina.rules.tree import walk


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(world.rules(depth=3))
def test_what_is_printed_reads_back_to_the_same_rule(text: str) -> None:
    program = world.compiled_or_none(text)
    assume(program is not None)
    printed = source_of(program.tree("rule"))
    again = world.compiled(printed)
    assert source_of(again.tree("rule")) == printed
    assert shape(again) == shape(program)


def shape(program: Program) -> list[tuple[str, str]]:
    """Give kind and type of every node of the rule, in reading order."""
    return [(type(node).__name__, node.type.name) for node in walk(program.tree("rule"))]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("foreign  and(married)", "foreign and married"),
        ("not (foreign or married)", "not (foreign or married)"),
        ("18 <= age(birth) < 60", "18 <= age(birth) and age(birth) < 60"),
        ("children - (papers - 2) > 0", "children - (papers - 2) > 0"),
        ("(children - papers) - 2 > 0", "children - papers - 2 > 0"),
        ("-children < -(3)", "-children < -3"),
        ("ratio * 0.70 > 1_000", "ratio * 0.70 > 1000"),
        ("salary >= money(500000.50)", "salary >= money(500000.50)"),
        ("latest(work, where=sort == 'work').pay > money(3)", None),
        ("degree in ['master', 'doctor']", None),
        ("birth <= date('2016-02-29') - years(30)", None),
        ("points(score, 'pay_item') > points(score)", None),
        ("(3 if foreign else 4 if married else 5) > children", None),
        ("held(work, years=3, gap=days(30), where=as_of_spell(pay >= pay_needed))", None),
    ],
)
def test_rules_are_printed_in_one_canonical_way(text: str, printed: str | None) -> None:
    program = world.compiled(text)
    assert source_of(program.tree("rule")) == (printed or text)


def test_every_node_has_its_number_and_its_place() -> None:
    text = "held(work, years=3)\n  and (salary >= money(3)\n       or married)"
    source = RuleSource("rule", text, Place("articles/04.yaml", 41, 7), Text.both("rule"))
    world_of = world.compiled("foreign")
    program = Program.compile(world_of.facts.values(), world_of.standards.values(), [source])
    nodes = list(walk(program.tree("rule")))
    assert [program.nodes[node.id] for node in nodes] == nodes
    places = {source_of(node): str(node.place) for node in nodes}
    assert places["held(work, years=3)"] == "articles/04.yaml:41:7"
    assert places["salary >= money(3)"] == "articles/04.yaml:42:14"
    assert places["married"] == "articles/04.yaml:43:17"
