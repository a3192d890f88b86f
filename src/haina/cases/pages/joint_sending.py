"""The last page of a joint application: everything once more, each declaration, and the one button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from haina.cases.arrival import arrived_at
from haina.cases.audience import declared
from haina.cases.facts import check_rules
from haina.cases.joint import verbs as together
from haina.cases.joint.queries import JointView
from haina.cases.joint.verbs.submit_together import Sending, SomeRefused
from haina.cases.names import in_active_language
from haina.cases.notices import told_by
from haina.cases.pages.door import behind_login, sent_key, visit_of
from haina.cases.pages.filing import names_in, promises
from haina.cases.pages.forms import SeenForm
from haina.cases.pages.joint_filling import remark, sent_sequences, tell_all, to_fill
from haina.cases.pages.telling import parties_told
from haina.cases.queries import CaseView
from haina.cases.refusals import Refusal
from haina.cases.shown import shown_value


@dataclass(frozen=True, slots=True)
class Declaration:
    """A text to be confirmed, and the applications that it stands under."""

    text: str
    parts: tuple[CaseView, ...]


class Ticks(forms.MultipleChoiceField):
    """Boxes of which at least one is wanted; that none is ticked is for the verb to say."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        """Refuse only what is not among the choices."""
        if value:
            super().validate(value)


class SendForm(SeenForm):
    """Which applications are sent, which declarations are confirmed, and what will follow later."""

    chosen = Ticks(label=gettext_lazy("Send these applications"))
    promised = forms.MultipleChoiceField(
        label=gettext_lazy("To be handed in later"), widget=forms.CheckboxSelectMultiple, required=False
    )
    committed = forms.MultipleChoiceField(
        label=gettext_lazy("Promises in place of a document"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    declared = Ticks(label=gettext_lazy("Declaration"))

    def __init__(
        self, data: Mapping[str, Any] | None, *, seen: str, choices: Mapping[str, list[tuple[str, str]]]
    ) -> None:
        chosen = [id for id, _ in choices["chosen"]]
        super().__init__(data, seen=seen, initial={"chosen": chosen})
        for name, offered in choices.items():
            if offered:
                self.fields[name].choices = offered  # type: ignore[attr-defined]  # a choice field
            else:
                del self.fields[name]


@behind_login
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, joint_id: UUID) -> HttpResponse:
    """Look over everything, confirm each declaration, and send all that is ticked in one go."""
    visit = visit_of(request)
    view = to_fill(visit, joint_id)
    declarations = _declarations(view)
    later, instead = _promises(view, visit.on)
    choices = {
        "chosen": [(str(each.row.pk), in_active_language(each.procedure.title)) for each in view.drafts],
        "promised": later,
        "committed": instead,
        "declared": [(str(place), each.text) for place, each in enumerate(declarations)],
    }
    form = SendForm(request.POST if request.method == "POST" else None, seen=view.seen, choices=choices)
    if request.method == "GET" or not form.is_valid():
        return _check(request, view, form)
    sent = form.cleaned_data
    confirmed = [declarations[int(place)] for place in sent["declared"]]
    sending = Sending(
        chosen=[UUID(id) for id in sent["chosen"]],
        declared={part.row.pk for each in confirmed for part in each.parts},
        promised=sent.get("promised", ()),
        committed=sent.get("committed", ()),
    )
    key, seen = sent_key(request), sent_sequences(request)
    try:
        receipt = together.submit_together(
            visit.actor, visit.now, joint_id, sending, arrived=arrived_at(request), key=key, seen=seen
        )
    except SomeRefused as error:
        _say(form, error)
        return _check(request, view, form, error)
    except Refusal as error:
        form.add_error("chosen", str(error))
        return _check(request, view, form)
    tell_all(request, receipt, gettext("Received. The time of arrival counts."))
    return redirect("cases:joint_receipt", joint_id=joint_id)


def _declarations(view: JointView) -> list[Declaration]:
    """Return the declarations, each text once, with the applications that it is for where they differ."""
    found: dict[str, list[CaseView]] = {}
    for part in view.drafts:
        found.setdefault(in_active_language(part.procedure.declaration), []).append(part)
    if len(found) == 1:
        return [Declaration(text, tuple(parts)) for text, parts in found.items()]
    return [
        Declaration(
            gettext("For %(titles)s: %(text)s")
            % {"titles": "; ".join(in_active_language(p.procedure.title) for p in parts), "text": text},
            tuple(parts),
        )
        for text, parts in found.items()
    ]


def _promises(view: JointView, on: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return which documents may follow and which a promise replaces, by their ids on the joint form."""
    later: dict[str, str] = {}
    instead: dict[str, str] = {}
    for place, part in enumerate(view.drafts):
        ids = {
            use.name: each.kind.id for each in view.form.documents for use in each.uses if use.part == place
        }
        for found, into in zip(promises(part, on), (later, instead), strict=True):
            for id, words in found:
                into.setdefault(ids[id], words)
    return list(later.items()), list(instead.items())


def _say(form: SendForm, error: SomeRefused) -> None:
    form.add_error(None, str(error))
    if any(why.code == "not_declared" for why in error.refusals.values()):
        form.add_error("declared", gettext("Please confirm the declaration."))


def _check(
    request: HttpRequest, view: JointView, form: SendForm, error: SomeRefused | None = None
) -> HttpResponse:
    values, policy = view.values, view.drafts[0].policy
    visit = visit_of(request)
    on = visit.on
    count = len(view.form.sections)
    context = {
        "view": view,
        "form": form,
        "sections": [
            (
                each.section,
                [
                    (one.field, shown_value(policy, one.field, values.get(one.name)), remark(view, one.uses))
                    for one in each.fields
                ],
            )
            for each in view.form.sections
        ],
        "documents": [
            (each.kind, view.files(each.kind.id), remark(view, each.uses)) for each in view.form.documents
        ],
        "rules": [
            (part, check_rules(part.policy, part.procedure, part.state, on, part.row.draft or {}).status)
            for part in view.drafts
        ],
        "number": count + 2,
        "of": count + 2,
        "lacking": _lacking(view, error) if error else [],
        "told_of": [
            (
                part,
                parties_told(declared(part.row, visit.actor.account_id, told_by(part.procedure), on)),
            )
            for part in view.drafts
        ],
    }
    return render(request, "cases/joint/check.html", context, status=422 if form.errors else 200)


def _lacking(view: JointView, error: SomeRefused) -> list[dict[str, str]]:
    """Return what is missing in which application, each with the page where it is filled in."""
    lines: dict[str, dict[str, str]] = {}
    for place, part in enumerate(view.drafts):
        why = error.refusals.get(part.row.pk)
        if why is None or why.code == "not_declared":
            continue
        title = in_active_language(part.procedure.title)
        found = _places(view, place, why)
        for address, label in found:
            lines.setdefault(address, {"place": address, "message": f"{label} ({title})"})
        if not found:
            lines[title] = {"place": "#id_chosen_0", "message": f"{title}: {why}"}
    return list(lines.values())


def _places(view: JointView, place: int, why: Refusal) -> list[tuple[str, str]]:
    part, form, id = view.drafts[place], view.form, view.row.pk
    found = []
    for name in names_in(why, "fields"):
        joint = form.name_of(place, name)
        address = f"{reverse('cases:joint_fill', args=[id, form.home_of(joint)])}#id_{joint}"
        found.append((address, in_active_language(part.procedure.fields[name].label)))
    ids = {use.name: each.kind.id for each in form.documents for use in each.uses if use.part == place}
    for name in names_in(why, "documents"):
        address = f"{reverse('cases:joint_documents', args=[id])}#document-{ids[name]}"
        found.append((address, in_active_language(part.procedure.document(name).title)))
    return found
