"""The supervisor's page: who has how much, what is late or escalated, and what failed, with another try."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from haina.cases import outbox
from haina.cases.failed_jobs import failed_jobs, sweep_soon, try_again
from haina.cases.names import in_active_language
from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.policies import current_policy
from haina.cases.supervision import loads, sweep_failures

#: What a job of the outbox does, in words.
_TASKS = {
    outbox.ISSUE_DOCUMENT: gettext_lazy("make and sign a document"),
    outbox.TELL_BY_LETTER: gettext_lazy("make and sign the letter of a no"),
    outbox.ANNOUNCE_EXPIRY: gettext_lazy("tell of what runs out soon"),
    outbox.SEND_NOTICE: gettext_lazy("send a notice"),
    outbox.ASK_REGISTERS: gettext_lazy("ask registers"),
    outbox.REGISTER_TOLD: gettext_lazy("enter what a register answered"),
    outbox.ESCALATE_OVERDUE: gettext_lazy("look for what has run out"),
    outbox.MAKE_ROOTS: gettext_lazy("make the root of a day"),
}


def supervisor(request: HttpRequest) -> Visit:
    """Return who asks, if they supervise a department; raises PermissionDenied."""
    visit = visit_of(request)
    if not visit.actor.supervises:
        raise PermissionDenied("for supervisors")
    return visit


@behind_login
@require_safe
def supervision(request: HttpRequest) -> HttpResponse:
    """Show the load of every officer, and what failed."""
    visit = supervisor(request)
    departments = current_policy().departments
    lines = [
        (load, in_active_language(departments[load.department].title))
        for load in loads(visit.actor, visit.on)
        if load.department in departments
    ]
    context = {
        "actor": visit.actor,
        "lines": lines,
        "failures": sweep_failures(visit.actor),
        "jobs": [(job, _TASKS.get(job.task, job.task)) for job in failed_jobs(visit.actor)],
    }
    return render(request, "cases/supervision.html", context)


@behind_login
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Try again what failed: one job of the outbox, or the sweep."""
    visit = supervisor(request)
    job = request.POST.get("job", "")
    if job == "sweep":
        sweep_soon(visit.now)
        messages.success(request, gettext("It is looked at again now; reload the page in a minute."))
    elif job.isascii() and job.isdecimal() and len(job) < 19 and try_again(visit.actor, visit.now, int(job)):
        messages.success(request, gettext("It is tried again now; reload the page in a minute."))
    else:
        raise Http404("job")
    return redirect("cases:supervision")
