"""The jobs of the outbox. Each may run twice and does its work once."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from haina.cases import asking, outbox, verbs, waiting
from haina.cases.appointments import verbs as meetings
from haina.cases.channels import verbs as channels
from haina.cases.channels.kinds import ChannelName
from haina.cases.channels.planning import plan
from haina.cases.dates import verbs as dates
from haina.cases.looking import forget_old_looks
from haina.cases.models import Notice
from haina.cases.roots import make_roots

_RETRY = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(name=outbox.ISSUE_DOCUMENT, retry=_RETRY)
def issue_document(case_id: str) -> None:
    """Make and sign the document of a granted case."""
    verbs.issue(timezone.now(), UUID(case_id))


@app.task(name=outbox.RESTORE_DOCUMENT, retry=_RETRY)
def restore_document(case_id: str, number: str) -> None:
    """Make a document anew whose revocation has been set aside."""
    verbs.restore(timezone.now(), UUID(case_id), number)


@app.task(name=outbox.TELL_BY_LETTER, retry=_RETRY)
def tell_by_letter(case_id: str) -> None:
    """Make and sign the letter of a no."""
    verbs.tell_by_letter(timezone.now(), UUID(case_id))


@app.periodic(cron="30 7 * * *")
@app.task(name=outbox.ANNOUNCE_EXPIRY, queueing_lock=outbox.ANNOUNCE_EXPIRY)
def announce_expiry(timestamp: int) -> None:
    """Tell once a day of what runs out soon."""
    verbs.announce_expiry(timezone.now())


@app.task(name=outbox.SEND_NOTICE, retry=_RETRY)
def send_notice(notice_id: int) -> None:
    """Send a notice on by the channels that its account has chosen; each is a job of its own."""
    now = timezone.now()
    notice = Notice.objects.select_related("account", "case__person").get(pk=notice_id)
    for delivery in plan(notice, now):
        if delivery.channel == ChannelName.PORTAL:
            channels.deliver(now, delivery.pk)
        else:
            outbox.deliver(delivery.pk)


@app.task(name=outbox.DELIVER, retry=_RETRY)
def deliver(delivery_id: str) -> None:
    """Send one notice by one channel."""
    channels.deliver(timezone.now(), UUID(delivery_id))


@app.task(name=outbox.CONFIRM_WEBHOOK, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def confirm_webhook(webhook_id: str) -> None:
    """Ask a system to confirm that notices may be sent to it."""
    channels.confirm_webhook(timezone.now(), UUID(webhook_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name=outbox.REMIND, queueing_lock=outbox.REMIND)
def remind(timestamp: int) -> None:
    """Look every ten minutes for appointments of the next day, and for those that nobody needs any more."""
    now = timezone.now()
    meetings.give_back(now)
    meetings.remind(now)


@app.periodic(cron="15 23 * * *")  # of UTC: a quarter past seven in the morning in China
@app.task(name=outbox.TELL_OFFICERS, queueing_lock=outbox.TELL_OFFICERS)
def tell_officers(timestamp: int) -> None:
    """Tell officers once a day where their silence would be an answer, and what their day holds."""
    now = timezone.now()
    dates.warn_of_silence(now)
    dates.summarise(now)


@app.periodic(cron="*/10 * * * *")
@app.task(name=outbox.ESCALATE_OVERDUE, queueing_lock=outbox.ESCALATE_OVERDUE)
def escalate_overdue(timestamp: int) -> None:
    """Look every ten minutes for what has run out: clocks, by the newest calendars, and looks at cases."""
    now = timezone.now()
    verbs.recount_clocks(now)
    verbs.escalate_overdue(now)
    forget_old_looks(now)


@app.periodic(cron="5 * * * *")
@app.task(name=outbox.MAKE_ROOTS, queueing_lock=outbox.MAKE_ROOTS)
def make_day_roots(timestamp: int) -> None:
    """Make the roots of the days that are over; looked for every hour, so that none is long in coming."""
    make_roots(timezone.now())


@app.task(name=outbox.ASK_REGISTERS, retry=_RETRY)
def ask_registers(case_id: str) -> None:
    """Ask what the open stages of a case want to know of registers."""
    asking.ask_registers(timezone.now(), UUID(case_id))


@app.task(name=outbox.REGISTER_TOLD, retry=_RETRY)
def register_told(request_id: str, kind: str) -> None:
    """Enter what a register answered, or stop the clock while it does not where the procedure says so."""
    waiting.told(timezone.now(), UUID(request_id), kind)
