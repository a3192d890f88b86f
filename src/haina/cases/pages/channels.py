"""How you are told: which notices by which channel, the addresses of own systems, and what did not arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods
from django_ratelimit.core import is_ratelimited

from haina.cases import outbox
from haina.cases.channels import verbs
from haina.cases.channels.choices import choices_of
from haina.cases.channels.kinds import FOR_OFFICERS, REQUIRED, ChannelName, Kind
from haina.cases.channels.models import Delivery, Webhook
from haina.cases.channels.troubles import in_words
from haina.cases.channels.verbs.choose import choosable
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.pages.following import stored_text
from haina.cases.refusals import Refusal
from haina.people.models import Organisation

ADDRESSES_AN_HOUR = "20/h"
#: How many troubles are shown.
_SHOWN = 20

KIND_TITLES = {
    Kind.FORMAL: gettext_lazy("Decisions, receipts, and what you have to do"),
    Kind.PROGRESS: gettext_lazy("How a case goes on"),
    Kind.APPOINTMENTS: gettext_lazy("Appointments"),
    Kind.WORK: gettext_lazy("Cases that you work on"),
    Kind.SUMMARY: gettext_lazy("Summary of the day"),
}
CHANNEL_TITLES = {
    ChannelName.PORTAL: gettext_lazy("Portal"),
    ChannelName.EMAIL: gettext_lazy("E-mail"),
    ChannelName.WEBHOOK: gettext_lazy("Own system"),
}


@behind_login
@require_http_methods(["GET", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """Show what is told by which channel; when sent, change it."""
    visit = visit_of(request)
    problem: dict[str, str] = {}
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404("no such act")
        try:
            messages.success(request, act(request, visit))
        except Refusal as error:
            owner = request.POST.get("organisation", "")
            problem = {"owner": owner, "said": str(error), "typed": request.POST.get("address", "")}
        except PermissionError as error:
            raise PermissionDenied(str(error)) from None
        else:
            return redirect("cases:channels")
    context = {
        "rows": list(_rows(visit)),
        "titles": [CHANNEL_TITLES[channel] for channel in _shown(visit)],
        "systems": list(_systems(visit, problem)),
        "troubles": list(_troubles(visit)),
    }
    return render(request, "cases/channels.html", context, status=422 if problem else 200)


def _rows(visit: Visit) -> Iterator[dict[str, Any]]:
    """Yield the kinds of notice, each with a box for every channel, and whether it can be chosen."""
    chosen, possible = choices_of(_account_id(visit)), set(choosable(visit.actor))
    for kind in Kind:
        if kind in FOR_OFFICERS and not visit.actor.is_staff:
            continue
        cells = [
            {
                "box": f"{kind}:{channel}",
                "title": CHANNEL_TITLES[channel],
                "chosen": chosen[kind, channel],
                "possible": (kind, channel) in possible,
            }
            for channel in _shown(visit)
        ]
        yield {"title": KIND_TITLES[kind], "required": kind in REQUIRED, "cells": cells}


def _shown(visit: Visit) -> list[ChannelName]:
    """Return the channels that one can choose; a system of one's own only where there is one."""
    own = Webhook.objects.filter(ended_at__isnull=True, **verbs.whose(visit.actor, None)).exists()
    return [each for each in ChannelName if own or each is not ChannelName.WEBHOOK]


def _systems(visit: Visit, problem: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield one's own system and those of the organisations that one acts for in everything."""
    yield _system(visit, "", gettext("Your own system"), problem)
    held = verbs.organisations_of(visit.actor)
    for organisation in Organisation.objects.filter(pk__in=held).order_by("name_zh"):
        yield _system(visit, str(organisation.pk), str(organisation), problem)


def _system(visit: Visit, owner: str, title: str, problem: dict[str, str]) -> dict[str, Any]:
    columns = verbs.whose(visit.actor, UUID(owner) if owner else None)
    webhook = Webhook.objects.filter(ended_at__isnull=True, **columns).first()
    last = webhook or Webhook.objects.filter(problem="gone", **columns).order_by("-ended_at").first()
    mine = problem if problem.get("owner") == owner else {}
    return {
        "owner": owner,
        "title": title,
        "webhook": webhook,
        "trouble": in_words(last.problem) if last is not None and last.problem else "",
        "error": mine.get("said", ""),
        "address": mine.get("typed", "" if webhook is None else webhook.address),
    }


def _troubles(visit: Visit) -> Iterator[dict[str, Any]]:
    """Yield what did not arrive, or has not yet, the latest first."""
    mine = Q(webhook__organisation__in=verbs.organisations_of(visit.actor))
    mine |= Q(notice__account_id=visit.actor.account_id, webhook__organisation__isnull=True)
    rows = Delivery.objects.filter(mine).exclude(state=Delivery.State.DONE).exclude(problem="")
    for row in rows.select_related("notice").order_by("-made_at")[:_SHOWN]:
        yield {
            "row": row,
            "subject": stored_text(row.notice.subject),
            "channel": CHANNEL_TITLES[ChannelName(row.channel)],
            "trouble": in_words(row.problem),
        }


def _account_id(visit: Visit) -> UUID:
    """Return whose page it is; raises PermissionError for a visitor."""
    if visit.actor.account_id is None:
        raise PermissionError("nobody is signed in")
    return visit.actor.account_id


def _choose(request: HttpRequest, visit: Visit) -> str:
    sent = set(request.POST.getlist("want"))
    shown, before = _shown(visit), choices_of(_account_id(visit))
    wanted = {
        (kind, channel)
        for kind, channel in choosable(visit.actor)
        # What was not on the page stays as it was.
        if (f"{kind}:{channel}" in sent if channel in shown else before[kind, channel])
    }
    verbs.choose(visit.actor, wanted)
    return gettext("Your choice holds from now on.")


def _owner(request: HttpRequest) -> UUID | None:
    """The organisation whose address it is; None for one's own. Raises Http404 for what is no id."""
    given = request.POST.get("organisation", "")
    try:
        return UUID(given) if given else None
    except ValueError:
        raise Http404("no such organisation") from None


def _set(request: HttpRequest, visit: Visit) -> str:
    if is_ratelimited(request, group="webhook", key="user", rate=ADDRESSES_AN_HOUR, increment=True):
        raise Refusal("too_many", gettext("That was a lot at once. Try again later."))
    address = request.POST.get("address", "").strip()
    verbs.set_webhook(visit.actor, visit.now, address, _owner(request))
    return gettext("We now ask the system whether it wants our messages. Reload the page in a moment.")


def _confirm(request: HttpRequest, visit: Visit) -> str:
    if is_ratelimited(request, group="webhook", key="user", rate=ADDRESSES_AN_HOUR, increment=True):
        raise Refusal("too_many", gettext("That was a lot at once. Try again later."))
    owner = verbs.whose(visit.actor, _owner(request))
    for webhook in Webhook.objects.filter(ended_at__isnull=True, confirmed_at__isnull=True, **owner):
        outbox.confirm_webhook(webhook.pk)
    return gettext("We now ask the system whether it wants our messages. Reload the page in a moment.")


def _end(request: HttpRequest, visit: Visit) -> str:
    verbs.end_webhook(visit.actor, visit.now, _owner(request))
    return gettext("Nothing is sent there any more.")


_ACTS = {"choose": _choose, "set": _set, "confirm": _confirm, "end": _end}
