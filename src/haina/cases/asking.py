"""What a case asks of registers: the look-ups of its open stages, each once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases import outbox
from haina.cases.events import Recorded, Resubmitted, StageOpened
from haina.cases.models import Case
from haina.cases.policies import policy_of
from haina.cases.queries import visible_case
from haina.cases.refusals import Forbidden, Refusal
from haina.cases.state import CaseState, StageState
from haina.cases.store import load_state
from haina.exchange import verbs as exchange
from haina.exchange.client import connected
from haina.exchange.models import RegisterRequest
from haina.exchange.state import Status, state_of
from haina.exchange.verbs import Asking
from haina.people.actors import Actor
from haina.people.models import IdentityDocument, Person
from haina.people.permissions import PERMISSIONS, Verb
from haina.policy import Policy
from haina.policy.procedures import Lookup, Procedure
from haina.policy.registers import Register


def begins_asking(procedure: Procedure, happened: Iterable[Recorded]) -> bool:
    """Whether events open a stage that asks registers, or change what was filed while one may be open."""
    for one in happened:
        if isinstance(one.event, StageOpened) and procedure.stage(one.event.stage).lookups:
            return True
        if isinstance(one.event, Resubmitted) and any(stage.lookups for stage in procedure.stages):
            return True
    return False


def stop_asking(
    case_id: UUID, before: CaseState, after: CaseState, procedure: Procedure, now: datetime
) -> None:
    """Close the questions of stages that are over; inside the transaction that ended them."""
    still = {stage.id for stage in after.open_stages}
    over = {stage.id for stage in before.open_stages if procedure.stage(stage.id).lookups} - still
    if over:
        exchange.close(now, case_id, frozenset(over))


def ask_registers(now: datetime, case_id: UUID) -> list[RegisterRequest]:
    """Put the questions of all open stages; those that were put already are not put again.

    An answer that is there already is taken once more where the applicant has changed what it verified.
    """
    if connected() is None:
        return []
    row = Case.objects.select_related("organisation", "person").get(pk=case_id)
    state, policy = load_state(case_id), policy_of(row.policy_version_id)
    asked = []
    for stage in state.open_stages:
        for lookup in policy.procedures[row.procedure].stage(stage.id).lookups:
            question = _Question.of(row, state, policy, stage, lookup)
            if question is not None:
                asked.append(question.put(now, account_id=None, again=False))
    return asked


def ask_again(actor: Actor, now: datetime, case_id: UUID, stage: str, register: str) -> RegisterRequest:
    """An officer of the stage asks a register, for the first time or once more; two at once ask once.

    Raises CaseNotFound, Forbidden, or Refusal where there is nothing to ask.
    """
    row = visible_case(actor, case_id)
    state, policy = load_state(case_id), policy_of(row.policy_version_id)
    found = state.stages.get(stage)
    department = None if found is None else found.department
    if found is None or not PERMISSIONS.may(actor, Verb.ASK_REGISTER, row, department):
        raise Forbidden(Verb.ASK_REGISTER.value, row.state)
    if not found.is_open:
        raise Refusal("stage_closed", _("This step has already been answered or has not begun."))
    for lookup in policy.procedures[row.procedure].stage(stage).lookups:
        if lookup.register == register:
            question = _Question.of(row, state, policy, found, lookup)
            if question is not None:
                return question.put(now, account_id=actor.account_id, again=True)
    raise Refusal(
        "nothing_to_ask", _("This step asks nothing of this register, or the number to ask by is missing.")
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """One look-up of one open stage, with the numbers by which its subject is found."""

    row: Case
    policy: Policy
    stage: StageState
    lookup: Lookup
    identity: Identity

    @classmethod
    def of(
        cls, row: Case, state: CaseState, policy: Policy, stage: StageState, lookup: Lookup
    ) -> _Question | None:
        """The question; None where nothing is known by which the register could find the subject."""
        identity = identity_of(row, state, policy.registers[lookup.register])
        return cls(row, policy, stage, lookup, identity) if identity.identifiers else None

    def put(self, now: datetime, *, account_id: UUID | None, again: bool) -> RegisterRequest:
        """Put it on record under a key that two who ask at once share."""
        with transaction.atomic():
            register = self.policy.registers[self.lookup.register]
            about_person = register.subject == "person"
            asking = Asking(
                department=self.stage.department,
                stage=self.stage.id,
                procedure=self.row.procedure,
                case_id=self.row.pk,
                reference=self.row.reference,
                person_id=self.row.person_id if about_person else None,
                organisation_id=None if about_person else self.row.organisation_id,
                identifiers=self.identity.identifiers,
                bearer=self.identity.bearer,
                account_id=account_id,
                then=outbox.REGISTER_TOLD,
            )
            request, new = exchange.ask(
                now, asking, self.policy, self.lookup, key=self._key(self._round() if again else 0)
            )
            if not new and state_of(request).status is Status.ANSWERED:
                exchange.tell_again(request)
            return request

    def _key(self, number: int) -> str:
        whom = {**self.identity.identifiers, **self.identity.bearer}
        digest = hashlib.sha256(json.dumps(whom, sort_keys=True).encode()).hexdigest()
        return f"{self.row.pk}:{self.stage.id}:{self.lookup.register}:{digest[:16]}:{number}"

    def _round(self) -> int:
        """How often it was put and settled before."""
        number = 0
        while (request := RegisterRequest.objects.filter(key=self._key(number)).first()) is not None:
            if not state_of(request).is_settled:
                return number
            number += 1
        return number


@dataclass(frozen=True, slots=True)
class Identity:
    """By what a register can find whom a case is about."""

    identifiers: Mapping[str, str]
    #: Whom the numbers should belong to, where nobody has checked that yet; see `protocol.Question`.
    bearer: Mapping[str, object]


def identity_of(row: Case, state: CaseState, register: Register) -> Identity:
    """The numbers by which a register can find whom the case is about.

    A person's are those of the papers on record. Only where there is none, the ones that the form states as
    ``PAPER_number`` are asked by, together with whom they should belong to, which the register compares.
    """
    if register.subject == "organisation":
        return Identity({} if row.organisation is None else {"credit_code": row.organisation.credit_code}, {})
    if row.person is None:
        return Identity({}, {})
    papers = IdentityDocument.objects.filter(person=row.person, kind__in=register.identified_by)
    recorded = {paper.kind: paper.number for paper in papers.order_by("pk")}
    if recorded:
        return Identity(recorded, {})
    stated = {paper: state.form.get(f"{paper}_number") for paper in register.identified_by}
    numbers = {paper: number for paper, number in stated.items() if isinstance(number, str) and number}
    return Identity(numbers, _bearer(row.person, state))


def _bearer(person: Person, state: CaseState) -> dict[str, object]:
    names = [name for name in (person.name, person.chinese_name) if name]
    born = state.form.get("birth_date")
    return {"names": names, **({"birth_date": born} if isinstance(born, str) else {})}
