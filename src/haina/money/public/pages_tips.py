"""Tips: the public form and what became of one, and the supervisors' list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.core import is_ratelimited

from haina.cases.names import in_active_language
from haina.cases.pages.door import behind_login, new_key, visit_of
from haina.cases.policies import current_policy
from haina.money.public.models import Tip
from haina.money.public.permissions import MayNotSeeTips, require_head, visible
from haina.money.public.verbs.answer_tip import close, take_up
from haina.money.public.verbs.give_tip import LONGEST, give_tip
from haina.money.refusals import MoneyRefusal

#: From one address.
TIPS_AN_HOUR = "5/h"
PAGE = 50


class TipForm(forms.Form):
    """What somebody has seen."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    programme = forms.ChoiceField(label=gettext_lazy("Programme"))
    award = forms.CharField(
        label=gettext_lazy("Number of the award"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("As it stands in the register, if you know it."),
    )
    text = forms.CharField(
        label=gettext_lazy("What you have seen"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Write what happened, when, and how one could check it."),
    )
    contact = forms.CharField(
        label=gettext_lazy("How to reach you"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("You need not say who you are. What you write here is deleted in the end."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", use_required_attribute=False)
        field = self.fields["programme"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - told to the type checker
        named = [(each.id, in_active_language(each.title)) for each in current_policy().programmes.values()]
        field.choices = [("", gettext("Choose one")), *named]


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Take a tip from anybody."""
    if request.method != "POST":
        asked = {name: request.GET.get(name, "") for name in ("programme", "award")}
        form = TipForm(initial={"key": new_key(), **asked})
        return render(request, "public_money/tip.html", {"form": form})
    form = TipForm(request.POST)
    if not form.is_valid():
        return render(request, "public_money/tip.html", {"form": form}, status=422)
    if is_ratelimited(request, group="tip", key="ip", rate=TIPS_AN_HOUR, increment=True):
        form.add_error(None, gettext("That was a lot at once. Try again later."))
        return render(request, "public_money/tip.html", {"form": form}, status=429)
    said = form.cleaned_data
    try:
        tip = give_tip(
            timezone.now(),
            said["programme"],
            said["text"],
            award=said["award"].strip(),
            contact=said["contact"],
            key=said["key"],
        )
    except MoneyRefusal as refusal:
        form.add_error("award" if refusal.code == "no_award" else None, str(refusal))
        return render(request, "public_money/tip.html", {"form": form}, status=422)
    messages.success(request, gettext("Your tip has been received. Keep the address of this page."))
    return redirect("public_money:tip", token=tip.token)


@require_safe
def tip(request: HttpRequest, token: str) -> HttpResponse:
    """Show what became of a tip to whoever has its address; not what it says."""
    found = get_object_or_404(Tip, token=token)
    return render(request, "public_money/tip_given.html", {"tip": found})


@behind_login
@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """List the tips for the departments under one's supervision, the open ones first."""
    visit = visit_of(request)
    try:
        require_head(visit.actor)
    except MayNotSeeTips as error:
        raise PermissionDenied(str(error)) from None
    found = Tip.objects.filter(visible(visit.actor)).select_related("award", "taken_up_by")
    page = Paginator(found.order_by("closed_at", "-given_at", "-pk"), PAGE)
    policy = current_policy()
    shown = page.get_page(request.GET.get("page"))
    lines = [(each, in_active_language(policy.name_of(each.department))) for each in shown]
    return render(request, "public_money/office_tips.html", {"page": shown, "lines": lines})


@behind_login
@require_POST
def answer(request: HttpRequest, tip_id: int) -> HttpResponse:
    """Take up a tip, or close it with what became of it."""
    visit = visit_of(request)
    try:
        if request.POST.get("act") == "take_up":
            take_up(visit.actor, tip_id)
            messages.success(request, gettext("You have taken it up; who gave it can read that."))
        else:
            close(visit.actor, visit.now, tip_id, request.POST.get("answer", ""))
            messages.success(request, gettext("It is closed; who gave it can read your answer."))
    except MayNotSeeTips as error:
        raise PermissionDenied(str(error)) from None
    except Tip.DoesNotExist:
        raise Http404("no such tip") from None
    except MoneyRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("public_money:office_tips")
