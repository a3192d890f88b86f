"""Remind of appointments a day before, and give back times for which nobody has to come any more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from haina.cases.appointments.booking import tell
from haina.cases.appointments.models import Appointment
from haina.cases.models import CaseStage
from haina.people.permissions import State

_log = logging.getLogger(__name__)

#: How long before an appointment one is reminded of it.
BEFORE = timedelta(days=1)
_RUNNING = (State.SUBMITTED, State.RETURNED, State.IN_REVIEW)


def remind(now: datetime) -> int:
    """Tell of every appointment of the next day, each once; how many it were.

    Whoever booked it less than a day before needs no reminder.
    """
    soon = Appointment.objects.filter(
        cancelled_at__isnull=True,
        reminded_at__isnull=True,
        starts_at__gt=now,
        starts_at__lte=now + BEFORE,
        booked_at__lte=F("starts_at") - BEFORE,
    )
    return sum(_alone(each, lambda id: _remind_of(id, now)) for each in soon.values_list("pk", flat=True))


def give_back(now: datetime) -> int:
    """Cancel coming appointments of cases that are over or whose step is answered; how many it were."""
    ended = CaseStage.objects.filter(case=OuterRef("case"), stage=OuterRef("stage")).exclude(status="open")
    moot = Appointment.objects.filter(
        Exists(ended) | ~Q(case__state__in=_RUNNING), cancelled_at__isnull=True, starts_at__gt=now
    )
    return sum(_alone(each, lambda id: _give_back(id, now)) for each in moot.values_list("pk", flat=True))


def _alone(id: int, act: Callable[[int], bool]) -> bool:
    """Do it in a transaction of its own: an appointment with an error stops only itself."""
    try:
        with transaction.atomic():
            return act(id)
    except Exception:
        _log.exception("appointment %s could not be attended to", id)
        return False


def _remind_of(id: int, now: datetime) -> bool:
    untold = Appointment.objects.filter(pk=id, reminded_at__isnull=True, cancelled_at__isnull=True)
    if not untold.update(reminded_at=now):
        return False
    appointment = Appointment.objects.select_related("case__person", "slot__place").get(pk=id)
    tell(appointment.case, appointment, "soon", now)
    return True


def _give_back(id: int, now: datetime) -> bool:
    if not Appointment.objects.filter(pk=id, cancelled_at__isnull=True).update(cancelled_at=now):
        return False
    appointment = Appointment.objects.select_related("case__person", "slot__place").get(pk=id)
    tell(appointment.case, appointment, "cancelled", now)
    return True
