"""Record what a department's own records say about a fact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from haina.cases.commands import VerifyFact
from haina.cases.forms import read_form
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.refusals import FormIncomplete
from haina.people.actors import Actor
from haina.people.permissions import Verb


def verify_fact(
    actor: Actor,
    now: datetime,
    case_id: UUID,
    stage: str,
    *,
    fact: str,
    value: object,
    source: str,
    key: str,
    seen: int,
) -> Receipt:
    """The fact is from now on verified with this value, which is the one that the rules are asked with.

    Raises FormIncomplete where the fact cannot have the value.
    """
    order = Order(actor, Verb.VERIFY_FACT, now, case_id, key, seen, stage)

    def prepare(matter: Matter) -> VerifyFact:
        read, problems = read_form(matter.procedure, {fact: value})
        if problems:
            raise FormIncomplete(problems)
        return VerifyFact(stage, fact, read[fact], source)

    return perform(order, prepare)
