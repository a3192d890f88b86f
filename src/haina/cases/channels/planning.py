"""By which channels a notice goes: one delivery each, never a second one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from haina.cases.channels.choices import choices_of
from haina.cases.channels.kinds import ChannelName, Kind, kind_of
from haina.cases.channels.models import Delivery, Webhook
from haina.cases.models import Notice


def plan(notice: Notice, now: datetime) -> list[Delivery]:
    """Store the deliveries of a notice that are not there yet; give those that wait to be sent."""
    made = list(_deliveries(notice, kind_of(notice), now))
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    keys = [each.key for each in made]
    return list(Delivery.objects.filter(key__in=keys, state=Delivery.State.WAITING).order_by("made_at", "pk"))


def _deliveries(notice: Notice, kind: Kind, now: datetime) -> Iterator[Delivery]:
    chosen = choices_of(notice.account_id)
    common = {"notice": notice, "kind": kind, "made_at": now}
    yield Delivery(key=f"{notice.pk}:portal", channel=ChannelName.PORTAL, **common)
    if chosen[kind, ChannelName.EMAIL]:
        yield Delivery(key=f"{notice.pk}:email", channel=ChannelName.EMAIL, **common)
    usable = Webhook.objects.filter(confirmed_at__isnull=False, ended_at__isnull=True)
    if chosen[kind, ChannelName.WEBHOOK]:
        for own in usable.filter(account_id=notice.account_id):
            key = f"{notice.pk}:{own.pk}"
            yield Delivery(key=key, channel=ChannelName.WEBHOOK, webhook=own, **common)
    case = notice.case
    if case is None or case.organisation_id is None or kind is Kind.WORK or _is_to_the_person(notice):
        return
    for system in usable.filter(organisation_id=case.organisation_id):
        # Whoever of the organisation is told: its system is told once of each event.
        key = f"{system.pk}:{case.pk}:{notice.sequence}:{notice.notice}"
        yield Delivery(key=key, channel=ChannelName.WEBHOOK, webhook=system, **common)


def _is_to_the_person(notice: Notice) -> bool:
    """Whether it is the person concerned who is told, and not who acts for the organisation."""
    person = None if notice.case is None else notice.case.person
    return person is not None and person.account_id == notice.account_id
