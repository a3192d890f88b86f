"""A procedure to take away: BPMN 2.0 for programs that draw or run processes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from haina.cases.policies import current_policy
from haina.policy.bpmn import bpmn_of
from haina.portal.pages.days import read_day


@require_safe
def bpmn(request: HttpRequest, key: str) -> HttpResponse:
    """Give a procedure as a BPMN document, with the terms of the day and in the language of the page."""
    policy, day = current_policy(), read_day(request)
    procedure = policy.procedures.get(key)
    if procedure is None:
        raise Http404(key)
    lang = "zh" if (get_language() or "").startswith("zh") else "en"
    answer = HttpResponse(bpmn_of(policy, procedure, day.on, lang), content_type="application/xml")
    answer["Content-Disposition"] = f'attachment; filename="{key}.bpmn"'
    return answer
