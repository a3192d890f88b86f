"""`haina ledger`: statements, the trial balance, and the whole ledger as text."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date

from haina.cli.database import complain, with_the_database
from haina.cli.language import Speaker
from haina.cli.layout import width_of

GOOD, BAD = 0, 1


def statement(arguments: argparse.Namespace) -> int:
    """Print the statement of one account; 2 where there is no such account."""
    return with_the_database(arguments, _statement, "ledger")


def trial(arguments: argparse.Namespace) -> int:
    """Print what the accounts of each kind hold; 1 if a currency does not add up to zero."""
    return with_the_database(arguments, _trial, "ledger")


def export(arguments: argparse.Namespace) -> int:
    """Write the ledger out as Beancount or CSV."""
    return with_the_database(arguments, _export, "ledger")


def _day(arguments: argparse.Namespace) -> date:
    day: date = arguments.on or date.today()  # noqa: DTZ011 - the day where the reader is
    return day


def _statement(arguments: argparse.Namespace) -> int:
    from haina.money.exports import in_yuan
    from haina.money.models import Account
    from haina.money.queries import statement as statement_of

    speaker: Speaker = arguments.speaker
    account = Account.objects.filter(code=arguments.account).first()
    if account is None:
        return _complain(
            arguments,
            f"没有编号为 {arguments.account} 的账户；haina ledger export 列出全部账户。",
            f"there is no account {arguments.account}; haina ledger export names them all.",
        )
    found = statement_of(account, arguments.first or account.opened_on, _day(arguments))
    if arguments.format == "json":
        answer: dict[str, object] = {"account": account.code, "currency": account.currency, "unit": "fen"}
        answer |= {"from": found.first, "to": found.last, "opening": found.opening, "closing": found.closing}
        answer["lines"] = [asdict(line) for line in found.lines]
        print(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
        return GOOD
    print(f"{account.code}  {account.currency}  {found.first} – {found.last}")
    rows = [("", speaker.say("期初余额", "opening"), "", in_yuan(found.opening))]
    rows += [
        (str(line.happened_on), line.event, in_yuan(line.amount), in_yuan(line.balance))
        for line in found.lines
    ]
    _table([*rows, ("", speaker.say("期末余额", "closing"), "", in_yuan(found.closing))])
    return GOOD


def _trial(arguments: argparse.Namespace) -> int:
    from haina.money.exports import in_yuan
    from haina.money.queries import trial_balance

    speaker: Speaker = arguments.speaker
    day = _day(arguments)
    found = trial_balance(day)
    sums: dict[str, int] = {}
    for (currency, _kind), fen in found.items():
        sums[currency] = sums.get(currency, 0) + fen
    if arguments.format == "json":
        kinds = [{"currency": key[0], "kind": key[1], "fen": fen} for key, fen in sorted(found.items())]
        print(json.dumps({"on": str(day), "good": not any(sums.values()), "kinds": kinds}, indent=2))
    else:
        rows = [(currency, kind, "", in_yuan(fen)) for (currency, kind), fen in sorted(found.items())]
        total = speaker.say("合计", "total")
        _table([*rows, *((currency, total, "", in_yuan(fen)) for currency, fen in sorted(sums.items()))])
    return BAD if any(sums.values()) else GOOD


def _export(arguments: argparse.Namespace) -> int:
    from haina.money.exports import beancount, write_csv

    if arguments.form == "csv":
        write_csv(sys.stdout, _day(arguments))
    else:
        for line in beancount(_day(arguments)):
            print(line)
    return GOOD


def _table(rows: list[tuple[str, str, str, str]]) -> None:
    widths = [max(width_of(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        cells = [text + " " * (width - width_of(text)) for text, width in zip(row[:2], widths, strict=False)]
        cells += [text.rjust(width) for text, width in zip(row[2:], widths[2:], strict=True)]
        print("  ".join(cells).rstrip())


def _complain(arguments: argparse.Namespace, zh: str, en: str) -> int:
    return complain(arguments, zh, en, "ledger")
