"""The demo's awards of some while ago: many people by the same steps, so that a programme has figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from haina.money.models import Award
from haina.people.models import Mandate, Person

if TYPE_CHECKING:
    from haina.cases.demo.people import Population

#: Everybody's birthday was so long before they were granted it, for their age to be the same all the while.
_HALF_A_YEAR = timedelta(days=183)
#: Mandates of those people hold so many days before today, and after.
_MANDATED = timedelta(days=90)


def make_awards(people: Population, data: Mapping[str, Any], now: datetime) -> None:
    """Have everybody in the file's list apply, be granted and be paid; who was paid already is left as is."""
    from haina.cases.demo.story import Telling  # the demo's own modules are there once all apps are

    told: Mapping[str, Any] = data.get("awarded", {})
    if not told:
        return
    paid = Award.objects.filter(programme=told["programme"], state=Award.State.FULFILLED)
    done = set(paid.values_list("person__name", flat=True))
    missing = [one for one in told["people"] if one["name"] not in done]
    persons = {one["name"]: _person(one, localdate(now)) for one in missing}
    for person in persons.values():
        days = {"valid_from": localdate(now) - _MANDATED, "valid_to": localdate(now) + _MANDATED}
        account = people.accounts[told["agent"]]
        Mandate.objects.get_or_create(account=account, person=person, defaults=days)
    everybody = replace(people, persons={**people.persons, **persons})
    for one in missing:
        Telling(everybody, told["procedure"], _story(told, one), now).tell()


def _person(one: Mapping[str, Any], today: date) -> Person:
    known = {"name": one["name"], "chinese_name": one["chinese_name"]}
    birthday = (today - _HALF_A_YEAR).replace(day=1)
    born = birthday.replace(year=birthday.year - one["age"])
    return Person.objects.filter(**known).first() or Person.objects.create(**known, born=born)


def _story(told: Mapping[str, Any], one: Mapping[str, Any]) -> Mapping[str, Any]:
    """The steps that all take, with what is one's own in them."""
    form = {**told["form"], told["cost"]: one["yuan"] * 2}
    own = ({**step, "yuan": one["yuan"]} if step["do"] == "lay_down" else step for step in told["steps"])
    first = {"ago": told["steps"][0]["ago"], "who": "agent", "do": "fill", "form": form}
    id = f"{told['programme']}:{one['name']}"
    return {"id": id, "person": one["name"], "agent": told["agent"], "steps": [first, *own]}
