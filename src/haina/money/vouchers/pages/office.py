"""The officers' pages of vouchers: to be issued, to be paid, members, and all vouchers."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from haina.cases.names import in_active_language
from haina.cases.pages.door import visit_of
from haina.cases.policies import current_policy
from haina.cases.refusals import Refusal
from haina.money.vouchers import verbs
from haina.money.vouchers.models import Member, Settlement, Voucher
from haina.money.vouchers.pages.door import at_the_door
from haina.money.vouchers.pages.words import title_of
from haina.money.vouchers.queries import programmes_of, voucher_view

#: Vouchers on a page.
PAGE = 50


class MemberForm(forms.Form):
    """A unit that is to be a member."""

    programme = forms.ChoiceField(label=gettext_lazy("Programme"))
    credit_code = forms.CharField(label=gettext_lazy("Unified social credit code"), max_length=18)


@at_the_door
@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """Show what waits for the department; when sent, admit a member."""
    visit = visit_of(request)
    rights = programmes_of(visit.actor, current_policy())
    if not rights:
        raise PermissionDenied("vouchers are a matter of the department that issues them")
    data = request.POST if request.method == "POST" else None
    form = MemberForm(data, label_suffix="", use_required_attribute=False)
    form.fields["programme"].choices = [  # type: ignore[attr-defined]  # a choice field
        (right.id, in_active_language(right.title)) for right in rights
    ]
    if data is not None and form.is_valid():
        try:
            found = verbs.admit_member(visit.actor, visit.now, **form.cleaned_data)
        except Refusal as error:
            form.add_error("credit_code", str(error))
        else:
            messages.success(request, gettext("%(unit)s is a member now.") % {"unit": found})
            return redirect("vouchers:office")
    programmes = [right.id for right in rights]
    vouchers = Voucher.objects.filter(programme__in=programmes).select_related("holder", "wallet")
    members = Member.objects.filter(programme__in=programmes).select_related("organisation")
    claimed = Settlement.objects.filter(member__in=members, state=Settlement.State.CLAIMED)
    context = {
        "form": form,
        "waiting": [(each, title_of(each.programme)) for each in vouchers.filter(state="granted")],
        "claimed": claimed.select_related("member__organisation").order_by("claimed_at"),
        "members": members.order_by("left_on", "admitted_on"),
        "page": Paginator(vouchers.order_by("-granted_at"), PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "vouchers/office.html", context, status=422 if form.errors else 200)


class IssueForm(forms.Form):
    """The last day of a voucher, and the document that sets it."""

    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    document = forms.CharField(label=gettext_lazy("Document that sets it"), max_length=120)


@at_the_door
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """Issue a voucher with the last day that the department fixes."""
    visit = visit_of(request)
    view = voucher_view(visit.actor, voucher_id)
    if "issue" not in {verb.value for verb in view.may}:
        raise PermissionDenied("only the department issues")
    data = request.POST if request.method == "POST" else None
    form = IssueForm(data, label_suffix="", use_required_attribute=False)
    if data is not None and form.is_valid():
        try:
            verbs.issue(visit.actor, visit.now, voucher_id, **form.cleaned_data)
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("Issued. The holder can use it now."))
            return redirect("vouchers:voucher", voucher_id=voucher_id)
    context = {"row": view.row, "title": title_of(view.row.programme), "form": form}
    return render(request, "vouchers/issue.html", context, status=422 if form.errors else 200)


@at_the_door
@require_POST
def end(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """End a voucher by decision."""
    visit = visit_of(request)
    verbs.end(visit.actor, visit.now, voucher_id, why=request.POST.get("why", "")[:500])
    messages.success(request, gettext("Ended. What was left has gone back."))
    return redirect("vouchers:voucher", voucher_id=voucher_id)
