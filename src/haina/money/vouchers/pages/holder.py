"""Pages of those who hold vouchers: what is left, what is booked, booking and redeeming."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, new_key, sent_key, visit_of
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.money.amounts import exact_words
from haina.money.vouchers import verbs
from haina.money.vouchers.models import Instrument
from haina.money.vouchers.pages.door import at_the_door
from haina.money.vouchers.pages.words import title_of
from haina.money.vouchers.queries import (
    VoucherView,
    instruments_for,
    memberships_of,
    programmes_of,
    voucher_view,
    vouchers_of,
)
from haina.rules.text import Text

#: The longest reason.
MOST_WORDS = 500


@at_the_door
def mine(request: HttpRequest) -> HttpResponse:
    """Show the vouchers of one's units, and the instruments that they open."""
    visit = visit_of(request)
    context = {
        "vouchers": [(each, title_of(each.programme)) for each in vouchers_of(visit.actor)],
        "members": [(each, title_of(each.programme)) for each in memberships_of(visit.actor)],
        "is_office": bool(programmes_of(visit.actor, current_policy())),
    }
    return render(request, "vouchers/mine.html", context)


@at_the_door
def show(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """Show a voucher with its uses, and what the reader may do with it."""
    visit = visit_of(request)
    view = voucher_view(visit.actor, voucher_id)
    return render(request, "vouchers/voucher.html", _context(visit, view))


def _context(visit: Visit, view: VoucherView) -> dict[str, object]:
    return {
        "view": view,
        "row": view.row,
        "may": {verb.value for verb in view.may},
        "title": title_of(view.row.programme),
        "now": visit.now,
        "percent": f"{view.row.share * 100:.4f}".rstrip("0").rstrip("."),
    }


class BookForm(forms.Form):
    """Which instrument, on which day, from which hour, for how long."""

    instrument = forms.ChoiceField(label=gettext_lazy("Instrument"), widget=forms.RadioSelect)
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    hour = forms.TypedChoiceField(
        label=gettext_lazy("From"), coerce=int, choices=[(hour, f"{hour:02}:00") for hour in range(24)]
    )
    hours = forms.IntegerField(label=gettext_lazy("Hours"), min_value=1, max_value=24, initial=1)

    def wanted(self) -> verbs.Wanted:
        """What the form asks for."""
        data = self.cleaned_data
        starts = timezone.make_aware(datetime.combine(data["day"], time(data["hour"])))
        return verbs.Wanted(int(data["instrument"]), starts, data["hours"])


@at_the_door
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """Show what can be booked with a voucher; when sent, book it."""
    visit = visit_of(request)
    view = voucher_view(visit.actor, voucher_id)
    if verbs.book.__name__ not in {verb.value for verb in view.may}:
        raise PermissionDenied("only the holder books")
    data = request.POST if request.method == "POST" else None
    form = BookForm(data, label_suffix="", use_required_attribute=False, initial={"hour": 10, "hours": 1})
    instruments = list(instruments_for(view.row))
    form.fields["instrument"].choices = [  # type: ignore[attr-defined]  # a choice field
        (str(each.pk), _offer(each)) for each in instruments
    ]
    if data is not None and form.is_valid():
        try:
            use = verbs.book(visit.actor, visit.now, voucher_id, form.wanted(), key=sent_key(request))
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            paid = gettext("Booked. The voucher pays %(part)s of %(fee)s.")
            messages.success(request, paid % {"part": exact_words(use.fen), "fee": exact_words(use.fee)})
            return redirect("vouchers:voucher", voucher_id=voucher_id)
    context = {**_context(visit, view), "form": form, "key": new_key(), "instruments": instruments}
    return render(request, "vouchers/book.html", context, status=422 if form.errors else 200)


def _offer(each: Instrument) -> str:
    """One line about an instrument."""
    words = gettext("%(title)s, %(owner)s, %(place)s: %(fee)s an hour, from %(opens)s to %(closes)s o'clock")
    return words % {
        "title": _pair(each.title),
        "owner": each.member.organisation,
        "place": _pair(each.place),
        "fee": exact_words(each.fee),
        "opens": each.opens,
        "closes": each.closes,
    }


def _pair(texts: dict[str, str]) -> str:
    return in_active_language(Text(texts["zh"], texts["en"]))


@at_the_door
@require_POST
def act_on_use(request: HttpRequest, use_id: UUID, act: str) -> HttpResponse:
    """Cancel, confirm, redeem, or do not accept a use."""
    visit = visit_of(request)
    why = request.POST.get("why", "")[:MOST_WORDS]
    if act == "cancel":
        use = verbs.cancel(visit.actor, visit.now, use_id, why=why)
        messages.success(request, gettext("Cancelled. What was set aside is free again."))
    elif act == "confirm":
        use = verbs.confirm_use(visit.actor, visit.now, use_id, invoice=request.POST.get("invoice", "")[:60])
        messages.success(request, gettext("Confirmed. The holder can redeem the voucher now."))
    elif act == "redeem":
        use = verbs.redeem(visit.actor, visit.now, use_id)
        messages.success(request, gettext("Redeemed."))
    elif act == "refuse":
        use = verbs.refuse_use(visit.actor, visit.now, use_id, why=why)
        messages.success(request, gettext("Not accepted. Its part has gone back to the voucher."))
    else:
        raise Http404(act)
    if act == "refuse" or request.POST.get("from") == "member":
        return redirect("vouchers:member", member_id=use.member_id)
    return redirect("vouchers:voucher", voucher_id=use.voucher_id)
