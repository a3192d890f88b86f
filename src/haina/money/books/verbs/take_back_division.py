"""Take a division back that was wrong, by the opposite entry; what was written stays readable."""

from __future__ import annotations

from haina.money.books.acting import Act, ground_of
from haina.money.books.models import Division
from haina.money.books.refusals import refused_kindly
from haina.money.verbs.post import Posted
from haina.money.verbs.reverse import reverse
from haina.people.book_permissions import BookVerb, require_book


def take_back_division(act: Act, division: Division, *, document: str, why: str) -> Posted:
    """Write the opposite entry once. Raises MayNotKeep and MoneyRefusal."""
    unit = division.organisation
    require_book(act.actor, BookVerb.TAKE_BACK_DIVISION, unit.pk)
    with refused_kindly():
        ground = ground_of(unit.credit_code, document, act.today)
        said = {"ground": ground.pk, "happened_on": act.today, "now": act.now, "note": why[:200]}
        return reverse(division.entry_id, key=act.part("take back"), **said)  # type: ignore[arg-type]  # as named
