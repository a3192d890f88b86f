"""The page on which an officer looks into the exit of a stake whose loss is to be compensated."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases.pages.door import visit_of
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.money.guarantees import verbs
from haina.money.guarantees.exits import checked
from haina.money.guarantees.models import ExitPaper
from haina.money.guarantees.permissions import GuaranteeVerb, exit_roles, guarantee_verbs
from haina.money.guarantees.verbs.exits import NewPaper, stake_matter
from haina.money.vouchers.pages.door import at_the_door
from haina.money.vouchers.pages.words import title_of
from haina.people.actors import Actor

#: The longest reason.
MOST_WORDS = 500


class BuyerForm(forms.Form):
    """Who bought the stake."""

    number = forms.CharField(
        label=gettext_lazy("Number of the buyer"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Credit code of a unit, or number of a person's identity document."),
    )
    otherwise = forms.CharField(
        label=gettext_lazy("Or how the stake was left"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as a liquidation, or a buyer who is not registered here."),
    )


class PaperForm(forms.Form):
    """A paper of the exit."""

    kind = forms.ChoiceField(label=gettext_lazy("Sort of paper"), choices=ExitPaper.Kind.choices)
    paper = forms.CharField(label=gettext_lazy("Number"), max_length=120)
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), min_value=Decimal(0), max_digits=15, decimal_places=2
    )
    currency = forms.RegexField(
        regex=r"^[A-Za-z]{3}$",
        label=gettext_lazy("Currency"),
        max_length=3,
        help_text=gettext_lazy("Three letters, such as CNY."),
    )

    def wanted(self) -> NewPaper:
        """What the form says."""
        data = self.cleaned_data
        amount = int(data["amount"] * 100)
        return NewPaper(data["kind"], data["paper"], data["day"], amount, data["currency"])


@at_the_door
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show what is known of the exit and what was found; when sent, enter its buyer or a paper."""
    visit = visit_of(request)
    buyer, paper = _forms(request)
    sent = buyer if buyer.is_bound else paper
    if request.method == "POST" and sent.is_valid():
        try:
            words = _enter(visit.actor, visit.now, case_id, sent)
        except Refusal as error:
            sent.add_error(None, str(error))
        else:
            messages.success(request, words)
            return redirect("guarantees:exit", case_id=case_id)
    matter, right = stake_matter(visit.actor, visit.now, case_id, GuaranteeVerb.CHECK_EXIT)
    context = {
        "row": matter.row,
        "title": title_of(right.id),
        "found": checked(matter, right),
        "may": {verb.value for verb in guarantee_verbs(exit_roles(visit.actor, matter.row))},
        "buyer": buyer,
        "paper": paper,
        "form": sent,
    }
    return render(request, "guarantees/exit.html", context, status=422 if sent.errors else 200)


def _forms(request: HttpRequest) -> tuple[BuyerForm, PaperForm]:
    """Both forms; what was sent is in the one that it was sent by."""
    data: QueryDict | None = request.POST if request.method == "POST" else None
    by_paper = data is not None and "kind" in data
    buyer = BuyerForm(None if by_paper else data, label_suffix="", use_required_attribute=False)
    paper = PaperForm(
        data if by_paper else None,
        label_suffix="",
        use_required_attribute=False,
        initial={"currency": current_policy().head.currency.code},
    )
    return buyer, paper


def _enter(actor: Actor, now: datetime, case_id: UUID, form: forms.Form) -> str:
    if isinstance(form, PaperForm):
        verbs.add_exit_paper(actor, now, case_id, form.wanted())
        return gettext("The paper is entered and compared.")
    verbs.enter_exit(actor, now, case_id, **form.cleaned_data)
    return gettext("The exit is entered; what was found stands below.")


@at_the_door
@require_POST
def overrule(request: HttpRequest, case_id: UUID, finding: str) -> HttpResponse:
    """Let a finding stand, with the reason."""
    visit = visit_of(request)
    why = request.POST.get("why", "")[:MOST_WORDS]
    verbs.overrule_finding(visit.actor, visit.now, case_id, finding, why=why)
    messages.success(request, gettext("Noted with your reason. The finding stops nothing any more."))
    return redirect("guarantees:exit", case_id=case_id)
