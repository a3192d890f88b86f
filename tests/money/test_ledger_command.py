"""Feature: an auditor reads the ledger with tools of their own choice."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from haina.cli.command import run
from haina.money.models import Account
from haina.money.verbs.reverse import reverse

from .conftest import NOW, TODAY, Book, key

AS_OF = "2026-12-31"


@pytest.fixture
def kept(book: Book) -> Book:
    """A ledger with payments, a payment taken back, and a purse in another currency."""
    book.move("budget", "ada", 12_345)
    wrong = book.move("budget", "bao", 1, on=date(2026, 5, 1)).entry
    reverse(wrong, key=key("undo"), ground=book.ground.pk, happened_on=date(2026, 5, 2), now=NOW, note="=1+1")
    book.open("abroad", Account.Kind.TREASURY, currency="EUR")
    book.open("guest", Account.Kind.WALLET, currency="EUR")
    book.move("abroad", "guest", 99_999_999_999_999)
    return book


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    """What the command prints."""
    with translation.override("en"):
        assert run(["ledger", *words, "--lang", "en"]) == status
    return capsys.readouterr().out


def test_bean_check_accepts_the_export_and_finds_a_changed_fen(kept, capsys, tmp_path) -> None:
    """Given the export, when a stranger adds it up, then it agrees, and not with a fen changed."""
    text = said(capsys, "export", "--on", AS_OF)
    book = tmp_path / "ledger.beancount"
    check = [str(Path(sys.executable).with_name("bean-check")), str(book)]
    book.write_text(text, encoding="utf-8")
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert "123.45 CNY" in text
    for whole, changed in (("  123.45 CNY", "  123.46 CNY"), ("123.45 CNY", "123.46 CNY")):
        book.write_text(text.replace(whole, changed), encoding="utf-8")
        assert subprocess.run(check, capture_output=True, check=False).returncode == 1


def test_the_table_has_every_leg_and_no_formula(kept, capsys) -> None:
    rows = list(csv.DictReader(io.StringIO(said(capsys, "export", "--as", "csv", "--on", AS_OF))))
    assert len(rows) == 10
    assert rows[0]["account"] == "treasury"
    assert rows[0]["amount"] == "-1000.00"
    assert rows[0]["decision"] == "Budget 2026/1"
    assert rows[-1]["note"] == "'=1+1"
    early = csv.DictReader(io.StringIO(said(capsys, "export", "--as", "csv", "--on", "2026-04-30")))
    assert len(list(early)) == 6


def test_a_statement_says_what_came_and_left(kept, capsys) -> None:
    text = said(capsys, "statement", "budget", "--on", AS_OF)
    assert [line.split()[-1] for line in text.splitlines()[1:]] == [
        "0.00",
        "1000.00",
        "876.55",
        "876.54",
        "876.55",
        "876.55",
    ]
    answer = json.loads(
        said(capsys, "statement", "budget", "--from", "2026-05-01", "--on", "2026-05-01", "--format", "json")
    )
    assert (answer["opening"], answer["closing"], len(answer["lines"])) == (87_655, 87_654, 1)


def test_an_account_that_is_not_there_is_named(kept, capsys) -> None:
    assert run(["ledger", "statement", "nobody", "--lang", "zh"]) == 2
    assert "nobody" in capsys.readouterr().err


def test_the_trial_balance_is_zero_in_each_currency(kept, capsys) -> None:
    answer = json.loads(said(capsys, "trial-balance", "--on", AS_OF, "--format", "json"))
    assert answer["good"] is True
    sums: dict[str, int] = {}
    for each in answer["kinds"]:
        sums[each["currency"]] = sums.get(each["currency"], 0) + each["fen"]
    assert sums == {"CNY": 0, "EUR": 0}
    assert "total" in said(capsys, "trial-balance", "--on", str(TODAY))
