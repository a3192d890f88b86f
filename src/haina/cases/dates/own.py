"""The dates of the cases to which one is a party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext

from haina.cases.appeals import appeal_until, is_appealed
from haina.cases.appointments.models import Appointment
from haina.cases.dates.items import DateKind, Item
from haina.cases.dates.meetings import meeting
from haina.cases.deadlines import deadlines
from haina.cases.links import case_address
from haina.cases.models import Case
from haina.cases.names import CaseNames, in_active_language
from haina.cases.policies import policy_of, working_calendar
from haina.cases.store import load_state
from haina.people.actors import Actor
from haina.people.models import IdentityDocument, Mandate
from haina.people.permissions import PERMISSIONS, RUNNING, State, Verb
from haina.rules.text import Text

#: The most cases that are looked at; those on which something runs out first.
MOST_CASES = 300
#: No appeal window is longer than this many days.
_LONGEST_APPEAL = 400
_OWING = frozenset({*RUNNING, State.ISSUED})


def own_dates(actor: Actor, now: datetime, on: date) -> Iterator[Item]:
    """Everything that runs in one's cases and papers, in no order."""
    party = replace(actor, departments=frozenset(), supervises=frozenset())
    states = [*RUNNING, State.ISSUED, State.REFUSED, State.DECLINED, State.REVOKED]
    rows = Case.objects.filter(PERMISSIONS.visible(party), state__in=states)
    related = rows.select_related("person", "organisation").prefetch_related("stages", "issued")
    coming = _coming(party, now)
    for row in related.order_by(F("due").asc(nulls_last=True), "-changed_at")[:MOST_CASES]:
        yield from _of_case(party, row, on)
    yield from (meeting(each, for_officer=False) for each in coming)
    yield from _papers(actor, on)
    yield from _mandates(actor, on)


def _coming(party: Actor, now: datetime) -> list[Appointment]:
    cases = Case.objects.filter(PERMISSIONS.visible(party)).values("pk")
    standing = Appointment.objects.filter(case__in=cases, cancelled_at__isnull=True, ends_at__gt=now)
    return list(
        standing.select_related("slot__place", "case__person", "case__organisation").order_by("starts_at")[
            :MOST_CASES
        ]
    )


def _of_case(actor: Actor, row: Case, on: date) -> Iterator[Item]:
    state = State(row.state)
    if state is State.RETURNED and row.due is not None:
        yield _correction(actor, row, row.due)
    elif state in RUNNING:
        yield from _stages(row)
    elif state is State.ISSUED:
        yield from _expiries(row, on)
    yield from _appeal(actor, row, on)
    if state in _OWING:
        yield from _promises(actor, row)


def _item(
    row: Case,
    kind: DateKind,
    detail: str,
    day: date,
    words: tuple[str, str],
    *,
    path: str = "",
    provisional: bool = False,
) -> Item:
    """The item of a case; `words` are its title and what to do."""
    key = ":".join(part for part in (kind.value, str(row.pk), detail) if part)
    return Item(
        key=key,
        kind=kind,
        day=day,
        title=words[0],
        todo=words[1],
        path=path or reverse("cases:case", args=[row.pk]),
        address=case_address(row.pk),
        about=str(row.person or row.organisation or ""),
        provisional=provisional,
    )


def _correction(actor: Actor, row: Case, due: date) -> Item:
    words = {"reference": row.reference}
    if PERMISSIONS.may(actor, Verb.RESUBMIT, row):
        todo = gettext("Correct what the department has named, and hand it in again.")
    else:
        todo = gettext("Whoever filed it has to correct it. You need do nothing.")
    title = gettext("Last day to correct %(reference)s") % words
    return _item(row, DateKind.CORRECTION, "", due, (title, todo), provisional=row.provisional)


def _stages(row: Case) -> Iterator[Item]:
    names = _names(row)
    first_unknown = date(max(working_calendar().years, default=date.min.year - 1) + 1, 1, 1)
    for stage in row.stages.all():
        if stage.status != "open" or stage.due is None:
            continue
        words = {"department": names.department(stage.department), "reference": row.reference}
        title = gettext("%(department)s answers %(reference)s") % words
        todo = gettext("The department has to answer by this day. You need do nothing.")
        provisional = row.provisional and stage.due >= first_unknown
        yield _item(row, DateKind.STAGE, stage.stage, stage.due, (title, todo), provisional=provisional)


def _expiries(row: Case, on: date) -> Iterator[Item]:
    for paper in row.issued.all():
        is_good = paper.revoked_at is None and paper.replaced_at is None
        if not is_good or paper.valid_to is None or paper.valid_to < on:
            continue
        words = {
            "paper": in_active_language(Text(paper.title["zh"], paper.title["en"])),
            "number": paper.number,
        }
        title = gettext("%(paper)s %(number)s runs out") % words
        todo = gettext("If you still need it afterwards, apply for a new one in good time.")
        yield _item(row, DateKind.EXPIRY, paper.document, paper.valid_to, (title, todo))


def _appeal(actor: Actor, row: Case, on: date) -> Iterator[Item]:
    is_old = (on - row.changed_at.date()) > timedelta(days=_LONGEST_APPEAL)
    if is_old or not PERMISSIONS.may(actor, Verb.APPEAL, row):
        return
    policy, state = policy_of(row.policy_version_id), load_state(row.pk)
    if is_appealed(state):
        return
    until = appeal_until(policy, policy.procedures[row.procedure], state)
    if until is None or until < on:
        return
    title = gettext("Last day to appeal about %(reference)s") % {"reference": row.reference}
    todo = gettext("If you think the decision is wrong, appeal by this day.")
    provisional = not working_calendar().is_published(until)
    path = reverse("cases:appeal", args=[row.pk])
    yield _item(row, DateKind.APPEAL, "", until, (title, todo), path=path, provisional=provisional)


def _promises(actor: Actor, row: Case) -> Iterator[Item]:
    procedure = policy_of(row.policy_version_id).procedures[row.procedure]
    if all(kind.later is None for kind in procedure.documents):
        return
    names = _names(row)
    for document, clock in deadlines(load_state(row.pk), working_calendar()).promises.items():
        if clock.due is None:
            continue
        words = {"document": names.document(document), "reference": row.reference}
        title = gettext("Last day to hand in: %(document)s (%(reference)s)") % words
        path = ""
        if PERMISSIONS.may(actor, Verb.HAND_IN_LATER, row):
            todo = gettext("Hand in the document that was promised.")
            path = reverse("cases:later", args=[row.pk])
        else:
            todo = gettext("Whoever filed it has to hand it in. You need do nothing.")
        provisional = clock.provisional
        yield _item(
            row, DateKind.PROMISE, document, clock.due, (title, todo), path=path, provisional=provisional
        )


def _papers(actor: Actor, on: date) -> Iterator[Item]:
    if actor.person_id is None:
        return
    held = IdentityDocument.objects.filter(person_id=actor.person_id, valid_to__gte=on)
    for paper in held.order_by("valid_to")[:20]:
        kind = IdentityDocument.Kind(paper.kind).label
        yield Item(
            key=f"identity:{paper.pk}",
            kind=DateKind.EXPIRY,
            day=paper.valid_to or on,
            title=gettext("Your %(paper)s runs out") % {"paper": kind},
            todo=gettext("Renew it in good time: permits rest on it."),
            path=reverse("identities:mine"),
            address=settings.HAINA_PUBLIC_URL,
        )


def _mandates(actor: Actor, on: date) -> Iterator[Item]:
    parties = Q(account_id=actor.account_id)
    parties |= Q(organisation__in=[each.organisation_id for each in actor.standings if each.may_appoint])
    if actor.person_id is not None:
        parties |= Q(person_id=actor.person_id)
    rows = Mandate.objects.filter(parties, valid_to__gte=on, ended_at__isnull=True)
    related = rows.select_related("account", "holder", "person", "organisation").order_by("valid_to")
    for mandate in [each for each in related[:50] if each.holds(on)]:
        yield Item(
            key=f"mandate:{mandate.pk}",
            kind=DateKind.MANDATE,
            day=mandate.valid_to or on,
            title=gettext("Last day of a mandate"),
            todo=gettext("If it should go on, give a new mandate."),
            path=reverse("cases:mandates"),
            address=settings.HAINA_PUBLIC_URL,
            about=str(mandate),
        )


def _names(row: Case) -> CaseNames:
    policy = policy_of(row.policy_version_id)
    return CaseNames(policy, policy.procedures[row.procedure], shows_officers=False)
