"""The jobs of the outbox. Each may run twice and does its work once."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from haina.cases import asking, outbox, verbs, waiting
from haina.cases.looking import forget_old_looks
from haina.cases.models import Notice
from haina.cases.roots import make_roots

_RETRY = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(name=outbox.ISSUE_DOCUMENT, retry=_RETRY)
def issue_document(case_id: str) -> None:
    """Make and sign the document of a granted case."""
    verbs.issue(timezone.now(), UUID(case_id))


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
    """Send a notice on by e-mail, in the language of its account."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update(of=("self",)).select_related("account").get(pk=notice_id)
        if notice.sent_at is not None:
            return
        short = "zh" if notice.account.language.startswith("zh") else "en"
        # In the transaction on purpose: a mail that cannot be handed over stays unsent and is tried again.
        send_mail(
            notice.subject[short],
            notice.body[short],
            getattr(settings, "DEFAULT_FROM_EMAIL", None),
            [notice.account.email],
        )
        notice.sent_at = timezone.now()
        notice.save(update_fields=["sent_at"])


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
