"""Feature: the report of a city is a page like all others: for everybody, on every screen, in a language."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from haina.city import Plan, city_data, make_city
from haina.city.runs import Run, run_city
from haina.city.runs.beginning import Ahead
from haina.city.runs.comparing import Comparison, compare_city
from haina.city.runs.report import Report
from haina.city.runs.sweeping import variants_of
from haina.policy import Policy, load

from ..city.conftest import ROOT, SMALL, with_city
from .inspection import accessibility, foreign_words, picture, width_on_a_phone

pytestmark = pytest.mark.browser

ON = date(2022, 3, 1)
KINDS = ("run", "ahead", "change", "curve", "surface")


@pytest.fixture(scope="module")
def town() -> Policy:
    """The policy of Aurel, with a city."""
    return with_city(load(ROOT / "tests" / "packs" / "aurel"))


@pytest.fixture(scope="module")
def runs(town: Policy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city, and a run and comparisons of each kind over it."""
    folder = tmp_path_factory.mktemp("reports")
    city = folder / "city"
    make_city(Plan(city_data(town), city, 1000, 1, **SMALL), town)
    by, ahead = ("age:20",), Ahead(date(2023, 12, 31), "year")
    run_city(Run(city, folder / "run", by=by), town)
    run_city(Run(city, folder / "ahead", by=by, ahead=ahead), town)
    tried = {
        "change": {"pass_years": ["1", "4"]},
        "curve": {"pass_years": ["1", "4", "6"]},
        "surface": {"pass_years": ["1", "4"], "night_market_open": ["no", "yes"]},
    }
    for name, values in tried.items():
        compare_city(Comparison(city, folder / name, variants_of(town, ON, values), by=by))
    return folder


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_report_is_for_everybody(
    chromium: Browser, runs: Path, town: Policy, tmp_path: Path, kind: str, language: str
) -> None:
    """Given a report, when opened from the disk, then axe finds nothing, and it fits a phone."""
    written = tmp_path / f"{kind}.html"
    written.write_text(Report(runs / kind, town, language).text, encoding="utf-8")
    page = chromium.new_page()
    try:
        page.goto(written.as_uri())
        picture(page, f"report-{kind}", language)
        assert accessibility(page) == []
        assert width_on_a_phone(page) == []
        assert foreign_words(page, language) == []
    finally:
        page.close()
