"""Which files a policy pack has, and what each of them defines."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text

#: Files that stand directly in a pack, and folders of files; no other .yaml belongs in one.
FILES = (
    "pack.yaml",
    "facts.yaml",
    "standards.yaml",
    "departments.yaml",
    "calendar.yaml",
    "systems.yaml",
    "documents.yaml",
    "registers.yaml",
    "exclusions.yaml",
    "unit_books.yaml",
    "reviews.yaml",
    "equivalent_mutants.yaml",
)
FOLDERS = (
    "articles",
    "facts",
    "standards",
    "amendments",
    "personas",
    "procedures",
    "procedures/patterns",
    "calculators",
    "city",
)

_FACTS = ("fact", "enum", "group")
_STANDARDS = ("standard", "source")

#: What is defined where; when a file cannot be read, uses of what it may define are not complained about.
_DEFINES: dict[str, tuple[str, ...]] = {
    "pack.yaml": ("role", "budget", "evidence_type"),
    "facts.yaml": _FACTS,
    "facts": _FACTS,
    "standards.yaml": _STANDARDS,
    "standards": _STANDARDS,
    "amendments": ("source",),
    "departments.yaml": ("department",),
    "registers.yaml": ("register",),
    "exclusions.yaml": ("exclusion",),
    "unit_books.yaml": ("unit_book",),
    "reviews.yaml": ("review",),
    "articles": ("clause", "right", "programme", "agreement", "duty", "definition", "table"),
    "documents.yaml": ("document",),
    "procedures": ("procedure", "case prefix"),
    "procedures/patterns": ("pattern",),
    "calculators": ("calculator", "definition", "table"),
}


def defined_in(name: str) -> tuple[str, ...]:
    """The sorts of things that a file of the pack defines."""
    return _DEFINES.get(name.rpartition("/")[0] or name, ())


def belongs(name: str, folder: str) -> bool:
    """Whether a file of the pack is one of a folder's."""
    return name.rpartition("/")[0] == folder and name.endswith(".yaml")


def check_paths(names: Iterable[str], shown: Callable[[str], str]) -> Iterable[Problem]:
    """Every file that has no place in a pack, under the name by which it is `shown`."""
    for name in names:
        if name in FILES or any(belongs(name, each) for each in FOLDERS):
            continue
        yield Problem(
            Place(shown(name), 1),
            "stray_file",
            Text(zh="政策包里没有这个文件的位置", en="this file has no place in a policy pack"),
            _right_place(name)
            or Text(
                zh=f"放进 {'、'.join(FOLDERS)}，以 .yaml 结尾，或移走",
                en=f"Put it into {', '.join(FOLDERS)} with the ending .yaml, or take it away.",
            ),
        )


def _right_place(name: str) -> Text | None:
    """Where a stray file was probably meant to stand."""
    folder, _, _ = name.rpartition("/")
    if folder in FOLDERS:
        return None
    return nearest(folder, FOLDERS) if folder else nearest(name, FILES)
