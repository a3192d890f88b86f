"""Which rules of a pack a test is about: all of them, those of an article, or those that somebody names."""

from __future__ import annotations

from collections.abc import Iterable

from haina.rules.problems import nearest
from haina.rules.program import Program
from haina.rules.text import Place, Problem, Text
from haina.rules.tree import Fact, Reference, Standard

from .policy import Policy
from .problems import ReadError


class Scope:
    """The rules of a pack that carry out its clauses, and whose each of them is."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._elements = {each.id: each.clause for each in policy.elements.values()}
        apart = {policy.shown(name) for name in policy.files if name.startswith("procedures/")}
        program = policy.program
        self.rules = tuple(
            name
            for name in program.generator.roots
            if self.file_of(name) not in apart and _is_written(program, name)
        )

    def file_of(self, rule: str) -> str:
        """The file in which a rule, a table or an item of a table stands."""
        program = self._policy.program
        source = program.rules.get(rule)
        return source.place.file if source is not None else program.tables[rule.partition(".")[0]].place.file

    def owner(self, rule: str) -> str:
        """The element, definition or table that a rule belongs to: of ``x_term`` the right ``x``."""
        policy = self._policy
        if rule not in policy.program.rules:
            return rule.partition(".")[0]
        if rule in policy.definitions:
            return rule
        parts = rule.split("_")
        for count in range(len(parts), 0, -1):
            name = "_".join(parts[:count])
            if name in self._elements:
                return name
        return rule

    def clause_of(self, rule: str) -> str:
        """The clause that a rule stands for; empty where none is given."""
        source = self._policy.program.rules.get(rule)
        return "" if source is None else source.clause

    def chosen(self, only: Iterable[str] = (), article: str | None = None) -> tuple[str, ...]:
        """The rules of an article and, of these, those named: by rule, element, definition, table or clause.

        Raises `ReadError` for a name or an article that the pack does not have.
        """
        names = tuple(only)
        rules = self.rules if article is None else self._of_article(article)
        if not names:
            return rules
        self._check(names, rules)
        wanted = set(names)
        return tuple(
            rule for rule in rules if not wanted.isdisjoint({rule, self.owner(rule), self.clause_of(rule)})
        )

    def _of_article(self, id: str) -> tuple[str, ...]:
        found = self._policy.articles.get(id)
        if found is None:
            message = Text(zh=f"没有第 {id} 条", en=f"there is no article {id}")
            hint = nearest(id, self._policy.articles) or Text(
                zh=f"现有：{'、'.join(self._policy.articles)}",
                en=f"There is: {', '.join(self._policy.articles)}.",
            )
            raise ReadError([Problem(Place("--article", 1), "unknown_article", message, hint)])
        return tuple(rule for rule in self.rules if self.file_of(rule) == found.place.file)

    def _check(self, names: tuple[str, ...], rules: tuple[str, ...]) -> None:
        known = {name for rule in rules for name in (rule, self.owner(rule), self.clause_of(rule)) if name}
        problems = [
            Problem(
                Place("--only", 1),
                "unknown_rule",
                Text(
                    zh=f"没有名为 {name} 的规则、元素、表或条款",
                    en=f"no rule, element, table or clause is named {name}",
                ),
                nearest(name, known) or Text(zh="用 haina policy show 查看全部", en="See haina policy show."),
            )
            for name in names
            if name not in known
        ]
        if problems:
            raise ReadError(problems)


def _is_written(program: Program, name: str) -> bool:
    """Whether a rule stands in a file; those that add up a table of brackets are made for each use of it.

    The amount that is charged is a rule of its own there, and the only place of it that is evaluated.
    """
    table, _, part = name.partition(".")
    if not part.startswith("use_") or not program.tables[table].brackets:
        return True
    return part.endswith(".of") and not isinstance(program.tree(name), Fact | Reference | Standard)
