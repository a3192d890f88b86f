"""What booking, moving and cancelling share: the case, its need, a free slot, word to all concerned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from haina.cases import outbox
from haina.cases.appointments.models import Appointment, Slot
from haina.cases.audience import Audience
from haina.cases.links import case_address
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import Case, Notice
from haina.cases.policies import policy_of
from haina.cases.refusals import CaseNotFound, Forbidden, KeyUsed, Refusal
from haina.cases.store import load_state
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Role, Verb
from haina.policy.procedures import AppointmentNeed

#: Subjects of the notices, by what happened.
_SUBJECTS = {
    "booked": gettext_lazy("Appointment booked: %(reference)s"),
    "moved": gettext_lazy("Appointment moved: %(reference)s"),
    "cancelled": gettext_lazy("Appointment cancelled: %(reference)s"),
    "soon": gettext_lazy("Appointment soon: %(reference)s"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The time that somebody wants, and where."""

    place: int
    starts_at: datetime


def locked_case(actor: Actor, case_id: UUID) -> Case:
    """The row of a case that the actor may see, held until the transaction ends; raises CaseNotFound."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(PERMISSIONS.visible(actor), pk=case_id).first()
    if row is None:
        raise CaseNotFound(case_id)
    return row


def need_of(row: Case) -> AppointmentNeed:
    """What the case's procedure asks one to come for; raises Refusal where it asks nothing."""
    need = policy_of(row.policy_version_id).procedures[row.procedure].appointment
    if need is None:
        raise Refusal("no_appointment_needed", gettext_lazy("Nobody has to come for this application."))
    return need


def require_booking(actor: Actor, row: Case, verb: Verb) -> AppointmentNeed:
    """Let pass who may book or move for the case as it stands; raises Forbidden or Refusal."""
    need = need_of(row)
    require_side(actor, row, verb, department_of(row, need))
    stage = load_state(row.pk).stages.get(need.stage)
    if stage is not None and not stage.is_open:
        raise Refusal("stage_over", gettext_lazy("The step for which one comes is over."))
    if missed(row, need.stage) >= need.misses:
        raise Refusal(
            "missed_too_often",
            gettext_lazy(
                "Nobody came to earlier appointments. The department decides on what it has; no further "
                "appointment is given for this step."
            ),
        )
    return need


def require_side(actor: Actor, row: Case, verb: Verb, department: str = "") -> None:
    """Let pass a party, and the officers of the department to which one comes; raises Forbidden."""
    may = PERMISSIONS.may(actor, verb, row)
    if not may or (department and is_received_by(actor, row) and department not in actor.departments):
        raise Forbidden(verb.value, row.state)


def is_received_by(actor: Actor, row: Case) -> bool:
    """Whether the actor is on the department's side of the counter."""
    return Role.OFFICER in PERMISSIONS.roles(actor, row)


def department_of(row: Case, need: AppointmentNeed) -> str:
    """The department to which one comes."""
    return policy_of(row.policy_version_id).procedures[row.procedure].stage(need.stage).department


def require_why(actor: Actor, row: Case, why: str) -> str:
    """The reason without blanks around it; raises Refusal where a department gives none."""
    if is_received_by(actor, row) and not why.strip():
        raise Refusal("reason_missing", gettext_lazy("Say why, so that the people concerned know."))
    return why.strip()


def missed(row: Case, stage: str) -> int:
    """How often nobody came for a stage."""
    return Appointment.objects.filter(case=row, stage=stage, came=False).count()


def standing(row: Case, stage: str) -> QuerySet[Appointment]:
    """The appointment of a stage that holds: neither cancelled nor missed."""
    return Appointment.objects.filter(case=row, stage=stage, cancelled_at__isnull=True).exclude(came=False)


def replayed(key: str, actor: Actor, case_id: UUID) -> Appointment | None:
    """What was booked with a key before; None if nothing was. Raises KeyUsed if that was something else."""
    known = Appointment.objects.filter(key=key).first()
    if known is not None and (known.case_id, known.booked_by_id) != (case_id, actor.account_id):
        raise KeyUsed(key)
    return known


def take_slot(
    row: Case, stage: str, where: Wanted, now: datetime, account: UUID, key: str, why: str = ""
) -> Appointment:
    """Book a free counter of a place at a time; raises Refusal "slot_taken" where none is left.

    Counter after counter is tried; whoever comes second at one waits for the first to be through and goes on.
    """
    slots = Slot.objects.filter(place=where.place, starts_at=where.starts_at, withdrawn_at__isnull=True)
    taken = Appointment.objects.filter(cancelled_at__isnull=True)
    free = slots.filter(starts_at__gt=now).exclude(appointments__in=taken)
    for slot in free.order_by("counter"):
        try:
            with transaction.atomic():
                return Appointment.objects.create(
                    slot=slot,
                    case=row,
                    stage=stage,
                    starts_at=slot.starts_at,
                    ends_at=slot.ends_at,
                    booked_by_id=account,
                    booked_at=now,
                    key=key,
                    why=why,
                )
        except IntegrityError as error:
            if "slot_is_booked_once" not in str(error):
                raise
    raise Refusal("slot_taken", gettext_lazy("This time has just been taken. Please choose another one."))


def tell(row: Case, appointment: Appointment, what: str, now: datetime) -> None:
    """Write the notices about an appointment to both sides of the counter, and have them sent."""
    state = load_state(row.pk)
    audience, on = Audience(), timezone.localdate(now)
    accounts = audience.accounts("applicant", row, state.filed_by, on)
    accounts |= audience.accounts("person", row, state.filed_by, on)
    stage = state.stages.get(appointment.stage)
    if stage is not None and stage.officer_id is not None:
        accounts.add(stage.officer_id)
    texts = {short: _texts(row, appointment, what, code) for short, code in LANGUAGES.items()}
    notices = [
        Notice(
            case=row,
            sequence=row.sequence,
            notice=f"appointment_{appointment.pk}_{what}",
            account_id=account,
            subject={short: subject for short, (subject, _) in texts.items()},
            body={short: body for short, (_, body) in texts.items()},
            created_at=now,
        )
        for account in sorted(accounts)
    ]
    outbox.send_notices(Notice.objects.bulk_create(notices))


def _texts(row: Case, appointment: Appointment, what: str, code: str) -> tuple[str, str]:
    short = "zh" if code.startswith("zh") else "en"
    with translation.override(code):
        place = appointment.slot.place
        words = {
            "reference": row.reference,
            "when": date_format(timezone.localtime(appointment.starts_at), "DATETIME_FORMAT"),
            "where": f"{place.title[short]}, {place.address[short]}",
            "counter": appointment.slot.counter,
        }
        lines = [gettext("%(when)s, %(where)s, counter %(counter)s.") % words]
        if what == "cancelled":
            lines.insert(0, gettext("This appointment does not take place:"))
        lines += [appointment.why] if appointment.why else []
        return str(_SUBJECTS[what]) % words, " ".join([*lines, case_address(row.pk)])
