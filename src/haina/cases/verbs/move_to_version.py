"""Let a running case go on under another version of the policy."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from haina.cases.commands import MoveToVersion
from haina.cases.models import PolicyVersion
from haina.cases.moving import under
from haina.cases.perform import Matter, Order, Receipt, perform
from haina.cases.policies import current_policy, store_version
from haina.cases.refusals import Refusal
from haina.people.actors import Actor
from haina.people.permissions import Verb


def move_to_version(
    actor: Actor, now: datetime, case_id: UUID, *, version: str, note: str = "", key: str, seen: int | None
) -> Receipt:
    """Move a case; `moving.preview` says beforehand what that changes, `move_back` undoes it.

    Raises Refusal "answered_stage_gone" where a step that has been answered is not there in the other
    version, and "move_settles" where nobody would be left to decide.
    """
    order = Order(actor, Verb.MOVE_TO_VERSION, now, case_id, key, seen)

    def prepare(matter: Matter) -> MoveToVersion:
        if version == current_policy().version:
            store_version(current_policy(), now)
        elif not PolicyVersion.objects.filter(pk=version).exists():
            raise Refusal("unknown_version", _("There is no such version of the policy."))
        other = under(matter, version)
        terms = other.readings().terms()
        return MoveToVersion(matter.row.policy_version_id, version, other.procedure, terms, note)

    def change(matter: Matter) -> None:
        matter.row.policy_version_id = version

    return perform(order, prepare, change=change)
