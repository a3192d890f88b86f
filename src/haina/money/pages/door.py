"""Where a refusal of money becomes a sentence on the form it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from haina.money.refusals import MoneyRefusal


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done on a page of its own: its words, and where it leads."""

    title: str
    lead: str
    button: str
    done: str
    back: str
    #: What else the page shows.
    more: Mapping[str, object] = field(default_factory=dict)


def carry_out(
    request: HttpRequest, form: forms.Form, act: Act, do: Callable[[dict[str, object]], object]
) -> HttpResponse:
    """Show the form, or do what it says; what is refused stands in the form, and nothing of it is kept."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                do(form.cleaned_data)
        except MoneyRefusal as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, act.done)
            return redirect(act.back)
    context = {"form": form, "act": act, **act.more}
    return render(request, "money/act.html", context, status=422 if form.errors else 200)


def at_once(request: HttpRequest, done: str, back: str, do: Callable[[], object]) -> HttpResponse:
    """Do what a button says and go back; what is refused is said there."""
    try:
        with transaction.atomic():
            do()
    except MoneyRefusal as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(back)
