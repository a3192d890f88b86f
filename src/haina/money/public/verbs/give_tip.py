"""Tell the department that supervises a programme what one has seen."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from haina.cases.policies import current_policy
from haina.money.models import Award
from haina.money.public.models import Tip
from haina.money.refusals import MoneyRefusal

#: The longest tip and answer.
LONGEST = 4000


def give_tip(
    now: datetime, programme: str, text: str, *, award: str = "", contact: str = "", key: str
) -> Tip:
    """Write the tip down; sending it twice gives one. Raises MoneyRefusal."""
    known = current_policy().programmes.get(programme)
    if known is None:
        raise MoneyRefusal("no_programme", _("Choose the programme that it is about."))
    about = Award.objects.filter(number=award, programme=programme).first() if award else None
    if award and about is None:
        raise MoneyRefusal("no_award", _("There is no such award of this programme. Leave it out if unsure."))
    if not text.strip():
        raise MoneyRefusal("empty_text", _("Write what you have seen."))
    if len(text) > LONGEST or len(contact) > 200:
        raise MoneyRefusal("too_long", _("The text is too long."))
    budget = current_policy().budgets.get(known.budget or "")
    return Tip.objects.get_or_create(
        key=key,
        defaults={
            "department": budget.department if budget is not None else "",
            "programme": programme,
            "award": about,
            "text": text.strip(),
            "contact": contact.strip(),
            "given_at": now,
        },
    )[0]
