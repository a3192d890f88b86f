"""Where the review of a call has put an application; nothing where the call has no review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from haina.money.models import Call, CallApplication
from haina.review.models import Entry, Round, StayedOut
from haina.review.ranking import Place, places


@dataclass(frozen=True, slots=True)
class Ranked:
    """The round of a call, and the place of one application in it once it is closed."""

    round: Round
    place: Place | None


def ranked(call: Call | None, case_id: UUID) -> Ranked | None:
    """How an application to a call stands in its review; None where the call is not reviewed."""
    if call is None or call.round_id is None:
        return None
    round = Round.objects.filter(pk=call.round_id).first()
    if round is None:
        return None
    found = places(round.pk) if round.closed else []
    return Ranked(round, next((each for each in found if each.case_id == case_id), None))


def with_places(call: Call, arrived: Iterable[CallApplication]) -> list[tuple[CallApplication, str]]:
    """The applications to a call, each with where it stands in the round of the call, in words."""
    arrived = list(arrived)
    if call.round_id is None:
        return [(each, "") for each in arrived]
    ids = [each.case_id for each in arrived]
    said: dict[UUID, str] = {}
    for out in StayedOut.objects.filter(round_id=call.round_id, case_id__in=ids):
        said[out.case_id] = gettext("stays out: %(why)s") % {"why": out.get_why_display()}
    for entry in Entry.objects.filter(round_id=call.round_id, case_id__in=ids):
        left = entry.taken_out_at is not None
        words = gettext("no. %(number)s, taken out") if left else gettext("no. %(number)s")
        said[entry.case_id] = words % {"number": entry.number}
    return [(each, said.get(each.case_id, "")) for each in arrived]
