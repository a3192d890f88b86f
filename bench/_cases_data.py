"""Makes and keeps the data of the load bench: a PostgreSQL of its own, filled by COPY from several processes.

The data stay in the folder between runs and are made anew when what makes them has changed, or when they are
more than a few days old: running cases have their last days around the day on which they were made.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.db import connections, models

CASES = 200_000
CHUNK = 400
PROCESSES = 2
#: Most age of kept data, in days.
LONGEST_KEPT = 4
#: Most days since the first case was begun, and since the last quarter of them were.
DAYS, RECENT = 720, 40
#: Raised whenever other data would be made; kept data of another version are made anew.
VERSION = 2


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, and when."""

    version: int
    cases: int
    persons: int
    organisations: int
    events: int
    open_stages: int
    made_on: str
    seconds: float


def kept(folder: Path, cases: int) -> Made | None:
    """What is in the folder, if it is what would be made today."""
    try:
        made = Made(**json.loads((folder / "made.json").read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError, ValueError):
        return None
    fresh = date.fromisoformat(made.made_on) >= datetime.now().astimezone().date() - timedelta(
        days=LONGEST_KEPT
    )
    return made if fresh and (made.version, made.cases) == (VERSION, cases) else None


def begun_on(number: int, cases: int, today: date) -> date:
    """The day on which a case was begun: three quarters over two years, a quarter in the last weeks."""
    place, share = number / cases, 0.75
    if place < share:
        return today - timedelta(days=int(DAYS - (DAYS - RECENT) * place / share))
    return today - timedelta(days=int(RECENT * (1 - place) / (1 - share)))


def make(folder: Path, cases: int, owner: str) -> Made:
    """Fill the empty database of the settings; `owner` is the address of its superuser.

    The constraints' triggers are off while rows come in, because the decisions that made them keep the
    promises; the indexes, unique ones included, are made afterwards over everything.
    """
    from _cases_kits import stage_shares
    from _cases_world import ORGANISATIONS, PERSONS, World
    from haina.cases.policies import current_policy, store_version
    from haina.cases.roots import make_roots

    began, now = time.perf_counter(), datetime.now().astimezone()
    policy = current_policy()
    version = store_version(policy, now)
    share = min(1.0, cases / CASES)
    world = World(max(500, int(PERSONS * share)), max(50, int(ORGANISATIONS * share)), stage_shares(policy))
    with psycopg.connect(owner, autocommit=True) as connection:
        _quiet(connection)
        for _name, rows in world.rows(now):
            _copy(connection, rows)
        _second_factors(world)
        with _without_indexes(connection):
            events, open_stages = _in_processes(world, cases, now, version, owner)
        _restart_numbers(connection, cases)
    began_roots = time.perf_counter()
    roots = len(make_roots(now))
    print(f"  roots of {roots} days in {time.perf_counter() - began_roots:.0f} s", flush=True)
    made = Made(
        VERSION,
        cases,
        world.persons,
        world.organisations,
        events,
        open_stages,
        str(datetime.now().astimezone().date()),
        round(time.perf_counter() - began, 1),
    )
    (folder / "made.json").write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


def _in_processes(world: Any, cases: int, now: datetime, version: str, owner: str) -> tuple[int, int]:
    assert world.officers_of and world.humans and world.firms  # drawn before the processes divide
    connections.close_all()
    chunks = [range(start, min(start + CHUNK, cases)) for start in range(0, cases, CHUNK)]
    events = open_stages = 0
    with ProcessPoolExecutor(
        PROCESSES, get_context("fork"), initializer=_begin, initargs=(world, cases, now, version, owner)
    ) as pool:
        for done, found in enumerate(pool.map(_fill, chunks), 1):
            events, open_stages = events + found[0], open_stages + found[1]
            if done % max(1, len(chunks) // 10) == 0:
                print(f"  {done * CHUNK:,} cases, {events:,} events", flush=True)
    return events, open_stages


_here: dict[str, Any] = {}


def _begin(world: Any, cases: int, now: datetime, version: str, owner: str) -> None:
    """Prepare a process: its kits and its connection."""
    from _cases_kits import kits
    from haina.cases.policies import current_policy

    connection = psycopg.connect(owner)
    _quiet(connection)
    _here.update(
        world=world,
        cases=cases,
        now=now,
        version=version,
        connection=connection,
        kits=kits(current_policy(), now.date()),
    )


def _fill(numbers: range) -> tuple[int, int]:
    """Tell these cases and store their rows; how many events and open stages there were."""
    from _cases_stories import Story

    connection, all_kits = _here["connection"], _here["kits"]
    stories = []
    for number in numbers:
        kit = all_kits[random.Random(f"kit:{number}").randrange(len(all_kits))]
        day = begun_on(number, _here["cases"], _here["now"].date())
        stories.append(Story(kit, _here["world"], _here["version"], number, day, _here["now"]).tell())
    _store(connection, stories)
    events = sum(len(story.events) for story in stories)
    return events, sum(row.status == "open" for story in stories for row in story.stages)


def add(count: int, stop: str, owner: str) -> list[UUID]:
    """Store cases just handed in ("filed") or ready to be handed in ("drafted"); return their ids.

    Of those handed in, the ids of the ones that a grant gives money are left out: some wait for an officer to
    lay the amount down, and statements about rows that PostgreSQL numbers cannot be sent again word for word.
    """
    from django.db import connection as current

    from _cases_kits import kits, stage_shares
    from _cases_stories import Story
    from _cases_world import World
    from haina.cases.policies import current_policy
    from haina.people.models import Organisation, Person

    policy, now = current_policy(), datetime.now().astimezone()
    world = World(Person.objects.count(), Organisation.objects.count(), stage_shares(policy))
    all_kits = kits(policy, now.date())
    stories = []
    for _ in range(count):
        with current.cursor() as cursor:
            cursor.execute("SELECT nextval('cases_reference')")
            number = int(cursor.fetchone()[0])
        kit = all_kits[number % len(all_kits)]
        stories.append(Story(kit, world, policy.version, number, now.date(), now, stop).tell())
    with psycopg.connect(owner) as connection:
        _quiet(connection)
        _store(connection, stories)
    ids = [story.row.pk for story in stories]
    return ids if stop == "drafted" else [each for each in ids if not _gives_money(each, now)]


def _gives_money(case_id: UUID, now: datetime) -> bool:
    """Whether a grant of the case would be an award."""
    from haina.cases.models import Case
    from haina.cases.perform import Matter
    from haina.cases.policies import current_policy
    from haina.cases.store import load_state
    from haina.money.offers import offers_of

    row, policy = Case.objects.get(pk=case_id), current_policy()
    procedure = policy.procedures[row.procedure]
    matter = Matter(row, load_state(case_id), policy, procedure, now.date(), now)
    return bool(offers_of(matter))


def _store(connection: psycopg.Connection[Any], stories: Sequence[Any]) -> None:
    with connection.transaction():
        _copy(connection, [story.row for story in stories])
        for part in ("events", "stages", "notices", "issued"):
            _copy(connection, [row for story in stories for row in getattr(story, part)])
        _copy(connection, [row for story in stories for row in story.documents.values()])


def _copy(connection: psycopg.Connection[Any], rows: Sequence[models.Model]) -> None:
    """Store unsaved rows of one model; numbers that the database gives are left to it."""
    if not rows:
        return
    fields = [
        each
        for each in rows[0]._meta.concrete_fields
        if not isinstance(each, models.AutoField | models.BigAutoField)
    ]
    names = ", ".join(f'"{each.column}"' for each in fields)
    plain = [each.attname for each in fields]
    json_places = [place for place, each in enumerate(fields) if isinstance(each, models.JSONField)]
    statement = f'COPY "{rows[0]._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            values = [getattr(row, name) for name in plain]
            for place in json_places:
                if values[place] is not None:
                    values[place] = json.dumps(values[place], ensure_ascii=False)
            copy.write_row(values)


def _quiet(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.commit()


def _second_factors(world: Any) -> None:
    """Officers have a second factor; it is asked for when one signs in, as the bench's sessions have."""
    from allauth.mfa.models import Authenticator

    Authenticator.objects.bulk_create(
        Authenticator(user_id=each.account, type="totp", data={"secret": "-"}) for each in world.officials
    )


_LARGE = ("cases_caseevent", "cases_case", "cases_casestage", "cases_casedocument", "cases_notice")


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Make the indexes and unique constraints of the large tables once, when all rows are there."""
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('p', 'u', 'f') "
        "OR confrelid::regclass::text = ANY(%s) AND contype = 'f' ORDER BY contype = 'f'",
        [list(_LARGE), list(_LARGE)],
    ).fetchall()
    for table, name, _definition in reversed(constraints):
        connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [list(_LARGE)]
    ).fetchall()
    for name, _definition in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    yield
    began = time.perf_counter()
    connection.execute("SET maintenance_work_mem = '512MB'")
    connection.execute("SET max_parallel_maintenance_workers = 2")
    for _name, definition in indexes:
        connection.execute(definition)
    for table, name, definition in constraints:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    print(f"  indexes and constraints in {time.perf_counter() - began:.0f} s", flush=True)
    connection.execute("VACUUM ANALYZE")


def _restart_numbers(connection: psycopg.Connection[Any], cases: int) -> None:
    connection.execute("SELECT setval('cases_reference', %s)", [cases])
    connection.execute("SELECT setval('cases_status_index', %s)", [cases])


def owner_of(folder: Path) -> str:
    """The address of the database for its superuser, who may store rows without their triggers."""
    from haina.server.database import database_url
    from haina.server.postgres import Cluster

    password = (folder / "postgres" / "postgres-password").read_text(encoding="ascii")
    socket = str(Cluster(folder / "postgres").socket_folder())
    return database_url(user="postgres", password=password, name="haina", host=socket, port=5432)
