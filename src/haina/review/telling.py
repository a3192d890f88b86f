"""Who is told what of a review: reviewers and officers by notices, applicants in their case's history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from haina.cases import outbox
from haina.cases.events.base import shown_day
from haina.cases.following_up import FollowUp, follow_up, told
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import Case, Notice
from haina.people.actors import Actor
from haina.review.models import Assignment, Entry, Round, StayedOut
from haina.review.words import title_of

#: What the history of a case tells, by the names under which it is stored.
ENTERED = "entered_round"
STAYED_OUT = "stayed_out_of_round"
LEFT = "left_round"

Texts = Callable[[], tuple[str, str]]


# Notices


def tell_given(task: Assignment, now: datetime) -> None:
    """Tell a reviewer of a new task."""

    def texts() -> tuple[str, str]:
        named = _named(task)
        subject = gettext("An application to judge: no. %(number)s of “%(round)s”") % named
        words = gettext(
            "You have been asked to judge application no. %(number)s of “%(round)s” by %(day)s. Should there"
            " be a conflict of interest, say so on the same page."
        )
        return subject, words % named

    _tell(task.reviewer.account_id, _name("given", task, now), now, texts, _address("task", task.pk))


def tell_near(task: Assignment, now: datetime) -> bool:
    """Remind a reviewer of a task whose end is near; once for each end. Whether it is the first time."""

    def texts() -> tuple[str, str]:
        named = _named(task)
        subject = gettext("Until %(day)s: application no. %(number)s of “%(round)s”") % named
        return subject, gettext("Your review has not been handed in. Marks can be given until then.")

    name = f"review_near_{task.pk}_{_end_of(task.entry.round)}"
    return _tell(task.reviewer.account_id, name, now, texts, _address("task", task.pk))


def tell_freed(task: Assignment, now: datetime, why: str) -> None:
    """Tell a reviewer that a task is no longer theirs; `why`: conflict, taken_away or left."""

    def texts() -> tuple[str, str]:
        named = _named(task)
        reasons = {
            "conflict": gettext("There is a conflict of interest with it, so you do not judge it."),
            "taken_away": gettext("The department has taken the task away."),
            "left": gettext("The application is no longer in the round."),
        }
        subject = gettext("No longer to judge: application no. %(number)s of “%(round)s”") % named
        return subject, reasons[why]

    _tell(task.reviewer.account_id, _name("freed", task, now), now, texts, _address("tasks"))


def tell_late(round: Round, names: Mapping[str, int], now: datetime) -> bool:
    """Tell who opened a round whose reviews are late; once for each end. Whether it is the first time."""
    listed = ", ".join(f"{name} ({count})" for name, count in names.items())

    def texts() -> tuple[str, str]:
        subject = gettext("Reviews are late: “%(round)s”") % {"round": title_of(round)}
        words = gettext("Not handed in by the end: %(names)s. Give more time, or close the round.")
        return subject, words % {"names": listed}

    name = f"review_late_{round.pk}_{_end_of(round)}"
    return _tell(round.opened_by_id, name, now, texts, _address("round", round.pk))


def _end_of(round: Round) -> str:
    return f"{round.closes_at:%Y%m%d%H%M}"


def _name(what: str, task: Assignment, now: datetime) -> str:
    return f"review_{what}_{task.pk}_{now:%Y%m%d%H%M%S%f}"


def _named(task: Assignment) -> dict[str, object]:
    round = task.entry.round
    day = shown_day(timezone.localdate(round.closes_at))
    return {"number": task.entry.number, "round": title_of(round), "day": day}


def _address(name: str, *words: object) -> Callable[[], str]:
    return lambda: f"{settings.HAINA_PUBLIC_URL}{reverse(f'review:{name}', args=words)}"


def _tell(account: UUID, name: str, now: datetime, texts: Texts, link: Callable[[], str]) -> bool:
    """Store a notice with its link and have it sent; whether it was not there before."""
    subject, body = {}, {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            subject[short], words = texts()
            body[short] = f"{words} {link()}"
    notice, is_new = Notice.objects.get_or_create(
        case=None,
        notice=name,
        account_id=account,
        defaults={"sequence": 0, "subject": subject, "body": body, "created_at": now},
    )
    if is_new:
        outbox.send_notices([notice])
    return is_new


# The history of the case


def tell_entered(actor: Actor | None, now: datetime, row: Case, entry: Entry) -> None:
    """Tell that an application is compared with others, and under which number."""

    def sentence() -> str:
        words = gettext("It is compared with others in the round “%(round)s”, as no. %(number)s.")
        return words % {"round": title_of(entry.round), "number": entry.number}

    _follow(actor, now, row, entry.round, ENTERED, sentence)


def tell_stayed_out(actor: Actor | None, now: datetime, row: Case, found: StayedOut) -> None:
    """Tell that an application to a call is not compared with the others, and why."""

    def sentence() -> str:
        words = gettext("It is not compared with others in the round “%(round)s”: %(why)s.")
        return words % {"round": title_of(found.round), "why": found.get_why_display()}

    _follow(actor, now, row, found.round, STAYED_OUT, sentence)


def tell_left(actor: Actor | None, now: datetime, row: Case, entry: Entry, note: str = "") -> None:
    """Tell that an application left its round."""

    def sentence() -> str:
        return gettext("It left the round “%(round)s” and is no longer compared.") % {
            "round": title_of(entry.round)
        }

    _follow(actor, now, row, entry.round, LEFT, sentence, note)


def _follow(
    actor: Actor | None,
    now: datetime,
    row: Case,
    round: Round,
    what: str,
    sentence: Callable[[], str],
    note: str = "",
) -> None:
    event = told(what, str(round.pk), sentence, note=note)
    department = "" if actor is None else round.department
    follow_up(actor, now, [FollowUp(row.pk, event, department)], what, held={row.pk: row})
