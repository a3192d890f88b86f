"""How an application arrives at a call: the time at which it reached the server counts."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats, timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from haina.cases.perform import Matter, Order
from haina.cases.refusals import Refusal
from haina.money.models import Call, CallApplication
from haina.money.permissions import programmes_of
from haina.money.refusals import MoneyRefusal, refused_kindly


def _moment(at: datetime) -> str:
    """A moment in the active language, to the minute."""
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


_SHOWN = lazy(_moment, str)


def arrive(matter: Matter, order: Order) -> None:
    """Record the arrival of what was just filed at its call; raises Refusal where none is open.

    A draft that chose a call arrives there, another one at the call of its programme that closes first. A
    programme that has never had a call takes applications at any time.
    """
    at = order.arrived or order.now
    chosen = CallApplication.objects.select_related("call").filter(case=matter.row).first()
    call = chosen.call if chosen is not None else call_for(programmes_of(matter.row), at)
    if call is None:
        return
    if not call.is_open(at):
        raise closed(call, at)
    try:
        with refused_kindly():
            CallApplication.objects.update_or_create(
                case=matter.row, defaults={"call": call, "arrived_at": at}
            )
    except MoneyRefusal as refusal:
        raise Refusal(refusal.code, refusal.message) from refusal


def call_for(programmes: tuple[str, ...], at: datetime) -> Call | None:
    """The open call that closes first, else the one that opens next or closed last; None without any."""
    calls = list(Call.objects.filter(programme__in=programmes))
    if not calls:
        return None
    open_ = [call for call in calls if call.is_open(at)]
    coming = [call for call in calls if call.opens_at > at]
    if open_:
        return min(open_, key=lambda call: call.last_moment)
    return (
        min(coming, key=lambda call: call.opens_at)
        if coming
        else max(calls, key=lambda call: call.last_moment)
    )


def closed(call: Call, at: datetime) -> Refusal:
    """The refusal for what arrives while a call is not open."""
    if at < call.opens_at:
        words = _("Applications are taken from {moment} on. What you have filled in stays as it is.")
        return Refusal("call_is_open", format_lazy(words, moment=_SHOWN(call.opens_at)), call=call.code)
    words = _(
        "The call closed at {moment}; this arrived later. What you have filled in stays, and can be filed to"
        " the next call."
    )
    return Refusal("call_is_open", format_lazy(words, moment=_SHOWN(call.last_moment)), call=call.code)
