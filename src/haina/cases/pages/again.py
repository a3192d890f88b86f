"""The same for another person: whom it is about, and what is carried over from the first application."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from haina.cases.again import (
    Carried,
    can_be_repeated,
    file_for_another,
    other_people,
    what_carries_over,
)
from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, sent_key, visit_of
from haina.cases.pages.forms import PartiesForm
from haina.cases.queries import CaseView, case_view
from haina.cases.refusals import NoMandate
from haina.people.verbs.register_person import NameUnusable, register_person


class AgainForm(PartiesForm):
    """Another person, and what is to be the same."""

    facts = forms.MultipleChoiceField(
        label=gettext_lazy("Statements to carry over"), required=False, widget=forms.CheckboxSelectMultiple
    )
    documents = forms.MultipleChoiceField(
        label=gettext_lazy("Files to carry over"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, people: list[tuple[str, str]], carried: Carried) -> None:
        super().__init__(data, None, people, names_needed_for=PartiesForm.NEW)
        self._offer(
            "facts",
            [
                (
                    each.field.name,
                    f"{in_active_language(each.field.label)}: {in_active_language(each.words)}",
                    each.proposed,
                )
                for each in carried.facts
            ],
        )
        self._offer(
            "documents",
            [
                (
                    str(each.document.pk),
                    f"{in_active_language(each.title)}: {each.document.name}",
                    each.proposed,
                )
                for each in carried.files
            ],
        )

    def _offer(self, name: str, choices: list[tuple[str, str, bool]]) -> None:
        if not choices:
            del self.fields[name]
            return
        field = self.fields[name]
        field.choices = [(value, words) for value, words, _proposed in choices]  # type: ignore[attr-defined]
        field.initial = [value for value, _words, proposed in choices if proposed]


@behind_login
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for whom the same is to be filed and what is the same; when sent, begin that draft."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    if not can_be_repeated(visit.actor, view):
        raise NoMandate(view.procedure.filed_by)
    people = [(str(each.pk), str(each)) for each in other_people(visit.actor, view)]
    carried = what_carries_over(view)
    data = request.POST if request.method == "POST" else None
    form = AgainForm(data, [*people, (PartiesForm.NEW, gettext("Somebody new"))], carried)
    if data is not None and form.is_valid():
        begun = _begun(request, visit, view, form)
        if begun is not None:
            return begun
    context = {"view": view, "form": form}
    return render(request, "cases/again.html", context, status=422 if form.errors else 200)


def _begun(request: HttpRequest, visit: Visit, view: CaseView, form: AgainForm) -> HttpResponse | None:
    """Begin the draft; None where a new person's name cannot be used, which the form then says."""
    chosen = form.cleaned_data
    try:
        with transaction.atomic():
            if chosen["person"] == PartiesForm.NEW:
                person_id = register_person(visit.actor, chosen["name"], chosen["chinese_name"]).pk
            else:
                person_id = UUID(chosen["person"])
            receipt = file_for_another(
                visit.actor,
                visit.now,
                view.row.pk,
                person_id,
                facts=chosen.get("facts", ()),
                documents=[UUID(each) for each in chosen.get("documents", ())],
                key=sent_key(request),
            )
            if receipt.replayed:
                transaction.set_rollback(True)  # the person registered a second time is not kept
    except NameUnusable:
        form.add_error("name", gettext("This name has characters that no document can print."))
        return None
    if not view.procedure.sections:
        return redirect("cases:documents", case_id=receipt.case_id)
    return redirect("cases:fill", case_id=receipt.case_id, section=view.procedure.sections[0].id)
