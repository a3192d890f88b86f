"""My dates: what runs for one and until when, as a page, as a file, and as a private calendar address."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from haina.cases.dates import verbs
from haina.cases.dates.ics import calendar_file
from haina.cases.dates.items import Item
from haina.cases.dates.models import Feed
from haina.cases.dates.queries import dates_of
from haina.cases.pages.door import behind_login, visit_of
from haina.people.models import Account

MEDIA_TYPE = "text/calendar; charset=utf-8"
#: What lies within so many days is soon.
_SOON = timedelta(days=14)


@behind_login
@require_safe
def dates(request: HttpRequest) -> HttpResponse:
    """Show what runs, in the order of its days, each with what to do."""
    visit = visit_of(request)
    items = dates_of(visit.actor, visit.now, visit.on)
    account = _account(request)
    feed = account.calendar_feeds.filter(ended_at__isnull=True).first()
    context = {
        "groups": [(title, found) for title, found in _grouped(items, visit.on) if found],
        "feed": feed,
        "address": "" if feed is None else feed_address(feed),
        "on": visit.on,
    }
    return render(request, "cases/dates.html", context)


def feed_address(feed: Feed) -> str:
    """The full address at which a calendar program reads."""
    return f"{settings.HAINA_PUBLIC_URL}{reverse('calendar_feed', args=[feed.token])}"


def _grouped(items: list[Item], on: date) -> list[tuple[str, list[tuple[Item, int]]]]:
    """Put dates under headings, each with the days that are left."""
    left = [(item, (item.day - on).days) for item in items]
    return [
        (gettext("Over already"), [each for each in left if each[1] < 0]),
        (gettext("In the next two weeks"), [each for each in left if 0 <= each[1] <= _SOON.days]),
        (gettext("After two weeks"), [each for each in left if each[1] > _SOON.days]),
    ]


@behind_login
@require_safe
def dates_ics(request: HttpRequest) -> HttpResponse:
    """Send one's dates as a calendar file."""
    response = _calendar(_account(request))
    response["Content-Disposition"] = 'attachment; filename="haina.ics"'
    return response


def _account(request: HttpRequest) -> Account:
    """The account that is signed in; raises PermissionDenied for none."""
    if not isinstance(request.user, Account):
        raise PermissionDenied("nobody is signed in")
    return request.user


@behind_login
@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """Make a private address of one's calendar, or end it."""
    visit = visit_of(request)
    act = request.POST.get("act", "")
    if act == "open":
        verbs.open_feed(visit.actor, visit.now)
        messages.success(request, gettext("The address is ready. Keep it to yourself."))
    elif act == "end":
        verbs.end_feed(visit.actor, visit.now)
        messages.success(request, gettext("The address is good no longer."))
    else:
        raise Http404(act)
    return redirect("cases:dates")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Send a calendar to whoever knows its private address."""
    feed = Feed.by_token(token)
    if feed is None or not feed.account.is_active:
        raise Http404("no such calendar")
    Feed.objects.filter(pk=feed.pk).update(read_at=timezone.now())
    return _calendar(feed.account)


def _calendar(account: Account) -> HttpResponse:
    entries = verbs.refresh(account, timezone.now())
    with translation.override(account.language):
        response = HttpResponse(calendar_file(entries), content_type=MEDIA_TYPE)
    patch_cache_control(response, private=True, no_store=True)
    return response
