"""Put a question on record; it is sent once that is committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from haina.exchange import outbox
from haina.exchange.fields import on_record
from haina.exchange.models import RegisterRequest, RequestEvent
from haina.exchange.roots import enter
from haina.policy import Policy
from haina.policy.procedures import Lookup


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, for which stage of which case, and about whom."""

    department: str
    stage: str
    procedure: str
    case_id: UUID
    reference: str
    #: Exactly one of the two.
    person_id: UUID | None
    organisation_id: UUID | None
    identifiers: Mapping[str, str]
    #: Whom stated numbers should belong to; empty for papers on record.
    bearer: Mapping[str, object]
    #: The officer; None where the procedure asks by itself.
    account_id: UUID | None
    #: The job that is told what became of it.
    then: str


def ask(
    now: datetime, asking: Asking, policy: Policy, lookup: Lookup, *, key: str
) -> tuple[RegisterRequest, bool]:
    """The question with this key, and whether it is new; what is not allowed without consent waits for it.

    Two who ask at once with the same key ask once.
    """
    register = policy.registers[lookup.register]
    with transaction.atomic():
        RegisterRequest.objects.bulk_create(
            [
                request := RegisterRequest(
                    key=key,
                    register=register.id,
                    title={"zh": register.title.zh, "en": register.title.en},
                    holder=register.department,
                    person_id=asking.person_id,
                    organisation_id=asking.organisation_id,
                    identifiers=dict(asking.identifiers),
                    bearer=dict(asking.bearer),
                    purpose={"zh": lookup.purpose.zh, "en": lookup.purpose.en},
                    ground=lookup.ground,
                    fields=(fields := _fields(policy, lookup)),
                    names=sorted({field["name"] for field in fields}),
                    department=asking.department,
                    stage=asking.stage,
                    procedure=asking.procedure,
                    case_id=asking.case_id,
                    reference=asking.reference,
                    policy_version=policy.version,
                    account_id=asking.account_id,
                    asked_at=now,
                    then=asking.then,
                )
            ],
            ignore_conflicts=True,
        )
        stored = RegisterRequest.objects.get(key=key)
        new = stored.pk == request.pk
        if new:
            enter(stored)
        if new and not stored.by_consent:
            outbox.send_request(stored)
    return stored, new


def tell_again(request: RegisterRequest) -> None:
    """Have whoever asked be told once more of the answer that is there."""
    outbox.tell(request, RequestEvent.Kind.ANSWERED.value)


def _fields(policy: Policy, lookup: Lookup) -> Sequence[dict[str, Any]]:
    """Exactly the fields that the look-up names, never the whole record."""
    known = policy.registers[lookup.register].by_name
    return [on_record(name, policy.facts[fact], known[name].label) for fact, name in lookup.facts.items()]
