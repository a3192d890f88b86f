"""The pages that coverage names for clauses, elements, calculators and systems are pages of the portal."""

from __future__ import annotations

from pathlib import Path

from django.urls import resolve
from django.utils import translation

from haina.policy import load
from haina.policy.coverage import coverage_of

AUREL = Path(__file__).parents[1] / "packs" / "aurel"


def test_every_page_that_coverage_names_is_an_address_of_the_portal() -> None:
    found = coverage_of(load(AUREL)).to_json()
    pages = {page for system in found["systems"]["by_id"].values() for page in system["pages"]}
    pages |= {
        page
        for kind in found["by_kind"].values()
        for clause in kind["by_clause"].values()
        for page in clause["pages"]
    }
    shelves = {page.split("/")[2] for page in pages}
    assert shelves == {"clauses", "rights", "agreements", "duties", "calculators", "systems"}
    with translation.override("zh-hans"):
        names = {page: resolve(page).view_name for page in pages}
    assert {name.partition(":")[0] for name in names.values()} == {"portal"}
    singular = {"duties": "duty"}
    for page, name in names.items():
        shelf = page.split("/")[2]
        assert name == f"portal:{singular.get(shelf, shelf.removesuffix('s'))}", page
