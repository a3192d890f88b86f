"""The consequence of the end of a case: it leaves the round in which it was being compared."""

from __future__ import annotations

from collections.abc import Sequence

from haina.cases.consequences import Caution
from haina.cases.events import Recorded
from haina.cases.perform import Matter, Order
from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.review.locking import keep_open
from haina.review.models import Entry
from haina.review.refusals import ReviewRefusal
from haina.review.telling import tell_left
from haina.review.verbs.enter import tell_reviewers


class Leaves:
    """What follows for a review when an application is withdrawn or refused while the round is open."""

    kinds = frozenset({"withdrawn", "declined", "refused", "deemed_refused"})

    def concerns(self, policy: Policy, procedure: Procedure) -> bool:
        """Whether applications by the procedure can be compared: they ask for public money."""
        return bool(policy.reviews) and any(id in policy.programmes for id in procedure.rights)

    def follows(self, matter: Matter, happened: Sequence[Recorded], order: Order) -> None:
        """Take it out of its round; a ranking that stands already stays as it is."""
        found = Entry.objects.select_related("round").filter(case=matter.row, taken_out_at__isnull=True)
        entry = found.first()
        if entry is None:
            return
        try:
            keep_open(entry.round_id)
        except ReviewRefusal:
            return
        entry.taken_out_at = order.now
        entry.taken_out_why = next(one.event.kind for one in happened if one.event.kind in self.kinds)
        entry.save(update_fields=["taken_out_at", "taken_out_why"])
        tell_reviewers(entry, order.now)
        tell_left(None, order.now, matter.row, entry)

    def cautions(self, matter: Matter, *, inside: bool) -> Sequence[Caution]:
        """Nothing is said beforehand."""
        return ()
