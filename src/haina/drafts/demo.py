"""The demo's drafts: written by one policy maker, consented to by another as far as the file says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from haina.cases.policies import current_policy
from haina.drafts import verbs
from haina.drafts.models import Draft
from haina.drafts.proposals import Proposal, TypedValue
from haina.people.actors import actor_for
from haina.rules.text import Text

if TYPE_CHECKING:
    from haina.cases.demo.people import Population


def make_drafts(people: Population, data: Mapping[str, Any], now: datetime) -> None:
    """Make the drafts of the demo's file that are not there yet; their values begin with the next year."""
    today = localdate(now)
    for one in data.get("drafts", ()):
        title = Text(**one["title"])
        if Draft.objects.filter(title_zh=title.zh).exists():
            continue
        first_day = date(today.year + 1, 1, 1)
        values = tuple(TypedValue(name, str(value), first_day) for name, value in one["values"].items())
        wanted = Proposal(title, Text(**one["reason"]), values, current_policy().version)
        draft = verbs.write(actor_for(people.accounts[one["by"]], today), now, wanted)
        for each in one.get("consents", ()):
            actor = actor_for(people.accounts[each["by"]], today)
            verbs.consent(actor, now, draft.pk, reason=each["reason"], seen=draft.content)
