"""A directory of files becomes a policy: read, resolved, checked and compiled, or every defect told."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

from haina.rules.declarations import ItemSource, RowSource, RuleSource, TableSource
from haina.rules.problems import nearest
from haina.rules.program import Program
from haina.rules.text import Place, Problem, RuleError, Text
from haina.rules.types import MONEY

from .calendar_schema import CALENDAR
from .checks import check_actors, check_departments, check_rights
from .declare_facts import Facts, read_facts
from .declare_standards import Standards, read_standards
from .files import decode, read_bytes
from .kinds import Broken, Kind, Reading
from .names import Names
from .nodes import Document
from .policy import Policy
from .problems import PolicyError, ReadError
from .procedure_checks import check_procedure
from .procedure_schema import Conditions, procedure
from .procedures import Procedure
from .reader import read_document
from .records import Article, Calendar, Clause, Head, Right
from .schema import DEPARTMENTS, HEAD, ArticleFile, Table, article

T = TypeVar("T")

#: The environment variable that names the directory of the pack to use.
VARIABLE = "HAINA_POLICY"

#: Files that stand directly in a pack, and folders of files; no other .yaml belongs in one.
FILES = ("pack.yaml", "facts.yaml", "standards.yaml", "departments.yaml", "calendar.yaml")
FOLDERS = ("articles", "personas", "procedures")

#: What is defined where; when a file cannot be read, uses of what it may define are not complained about.
_DEFINES: dict[str, tuple[str, ...]] = {
    "facts.yaml": ("fact", "enum", "group"),
    "standards.yaml": ("standard", "source"),
    "departments.yaml": ("department",),
    "articles": ("clause", "right", "definition", "table"),
    "procedures": ("procedure",),
}


def default_directory() -> Path:
    """The pack that is used when none is named: `HAINA_POLICY`, or the only one under ``policies/``.

    Raises `PolicyError` when there is none or more than one.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    root = Path(__file__).resolve().parents[3] / "policies"
    packs = sorted(root.glob("*/pack.yaml"))
    if len(packs) == 1:
        return packs[0].parent
    found = ", ".join(pack.parent.name for pack in packs)
    message = (
        Text(zh=f"有多个政策包：{found}", en=f"there is more than one policy pack: {found}")
        if packs
        else Text(zh="没有政策包", en="there is no policy pack")
    )
    todo = Text(zh=f"请用环境变量 {VARIABLE} 指明目录", en=f"Name its directory in the variable {VARIABLE}.")
    raise PolicyError([Problem(Place(str(root), 1), "pack_missing", message, todo)])


def load(directory: str | Path) -> Policy:
    """The policy in a directory; raises `PolicyError` with every defect."""
    root = Path(directory)
    if not (root / "pack.yaml").is_file():
        message = Text(zh="这里没有政策包（缺 pack.yaml）", en="there is no policy pack here (no pack.yaml)")
        raise PolicyError([Problem(Place(str(root), 1), "pack_missing", message)])
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted((*root.rglob("*.yaml"), *root.rglob("*.yml"))):
        try:
            texts[path.relative_to(root).as_posix()] = decode(read_bytes(path), _shown(path))
        except ReadError as error:
            problems.extend(error.problems)
    return _Loader(texts, lambda name: _shown(root / name), problems).policy()


def load_files(files: Mapping[str, str]) -> Policy:
    """The policy in a mapping from path inside the pack to text; raises `PolicyError` with every defect."""
    return _Loader(dict(files), lambda name: name, []).policy()


def version_of(files: Mapping[str, str]) -> str:
    """The version of a pack: SHA-256 over the sorted paths and contents, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in sorted(files):
        content = files[name].encode()
        digest.update(f"{len(name.encode())}:{name}:{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()


def _shown(path: Path) -> str:
    """A path as people see it: relative to where they stand, if it is below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without garbage collection: a pack is many objects that all stay; looking for others costs a third."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Loader:
    """Reads the files of one pack in the order in which they need each other."""

    def __init__(self, files: dict[str, str], shown: Callable[[str], str], problems: list[Problem]) -> None:
        self.files = files
        self.shown = shown
        self.names = Names(problems)
        self.problems = self.names.problems

    def policy(self) -> Policy:
        """The policy, or `PolicyError`."""
        with _uncollected():
            return self._policy()

    def _policy(self) -> Policy:
        self._check_paths()
        facts = self._file("facts.yaml", read_facts)
        standards = self._file("standards.yaml", read_standards(facts.enums if facts else {}))
        departments = self._file("departments.yaml", DEPARTMENTS) or ()
        head = self._file("pack.yaml", HEAD)
        years = self._file("calendar.yaml", CALENDAR, required=False) or ()
        calendar = Calendar({year.year: year for year in years})
        articles = self._folder("articles", article)
        procedures = self._folder("procedures", procedure(facts.facts if facts else {}))
        misshapen = {each.place.file for each in self.problems}
        self.names.resolve()
        clauses = {each.id: each for found in articles for each in found.clauses}
        rights = _in_clause_order(articles, clauses)
        declared = standards.standards if standards else {}
        self.problems.extend(check_rights(rights.values(), clauses, declared))
        if head is not None and "department" not in self.names.lost:
            actors = {*(role.id for role in head.roles), *(each.id for each in departments)}
            self.problems.extend(check_actors(rights.values(), actors) if head.roles else ())
        self.problems.extend(check_departments(departments))
        on = head.default_on or head.published if head else date.max
        for each, _ in procedures:
            if facts is not None and not misshapen & {each.place.file, self.shown("facts.yaml")}:
                self.problems.extend(check_procedure(each, facts.facts, declared, on))
        program = None
        if not misshapen & {self.shown(name) for name in ("pack.yaml", "facts.yaml", "standards.yaml")}:
            program = self._compile(head, facts, standards, articles, rights, procedures)
        if self.problems or program is None or head is None or facts is None or standards is None:
            raise PolicyError(self.problems)
        return Policy(
            head=head,
            version=version_of(self.files),
            files=self.files,
            shown=self.shown,
            enums=facts.enums,
            groups=facts.groups,
            facts=facts.facts,
            sources=standards.sources,
            standards=standards.standards,
            departments={each.id: each for each in departments},
            calendar=calendar,
            articles={each.id: _article(each, rights) for each in articles},
            clauses=clauses,
            rights=rights,
            definitions={each.id: each for found in articles for each in found.definitions},
            procedures={each.id: each for each, _ in procedures},
            program=program,
        )

    def _check_paths(self) -> None:
        for name in self.files:
            if name in FILES or any(_belongs(name, each) for each in FOLDERS):
                continue
            self.problems.append(
                Problem(
                    Place(self.shown(name), 1),
                    "stray_file",
                    Text(zh="政策包里没有这个文件的位置", en="this file has no place in a policy pack"),
                    _right_place(name)
                    or Text(
                        zh=f"放进 {'、'.join(FOLDERS)}，以 .yaml 结尾，或移走",
                        en=f"Put it into {', '.join(FOLDERS)} with the ending .yaml, or take it away.",
                    ),
                )
            )

    def _document(self, name: str) -> Document | None:
        try:
            return read_document(self.files[name], self.shown(name))
        except ReadError as error:
            self.problems.extend(error.problems)
            self._lose(name)
            return None

    def _lose(self, name: str) -> None:
        """Note that what a file defines is not known."""
        self.names.lost.update(_DEFINES.get(name.partition("/")[0], ()))

    def _file(self, name: str, kind: Kind[T], required: bool = True) -> T | None:
        """What one file of the pack holds, or None once that is reported."""
        if name not in self.files:
            if required and not any(each.place.file == self.shown(name) for each in self.problems):
                message = Text(zh="缺少这个文件", en="this file is missing")
                self.problems.append(Problem(Place(self.shown(name), 1), "file_missing", message))
            if required:
                self._lose(name)
            return None
        document = self._document(name)
        if document is None:
            return None
        value = kind(document.root, Reading(document, self.names))
        return None if isinstance(value, Broken) else value

    def _folder(self, folder: str, kind: Kind[T]) -> tuple[T, ...]:
        """What the files of one folder hold, in the order of their names."""
        names = sorted(name for name in self.files if _belongs(name, folder))
        found = (self._file(name, kind) for name in names)
        return tuple(each for each in found if each is not None)

    def _compile(
        self,
        head: Head | None,
        facts: Facts | None,
        standards: Standards | None,
        articles: tuple[ArticleFile, ...],
        rights: Mapping[str, Right],
        procedures: tuple[tuple[Procedure, Conditions], ...],
    ) -> Program | None:
        """The compiled rules; not tried where a declaration is lost, or every use of it would be reported."""
        if head is None or facts is None or standards is None:
            return None
        definitions = [each for found in articles for each in found.definitions]
        tables = [each for found in articles for each in found.tables]
        present = {
            "definition": {each.id for each in definitions},
            "table": {each.id for each in tables},
            "right": set(rights),
            "procedure": {each.id for each, _ in procedures},
        }
        if any(set(self.names.defined.get(sort, ())) - known for sort, known in present.items()):
            return None
        sources = [
            RuleSource(each.id, each.rule.text, each.rule.place, each.title, each.clause or "", "definition")
            for each in definitions
        ]
        for right in rights.values():
            sources.extend(_rule_sources(right))
        for _, conditions in procedures:
            sources.extend(conditions.sources)
        try:
            return Program.compile(
                facts.facts.values(),
                standards.standards.values(),
                sources,
                [_table(each) for each in tables],
                head.currency.code,
                head.currency.label,
            )
        except RuleError as error:
            self.problems.extend(error.problems)
            return None


def _belongs(name: str, folder: str) -> bool:
    """Whether a file of the pack is one of a folder's."""
    return name.rpartition("/")[0] == folder and name.endswith(".yaml")


def _right_place(name: str) -> Text | None:
    """Where a stray file was probably meant to stand."""
    folder, _, _ = name.rpartition("/")
    if folder in FOLDERS:
        return None
    return nearest(folder, FOLDERS) if folder else nearest(name, FILES)


def _in_clause_order(articles: Iterable[ArticleFile], clauses: Mapping[str, Clause]) -> dict[str, Right]:
    """All rights and programmes, in the order of their clauses."""
    order = {id: number for number, id in enumerate(clauses)}
    rights = [right for found in articles for right in found.rights]
    rights.sort(key=lambda right: order.get(right.clause, len(order)))
    return {right.id: right for right in rights}


def _article(found: ArticleFile, rights: Mapping[str, Right]) -> Article:
    clauses = tuple(each.id for each in found.clauses)
    return Article(
        id=found.id,
        title=found.title,
        heading=found.heading,
        clauses=clauses,
        rights=tuple(right.id for right in rights.values() if right.clause in clauses),
        place=found.place,
    )


def _rule_sources(right: Right) -> Iterable[RuleSource]:
    """The rule of a right, and the formulas for how long and how much."""
    yield RuleSource(
        id=right.id,
        text=right.when.text,
        place=right.when.place,
        label=right.title,
        clause=right.clause,
        kind="right",
        in_force_from=right.in_force.valid_from,
        in_force_to=right.in_force.valid_to,
        switch=right.in_force.switch,
    )
    if right.term_rule is not None and right.grants.term is not None:
        term = right.grants.term
        yield RuleSource(right.term_rule, term.text, term.place, right.grants.title, right.clause, "formula")
    if right.amount_rule is not None and right.amount is not None:
        amount = right.amount
        yield RuleSource(
            right.amount_rule,
            amount.text,
            amount.place,
            right.grants.title,
            right.clause,
            "formula",
            result=MONEY,
        )


def _table(table: Table) -> TableSource:
    items = tuple(
        ItemSource(
            id=item.id,
            title=item.title,
            rows=tuple(
                RowSource(row.when.text, row.points.text, row.when.place, row.points.place)
                for row in item.rows
            ),
            best_of=item.best_of,
            cap=item.cap,
            place=item.place,
        )
        for item in table.items
    )
    return TableSource(table.id, table.title, items, table.cap, table.place)
