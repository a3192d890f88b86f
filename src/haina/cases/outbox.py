"""The outbox: work that can fail is written down in the transaction of the event and done afterwards.

The only module that knows which job queue there is. A job that is deferred inside a transaction exists
exactly if the transaction is committed; a job may run twice, so everything it calls can be called twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from haina.cases.events import AppealUpheld, Approved, Declined, Event, Recorded, Refused
from haina.cases.models import Case, Notice

#: Jobs by the name under which they wait; `tasks.py` says what each does.
ISSUE_DOCUMENT = "cases.issue_document"
TELL_BY_LETTER = "cases.tell_by_letter"
ANNOUNCE_EXPIRY = "cases.announce_expiry"
SEND_NOTICE = "cases.send_notice"
DELIVER = "cases.deliver"
CONFIRM_WEBHOOK = "cases.confirm_webhook"
RESTORE_DOCUMENT = "cases.restore_document"
ASK_REGISTERS = "cases.ask_registers"
REGISTER_TOLD = "cases.register_told"
REMIND = "cases.remind"
TELL_OFFICERS = "cases.tell_officers"
ESCALATE_OVERDUE = "cases.escalate_overdue"
MAKE_ROOTS = "cases.make_roots"


def follow(case: Case, happened: Iterable[Recorded], notices: Iterable[Notice], *, issues: bool) -> None:
    """Defer what has to follow from the events; `issues`: whether the procedure issues a document."""
    follow_events(case, happened, issues=issues)
    send_notices(notices)


def follow_events(case: Case, happened: Iterable[Recorded], *, issues: bool) -> None:
    """Defer the papers that have to be made after the events."""
    happened = tuple(happened)
    for one in happened:
        if isinstance(one.event, AppealUpheld) and one.event.document:
            number = one.event.document
            app.configure_task(RESTORE_DOCUMENT).defer(case_id=str(case.pk), number=number)
        elif issues and _grants(one.event):
            issue_document(case.pk)
    if any(isinstance(one.event, (Refused, Declined)) for one in happened):
        app.configure_task(TELL_BY_LETTER).defer(case_id=str(case.pk))


def _grants(event: Event) -> bool:
    """Whether something is to be issued for the first time."""
    return isinstance(event, Approved) or (isinstance(event, AppealUpheld) and event.against == "refused")


def send_notices(notices: Iterable[Notice]) -> None:
    """Defer the sending of stored notices, of one case or of many."""
    letters: list[dict[str, Any]] = [{"notice_id": notice.pk} for notice in notices]
    if letters:
        app.configure_task(SEND_NOTICE).batch_defer(*letters)


def ask_registers(case_id: UUID) -> None:
    """Defer asking what the open stages want to know of registers."""
    app.configure_task(ASK_REGISTERS).defer(case_id=str(case_id))


def issue_document(case_id: UUID) -> None:
    """Defer the making and signing of what was granted."""
    app.configure_task(ISSUE_DOCUMENT).defer(case_id=str(case_id))


def deliver(delivery_id: UUID) -> None:
    """Defer the sending of one notice by one channel; it is never done by two workers at once."""
    app.configure_task(DELIVER, lock=f"delivery-{delivery_id}").defer(delivery_id=str(delivery_id))


def confirm_webhook(webhook_id: UUID) -> None:
    """Defer asking a system to confirm that notices may be sent to it."""
    app.configure_task(CONFIRM_WEBHOOK).defer(webhook_id=str(webhook_id))
