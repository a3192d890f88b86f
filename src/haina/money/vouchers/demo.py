"""The demo's platform: a member with instruments, and what happens to a voucher."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.timezone import localdate

from haina.cases.models import Case
from haina.cases.policies import working_calendar
from haina.money.vouchers import verbs
from haina.money.vouchers.models import Instrument, Use, Voucher
from haina.people.actors import Actor, actor_for
from haina.rules.text import Text

if TYPE_CHECKING:
    from haina.cases.demo.people import Population
    from haina.cases.demo.story import Telling


def make_platform(people: Population, data: Mapping[str, Any], now: datetime) -> None:
    """Make the members and instruments of the demo's file that are not there yet."""
    for one in data.get("platform", ()):
        at = now - timedelta(days=one["days_ago"])
        code = people.employers[one["member"]].credit_code
        member = verbs.admit_member(_actor(people, one["admitted_by"], at), at, one["programme"], code)
        for offer in one["instruments"]:
            wanted = verbs.NewInstrument(
                Text(offer["title_zh"], offer["title_en"]),
                Text(offer["place_zh"], offer["place_en"]),
                offer["yuan_an_hour"] * 100,
            )
            verbs.offer_instrument(_actor(people, one["run_by"], at), member.pk, wanted)


@dataclass(frozen=True, slots=True)
class _Scene:
    """One step of a voucher's story."""

    telling: Telling
    step: Mapping[str, Any]
    voucher: Voucher
    actor: Actor
    at: datetime

    @property
    def use(self) -> Use:
        """The use that was booked first."""
        return self.voucher.uses.order_by("starts_at")[0]


def voucher(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    """Issue, book, confirm, redeem or claim, as the step says."""
    at = telling.at(step, number)
    found = Voucher.objects.filter(award__in=Case.objects.get(pk=telling.id).awards.values("pk")).first()
    if found is None:
        raise LookupError(f"the case of step {number} has brought no voucher")
    _ACTS[step["act"]](_Scene(telling, step, found, _actor(telling.people, step["who"], at), at))


def _issue(scene: _Scene) -> None:
    if scene.voucher.state == Voucher.State.GRANTED:
        last_day = localdate(scene.at) + timedelta(days=scene.step["days"])
        verbs.issue(
            scene.actor, scene.at, scene.voucher.pk, last_day=last_day, document=scene.step["document"]
        )


def _book(scene: _Scene) -> None:
    instrument = Instrument.objects.get(title__en=scene.step["instrument"])
    starts = datetime.combine(
        _working_day(localdate(scene.at), scene.step["ahead"]), datetime.min.time()
    ).replace(hour=10, tzinfo=timezone.get_current_timezone())
    key = f"demo:{scene.telling.case['id']}:{scene.step['part']}"
    wanted = verbs.Wanted(instrument.pk, starts, scene.step["hours"])
    verbs.book(scene.actor, scene.at, scene.voucher.pk, wanted, key=key)


def _confirm(scene: _Scene) -> None:
    if scene.use.state == Use.State.BOOKED:
        verbs.confirm_use(scene.actor, scene.at, scene.use.pk, invoice=scene.step["invoice"])


def _redeem(scene: _Scene) -> None:
    verbs.redeem(scene.actor, scene.at, scene.use.pk)


def _claim(scene: _Scene) -> None:
    key = f"demo:{scene.telling.case['id']}:claim"
    verbs.claim_settlement(scene.actor, scene.at, scene.use.member_id, key=key)


_ACTS: Mapping[str, Callable[[_Scene], None]] = {
    "issue": _issue,
    "book": _book,
    "confirm": _confirm,
    "redeem": _redeem,
    "claim": _claim,
}


def _working_day(day: date, ahead: int) -> date:
    """The working day so many working days after a day."""
    calendar = working_calendar()
    while ahead > 0:
        day += timedelta(days=1)
        ahead -= calendar.kind(day).is_working
    return day


def _actor(people: Population, email: str, at: datetime) -> Actor:
    return actor_for(people.accounts[email], localdate(at))
