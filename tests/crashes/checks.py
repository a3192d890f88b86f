"""Compares the record with what the clients were told; a program of its own, run on the served folder.

Reads {"sent": […], "letters": [[message id, recipient, times], …], "calls": {id: times}} from standard input
and prints a list of [what was checked, how much of it, [what is wrong, …]].
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import django

Check = tuple[str, str, list[str]]
_AUTOMATIC = "automation"


def checks(told: dict[str, Any]) -> Iterator[Check]:
    """Everything that has to be so after a run."""
    yield from _commands(told["sent"])
    yield _chains()
    yield _projections()
    yield _clocks()
    yield _papers()
    yield _letters_of_a_no()
    yield _files()
    yield from _notices(told["letters"])
    yield _calls(told["calls"])
    yield _questions()
    yield _queue()


def _commands(sent: list[dict[str, Any]]) -> Iterator[Check]:
    """A command that was answered as done is on record once; one that was refused is not."""
    from haina.cases.models import CaseEvent

    stored = CaseEvent.objects.exclude(key=None).exclude(role=_AUTOMATIC).exclude(key__startswith="demo:")
    ours = {event.key: event for event in stored}
    done = {each["key"]: each for each in sent if each["outcome"] == "done"}
    lost = [f"{each['verb']} {key} of case {each['case']}" for key, each in done.items() if key not in ours]
    yield "acknowledged commands are on record", f"{len(done)}", lost
    other = [
        f"{key}: {event.command} of {event.case_id}"
        for key, event in ours.items()
        if key in done
        and (event.command, str(event.account_id), str(event.case_id))
        != (done[key]["verb"], done[key]["account"], done[key]["case"])
    ]
    yield "each as it was sent", f"{len(done)}", other
    never = [
        f"{event.command} {key} of case {event.case_id}" for key, event in ours.items() if key not in done
    ]
    yield "nothing is on record that nobody was told of", f"{len(ours)}", never
    batches = Counter((event.case_id, event.batch) for event in ours.values())
    keys = CaseEvent.objects.exclude(role=_AUTOMATIC).values_list("case_id", "batch", "command")
    without = {(case, batch) for case, batch, command in keys.distinct()} - set(batches)
    # The appeal that a command begins, and the draft and filing inside it, have no key of their own.
    begun = set(CaseEvent.objects.filter(case__appeal_of__isnull=False).values_list("case_id", "batch"))
    told = set(CaseEvent.objects.filter(command="appeal").values_list("case_id", "batch"))
    twice = [f"{case} #{batch}" for (case, batch), times in batches.items() if times > 1]
    demo = set(CaseEvent.objects.filter(key__startswith="demo:").values_list("case_id", "batch"))
    # What reviews and payments tell in a case rests on rows of their own, which have the key.
    beside = CaseEvent.objects.filter(kind="followed_up")
    followed = set(beside.values_list("case_id", "batch"))
    twice += [f"{case} #{batch} without a key" for case, batch in without - begun - told - demo - followed]
    said = Counter(
        (case, payload["what"], payload["about"], at)
        for case, payload, at in beside.values_list("case_id", "payload", "at")
    )
    twice += [f"{what} {about} in case {case}" for (case, what, about, _), n in said.items() if n > 1]
    yield "no command ran twice", f"{len(batches)} sets of events", twice


def _chains() -> Check:
    from haina.cases.chain import verify_all
    from haina.cases.models import CaseEvent

    return "chains and daily roots", f"{CaseEvent.objects.count()} events", [str(one) for one in verify_all()]


def _projections() -> Check:
    """Every row for reading is what the fold of the events gives, clocks and documents included."""
    from haina.cases.models import Case

    wrong = [
        f"{row.reference}: {what}" for row in Case.objects.exclude(sequence=0) for what in _differences(row)
    ]
    return "rows for reading are the fold of the events", f"{Case.objects.count()} cases", wrong


def _differences(row: Any) -> Iterator[str]:
    from django.db import transaction

    from haina.cases.models import CaseDocument
    from haina.cases.policies import working_calendar
    from haina.cases.store import load_state, project

    before = _columns(row)
    state = load_state(row.pk)
    with transaction.atomic():
        project(row, state, (), working_calendar())
        row.refresh_from_db()
        after = _columns(row)
        transaction.set_rollback(True)
    for name in before.keys() | after.keys():
        if before.get(name) != after.get(name):
            yield f"{name} is {before.get(name)}, the events say {after.get(name)}"
    files = CaseDocument.objects.filter(case=row, removed_at=None).values_list("pk", flat=True)
    if set(files) != set(state.documents):
        yield "other files than the events say"


def _columns(row: Any) -> dict[str, Any]:
    """What the rows of a case say: its own columns and those of its stages."""
    own = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    own["departments"] = sorted(own["departments"])
    stages = {
        f"{stage['stage']}.{name}": value
        for stage in row.stages.values()
        for name, value in stage.items()
        if name != "id"
    }
    return {**own, **stages}


def _clocks() -> Check:
    """Last days counted anew, day by day, for every stage that was never stopped."""
    from datetime import timedelta

    from haina.cases.models import CaseEvent, CaseStage
    from haina.cases.policies import working_calendar

    calendar = working_calendar()
    stopped = set(
        CaseEvent.objects.filter(
            kind__in=["paused", "returned_for_correction", "extended", "clock_recounted"]
        ).values_list("case_id", flat=True)
    )
    wrong, counted = [], 0
    for event in CaseEvent.objects.filter(kind="stage_opened"):
        term = event.payload.get("term", {})
        row = CaseStage.objects.filter(case_id=event.case_id, stage=event.payload.get("stage")).first()
        simple = term.get("unit") == "working_days" and event.case_id not in stopped
        if row is None or row.due is None or not simple:
            continue
        day, left = event.on, int(term["length"])
        while left:
            day += timedelta(days=1)
            left -= calendar.kind(day).is_working
        counted += 1
        if day < row.due:
            wrong.append(f"{event.case_id} {row.stage}: {row.due} instead of {day}")
    return "last days, counted anew", f"{counted} stages", wrong


def _papers() -> Check:
    """Every yes has one document, which is on record, in its table and in the file store."""
    from haina.cases.models import Case, CaseEvent, IssuedDocument

    wrong = []
    for case in Case.objects.filter(state="approved", appeal_of=None):
        wrong.append(f"{case.reference}: granted, and nothing issued")
    issued = Counter(CaseEvent.objects.filter(kind="issued").values_list("case_id", flat=True))
    wrong += [f"{case}: issued {times} times" for case, times in issued.items() if times > 1]
    good = Counter(
        document.case_id
        for document in IssuedDocument.objects.filter(revoked_at=None, replaced_at=None)
        if not document.tells_a_no
    )
    wrong += [f"{case}: {good[case]} documents for one issue" for case in issued if good[case] != 1]
    wrong += [f"{case}: a document that was never issued" for case in good if case not in issued]
    return "every yes has one paper", f"{sum(good.values())} papers", wrong


def _letters_of_a_no() -> Check:
    """Every no has one letter."""
    from haina.cases.models import Case, IssuedDocument

    letters = Counter(document.case_id for document in IssuedDocument.objects.all() if document.tells_a_no)
    told = Case.objects.filter(state__in=["refused", "declined"])
    wrong = [f"{case.reference}: {letters[case.pk]} letters" for case in told if letters[case.pk] != 1]
    return "every no has one letter", f"{sum(letters.values())} letters", wrong


def _files() -> Check:
    """Every file that the record names is in the store and is what its name says."""
    from haina.cases.files import path_of
    from haina.cases.models import CaseDocument, IssuedDocument

    names = set(CaseDocument.objects.values_list("sha256", flat=True))
    names |= set(IssuedDocument.objects.values_list("pdf_sha256", flat=True))
    wrong = [
        name
        for name in names
        if not path_of(name).exists() or hashlib.sha256(path_of(name).read_bytes()).hexdigest() != name
    ]
    return "files are whole", f"{len(names)} files", wrong


def _notices(letters: list[list[Any]]) -> Iterator[Check]:
    """Every notice is planned for its channels, and what is on record as sent has come exactly once."""
    from haina.cases.channels.models import Delivery
    from haina.cases.models import Notice

    unplanned = Notice.objects.filter(deliveries=None)
    wrong = [f"notice {notice.pk} was planned for no channel" for notice in unplanned]
    yield "every notice is planned for its channels", f"{Notice.objects.count()} notices", wrong
    came = {number.strip("<>").partition("@")[0]: times for number, _to, times in letters}
    sent = {str(each.pk): each for each in Delivery.objects.filter(channel="email")}
    wrong = [f"{number} came {times} times" for number, times in came.items() if times > 1]
    wrong += [f"{number} is not on record" for number in came.keys() - sent.keys()]
    for number, each in sent.items():
        if each.state == "done" and number not in came:
            wrong.append(f"{number} is on record as sent and never came")
        if each.state not in ("done", "unsure"):
            wrong.append(f"{number} is {each.state} ({each.problem})")
    unsure = [number for number, each in sent.items() if each.state == "unsure"]
    arrived = sum(number in came for number in unsure)
    much = f"{len(came)} letters; {len(unsure)} deliveries on record as unsure, of which {arrived} came"
    yield "every letter came once", much, wrong


def _calls(calls: dict[str, int]) -> Check:
    """Every call to a system has come, under its own number; again only where it was tried again."""
    from haina.cases.channels.models import Delivery

    made = {str(each.pk): each for each in Delivery.objects.filter(channel="webhook")}
    wrong = [f"{number} is not on record" for number in calls.keys() - made.keys()]
    for number, each in made.items():
        if each.state != "done" or number not in calls:
            wrong.append(f"{number} is {each.state} and came {calls.get(number, 0)} times")
        elif calls[number] > each.attempts:
            wrong.append(f"{number} was tried {each.attempts} times and came {calls[number]} times")
    again = sum(times > 1 for times in calls.values())
    return "every call to a system came", f"{len(calls)} calls, {again} of them again by their number", wrong


def _questions() -> Check:
    """No question to a register was put twice, and none is left behind."""
    from haina.exchange.models import RegisterRequest, RequestEvent

    wrong = []
    answered = Counter(RequestEvent.objects.filter(kind="answered").values_list("request_id", flat=True))
    wrong += [f"question {id}: answered {times} times" for id, times in answered.items() if times > 1]
    return "questions to registers", f"{RegisterRequest.objects.count()} questions", wrong


def _queue() -> Check:
    """Nothing waits, nothing is stuck, nothing has failed; what comes round again by itself may have."""
    from django.db import connection
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, task_name, count(*), max(attempts) FROM procrastinate_jobs GROUP BY 1, 2"
        )
        rows = cursor.fetchall()
    round_again = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    ended = dict.fromkeys(("failed", "aborted"), round_again)
    wrong = [
        f"{count} × {task}: {status}"
        for status, task, count, _ in rows
        if status != "succeeded" and task not in ended.get(status, ())
    ]
    done = sum(count for status, _, count, _ in rows if status == "succeeded")
    again = max((attempts for _, _, _, attempts in rows), default=0)
    return "jobs are done", f"{done} jobs, none tried more than {again} times", wrong


if __name__ == "__main__":
    django.setup()
    print(json.dumps([*checks(json.load(sys.stdin))]))
