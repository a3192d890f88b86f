"""Making an issued document anew: lost, damaged, or with a line corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from haina.cases import verbs
from haina.cases.models import IssuedDocument
from haina.cases.names import in_active_language
from haina.cases.pages.door import behind_login, require, sent_key, sent_sequence, tell, visit_of
from haina.cases.pages.forms import SeenForm
from haina.cases.queries import case_view
from haina.cases.refusals import Refusal
from haina.people.permissions import Verb
from haina.rules.text import Text

_LONGEST = 500


class ReplaceForm(SeenForm):
    """Why a document is made anew and, for a correction, each line with what it says in both languages."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[
            ("lost", gettext_lazy("It was lost")),
            ("damaged", gettext_lazy("It is damaged")),
            ("corrected", gettext_lazy("Something on it is wrong")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("Stands in the history. Needed for a correction."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, seen: int, document: IssuedDocument) -> None:
        super().__init__(data, seen=seen)
        self._rows = document.rows
        for place, row in enumerate(document.rows):
            label = in_active_language(Text(**row["label"]))
            for short, language in (("zh", gettext("Chinese")), ("en", gettext("English"))):
                self.fields[f"line_{place}_{short}"] = forms.CharField(
                    label=f"{label} ({language})",
                    initial=row["value"][short],
                    max_length=_LONGEST,
                )

    def corrected(self) -> dict[int, Text]:
        """The lines that say something else than before, by their position."""
        lines = {
            place: Text(self.cleaned_data[f"line_{place}_zh"], self.cleaned_data[f"line_{place}_en"])
            for place in range(len(self._rows))
        }
        return {place: text for place, text in lines.items() if text != Text(**self._rows[place]["value"])}


@behind_login
@require_http_methods(["GET", "POST"])
def reissue(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Replace the document of a case by one with a new number."""
    visit = visit_of(request)
    view = case_view(visit.actor, case_id, visit.now)
    require(request, visit, view, Verb.REISSUE, allowed=Verb.REISSUE in view.may)
    if view.issued is None:
        raise Http404("nothing issued")
    data = request.POST if request.method == "POST" else None
    form = ReplaceForm(data, seen=view.row.sequence, document=view.issued)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = verbs.reissue(
                visit.actor,
                visit.now,
                case_id,
                ground=form.cleaned_data["ground"],
                corrected=form.corrected(),
                note=form.cleaned_data["note"],
                key=sent_key(request),
                seen=sent_sequence(request),
            )
        except Refusal as error:
            form.add_error(None, str(error))
        else:
            tell(request, receipt, gettext("Done. The old number is no longer good."))
            return redirect("cases:case", case_id=case_id)
    context = {"view": view, "form": form}
    return render(request, "cases/reissue.html", context, status=422 if form.errors else 200)
