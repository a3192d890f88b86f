"""In which order the workers of a run take the files of tests: those that take long first.

Whoever has nothing left to take waits for the others. A file that takes a minute must therefore not be taken
last, even where it has one test only, by the number of which they would be taken otherwise.
"""

from __future__ import annotations

from collections import Counter

import pytest

#: Files that take more than twenty seconds, from the longest down.
LONG = (
    "tests/browser/test_private_pages.py",
    "tests/browser/test_public_pages.py",
    "tests/server/test_serve.py",
    "tests/crashes/test_crashes.py",
    "tests/browser/test_journey.py",
    "tests/browser/test_finding.py",
    "tests/server/test_every_route.py",
    "tests/browser/test_over_a_holiday.py",
    "tests/browser/test_bad_use.py",
    "tests/browser/test_links.py",
    "tests/browser/test_data_trail.py",
    "tests/server/test_access_matrix.py",
    "tests/server/test_hostile_forms.py",
    "tests/policy/test_published_mutants.py",
    "tests/portal/test_pages.py",
    "tests/cases/test_invariants.py",
    "tests/cases/test_decisions_machine.py",
    "tests/cases/test_every_procedure.py",
    "tests/money/test_every_programme.py",
    "tests/api/test_fuzzed.py",
    "tests/cases/test_demo.py",
    "tests/cases/test_races.py",
)


def long_ones_first(items: list[pytest.Item]) -> None:
    """Put the files in order; within a file nothing changes."""
    names = {item: item.location[0] for item in items}
    tests = Counter(names.values())
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: (place.get(names[item], len(LONG)), -tests[names[item]], names[item]))
