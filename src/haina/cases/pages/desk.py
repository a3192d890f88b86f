"""The officers' worklist: what runs out first, with filters, a search, pages, counts, and the list as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from haina.cases import worklists
from haina.cases.desks.memory import memory_of, remember_filter
from haina.cases.desks.models import DeskMemory
from haina.cases.models import Case
from haina.cases.names import CaseNames, in_active_language
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.pages.together import acts_on
from haina.cases.policies import current_policy
from haina.cases.worklists import COUNTED, Claimed, Scope, Waiting, Wanted, WorkItem
from haina.people.permissions import State
from haina.policy import Policy
from haina.policy.procedures import Procedure

_SCOPES = {
    Scope.OWN: gettext_lazy("Mine"),
    Scope.TEAM: gettext_lazy("My departments"),
    Scope.ALL: gettext_lazy("All that I may see"),
}
_STATES = [
    (State.SUBMITTED.value, gettext_lazy("Handed in, being checked")),
    (State.IN_REVIEW.value, gettext_lazy("Accepted, under review")),
    (State.RETURNED.value, gettext_lazy("Waiting for a correction")),
]
_WITHIN = [
    ("-1", gettext_lazy("is over: late")),
    ("0", gettext_lazy("today or before")),
    ("3", gettext_lazy("within 3 days")),
    ("7", gettext_lazy("within 7 days")),
    ("30", gettext_lazy("within 30 days")),
]
_CLAIMED = [
    (Claimed.ME.value, gettext_lazy("me")),
    (Claimed.NOBODY.value, gettext_lazy("nobody yet")),
    (Claimed.SOMEBODY.value, gettext_lazy("somebody")),
]
_WAITING = [
    (Waiting.NOTHING.value, gettext_lazy("nothing: the clock runs")),
    (Waiting.APPLICANT.value, gettext_lazy("the applicant")),
    (Waiting.REGISTER.value, gettext_lazy("a register alone")),
    (Waiting.GROUND.value, gettext_lazy("any ground on which the clock is stopped")),
]
#: What an officer sent off, in words.
ANSWERS = {
    "accepted": gettext_lazy("accepted"),
    "declined": gettext_lazy("not accepted"),
    "returned_for_correction": gettext_lazy("asked for a correction"),
    "stage_approved": gettext_lazy("approved"),
    "stage_refused": gettext_lazy("refused"),
}
#: How far down the list the next case is looked for.
_LOOKED_AT = 200
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class FilterForm(forms.Form):
    """What the list is asked for; a value that it does not know asks for nothing."""

    words = forms.CharField(
        label=gettext_lazy("Reference or name"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false", "data-key": "/"}
        ),
    )
    within = forms.ChoiceField(label=gettext_lazy("Last day"), required=False)
    procedure = forms.ChoiceField(label=gettext_lazy("Procedure"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Step"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Where it stands"), required=False)
    claimed = forms.ChoiceField(label=gettext_lazy("Who is on it"), required=False)
    waiting = forms.ChoiceField(label=gettext_lazy("Waits for"), required=False)
    escalated = forms.BooleanField(label=gettext_lazy("Escalated"), required=False)
    came_back = forms.BooleanField(label=gettext_lazy("Came back corrected"), required=False)
    owes = forms.BooleanField(label=gettext_lazy("A promised document is still to come"), required=False)
    appeal = forms.BooleanField(label=gettext_lazy("Appeals"), required=False)
    provisional = forms.BooleanField(label=gettext_lazy("Only provisional last days"), required=False)

    def __init__(self, data: QueryDict, policy: Policy, departments: Iterable[str]) -> None:
        super().__init__(data, label_suffix="", use_required_attribute=False)
        known = [name for name in departments if name in policy.departments]
        mine = [each for each in policy.procedures.values() if _has_stage_of(each, set(known))]
        chosen = policy.procedures.get(data.get("procedure", ""))
        stages = [(stage.id, in_active_language(stage.title)) for stage in chosen.stages] if chosen else []
        self._offer("within", _WITHIN)
        self._offer("procedure", [(each.id, in_active_language(each.title)) for each in mine])
        self._offer("stage", stages)
        self._offer(
            "department", [(name, in_active_language(policy.departments[name].title)) for name in known]
        )
        self._offer("state", _STATES)
        self._offer("claimed", _CLAIMED)
        self._offer("waiting", _WAITING)
        if not stages:
            del self.fields["stage"]
        if len(known) < 2:
            del self.fields["department"]

    def _offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", gettext("all")), *choices]  # type: ignore[attr-defined]  # a choice field

    def wanted(self, scope: Scope) -> Wanted:
        """Return what is asked for."""
        self.is_valid()
        clean = self.cleaned_data
        within, state = clean.get("within"), clean.get("state")
        claimed, waiting = clean.get("claimed"), clean.get("waiting")
        return Wanted(
            scope=scope,
            department=clean.get("department", ""),
            procedure=clean.get("procedure", ""),
            stage=clean.get("stage", ""),
            state=State(state) if state else None,
            within=int(within) if within else None,
            claimed=Claimed(claimed) if claimed else None,
            waiting=Waiting(waiting) if waiting else None,
            provisional=bool(clean.get("provisional")),
            escalated=bool(clean.get("escalated")),
            came_back=bool(clean.get("came_back")),
            owes=bool(clean.get("owes")),
            appeal=bool(clean.get("appeal")),
            words=clean.get("words", ""),
        )

    @property
    def filters(self) -> bool:
        """Whether anything but the words is asked for."""
        return any(value for name, value in self.cleaned_data.items() if name != "words")

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What is filtered by, in words: each filter with what was chosen, for the line above the list."""
        found = []
        for name, value in self.cleaned_data.items():
            if not value or name == "words":
                continue
            field = self.fields[name]
            choices = dict(getattr(field, "choices", ()))
            found.append((str(field.label), str(choices.get(value, ""))))
        return found


def _has_stage_of(procedure: Procedure, departments: set[str]) -> bool:
    return any(stage.department in departments for stage in procedure.stages)


@behind_login
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show a page of open stages; `?words=` with the number of one case or permit leads to that case."""
    visit = _officer(request)
    kept = memory_of(visit.actor.account_id)
    if not request.GET and kept.worklist:
        return redirect(f"{reverse('cases:worklist')}?{kept.worklist}")
    found = worklists.case_by_number(visit.actor, request.GET.get("words", ""))
    if found is not None:
        return redirect("cases:case", case_id=found.pk)
    form, wanted = _asked(request.GET, visit)
    wanted = wanted.looked_up()
    after = worklists.read_cursor(request.GET.get("after", ""))
    page = worklists.worklist(visit.actor, visit.now, wanted, after=after)
    counts = worklists.counts_by_scope(visit.actor, visit.now, wanted)
    names = _Names(current_policy())
    asked = request.GET.copy()
    asked.pop("after", None)
    _remember(visit, kept, asked)
    together = bool(wanted.procedure and wanted.stage) and _decides(visit, wanted)
    context = {
        "lines": [
            (item, names.procedure(item.case), names.stage(item.case, item.stage), names.ground(item))
            for item in page.items
        ],
        "form": form,
        "scopes": [
            (scope, title, counts.get(scope), counts.get(scope, 0) >= COUNTED, _address(asked, scope))
            for scope, title in _SCOPES.items()
            if scope is not Scope.OWN or visit.actor.departments
        ],
        "wanted": wanted,
        "together": together,
        "acts": acts_on(wanted.procedure, wanted.stage) if together else [],
        "asked": asked.urlencode(),
        "is_first": after is None,
        "next": page.next,
        "me": visit.actor.account_id,
        "actor": visit.actor,
        "memory": kept,
    }
    return render(request, "cases/desk.html", context)


def _remember(visit: Visit, kept: DeskMemory, asked: QueryDict) -> None:
    """Remember the filter for the next time; words of a search are names of people and are not kept."""
    chosen = asked.copy()
    chosen.pop("words", None)
    for name in [name for name, value in chosen.items() if not value]:
        del chosen[name]
    remember_filter(visit.actor.account_id, kept, chosen.urlencode())


@behind_login
@require_safe
def next_case(request: HttpRequest) -> HttpResponse:
    """Lead to the case that runs out first on the officer's list, leaving out `?but=` the one just done."""
    visit = _officer(request)
    kept = memory_of(visit.actor.account_id)
    _, wanted = _asked(QueryDict(kept.worklist), visit)
    page = worklists.worklist(visit.actor, visit.now, wanted, most=_LOOKED_AT)
    but, me = request.GET.get("but", ""), visit.actor.account_id
    free = (
        item
        for item in page.items
        if str(item.case.pk) != but
        and not item.is_waiting
        and (item.officer is None or item.officer.pk == me)
    )
    item = next(free, None)
    if item is None:
        messages.info(request, gettext("Nothing else runs on your list that no colleague is on."))
        return redirect("cases:worklist")
    return redirect("cases:case", case_id=item.case.pk)


@behind_login
@require_safe
def answered(request: HttpRequest) -> HttpResponse:
    """List what the officer answered lately, with where each case stands now."""
    visit = _officer(request)
    names = _Names(current_policy())
    lines = [
        (one, names.procedure(one.case), names.stage(one.case, one.stage), ANSWERS[one.kind])
        for one in worklists.answered_by(visit.actor)
    ]
    return render(request, "cases/answered.html", {"lines": lines, "actor": visit.actor})


def _officer(request: HttpRequest) -> Visit:
    visit = visit_of(request)
    if not visit.actor.is_staff:
        raise PermissionDenied("the worklist is for officers")
    return visit


def _asked(asked: QueryDict, visit: Visit) -> tuple[FilterForm, Wanted]:
    policy, actor = current_policy(), visit.actor
    departments = (
        policy.departments if "" in actor.supervises else sorted(actor.departments | actor.supervises)
    )
    form = FilterForm(asked, policy, departments)
    usual = Scope.TEAM if actor.departments else Scope.ALL
    scope = asked.get("scope", "")
    return form, form.wanted(Scope(scope) if scope in set(Scope) else usual)


def _address(asked: QueryDict, scope: Scope) -> str:
    changed = asked.copy()
    changed["scope"] = scope.value
    return f"?{changed.urlencode()}"


def _decides(visit: Visit, wanted: Wanted) -> bool:
    """Whether the chosen step is one of the actor's own departments."""
    procedure = current_policy().procedures.get(wanted.procedure)
    return procedure is not None and any(
        stage.id == wanted.stage and stage.department in visit.actor.departments for stage in procedure.stages
    )


class _Names:
    """Titles of procedures and stages, looked up once per page."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[str, CaseNames] = {}

    def procedure(self, case: Case) -> str:
        """Return a procedure's title; its id where today's policy no longer has it."""
        known = self._procedure(case)
        return in_active_language(known.title) if known is not None else case.procedure

    def stage(self, case: Case, stage: str) -> str:
        """Return a stage's title; its id where today's policy no longer has it."""
        known = self._procedure(case)
        if known is None:
            return stage
        names = self._known.setdefault(known.id, CaseNames(self._policy, known, shows_officers=True))
        return names.stage(stage)

    def _procedure(self, case: Case) -> Procedure | None:
        """Return the procedure, also one that is made when asked for, as that of an appeal is."""
        try:
            return self._policy.procedures[case.procedure]
        except KeyError:
            return None

    def ground(self, item: WorkItem) -> str:
        """Return why the department has stopped the clock; empty where it has not."""
        known = self._procedure(item.case)
        titles = {pause.id: pause.title for pause in known.pauses} if known is not None else {}
        return in_active_language(titles[item.ground]) if item.ground in titles else item.ground

    def department(self, name: str) -> str:
        """Return a department's name."""
        known = self._policy.departments.get(name)
        return in_active_language(known.title) if known is not None else name


@behind_login
@require_safe
def desk_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Send the whole list as CSV, with the same filters, line by line as it is read."""
    visit = _officer(request)
    _, wanted = _asked(request.GET, visit)
    response = StreamingHttpResponse(_csv_lines(visit, wanted), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="worklist.csv"'
    return response


class _Line:
    """Takes what a CSV writer writes and hands it on."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def _csv_lines(visit: Visit, wanted: Wanted) -> Iterator[str]:
    names, writer = _Names(current_policy()), csv.writer(_Line())
    yield "\ufeff" + writer.writerow(
        [
            gettext("Last day"),
            gettext("Working days left"),
            gettext("Case"),
            gettext("Procedure"),
            gettext("Step"),
            gettext("Department"),
            gettext("Person"),
            gettext("Organisation"),
            gettext("Who is on it"),
            gettext("Escalated"),
            gettext("Provisional"),
        ]
    )
    for item in worklists.whole_worklist(visit.actor, visit.now, wanted):
        yield writer.writerow([_cell(value) for value in _csv_row(item, names)])


def _csv_row(item: WorkItem, names: _Names) -> list[object]:
    return [
        item.due.isoformat() if item.due is not None else "",
        item.left,
        item.case.reference,
        names.procedure(item.case),
        names.stage(item.case, item.stage),
        names.department(item.department),
        item.case.person,
        item.case.organisation,
        item.officer,
        gettext("yes") if item.escalated else "",
        gettext("yes") if item.provisional else "",
    ]


def _cell(value: object) -> str:
    """Return a value as text that no spreadsheet takes for a formula; a number stays a number."""
    if value is None or isinstance(value, int):
        return "" if value is None else str(value)
    words = str(value)
    return f"'{words}" if words.startswith(_FORMULA_SIGNS) else words
