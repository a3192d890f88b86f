"""Where the review of a call has put an application; nothing where the call has no review."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from haina.money.models import Call
from haina.review.models import Round
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
