"""Say what the project behind an application is and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from haina.cases.models import Case
from haina.cases.refusals import Forbidden
from haina.cases.statements import lock_case
from haina.money.models import ProjectOutline
from haina.money.models.ledger import LARGEST
from haina.money.overlap import Line
from haina.money.permissions import programmes_of
from haina.money.refusals import MoneyRefusal, refused_kindly
from haina.money.telling import tell_outline
from haina.people.actors import Actor
from haina.people.permissions import PERMISSIONS, Verb

#: Lines that a budget has at most.
MOST_LINES = 60


def describe_project(
    actor: Actor, now: datetime, case: Case, title: str, text: str, lines: Sequence[Line], *, key: str
) -> ProjectOutline:
    """Record the outline, the latest of a case counts; once for a key.

    Raises Forbidden for who may not fill in the application as it stands, MoneyRefusal where it is not for
    public money or something is missing.
    """
    with refused_kindly(), transaction.atomic():
        row = lock_case(case.pk)
        done = ProjectOutline.objects.filter(key=key, case=case).first()
        if done is not None:
            return done
        if row is None or actor.account_id is None or not PERMISSIONS.may(actor, Verb.SAVE_DRAFT, row):
            raise Forbidden(Verb.SAVE_DRAFT.value, case.state)
        if not programmes_of(row):
            raise MoneyRefusal("unknown_programme", _("The case is not for this programme."))
        if not title.strip() or not text.strip():
            raise MoneyRefusal("no_words", _("Write something."))
        if len(lines) > MOST_LINES or any(not 0 < each.fen <= LARGEST for each in lines):
            raise MoneyRefusal(
                "budget_in_bounds", _("A budget has up to 60 lines, each of more than nothing.")
            )
        outline = ProjectOutline.objects.create(
            case=row,
            title=title.strip(),
            text=text.strip(),
            lines=[{"title": each.title, "fen": each.fen} for each in lines],
            key=key,
            written_by_id=actor.account_id,
            written_at=now,
        )
        tell_outline(actor, now, outline)
        return outline
