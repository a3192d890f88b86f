"""Files of milestones: attaching, taking out and opening them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from haina.cases.pages.door import Visit, behind_login, visit_of
from haina.cases.pages.uploads import Untaken, take_file
from haina.money.milestone_files import reading_role
from haina.money.models import MilestoneFile
from haina.money.pages.awards import award_of
from haina.money.pages.door import at_once
from haina.money.permissions import MoneyVerb, require_award
from haina.money.refusals import MoneyRefusal
from haina.money.verbs.milestone_files import (
    attach_milestone_file,
    read_milestone_file,
    remove_milestone_file,
)


@behind_login
@require_POST
def attach(request: HttpRequest, award_id: UUID, number: int) -> HttpResponse:
    """Attach a file that shows a milestone."""
    visit = visit_of(request)
    found = award_of(visit, award_id)
    if not found.instalments.filter(number=number).exists():
        raise Http404(str(number))
    require_award(visit.actor, MoneyVerb.CLAIM_MILESTONE, found)
    try:
        taken = take_file(
            request,
            lambda kind, name, stream: attach_milestone_file(
                visit.actor, visit.now, award_id, number, name, stream
            ),
        )
    except MoneyRefusal as error:
        messages.error(request, str(error))
    else:
        if isinstance(taken, Untaken):
            messages.error(request, taken.problem)
        else:
            messages.success(request, gettext("The file is attached."))
    return redirect("money:act_on_instalment", award_id, number, "claim")


@behind_login
@require_POST
def remove(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Take a file out that was attached by mistake."""
    visit = visit_of(request)
    file = _file(visit, file_id)
    require_award(visit.actor, MoneyVerb.CLAIM_MILESTONE, file.instalment.award)
    back = reverse(
        "money:act_on_instalment", args=[file.instalment.award_id, file.instalment.number, "claim"]
    )
    done = gettext("The file was taken out.")
    return at_once(request, done, back, lambda: remove_milestone_file(visit.actor, visit.now, file))


@behind_login
@require_safe
def read(request: HttpRequest, file_id: UUID) -> HttpResponseBase:
    """Send a file, never to be shown inside the page; the look is written down."""
    visit = visit_of(request)
    opened = read_milestone_file(visit.actor, visit.now, _file(visit, file_id))
    response = FileResponse(
        opened.path.open("rb"), as_attachment=True, filename=opened.name, content_type=opened.media_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _file(visit: Visit, file_id: UUID) -> MilestoneFile:
    """A file of an award that the visitor may read; for everybody else there is none."""
    related = ("instalment__award__case",)
    file = MilestoneFile.objects.select_related(*related).filter(pk=file_id, removed_at__isnull=True).first()
    if file is None or reading_role(visit.actor, file.instalment.award) is None:
        raise Http404(str(file_id))
    return file
