"""The sweep over 200,000 open clocks: how long one round takes, by how many of them have run out.

Run with `make bench`; with a number, over that many clocks. An embedded PostgreSQL of its own is filled with
filed applications of the work permit, each with its events, its chain and one running clock; those that have
run out with a whole form and its documents. A round in which nothing has run out shows what looking costs,
the others what each escalated case adds: its event, its rows, its notice to the supervisor and its job. Then
a year is published on which clocks rest, and these are counted anew. Aims: under 60 s for a round in which
one in ten has run out, and a pace at which all clocks are counted anew in under five minutes.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZONE)
CLOCKS = 200_000
CHUNK = 2_000
AIM = 60.0  # seconds
RECOUNT_AIM = 300.0  # seconds
#: Of a round's clocks, how many have run out: none, one in a thousand, one in a hundred, one in ten.
SHARES = (0.0, 0.001, 0.01, 0.1)

FORM = {
    "nationality": "foreign",
    "citizenship": "Norway",
    "birth_date": "1990-05-01",
    "passport_number": "N1234567",
    "passport_expiry": "2034-05-01",
    "no_crime_record_home": True,
    "fit_for_work": True,
    "job_title": "Optics engineer",
    "job_contract": True,
    "contract_from": "2026-12-01",
    "contract_end": "2029-11-30",
    "annual_salary": 380000,
    "highest_degree": "master",
    "experience_years": 6,
    "high_end_ground": "none",
}
DOCUMENTS = ("passport", "contract", "no_criminal_record", "health")


def fill(clocks: int, late: int) -> None:
    """Store so many filed applications, of which `late` were filed so early that they have run out."""
    from haina.cases.models import Case, CaseEvent, CaseStage
    from haina.cases.policies import current_policy, store_version, working_calendar
    from haina.people.models import Account, Organisation, Person, Posting

    policy = current_policy()
    version = store_version(policy, NOW)
    stages = policy.procedures["foreigner_work_permit"].stages
    employer = Organisation.objects.create(credit_code="91310000000000001X", name_zh="公司")
    person = Person.objects.create(name="Kari")
    agent = Account.objects.create(email="agent@example.org")
    head = Account.objects.create(email="head@example.org")
    Posting.objects.create(account=head, office=Posting.Office.SUPERVISOR, valid_from=NOW.date())
    world = (version, stages[0], employer, person, agent, working_calendar())
    for start in range(0, clocks, CHUNK):
        numbers = range(start, min(start + CHUNK, clocks))
        made = [_case(number, number < late, world) for number in numbers]
        Case.objects.bulk_create([case for case, _events, _stage in made])
        CaseEvent.objects.bulk_create([event for _case_row, events, _stage in made for event in events])
        CaseStage.objects.bulk_create([stage for _case_row, _events, stage in made])


def _case(number: int, late: bool, world: tuple) -> tuple:  # type: ignore[type-arg]
    """One filed application: its row, its three chained events and its running clock."""
    from haina.cases import events
    from haina.cases.chain import hash_of
    from haina.cases.clock import Term, Unit, last_day
    from haina.cases.codec import payload
    from haina.cases.models import NO_HASH, Case, CaseEvent, CaseStage
    from haina.cases.state import TermOnRecord

    version, stage, employer, person, agent, calendar = world
    at = NOW - timedelta(days=20 if late else 0)
    due = last_day(calendar, Term(5), at.date())
    case = Case(
        id=uuid4(),
        reference=f"FWP-2026-{number:06d}",
        procedure="foreigner_work_permit",
        policy_version_id=version,
        organisation=employer,
        person=person,
        state="submitted",
        departments=[stage.department],
        due=due,
        watch=due,
        started_at=at,
        filed_at=at,
        changed_at=at,
    )
    term = TermOnRecord(5, Unit.WORKING_DAYS)
    documents = [
        events.DocumentAttached(uuid4(), kind, f"{kind}.pdf", "application/pdf", 120_000, "0" * 64)
        for kind in (DOCUMENTS if late else ())
    ]
    happened = (
        events.DraftStarted(case.procedure, case.reference, employer.pk, person.pk),
        *documents,
        events.Submitted(FORM if late else {"job_title": "Engineer"}, (), awaits_acceptance=True),
        events.StageOpened(stage.id, stage.department, term, stage.kind),
    )
    rows, previous = [], NO_HASH
    for sequence, event in enumerate(happened, 1):
        row = CaseEvent(
            case_id=case.pk,
            sequence=sequence,
            kind=event.kind,
            payload=payload(event),
            at=at,
            on=at.date(),
            account_id=agent.pk,
            role="agent",
            policy_version=version,
            command="submit",
            batch=1,
            previous_hash=previous,
        )
        row.hash = previous = hash_of(row)
        rows.append(row)
    case.sequence, case.head_hash = len(rows), previous
    clock = CaseStage(
        case=case,
        procedure=case.procedure,
        stage=stage.id,
        department=stage.department,
        status="open",
        opened_on=at.date(),
        due=due,
    )
    return case, rows, clock


def measure(clocks: int) -> None:
    """Fill the database and sweep it once for each share."""
    from haina.cases.models import Case
    from haina.cases.verbs import escalate_overdue

    late = [round(clocks * share) for share in SHARES]
    began = time.perf_counter()
    fill(clocks, sum(late))
    print(f"{clocks:,} open clocks, filled in {time.perf_counter() - began:.0f} s\n")
    waiting = list(Case.objects.filter(watch__lt=NOW.date()).order_by("pk").values_list("pk", flat=True))
    Case.objects.filter(pk__in=waiting).update(watch=None)
    print(
        "| run out | round, s | of these the sweep's own, s | ms per case that ran out |\n|--:|--:|--:|--:|"
    )
    for count in late:
        now, waiting = waiting[:count], waiting[count:]
        Case.objects.filter(pk__in=now).update(watch=NOW.date() - timedelta(days=1))
        began, worked = time.perf_counter(), time.process_time()
        sweep = escalate_overdue(NOW)
        took, own = time.perf_counter() - began, time.process_time() - worked
        assert (len(sweep.done), len(sweep.failed)) == (count, 0)
        each = f"{took / count * 1000:.1f}" if count else "–"
        print(f"| {count:,} | {took:.2f} | {own:.2f} | {each} |")
    pace = recount(clocks // 10, clocks)
    assert took < AIM or clocks > CLOCKS, f"{took:.0f} s are more than {AIM:.0f} s"
    assert pace < RECOUNT_AIM, f"{pace:.0f} s are more than {RECOUNT_AIM:.0f} s"


def recount(resting: int, clocks: int) -> float:
    """Publish a year on which some of the clocks rest and count these anew; seconds for all at that pace."""
    from haina.cases.models import Case
    from haina.cases.policies import current_policy
    from haina.cases.verbs import recount_clocks

    year = max(current_policy().calendar.years)
    some = Case.objects.filter(watch__gte=NOW.date()).order_by("pk").values_list("pk", flat=True)[:resting]
    Case.objects.filter(pk__in=list(some)).update(provisional=True, rests_on=year)
    began = time.perf_counter()
    swept = recount_clocks(NOW)
    took = time.perf_counter() - began
    assert (len(swept.done), len(swept.failed)) == (resting, 0)
    pace = took / resting * clocks
    print(f"\n{resting:,} clocks counted anew in {took:.1f} s: {clocks:,} at that pace in {pace:.0f} s")
    return pace


def main() -> None:
    """Start a PostgreSQL, measure in it and stop it."""
    clocks = int(sys.argv[1]) if len(sys.argv) > 1 else CLOCKS
    from haina.server.postgres import Cluster

    with tempfile.TemporaryDirectory(prefix="haina-bench-") as folder:
        cluster = Cluster(Path(folder))
        cluster.start(Path(folder) / "log")
        try:
            os.environ["DATABASE_URL"] = cluster.url()
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haina.server.settings")
            import django
            from django.core.management import call_command

            django.setup()
            logging.getLogger("procrastinate").setLevel(logging.WARNING)
            call_command("migrate", verbosity=0)
            print(f"Python {platform.python_version()}, {os.cpu_count()} processors")
            measure(clocks)
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
