"""Choosing a time to come, and the officers' page of places, times, and who comes when."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases.appointments import verbs
from haina.cases.appointments.booking import is_received_by, missed
from haina.cases.appointments.models import Appointment, Place
from haina.cases.appointments.queries import appointment_of, booked_at, free_times
from haina.cases.names import in_active_language
from haina.cases.pages.door import (
    Visit,
    behind_login,
    new_key,
    require,
    sent_key,
    sent_sequence,
    visit_of,
)
from haina.cases.policies import current_policy
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import Refusal
from haina.people.permissions import Verb
from haina.rules.text import Text

#: The longest reason.
MOST_WORDS = 500


@behind_login
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show the free times by day; when sent, book one, or move there what is booked."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    need = view.procedure.appointment
    if need is None:
        raise Http404("nobody has to come")
    allowed = bool({Verb.BOOK_APPOINTMENT, Verb.MOVE_APPOINTMENT} & view.may)
    require(request, visit, view, Verb.BOOK_APPOINTMENT, allowed=allowed)
    receives = is_received_by(visit.actor, view.row)
    booked = appointment_of(view.row)
    if request.method == "POST":
        _take(request, visit, case_id, booked)
        messages.success(request, gettext("Booked. Everybody concerned has been told."))
        return redirect("cases:case", case_id=case_id)
    first_day = _first_day(request)
    times = free_times(view.procedure, need, visit.now, first_day=first_day)
    context = {
        "view": view,
        "need": need,
        "booked": booked,
        "receives": receives,
        "missed": missed(view.row, need.stage),
        "days": [
            (day, list(found))
            for day, found in groupby(times, lambda free: timezone.localdate(free.starts_at))
        ],
        "first_day": first_day,
        "key": new_key(),
    }
    return render(request, "cases/appointment.html", context)


def _first_day(request: HttpRequest) -> date | None:
    """The day from which on times are asked for; None where none, or none that is a day, is named."""
    try:
        return parse_date(request.GET.get("from", ""))
    except ValueError:
        return None


def _take(request: HttpRequest, visit: Visit, case_id: UUID, booked: Appointment | None) -> None:
    """Book the chosen time, or move there what is booked."""
    place, starts_at = _time(request)
    key = sent_key(request)
    if booked is None or booked.key == key:
        verbs.book(visit.actor, visit.now, case_id, place=place, starts_at=starts_at, key=key)
        return
    why = request.POST.get("why", "")[:MOST_WORDS]
    verbs.move(visit.actor, visit.now, case_id, place=place, starts_at=starts_at, key=key, why=why)


def _time(request: HttpRequest) -> tuple[int, datetime]:
    """Return the chosen place and time; raises Refusal where none is chosen."""
    place, _, when = request.POST.get("time", "").partition("@")
    try:
        starts_at = parse_datetime(when)
    except ValueError:
        starts_at = None
    known = place.isascii() and place.isdecimal() and len(place) < 10
    if not known or starts_at is None or starts_at.tzinfo is None:
        raise Refusal("no_time", gettext_lazy("Choose a time."))
    return int(place), starts_at


@behind_login
@require_POST
def cancel(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Give a booked time back."""
    visit = visit_of(request)
    verbs.cancel(visit.actor, visit.now, case_id, why=request.POST.get("why", "")[:MOST_WORDS])
    messages.success(request, gettext("Cancelled. Everybody concerned has been told."))
    return redirect("cases:case", case_id=case_id)


@behind_login
@require_POST
def attendance(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record whether somebody came."""
    visit = visit_of(request)
    said = request.POST.get("came", "")
    if said not in ("yes", "no"):
        raise Http404("came, or did not")
    key, seen = sent_key(request), sent_sequence(request)
    verbs.record_attendance(visit.actor, visit.now, case_id, came=said == "yes", key=key, seen=seen)
    messages.success(request, gettext("Recorded."))
    return redirect("cases:case", case_id=case_id)


def office_panel(visit: Visit, view: CaseView) -> dict[str, object] | None:
    """Return what the officers' page of a case shows of its appointment; None where nobody has to come."""
    need = view.procedure.appointment
    if need is None:
        return None
    appointment = appointment_of(view.row)
    mine = view.procedure.stage(need.stage).department in visit.actor.departments
    return {
        "need": need,
        "appointment": appointment,
        "missed": missed(view.row, need.stage),
        "has_begun": appointment is not None and appointment.starts_at <= visit.now,
        "may_change": mine and Verb.MOVE_APPOINTMENT in view.may,
        "may_record": mine and Verb.RECORD_ATTENDANCE in view.may,
        "key": new_key(),
    }


class PlaceForm(forms.Form):
    """A new place of a department, in both languages."""

    department = forms.ChoiceField(label=gettext_lazy("Department"))
    title_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120)
    address_zh = forms.CharField(label=gettext_lazy("Address in Chinese"), max_length=200)
    address_en = forms.CharField(label=gettext_lazy("Address in English"), max_length=200)


class TimesForm(forms.Form):
    """Times to publish at a place."""

    place = forms.ChoiceField(label=gettext_lazy("Place"))
    first_day = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    opens = forms.TimeField(label=gettext_lazy("Opens at"), widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=gettext_lazy("Closes at"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(label=gettext_lazy("Minutes each"), min_value=5, max_value=480, initial=20)
    counters = forms.IntegerField(label=gettext_lazy("Counters"), min_value=1, max_value=50, initial=1)


class CloseForm(forms.Form):
    """A day on which a place is closed."""

    place = forms.ChoiceField(label=gettext_lazy("Place"))
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label=gettext_lazy("Why (in both languages)"), max_length=500)


@behind_login
@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """Show who comes when to one's departments; publish times, open a place, close a day."""
    visit = visit_of(request)
    if not visit.actor.departments:
        raise PermissionDenied("times are published by officers")
    places = list(Place.objects.filter(department__in=sorted(visit.actor.departments)).order_by("pk"))
    sent = request.POST.get("act", "") if request.method == "POST" else ""
    made = {name: _form(name, kind, request, visit, places, sent) for name, kind in _FORMS.items()}
    if sent:
        if sent not in made:
            raise Http404(sent)
        if made[sent].is_valid():
            messages.success(request, _do(sent, made[sent].cleaned_data, visit))
            return redirect("cases:appointments")
    context = {
        "places": [(place, _pair(place.title), _pair(place.address)) for place in places],
        "booked": [(one, _pair(one.slot.place.title)) for one in booked_at(places, visit.now)],
        "forms": [(name, title, made[name]) for name, title in _TITLES.items() if places or name == "place"],
    }
    failed = sent in made and bool(made[sent].errors)
    return render(request, "cases/appointments.html", context, status=422 if failed else 200)


_FORMS: dict[str, type[forms.Form]] = {"publish": TimesForm, "close": CloseForm, "place": PlaceForm}
_TITLES = {
    "publish": gettext_lazy("Publish times"),
    "close": gettext_lazy("Close a day"),
    "place": gettext_lazy("Open a place"),
}


def _form(
    name: str, kind: type[forms.Form], request: HttpRequest, visit: Visit, places: list[Place], sent: str
) -> forms.Form:
    data = request.POST if sent == name else None
    form = kind(data, label_suffix="", use_required_attribute=False, auto_id=f"id_{name}_%s")
    if "place" in form.fields:
        choices = [(str(place.pk), _pair(place.title)) for place in places]
        form.fields["place"].choices = choices  # type: ignore[attr-defined]  # a choice field
    if "department" in form.fields:
        departments = current_policy().departments
        form.fields["department"].choices = [  # type: ignore[attr-defined]  # a choice field
            (each, in_active_language(departments[each].title))
            for each in sorted(visit.actor.departments)
            if each in departments
        ]
    return form


def _do(name: str, data: dict[str, object], visit: Visit) -> str:
    """Do what a form says, and say what was done."""
    if name == "place":
        title = Text(str(data["title_zh"]), str(data["title_en"]))
        address = Text(str(data["address_zh"]), str(data["address_en"]))
        verbs.open_place(visit.actor, str(data["department"]), title=title, address=address)
        return gettext("The place is open. Publish its times.")
    place = get_object_or_404(Place, pk=int(str(data["place"])))
    if name == "publish":
        wanted = {field: value for field, value in data.items() if field != "place"}
        made = verbs.publish(visit.actor, visit.now, place, verbs.Timetable(**wanted)).made  # type: ignore[arg-type]  # as cleaned by TimesForm
        return ngettext(
            "%(count)d time has been published.", "%(count)d times have been published.", made
        ) % {"count": made}
    day, why = data["day"], str(data["why"])
    cancelled = verbs.close_day(visit.actor, visit.now, place, day, why=why)  # type: ignore[arg-type]  # as cleaned by CloseForm
    return gettext("Closed. Appointments that were cancelled: %(count)d") % {"count": cancelled}


def _pair(texts: dict[str, str]) -> str:
    return in_active_language(Text(texts["zh"], texts["en"]))
