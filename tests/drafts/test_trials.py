"""Feature: a draft is tried over a whole city, with the same numbers as the command line."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from haina.city.runs.comparing import Comparison, compare_city
from haina.city.runs.running import read_run
from haina.cli import main
from haina.drafts import verbs
from haina.drafts.figures import figures_of
from haina.drafts.models import Draft, Trial
from haina.drafts.proposals import TypedValue
from haina.drafts.trying import city_of, result_of, run_trial
from haina.policy import Policy

from .conftest import FROM, NOW, Office, proposal, refused


def tried(office: Office, draft: Draft) -> Trial:
    """Have a draft tried, and the worker do it."""
    trial = verbs.try_out(office.actor("bo"), NOW, draft.pk)
    run_trial(trial.pk)
    return Trial.objects.select_related("draft").get(pk=trial.pk)


def test_the_figures_are_those_of_the_command_line(
    office: Office, policy: Policy, harbour_pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given a trial, when the draft's pack is compared on the command line, then tables and figures agree."""
    draft = office.write()
    trial = tried(office, draft)
    assert (trial.state, trial.done) == ("done", trial.total)
    address = f"/en/office/policy/{draft.pk}/pack/"
    zipped = zipfile.ZipFile(BytesIO(office.client("cy").get(address).content))
    zipped.extractall(tmp_path / "pack")
    out, city = tmp_path / "out", str(city_of(trial))
    arguments = ["city", "compare", city, "--policy", str(harbour_pack), "--with", str(tmp_path / "pack")]
    for each in trial.asked:
        arguments += ["--of", each]
    day = FROM.isoformat()
    assert main([*arguments, "--on", day, "--by", "age:10", "--out", str(out), "--lang", "en"]) == 0
    for name in ("changes", "answers"):
        ours = pl.read_parquet(result_of(trial) / "compared" / f"{name}.parquet")
        assert ours.equals(pl.read_parquet(out / f"{name}.parquet")), name
    figures = figures_of(trial, policy)
    said = capsys.readouterr().out
    moved = [each for each in figures.effects if each.changed]
    assert moved
    for each in moved:
        gain, lose = f"{each.gain:,} gain", f"{each.lose:,} lose"
        assert f"{each.title.en}: {gain}, {lose}, {each.otherwise:,} change otherwise" in said
    changes = pl.read_parquet(out / "changes.parquet")
    assert figures.lose == changes.filter(pl.col("before") == "yes")["subjects"].sum() > 0
    ages = dict(figures.groups)["age"]
    assert sum(each.lose for each in ages) == figures.lose
    _, tables = read_run(result_of(trial) / "run")
    assert sum(each.missing for each in figures.gaps) == tables["missing"]["missing"].sum()


def test_the_page_shows_these_figures_and_gives_the_files(office: Office, policy: Policy) -> None:
    """Given a trial, when somebody opens its result, then page, report and tables have the same numbers."""
    trial = tried(office, office.write())
    address, client = f"/en/office/policy/results/{trial.pk}/", office.client("cy")
    page = client.get(address).content.decode()
    figures = figures_of(trial, policy)
    for each in figures.effects:
        assert each.title.en in page
        assert f"{each.before.yes:,} → {each.after.yes:,}" in page
    assert f"<strong>{figures.lose:,}</strong>" in page
    assert "<svg" in page
    assert 'http-equiv="refresh"' not in page
    report = b"".join(client.get(f"{address}report/")).decode()
    assert f"{max(each.lose for each in figures.effects):,}" in report
    for name in ("changes", "answers", "near", "missing"):
        csv = b"".join(client.get(f"{address}{name}.csv"))
        parquet = pl.read_parquet(BytesIO(b"".join(client.get(f"{address}{name}.parquet"))))
        assert csv.decode() == parquet.write_csv()
    assert client.get(f"{address}secrets.csv").status_code == 404
    chinese = client.get(address.replace("/en/", "/zh-hans/")).content.decode()
    assert f"<strong>{figures.lose:,}</strong>" in chinese


def test_a_trial_that_was_killed_goes_on_with_what_is_left(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Given a worker that ends in the middle, when another takes the job, then the result is the same."""
    draft = office.write()
    trial = verbs.try_out(office.actor("bo"), NOW, draft.pk)

    class Killed(BaseException):
        """The end of a process."""

    def until_half(comparison: Comparison, progress: object = None) -> None:
        def kill(done: int, total: int) -> None:
            if 2 * done >= total:
                raise Killed

        compare_city(comparison, kill)

    with monkeypatch.context() as patched:
        patched.setattr("haina.city.runs.comparing.compare_city", until_half)
        with pytest.raises(Killed):
            run_trial(trial.pk)
    trial.refresh_from_db()
    assert (trial.state, 0 < trial.done < trial.total) == ("running", True)
    assert [*result_of(trial).rglob("person-answers-*")]
    page = office.client("ada").get(f"/en/office/policy/results/{trial.pk}/").content.decode()
    assert 'http-equiv="refresh"' in page
    assert f"{100 * trial.done // trial.total} % is done" in page
    run_trial(trial.pk)
    run_trial(trial.pk)
    other = tried(office, office.write(by="bo"))
    for name in ("changes", "answers"):
        ours, theirs = (
            (result_of(each) / "compared" / f"{name}.csv").read_bytes() for each in (trial, other)
        )
        assert ours == theirs


def test_what_cannot_be_tried_is_said(office: Office) -> None:
    """Given a draft of which no right depends, or one changed meanwhile: then that is said, not a failure."""
    draft = office.write()
    trial = verbs.try_out(office.actor("ada"), NOW, draft.pk)
    assert verbs.try_out(office.actor("bo"), NOW, draft.pk).pk == trial.pk
    changed = proposal(TypedValue("pass_years", "6", FROM))
    verbs.change(office.actor("ada"), NOW, draft.pk, changed, seen=draft.content)
    run_trial(trial.pk)
    trial.refresh_from_db()
    assert trial.state == "failed"
    assert "changed meanwhile" in trial.failure_en
    again = verbs.try_out(office.actor("ada"), NOW, draft.pk)
    assert again.pk != trial.pk
    with refused("draft_changes_no_right"):
        verbs.try_out(office.actor("ada"), NOW, office.write(TypedValue("filing_days", "30", FROM)).pk)
