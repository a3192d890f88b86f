"""`haina serve` over the bench's data, and what the people of the bench have before them."""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from _cases_commands import Rate
from _cases_users import Browser, Timings, User, Work, at_work
from haina.server import processes

USERS = ("officer",) * 7 + ("supervisor",) * 2 + ("applicant",) * 7


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The platform as `haina serve` runs it in production, without the demo; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    log = folder / "served.log"
    command = [sys.executable, "-m", "haina", "serve", "--lang", "en", "--no-demo", "--port", str(port)]
    with log.open("wb") as output:
        # However the bench ends, the platform ends with it and lets go of the data.
        process = processes.start(
            command, output=output, environment={**os.environ, "HAINA_VAR": str(folder)}
        )
    try:
        end = time.monotonic() + 180
        while "Haina is at" not in log.read_text(encoding="utf-8"):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            # What is waited for stands in a file, which tells nobody that it has grown: it is looked into.
            time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def measure(port: int, work: Work, seconds: float, pause: float) -> tuple[dict[str, Rate], Sequence[str]]:
    """Have everybody work for so long; the requests by kind and what failed."""
    timings = Timings()

    def open_(account: UUID) -> Browser:
        return Browser(port, f"127.0.0.1:{port}", work.sessions[account], timings)

    users = [User(number, role, work, open_, pause) for number, role in enumerate(USERS)]
    took = at_work(users, seconds)
    return timings.rates(took), timings.failed


def prepare(owner: str, decisions: int, submissions: int) -> Work:
    """Read what there is to look at, and store cases to decide and drafts to hand in."""
    from django.urls import reverse
    from django.utils import translation

    import _cases_data as data
    from haina.cases.models import Case, CaseEvent, CaseStage
    from haina.people.models import Account, Person, Posting

    draw = random.Random("work")
    to_decide = data.add(decisions, "filed", owner)
    to_submit = data.add(submissions, "drafted", owner)
    officers: dict[str, list[UUID]] = {}
    for account, department in (
        Posting.objects.filter(office="officer").order_by("pk").values_list("account_id", "department")
    ):
        officers.setdefault(department, []).append(account)
    busy = sorted(officers, key=lambda name: -len(officers[name]))[:7]
    filed = _filers(draw, 300)
    drafts = list(
        CaseEvent.objects.filter(case_id__in=to_submit, sequence=1).values_list("case_id", "account_id")
    )
    supervisors = list(
        Posting.objects.filter(office="supervisor").order_by("pk").values_list("account_id", flat=True)
    )[:4]
    first = dict(
        CaseStage.objects.filter(case_id__in=to_decide, status="open").values_list("case_id", "department")
    )
    accounts = {each for team in officers.values() for each in team[:1]}
    accounts |= {officers[name][draw.randrange(len(officers[name]))] for name in busy} | set(supervisors)
    accounts |= {account for _case, account in [*filed, *drafts]}
    at_desk = [
        (next(each for each in officers[name] if each in accounts), _open_cases(name, draw), _deep(name))
        for name in busy
    ]
    persons = Person.objects.order_by("pk").filter(pk__gte=UUID(int=draw.getrandbits(128)))[:400]
    some = draw.sample([each.name for each in persons], 40)
    with translation.override("zh-hans"):
        nobody = UUID(int=0)
        addresses = {
            "worklist": reverse("cases:worklist"),
            "mine": reverse("cases:mine"),
            "case": reverse("cases:case", args=[nobody]).replace(str(nobody), "{}"),
            "check": reverse("cases:check", args=[nobody]).replace(str(nobody), "{}"),
        }
    return Work(
        sessions=_sessions(list(Account.objects.filter(pk__in=accounts))),
        officers=at_desk,
        officer_of={name: next(each for each in team if each in accounts) for name, team in officers.items()},
        supervisors=supervisors,
        filed=filed,
        to_decide=[(case_id, first[case_id]) for case_id in to_decide if case_id in first],
        to_submit=drafts,
        names_zh=[name for name in some if not name.isascii()],
        names_latin=[name for name in some if name.isascii()],
        numbers=list(
            Case.objects.filter(pk__gte=UUID(int=draw.getrandbits(128)))
            .order_by("pk")
            .values_list("reference", flat=True)[:50]
        ),
        then=_then(to_decide),
        addresses=addresses,
    )


def _filers(draw: random.Random, count: int) -> list[tuple[UUID, UUID]]:
    """Some cases with who filed them."""
    from haina.cases.models import CaseEvent

    found = []
    for _ in range(count):
        first = (
            CaseEvent.objects.filter(case_id__gte=UUID(int=draw.getrandbits(128)))
            .order_by("case_id", "sequence")
            .first()
        )
        if first is not None and first.sequence == 1 and first.account_id is not None:
            found.append((first.case_id, first.account_id))
    return found


def _open_cases(department: str, draw: random.Random) -> list[UUID]:
    from haina.cases.models import CaseStage

    rows = CaseStage.objects.filter(status="open", department=department).values_list("case_id", flat=True)
    found = list(rows[:2000])
    draw.shuffle(found)
    return found[:300]


def _deep(department: str) -> list[str]:
    """Places far down in the list of a department."""
    from haina.cases.models import CaseStage

    rows = CaseStage.objects.filter(status="open", department=department, due__isnull=False).order_by(
        "due", "pk"
    )
    places = list(rows.values_list("due", "pk"))
    return [f"{due}.{row}" for due, row in places[len(places) // 3 :: 37]]


def _then(case_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The departments whose deciding stages begin when the file is accepted."""
    from haina.cases.models import Case
    from haina.cases.policies import current_policy

    procedures = current_policy().procedures
    found = {}
    for case_id, name in Case.objects.filter(pk__in=case_ids).values_list("pk", "procedure"):
        accepting = {each.id for each in procedures[name].stages if each.kind == "acceptance"}
        found[case_id] = [
            each.department
            for each in procedures[name].stages
            if each.kind == "decision" and set(each.after) <= accepting
        ]
    return found


def _sessions(accounts: Sequence[object]) -> dict[UUID, str]:
    """A session of each account, as signing in with the second factor leaves it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    found = {}
    for account in accounts:
        store = SessionStore()
        store[SESSION_KEY] = str(account.pk)  # type: ignore[attr-defined]  # an account
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()  # type: ignore[attr-defined]
        store.set_expiry(timedelta(hours=8))
        store.create()
        found[account.pk] = str(store.session_key)  # type: ignore[attr-defined]
    return found
