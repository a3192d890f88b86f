"""The page of a member of the platform: its instruments, what is booked and redeemed, and settlement."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases.pages.door import Visit, new_key, sent_key, visit_of
from haina.cases.refusals import Refusal
from haina.money.vouchers import verbs
from haina.money.vouchers.pages.door import at_the_door
from haina.money.vouchers.pages.words import title_of
from haina.money.vouchers.queries import MemberView, member_view
from haina.money.vouchers.ties import ties_of
from haina.rules.text import Text


class InstrumentForm(forms.Form):
    """An instrument that a member opens, in both languages."""

    title_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=120)
    title_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120)
    place_zh = forms.CharField(label=gettext_lazy("Place in Chinese"), max_length=200)
    place_en = forms.CharField(label=gettext_lazy("Place in English"), max_length=200)
    fee = forms.DecimalField(
        label=gettext_lazy("Fee for an hour"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2
    )
    opens = forms.IntegerField(label=gettext_lazy("Opens at"), min_value=0, max_value=23, initial=9)
    closes = forms.IntegerField(label=gettext_lazy("Closes at"), min_value=1, max_value=24, initial=17)

    def wanted(self) -> verbs.NewInstrument:
        """What the form offers."""
        data = self.cleaned_data
        return verbs.NewInstrument(
            Text(data["title_zh"], data["title_en"]),
            Text(data["place_zh"], data["place_en"]),
            int(data["fee"] * 100),
            data["opens"],
            data["closes"],
        )


@at_the_door
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """Show a member; when sent, open an instrument."""
    visit = visit_of(request)
    view = member_view(visit.actor, member_id)
    data = request.POST if request.method == "POST" else None
    form = InstrumentForm(data, label_suffix="", use_required_attribute=False)
    if data is not None and form.is_valid():
        try:
            verbs.offer_instrument(visit.actor, member_id, form.wanted())
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The instrument can be booked now."))
            return redirect("vouchers:member", member_id=member_id)
    status = 422 if form.errors else 200
    return render(request, "vouchers/member.html", _context(visit, view, form), status=status)


def _context(visit: Visit, view: MemberView, form: InstrumentForm) -> dict[str, object]:
    return {
        "view": view,
        "row": view.row,
        "may": {verb.value for verb in view.may},
        "title": title_of(view.row.programme),
        "now": visit.now,
        "form": form,
        "ties": list(ties_of(view, visit.now)),
        "key": new_key(),
    }


@at_the_door
@require_POST
def claim(request: HttpRequest, member_id: int) -> HttpResponse:
    """Claim what was redeemed."""
    visit = visit_of(request)
    verbs.claim_settlement(visit.actor, visit.now, member_id, key=sent_key(request))
    messages.success(request, gettext("Claimed. The department pays it."))
    return redirect("vouchers:member", member_id=member_id)


@at_the_door
@require_POST
def withdraw_instrument(request: HttpRequest, instrument_id: int) -> HttpResponse:
    """Withdraw an instrument."""
    visit = visit_of(request)
    gone = verbs.withdraw_instrument(visit.actor, visit.now, instrument_id)
    messages.success(request, gettext("Withdrawn. What is booked stays booked."))
    return redirect("vouchers:member", member_id=gone.member_id)


@at_the_door
@require_POST
def pay(request: HttpRequest, settlement_id: UUID) -> HttpResponse:
    """Pay a settlement."""
    visit = visit_of(request)
    paid = verbs.pay_settlement(visit.actor, visit.now, settlement_id)
    messages.success(request, gettext("Paid."))
    if request.POST.get("from") == "office":
        return redirect("vouchers:office")
    return redirect("vouchers:member", member_id=paid.member_id)


@at_the_door
@require_POST
def end_membership(request: HttpRequest, member_id: int) -> HttpResponse:
    """End a membership."""
    visit = visit_of(request)
    verbs.end_membership(visit.actor, visit.now, member_id)
    messages.success(request, gettext("The membership has ended."))
    return redirect("vouchers:member", member_id=member_id)
