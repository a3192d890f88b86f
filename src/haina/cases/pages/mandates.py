"""Who may act for me, and for whom I may act: offering a mandate, answering an offer, and ending one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.core import is_ratelimited

from haina.cases import mandating
from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.policies import current_policy
from haina.people.models import Account, Mandate, Organisation, Power
from haina.people.verbs.mandates import (
    LONGEST_YEARS,
    MandateUnusable,
    MayNotGrant,
    Offer,
    has_given,
    has_taken_on,
)

MANDATES_AN_HOUR = "20/h"
#: How many mandates the page shows, the latest first.
LINES = 100

MYSELF, ALL, NAMED = "myself", "all", "named"

_PROBLEMS = {
    "to": ("to", gettext_lazy("Write a whole e-mail address, or the 18 characters of a credit code.")),
    "oneself": ("to", gettext_lazy("Nobody gives a mandate to themselves.")),
    "overlap": (
        "to",
        gettext_lazy("A mandate between you two has been given for this time already. End that one first."),
    ),
    "valid_from": ("valid_from", gettext_lazy("This day has passed.")),
    "valid_to": (
        "valid_to",
        gettext_lazy("Give a last day: not before the first, and at most %(years)d years after it."),
    ),
    "powers": (
        "powers",
        gettext_lazy("Only an organisation’s own people, for everything, can give mandates for it."),
    ),
}


class OfferForm(forms.Form):
    """To whom, for whom, for what, and until when."""

    giver = forms.ChoiceField(label=gettext_lazy("For whom they may act"), widget=forms.RadioSelect)
    to = forms.CharField(
        label=gettext_lazy("Who may act: e-mail address, or credit code of an organisation"),
        help_text=gettext_lazy(
            "Write it exactly; names are not searched. Ask them for it. They can decline your offer."
        ),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    powers = forms.MultipleChoiceField(
        label=gettext_lazy("What they may do"), widget=forms.CheckboxSelectMultiple
    )
    extent = forms.ChoiceField(
        label=gettext_lazy("For which applications"),
        choices=[(ALL, gettext_lazy("All")), (NAMED, gettext_lazy("Only those that are ticked below"))],
        widget=forms.RadioSelect,
    )
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("Applications"), required=False, widget=forms.CheckboxSelectMultiple
    )
    valid_from = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    valid_to = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy(
            "At most three years. Only your organisation’s own people may act for it without a last day."
        ),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, data: Any, visit: Visit) -> None:
        givers = _givers(visit)
        initial = {
            "giver": givers[0][0] if givers else "",
            "powers": [Power.FILE, Power.READ, Power.NOTICES],
            "extent": ALL,
            "valid_from": visit.on.isoformat(),
        }
        super().__init__(data, label_suffix="", use_required_attribute=False, initial=initial)
        appoints = any(giver != MYSELF for giver, _name in givers)
        powers = [power for power in Power if power is not Power.APPOINT or appoints]
        self._choose("giver", givers)
        self._choose("powers", [(power.value, capfirst(str(power.label))) for power in powers])
        self._choose("scope", _procedures(givers))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Nothing ticked is not everything: whoever wants some procedures names them."""
        cleaned = super().clean() or {}
        if cleaned.get("extent") == NAMED and not cleaned.get("scope"):
            self.add_error("scope", gettext("Tick at least one, or choose all above."))
        return cleaned

    @property
    def offer(self) -> Offer:
        """The offer that was filled in."""
        wanted = self.cleaned_data
        return Offer(
            to=wanted["to"],
            valid_from=wanted["valid_from"],
            valid_to=wanted["valid_to"],
            scope=tuple(wanted["scope"]) if wanted["extent"] == NAMED else (),
            powers=tuple(Power(each) for each in wanted["powers"]),
            organisation_id=None if wanted["giver"] == MYSELF else UUID(wanted["giver"]),
        )


def _givers(visit: Visit) -> list[tuple[str, str]]:
    """For whom the visitor gives mandates: for themselves, and for organisations."""
    ids = [each.organisation_id for each in visit.actor.standings if each.may_appoint]
    rows = Organisation.objects.filter(pk__in=[each for each in ids if each]).order_by("name_zh")
    myself = [(MYSELF, gettext("Myself"))] if visit.actor.person_id is not None else []
    return myself + [(str(each.pk), str(each)) for each in rows]


def _procedures(givers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    sides = {"person" if giver == MYSELF else "organisation" for giver, _name in givers}
    procedures = current_policy().procedures.values()
    return [(each.id, in_active_language(each.title)) for each in procedures if each.filed_by in sides]


@dataclass(frozen=True, slots=True)
class Line:
    """A mandate as its reader sees it."""

    mandate: Mandate
    giver: str
    holder: str
    days: str
    scope: list[str]
    powers: list[str]
    #: offered, later (taken on, not begun), holds, ended, declined, taken_back or passed.
    state: str
    may_end: bool
    #: Whether nobody could give mandates for the organisation any more once this one has ended.
    is_last: bool


@behind_login
@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """List who may act for me and for whom I may act; when sent, offer a mandate."""
    visit = visit_of(request)
    data = request.POST if request.method == "POST" else None
    form = OfferForm(data, visit)
    if data is not None and form.is_valid():
        if is_ratelimited(request, group="mandate", key="user", rate=MANDATES_AN_HOUR, increment=True):
            form.add_error(None, gettext("That was a lot at once. Try again later."))
        elif _offered(visit, form):
            # The same words whether or not anybody has that address or code.
            messages.success(
                request, gettext("The offer waits for them. It holds once they have taken it on.")
            )
            return redirect("cases:mandates")
    context = {"form": form, "may_offer": bool(_givers(visit)), **_lines(visit)}
    return render(request, "cases/mandates.html", context, status=422 if form.errors else 200)


def _offered(visit: Visit, form: OfferForm) -> bool:
    """Offer the mandate; what is wrong with it is said beside the field."""
    try:
        mandating.offer(visit.actor, visit.now, form.offer)
    except MayNotGrant as error:
        raise PermissionDenied(str(error)) from None
    except MandateUnusable as error:
        field, words = _PROBLEMS[error.problem]
        form.add_error(field, str(words) % {"years": LONGEST_YEARS})
        return False
    return True


def _lines(visit: Visit) -> dict[str, list[Line]]:
    """The mandates in which the visitor has a part: to be answered, given, held, and over."""
    actor = visit.actor
    organisations = [each.organisation_id for each in actor.standings if each.may_appoint]
    account = Account.objects.get(pk__in=[actor.account_id])
    codes = Organisation.objects.filter(pk__in=[each for each in organisations if each])
    asked = [account.email, *codes.values_list("credit_code", flat=True)]
    given = Q(organisation__in=organisations)
    if actor.person_id is not None:
        given |= Q(person=actor.person_id)
    held = Q(account=account) | Q(holder__in=organisations) | Q(offered_to__in=asked)
    rows = Mandate.objects.filter(given | held).select_related("account", "holder", "person", "organisation")
    lists: dict[str, list[Line]] = {"asked": [], "given": [], "held": [], "over": []}
    for row in rows.order_by("-pk")[:LINES]:
        lists[_list_of(visit, row)].append(_line(visit, row))
    return lists


def _list_of(visit: Visit, row: Mandate) -> str:
    if row.is_over(visit.on):
        return "over"
    if has_given(visit.actor, row) and row.account_id != visit.actor.account_id:
        return "given"
    return "held" if row.is_taken_on else "asked"


def _line(visit: Visit, row: Mandate) -> Line:
    procedures = current_policy().procedures
    return Line(
        mandate=row,
        giver=mandating.giver_in_words(row),
        holder=mandating.holder_in_words(row),
        days=mandating.days_in_words(row),
        scope=[in_active_language(procedures[id].title) if id in procedures else id for id in row.scope],
        powers=[str(power.label) for power in Power if not row.powers or power.value in row.powers],
        state=_state(row, visit.on),
        may_end=not row.is_over(visit.on)
        and (has_given(visit.actor, row) or (row.is_taken_on and has_taken_on(visit.actor, row))),
        is_last=row.organisation_id is not None
        and mandating.appointers(row.organisation_id, visit.on) == {row.account_id},
    )


def _state(row: Mandate, on: date) -> str:
    if row.ended_at is not None:
        if row.is_taken_on:
            return "ended"
        return "declined" if row.answered_at is not None else "taken_back"
    if row.is_over(on):
        return "passed"
    if not row.is_taken_on:
        return "offered"
    return "holds" if row.holds(on) else "later"


@behind_login
@require_POST
def answer(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """Take on a mandate that was offered to one, or decline it."""
    visit = visit_of(request)
    accept = request.POST.get("answer") == "accept"
    try:
        mandating.answer(visit.actor, visit.now, mandate_id, accept=accept)
    except MayNotGrant as error:
        raise PermissionDenied(str(error)) from None
    except MandateUnusable as error:
        known = _PROBLEMS.get(error.problem)
        messages.error(request, known[1] if known else gettext("This offer can be answered no more."))
        return redirect("cases:mandates")
    done = gettext("The mandate is yours.") if accept else gettext("You have declined the mandate.")
    messages.success(request, done)
    return redirect("cases:mandates")


@behind_login
@require_POST
def end(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """End a mandate, or take back an offer, from either side."""
    visit = visit_of(request)
    try:
        mandating.end(visit.actor, visit.now, mandate_id)
    except MayNotGrant as error:
        raise PermissionDenied(str(error)) from None
    messages.success(request, gettext("The mandate has ended. It holds no more from now on."))
    return redirect("cases:mandates")
