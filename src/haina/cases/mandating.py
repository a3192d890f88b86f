"""Mandates as their two sides live with them: offered, taken on, declined, ended; both are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy

from haina.cases import outbox
from haina.cases.events.base import shown_day
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import Notice
from haina.people.actors import Actor
from haina.people.models import Account, Mandate, Organisation, Power
from haina.people.verbs.mandates import Offer, answer_mandate, end_mandate, offer_mandate

MANDATES_PATH = "/me/mandates/"

_SUBJECTS = {
    "offered": gettext_lazy("A mandate is offered"),
    "taken_on": gettext_lazy("A mandate has been taken on"),
    "declined": gettext_lazy("A mandate has been declined"),
    "taken_back": gettext_lazy("The offer of a mandate has been taken back"),
    "ended": gettext_lazy("A mandate has ended"),
}
_BODIES = {
    "offered": gettext_lazy(
        "%(giver)s asks %(holder)s to act for them, %(days)s. It holds once it has been taken on."
    ),
    "taken_on": gettext_lazy(
        "%(holder)s may act for %(giver)s, %(days)s. Either side can end it at any time."
    ),
    "declined": gettext_lazy("%(holder)s does not act for %(giver)s."),
    "taken_back": gettext_lazy("%(giver)s no longer asks %(holder)s to act for them."),
    "ended": gettext_lazy(
        "%(holder)s may no longer act for %(giver)s. What has been filed goes on; %(giver)s continues it."
    ),
}


def offer(actor: Actor, now: datetime, wanted: Offer) -> Mandate:
    """Offer a mandate and tell both sides; raises what `offer_mandate` does."""
    with transaction.atomic():
        mandate = offer_mandate(actor, now, wanted)
        _tell(mandate, "offered", now)
    return mandate


def answer(actor: Actor, now: datetime, mandate_id: int, *, accept: bool) -> Mandate:
    """Take on a mandate or decline it, and tell both sides; raises what `answer_mandate` does."""
    with transaction.atomic():
        mandate = answer_mandate(actor, now, mandate_id, accept=accept)
        _tell(mandate, "taken_on" if accept else "declined", now)
    return mandate


def end(actor: Actor, now: datetime, mandate_id: int) -> Mandate:
    """End a mandate at once and tell both sides; raises what `end_mandate` does."""
    with transaction.atomic():
        mandate = end_mandate(actor, now, mandate_id)
        if mandate.ended_at == now:
            _tell(mandate, "ended" if mandate.is_taken_on else "taken_back", now)
    return mandate


def giver_in_words(mandate: Mandate) -> str:
    """Whom it lets somebody act for."""
    return str(mandate.organisation or mandate.person)


def holder_in_words(mandate: Mandate) -> str:
    """Who holds it; while nobody has taken it on, the identifier that it was offered to and nothing else."""
    return str(mandate.account or mandate.holder or mandate.offered_to)


def days_in_words(mandate: Mandate) -> str:
    """From when until when it was given."""
    first = shown_day(mandate.valid_from)
    if mandate.valid_to is None:
        return gettext("from %(first)s until it is ended") % {"first": first}
    return gettext("from %(first)s to %(last)s") % {"first": first, "last": shown_day(mandate.valid_to)}


def own_people(organisation_id: UUID, on: date) -> QuerySet[Mandate]:
    """The mandates of an organisation's own people that hold on a day."""
    in_time = Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))
    rows = Mandate.objects.filter(in_time, ended_at__isnull=True, account__is_active=True)
    return rows.filter(organisation_id=organisation_id, holder__isnull=True)


def appointers(organisation_id: UUID, on: date) -> set[UUID]:
    """The accounts that give and take on mandates for an organisation."""
    may = Q(powers=[]) | Q(powers__contains=[Power.APPOINT])
    rows = own_people(organisation_id, on).filter(may, scope=[])
    return {account for account in rows.values_list("account_id", flat=True) if account is not None}


def _tell(mandate: Mandate, what: str, now: datetime) -> None:
    """Write the notice of what happened to a mandate to both sides, and have it sent."""
    on = timezone.localdate(now)
    told = _givers(mandate, on) | _holders(mandate, on)
    subject, body = _in_both(lambda: str(_SUBJECTS[what])), _in_both(lambda: _body(mandate, what))
    notices = [
        Notice(
            sequence=0,
            notice=f"mandate_{what}:{mandate.pk}",
            account_id=account,
            subject=subject,
            body=body,
            created_at=now,
        )
        for account in sorted(told)
    ]
    outbox.send_notices(Notice.objects.bulk_create(notices))


def _body(mandate: Mandate, what: str) -> str:
    words = str(_BODIES[what]) % {
        "giver": giver_in_words(mandate),
        "holder": holder_in_words(mandate),
        "days": days_in_words(mandate),
    }
    return f"{words} {settings.HAINA_PUBLIC_URL}{MANDATES_PATH}"


def _in_both(words: Callable[[], str]) -> dict[str, str]:
    texts = {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            texts[short] = words()
    return texts


def _givers(mandate: Mandate, on: date) -> set[UUID]:
    if mandate.organisation_id is not None:
        return appointers(mandate.organisation_id, on)
    account = None if mandate.person is None else mandate.person.account_id
    return set() if account is None else {account}


def _holders(mandate: Mandate, on: date) -> set[UUID]:
    """The accounts of the side that holds it, or that it is offered to if there is such a one."""
    if mandate.account_id is not None:
        return {mandate.account_id}
    if mandate.holder_id is not None:
        return appointers(mandate.holder_id, on)
    if "@" in mandate.offered_to:
        accounts = Account.objects.filter(email=mandate.offered_to, is_active=True)
        return set(accounts.values_list("pk", flat=True))
    organisation = Organisation.objects.filter(credit_code=mandate.offered_to).first()
    return set() if organisation is None else appointers(organisation.pk, on)
