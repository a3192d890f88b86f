"""The last day of a call: ten times the load in the last hour, the database gone in it, nothing lost.

Run with `make bench`; `--drafts 200 --seconds 10` is the quick form. An embedded PostgreSQL of its own, with
fsync and synchronous commit on. A day of the call is run through in the time given: in the last twenty-fourth
of it ten times as many applications arrive as in any other, and some arrive after the end. While the last
hour runs the database is stopped and started again; whoever meets it gone sends the form again with the note
of the time at which it came, as the page that says so has them do. Printed: how many came in time, how many
of these count, how long it took from the arrival to the answer, and whether any count that came late. The
same code path as the portal's: `haina.cases.verbs.submit`, with the call's consequence and the triggers.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from haina.people.models import Account
    from haina.server.postgres import Cluster

CLIENTS = 16
HOURS, PEAK = 24, 10
#: Applications that come after the end, as a share of those before.
LATE = 0.05
PROGRAMME = "knowledge_update_training"
BUDGET = "talent_development_fund"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FORM = {"professional_staff": "true", "training_at_base": "true", "training_cost": "8000"}
#: So long the database is gone, in seconds.
GONE = 2.0


@dataclass(frozen=True)
class Draft:
    """An application that waits to be sent, by whom, and when it is sent (seconds after the beginning)."""

    case: UUID
    account: Account
    seen: int
    at: float


@dataclass(frozen=True)
class Sent:
    """What became of one: when it came, whether it is in, how long the answer took, how often it was sent."""

    draft: Draft
    came: datetime
    is_in: bool
    took: float
    times: int


def main() -> None:
    """Run the day, print what became of it; exit 1 where something is lost or late."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the day takes")
    parser.add_argument("--drafts", type=int, default=3000, help="applications that come in time")
    arguments = parser.parse_args()
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="haina-bench-") as folder:
        os.environ.update(HAINA_VAR=folder, DJANGO_SETTINGS_MODULE="haina.server.settings")
        import django

        from haina.server.postgres import Cluster

        cluster = Cluster(Path(folder) / "postgres")
        cluster.start(Path(folder) / "postgres.log")
        try:
            os.environ["DATABASE_URL"] = cluster.url()
            django.setup()
            logging.disable(logging.ERROR)
            drafts = _world(arguments.drafts, arguments.seconds)
            sys.exit(_day(cluster, Path(folder) / "postgres.log", drafts, arguments.seconds))
        finally:
            cluster.stop()


def _world(in_time: int, seconds: float) -> list[Draft]:
    """A funded plan, and drafts with the moments at which they are sent."""
    from django.core.management import call_command

    from haina.cases.policies import current_policy, store_version
    from haina.people.models import Account, Posting

    call_command("migrate", verbosity=0)
    now = datetime.now().astimezone()
    store_version(current_policy(), now)
    officer = Account.objects.create(email="officer@example.org", name="Officer")
    Posting.objects.create(
        account=officer, office=Posting.Office.OFFICER, department="hrss_bureau", valid_from="2020-01-01"
    )
    chance = random.Random(7)
    late = int(in_time * LATE)
    moments = sorted(_moment(chance, seconds) for _ in range(in_time))
    moments += [seconds + chance.random() * seconds / HOURS for _ in range(late)]
    start = time.perf_counter()
    drafts = [_draft(number, at, now) for number, at in enumerate(moments)]
    print(f"{len(drafts):,} drafts in {time.perf_counter() - start:.0f} s")
    return drafts


def _moment(chance: random.Random, seconds: float) -> float:
    """When one is sent: in the last hour ten times as likely as in any other."""
    hour = chance.choices(range(HOURS), weights=[1] * (HOURS - 1) + [PEAK])[0]
    return (hour + chance.random()) * seconds / HOURS


def _draft(number: int, at: float, now: datetime) -> Draft:
    from haina.cases import verbs
    from haina.people.actors import actor_for
    from haina.people.models import Account, Person

    account = Account.objects.create(email=f"p{number}@example.org", name=f"P{number}")
    person = Person.objects.create(name=f"Person {number}", account=account)
    actor = actor_for(account, now.date())
    begun = verbs.start_draft(
        actor, now, f"{PROGRAMME}_procedure", organisation_id=None, person_id=person.pk, key=f"b{number}"
    )
    saved = verbs.save_draft(actor, now, begun.case_id, FORM, key=f"s{number}", seen=begun.sequence)
    papers = io.BytesIO(PDF.replace(b"<<>>", b"<</N %d>>" % number, 1))
    last = verbs.attach_document(
        actor,
        now,
        begun.case_id,
        "talent_plan_papers",
        "plan.pdf",
        papers,
        key=f"a{number}",
        seen=saved.sequence,
    )
    return Draft(begun.case_id, account, last.sequence, at)


def _call(seconds: float, begun: datetime) -> datetime:
    """Open the call; when it ends."""
    from haina.money.verbs.appropriate import appropriate
    from haina.money.verbs.draw_up_plan import NewPlan, draw_up_plan
    from haina.money.verbs.file_plan import file_plan
    from haina.money.verbs.fund_plan import fund_plan
    from haina.money.verbs.open_call import NewCall, open_call
    from haina.people.actors import actor_for
    from haina.people.models import Account
    from haina.rules.text import Text

    officer = actor_for(Account.objects.get(email="officer@example.org"), begun.date())
    title = Text("批次", "Call")
    plan = draw_up_plan(officer, begun, NewPlan("plan", title, "hrss_bureau", BUDGET, begun.year))
    file_plan(officer, begun, plan.pk, number="F-1", on=begun.date())
    appropriate(officer, begun, BUDGET, begun.year, 1_000_000, document="B-1")
    fund_plan(officer, begun, plan.pk, 1_000_000, document="O-1")
    ends = begun + timedelta(seconds=seconds)
    open_call(officer, begun, NewCall("call", plan.pk, PROGRAMME, title, begun, ends, 1_000_000))
    return ends


def _day(cluster: Cluster, log: Path, drafts: list[Draft], seconds: float) -> int:
    from django.db import connection

    from haina.money.models import CallApplication

    begun = datetime.now().astimezone()
    ends = _call(seconds, begun)
    clock = time.monotonic() - (datetime.now().astimezone() - begun).total_seconds()
    with ThreadPoolExecutor(CLIENTS) as threads:
        ordered = sorted(drafts, key=lambda one: one.at)
        waiting = [threads.submit(_send, draft, clock, begun) for draft in ordered]
        # By this thread, which stays: a server ends with the thread that started it.
        _outage(cluster, log, clock + seconds * (HOURS - 0.7) / HOURS)
        sent = [one.result() for one in waiting]
    connection.close()
    arrived = dict(
        CallApplication.objects.filter(arrived_at__isnull=False).values_list("case_id", "arrived_at")
    )
    in_time = [one for one in sent if one.came <= ends]
    lost = [one for one in in_time if one.draft.case not in arrived]
    too_late = [case for case, at in arrived.items() if at > ends]
    wrong = [one for one in sent if one.is_in != (one.draft.case in arrived)]
    _print(sent, in_time, seconds)
    print(
        f"lost: {len(lost)}; counted though late: {len(too_late)}; told otherwise than stored: {len(wrong)}"
    )
    return 1 if lost or too_late or wrong else 0


def _outage(cluster: Cluster, log: Path, at: float) -> None:
    """Take the database away for a while."""
    time.sleep(max(0.0, at - time.monotonic()))  # the timetable of the day, nothing is waited for
    cluster.stop()
    time.sleep(GONE)  # how long it is away is what is measured
    cluster.start(log)


def _send(draft: Draft, clock: float, begun: datetime) -> Sent:
    """Send one form when its moment comes, and again as long as the database is gone."""
    from django.db import InterfaceError, OperationalError, connection

    time.sleep(max(0.0, clock + draft.at - time.monotonic()))  # the timetable of the day
    # It came at its moment, also where all of the server's threads were busy then.
    came = begun + timedelta(seconds=draft.at)
    times = 0
    while True:
        times += 1
        try:
            is_in = _submitted(draft, came)
            break
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.2)  # as a person who presses again: only an answer says that it is back
    took = time.monotonic() - clock - draft.at
    connection.close()
    return Sent(draft, came, is_in, took, times)


def _submitted(draft: Draft, came: datetime) -> bool:
    from haina.cases import verbs
    from haina.cases.refusals import Refusal
    from haina.people.actors import actor_for

    now = datetime.now().astimezone()
    actor = actor_for(draft.account, now.date())
    words = {"declared": True, "arrived": came, "key": f"f{draft.case}", "seen": draft.seen}
    try:
        verbs.submit(actor, now, draft.case, **words)  # type: ignore[arg-type]  # the words of submit
    except Refusal as refusal:
        if refusal.code != "call_is_open":
            raise
        return False
    return True


def _print(sent: list[Sent], in_time: list[Sent], seconds: float) -> None:
    peak = [one for one in in_time if one.draft.at >= seconds * (HOURS - 1) / HOURS]
    print(f"load {'/'.join(f'{each:.1f}' for each in os.getloadavg())}; the day takes {seconds:g} s\n")
    print("| | applications | a second | sent again | answer p50 | p99 | longest |\n|--|--|--|--|--|--|--|")
    for name, some, span in (
        ("in time", in_time, seconds),
        ("in the last hour", peak, seconds / HOURS),
        ("after the end", [one for one in sent if one not in in_time], seconds / HOURS),
    ):
        took = sorted(one.took for one in some) or [0.0]
        again = sum(one.times > 1 for one in some)
        middle, high = took[len(took) // 2], took[min(len(took) - 1, int(len(took) * 0.99))]
        print(
            f"| {name} | {len(some):,} | {len(some) / span:,.1f} | {again:,} "
            f"| {1000 * middle:,.0f} ms | {high:.2f} s | {took[-1]:.2f} s |"
        )
    print()


if __name__ == "__main__":
    main()
