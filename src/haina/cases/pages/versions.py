"""Moving all running cases of a procedure to today's policy: what it would change, doing it, undoing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from haina.cases import verbs
from haina.cases.forms import LONGEST_TEXT
from haina.cases.models import Case
from haina.cases.moving import ChangedTerm
from haina.cases.moving_many import Outlook, outlooks, procedures_to_move, summary
from haina.cases.names import CaseNames, in_active_language
from haina.cases.pages.door import Visit, behind_login, new_key, sent_key
from haina.cases.pages.supervising import supervisor
from haina.cases.policies import current_policy, store_version
from haina.cases.refusals import KeyUsed
from haina.cases.verbs.move_cases import LONGEST_KEY

#: How many cases are looked at beforehand, and how many are moved at once: that takes a few seconds.
LOOKED_AT, AT_ONCE = 50, 200

_CHANGES = {
    "terms": gettext_lazy("another last day"),
    "dropped": gettext_lazy("an open step falls away"),
    "begun": gettext_lazy("a step begins at once"),
    "documents": gettext_lazy("other documents are asked for"),
    "fields": gettext_lazy("other questions are asked"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What the move would do to one case, in words."""

    case_id: UUID
    reference: str
    obstacle: str
    changes: list[str]
    #: Step, last day before, last day after.
    days: list[tuple[str, date | None, date | None]]


class MoveForm(forms.Form):
    """Why cases are moved or taken back; it goes onto the record of each."""

    note = forms.CharField(
        label=gettext_lazy("Why (those whose case it is read it)"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)  # type: ignore[arg-type]  # of a request


@behind_login
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """List the procedures with running cases under an older policy, and those with cases that were moved."""
    visit = supervisor(request)
    policy = current_policy()
    lines = [
        (name, _title(name), to_move, back)
        for name, to_move, back in procedures_to_move(visit.actor, policy.version)
    ]
    context = {"lines": lines, "version": policy.version, "actor": visit.actor}
    return render(request, "cases/versions.html", context)


@behind_login
@require_http_methods(["GET", "POST"])
def move_all(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show what a move of all would change; when sent, move them or take them back, some at a time."""
    visit = supervisor(request)
    version = current_policy().version
    counts = {name: numbers for name, *numbers in procedures_to_move(visit.actor, version)}
    if procedure not in counts and procedure not in current_policy().procedures:
        raise Http404(procedure)
    form = MoveForm(request.POST if request.method == "POST" else None)
    moved = None
    if request.method == "POST" and form.is_valid():
        moved = _move(request, visit, procedure, version, form.cleaned_data["note"])
        counts = {name: numbers for name, *numbers in procedures_to_move(visit.actor, version)}
    to_move, back = counts.get(procedure, [0, 0])
    found = list(outlooks(visit.actor, procedure, version, visit.now, LOOKED_AT))
    context = {
        "procedure": procedure,
        "title": _title(procedure),
        "version": version,
        "to_move": to_move,
        "back": back,
        "lines": [_line(each, procedure) for each in found],
        "numbers": _numbers(found),
        "beyond": to_move - len(found),
        "form": form,
        "moved": moved,
        "was_back": request.POST.get("do") == "back",
        "at_once": AT_ONCE,
        "key": new_key(),
        "actor": visit.actor,
    }
    return render(request, "cases/move_all.html", context, status=422 if form.errors else 200)


def _move(request: HttpRequest, visit: Visit, procedure: str, version: str, note: str) -> dict[str, object]:
    """Move some cases or take some back; what became of them, by reference."""
    act: Callable[..., verbs.Moved] = verbs.move_cases
    if request.POST.get("do") == "back":
        act = verbs.move_cases_back
    store_version(current_policy(), visit.now)
    key = sent_key(request)
    if len(key) > LONGEST_KEY:
        raise KeyUsed(key)
    part = verbs.Part(AT_ONCE, _sent_case(request.POST.get("after", "")))
    moved = act(
        visit.actor,
        visit.now,
        procedure=procedure,
        version=version,
        note=note,
        key=key,
        part=part,
    )
    references = dict(Case.objects.filter(pk__in=[id for id, _ in moved.left]).values_list("pk", "reference"))
    left = [(id, references.get(id, ""), why) for id, why in moved.left]
    return {"done": len(moved.done), "left": left, "after": moved.more_after}


def _sent_case(text: str) -> UUID | None:
    """Return the case after which to go on; None where the form names none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _title(procedure: str) -> str:
    """Return a procedure's title; its id where today's policy no longer has it."""
    try:
        return in_active_language(current_policy().procedures[procedure].title)
    except KeyError:
        return procedure


def _line(outlook: Outlook, procedure: str) -> Line:
    terms: tuple[ChangedTerm, ...] = ()
    if outlook.preview is not None and not outlook.obstacle:
        terms = outlook.preview.terms
    kinds = sorted(outlook.changes - {"terms"})
    return Line(
        outlook.case_id,
        outlook.reference,
        outlook.obstacle,
        [str(_CHANGES[each]) for each in kinds],
        list(_days(terms, procedure)),
    )


def _days(terms: Iterable[ChangedTerm], procedure: str) -> Iterator[tuple[str, date | None, date | None]]:
    policy = current_policy()
    for each in terms:
        names = CaseNames(policy, policy.procedures[procedure], shows_officers=True)
        step = names.stage(each.stage) if each.stage else gettext("The whole case")
        yield step, each.due_before, each.due_after


def _numbers(found: list[Outlook]) -> list[str]:
    """Return what the move would do, in numbers."""
    numbers = summary(iter(found))
    lines = [
        ngettext("%(number)d case can be moved.", "%(number)d cases can be moved.", numbers.movable)
        % {"number": numbers.movable},
        ngettext(
            "%(number)d of them changes nothing but its version.",
            "%(number)d of them change nothing but their version.",
            numbers.unchanged,
        )
        % {"number": numbers.unchanged},
    ]
    for kind, number in sorted(numbers.changes.items()):
        lines.append(gettext("%(what)s: %(number)d") % {"what": _CHANGES[kind], "number": number})
    for why, number in numbers.obstacles.items():
        lines.append(gettext("cannot be moved: %(number)d. %(why)s") % {"number": number, "why": why})
    return lines
