"""Compares the ledger with what the clients were told, in SQL of its own: none of our code is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from .journal import Told, told

Check = tuple[str, str, list[str]]
#: So many lines of what is wrong are shown for one check.
_SHOWN = 20

_TOLD = """
CREATE TEMP TABLE told (
    client int, number int, kind text, key uuid, accounts bigint[], amounts bigint[], reference bigint,
    outcome text, answer text, again text
)
"""
_COLUMNS = (
    "COPY told (client, number, kind, key, accounts, amounts, reference, outcome, answer, again) FROM STDIN"
)
#: Every entry with its legs in the order in which they were asked for.
_WRITTEN = """
CREATE TEMP TABLE written AS
    SELECT entry.id, entry.key, entry.event, entry.reverses_id, entry.legs_count,
        array_agg(leg.account_id ORDER BY leg.position) AS accounts,
        array_agg(leg.amount ORDER BY leg.position) AS amounts,
        sum(leg.amount) AS total, count(leg.*) AS legs
    FROM money_entry entry LEFT JOIN money_leg leg ON leg.entry_id = entry.id
    GROUP BY entry.id
"""

#: What must have no row: its name, how much of it there is, and what is wrong.
_CHECKS: Sequence[tuple[str, LiteralString, LiteralString]] = (
    (
        "acknowledged entries stand once, under the number that was told",
        "SELECT count(*) FROM told WHERE outcome = 'done' AND kind IN ('pay', 'undo', 'pay set aside')",
        """SELECT told.key, told.answer, array_agg(written.id) FROM told LEFT JOIN written USING (key)
            WHERE outcome = 'done' AND kind IN ('pay', 'undo', 'pay set aside')
            GROUP BY told.key, told.answer
            HAVING count(*) <> 1 OR min(written.id) IS DISTINCT FROM told.answer::bigint""",
    ),
    (
        "of those that nobody was told about, each stands once or never",
        """SELECT count(DISTINCT told.key) || ', ' || count(written.id) || ' of them stand'
            FROM told LEFT JOIN written USING (key)
            WHERE outcome = 'left' AND kind IN ('pay', 'undo', 'pay set aside')""",
        """SELECT key, count(*) FROM told JOIN written USING (key) WHERE outcome = 'left'
            GROUP BY key HAVING count(*) > 1""",
    ),
    (
        "nothing stands that was refused",
        "SELECT count(*) FROM told WHERE outcome = 'refused'",
        """SELECT told.key, told.kind, told.answer FROM told LEFT JOIN written USING (key)
                LEFT JOIN money_hold hold ON hold.key = told.key
            WHERE outcome = 'refused' AND (written.id IS NOT NULL OR hold.id IS NOT NULL)""",
    ),
    (
        "nothing stands that was not asked for, and no key twice",
        "SELECT count(*) FROM written",
        """SELECT key, count(*) FROM written LEFT JOIN told USING (key) WHERE NOT key = ANY(%(first)s)
            GROUP BY key HAVING count(*) <> 1 OR count(told.key) <> 1
                OR NOT bool_and(told.kind IN ('pay', 'undo', 'pay set aside'))""",
    ),
    (
        "every entry has the legs that were asked for",
        "SELECT sum(legs) FROM written",
        """SELECT written.id, told.accounts, told.amounts, written.accounts, written.amounts
            FROM written JOIN told USING (key)
            WHERE (written.accounts, written.amounts) IS DISTINCT FROM (told.accounts, told.amounts)""",
    ),
    (
        "the legs of every entry are all there and add up to zero",
        "SELECT count(*) FROM written",
        "SELECT id, legs, legs_count, total FROM written WHERE legs <> legs_count OR total <> 0",
    ),
    (
        "what was undone was undone once and whole",
        "SELECT count(*) FROM written WHERE reverses_id IS NOT NULL",
        """SELECT undone.id, array_agg(written.id)
            FROM written JOIN written undone ON undone.id = written.reverses_id
            GROUP BY undone.id HAVING count(*) > 1 OR bool_or(written.accounts <> undone.accounts)
                OR bool_or(ARRAY(SELECT -fen FROM unnest(written.amounts) fen) <> undone.amounts)
            UNION ALL
            SELECT written.id, ARRAY[written.reverses_id] FROM told JOIN written USING (key)
            WHERE (told.kind = 'undo') <> (written.reverses_id IS NOT NULL)
                OR (told.kind = 'undo' AND written.reverses_id <> told.reference)""",
    ),
    (
        "what was sent again got the same answer",
        "SELECT count(*) FROM told WHERE again <> ''",
        "SELECT key, answer, again FROM told WHERE again <> '' AND again <> answer",
    ),
    (
        "what was set aside stands once, as asked",
        "SELECT count(*) FROM told WHERE outcome = 'done' AND kind = 'set aside'",
        """SELECT told.key, told.answer, array_agg(hold.id) FROM told LEFT JOIN money_hold hold USING (key)
            WHERE kind = 'set aside' AND outcome IN ('done', 'left')
            GROUP BY told.key, told.answer, told.outcome, told.accounts, told.amounts
            HAVING count(*) <> 1
                OR bool_or((hold.account_id, hold.amount) <> (told.accounts[1], told.amounts[1]))
                OR (told.outcome = 'done' AND min(hold.id) IS DISTINCT FROM told.answer::bigint)""",
    ),
    (
        "nothing is set aside that was not asked for",
        "SELECT count(*) FROM money_hold",
        "SELECT hold.id FROM money_hold hold LEFT JOIN told ON told.key = hold.key AND kind = 'set aside'"
        " WHERE told.key IS NULL",
    ),
    (
        "what was set aside has ended as was told, or waits",
        "SELECT string_agg(state || ' ' || n, ', ' ORDER BY state)"
        " FROM (SELECT state, count(*) n FROM money_hold GROUP BY state) counted",
        """SELECT hold.id, hold.state, told.kind, told.outcome
            FROM money_hold hold LEFT JOIN told
                ON told.reference = hold.id AND told.kind IN ('pay set aside', 'set free')
                LEFT JOIN written ON written.key = told.key
            WHERE NOT CASE
                WHEN told.key IS NULL THEN hold.state = 'pending'
                WHEN told.kind = 'set free' AND told.outcome = 'done' THEN hold.state = 'released'
                WHEN told.kind = 'set free' THEN hold.state IN ('pending', 'released')
                WHEN written.id IS NULL THEN hold.state = 'pending'
                ELSE hold.state = 'posted' AND hold.entry_id = written.id END""",
    ),
    (
        "every balance is the sum of its legs, and what it holds that of its holds",
        "SELECT count(*) FROM money_account",
        """SELECT account.code, account.balance, account.held FROM money_account account
                LEFT JOIN (SELECT account_id, sum(amount) AS total FROM money_leg GROUP BY 1) legs
                    ON legs.account_id = account.id
                LEFT JOIN (SELECT account_id, sum(amount) AS total FROM money_hold
                    WHERE state = 'pending' GROUP BY 1) holds ON holds.account_id = account.id
            WHERE account.balance <> coalesce(legs.total, 0) OR account.held <> coalesce(holds.total, 0)""",
    ),
    (
        "every balance is what the clients' own files add up to",
        "SELECT count(DISTINCT account) FROM told, unnest(accounts) account",
        """SELECT account.code, account.balance, asked.total FROM money_account account JOIN (
                SELECT account, sum(fen) AS total FROM (
                    SELECT unnest(told.accounts) AS account, unnest(told.amounts) AS fen
                        FROM told LEFT JOIN written USING (key)
                        WHERE kind IN ('pay', 'undo', 'pay set aside')
                            AND (outcome = 'done' OR (outcome = 'left' AND written.id IS NOT NULL))
                    UNION ALL
                    SELECT unnest(accounts), unnest(amounts) FROM written WHERE key = ANY(%(first)s)
                ) moved GROUP BY account
            ) asked ON asked.account = account.id WHERE asked.total <> account.balance""",
    ),
    (
        # Each leg begins at the balance with which another one ended, from zero to the balance of today:
        # none is left out, and no two begin at the same place.
        "the legs of every account make one chain of balances",
        "SELECT count(*) FROM money_leg",
        """SELECT account_id, balance, sum(times) FROM (
                SELECT account_id, balance_after - amount AS balance, 1 AS times FROM money_leg
                UNION ALL SELECT account_id, balance_after, -1 FROM money_leg
                UNION ALL SELECT id, balance, 1 FROM money_account
                UNION ALL SELECT id, 0, -1 FROM money_account
            ) steps GROUP BY account_id, balance HAVING sum(times) <> 0""",
    ),
    (
        "no floor was passed, not for a moment",
        "SELECT count(*) FROM money_account WHERE floor IS NOT NULL",
        """SELECT code, balance, held, floor, lowest FROM money_account account JOIN (
                SELECT account_id, min(balance_after) AS lowest FROM money_leg GROUP BY account_id
            ) legs ON legs.account_id = account.id
            WHERE balance - held < floor OR lowest < floor""",
    ),
    (
        "all accounts together have nothing",
        "SELECT count(*) FROM money_account",
        "SELECT currency, sum(balance) FROM money_account GROUP BY currency HAVING sum(balance) <> 0",
    ),
)


def checks(url: str, files: Sequence[Path], first_keys: Sequence[str]) -> Iterator[Check]:
    """Everything that has to be so after a run."""
    with psycopg.connect(url) as connection:
        # What an index says must also be so in the table itself.
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            connection.execute(sql.SQL("SET {} = off").format(sql.Identifier(f"enable_{way}")))
        connection.execute("SET work_mem = '256MB'")
        connection.execute(_TOLD)
        yield from _read(connection, files)
        connection.execute(_WRITTEN)
        connection.execute("ANALYZE told")
        connection.execute("ANALYZE written")
        for name, much, wrong in _CHECKS:
            (number,) = connection.execute(much).fetchone() or (None,)
            rows = connection.execute(wrong, {"first": [UUID(key) for key in first_keys]}).fetchmany(_SHOWN)
            yield name, str(number), [", ".join(map(str, row)) for row in rows]


def outcomes(files: Iterable[Path]) -> dict[str, Counter[str]]:
    """How often each kind of command had each outcome."""
    found: dict[str, Counter[str]] = {}
    for file in files:
        for each in told(file):
            found.setdefault(each.outcome, Counter())[each.asked.kind] += 1
    return found


def _read(connection: psycopg.Connection[Any], files: Sequence[Path]) -> Iterator[Check]:
    """Bring the clients' files into the database; name errors that nobody should get."""
    faults: list[str] = []
    circles, sent, again = 0, 0, 0
    with connection.cursor() as cursor, cursor.copy(_COLUMNS) as copy:
        for client, file in enumerate(files):
            for each in told(file):
                copy.write_row(_row(client, each))
                sent, again, circles = sent + 1, again + (each.tries > 1), circles + each.circles
                if each.outcome == "fault":
                    faults.append(f"{each.asked.kind} {each.asked.key}: {each.answer}")
    yield (
        "every error was one of a database that is away",
        f"{sent} entries and holds, {again} sent again",
        faults[:_SHOWN],
    )
    yield "nobody waited in a circle", f"{sent} entries and holds", [f"{circles} times"] if circles else []


def _row(client: int, each: Told) -> tuple[Any, ...]:
    asked = each.asked
    accounts, amounts = list(asked.accounts), list(asked.amounts)
    place = (client, asked.number, asked.kind, asked.key, accounts, amounts, asked.reference)
    return (*place, each.outcome, each.answer, each.again)
