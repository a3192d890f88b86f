"""What the pages that check something for given facts share: the sheet, and what was asked with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from haina.policy import Policy
from haina.portal.pages.limits import ANSWERS, limit
from haina.portal.sheet import MORE, Sheet, empty_sheet, read_sheet
from haina.rules import Facts


def sent_sheet(request: HttpRequest, policy: Policy, names: Sequence[str]) -> tuple[Sheet, Facts | None]:
    """Return the sheet, and the facts in it where an answer was asked for and nothing has to be corrected."""
    if request.method != "POST":
        return empty_sheet(policy, names), None
    limit(request, "checks", ANSWERS)
    sheet = read_sheet(policy, names, request.POST)
    if sheet.errors or request.POST.get("action", "").startswith(MORE):
        return sheet, None
    return sheet, policy.program.read_facts(sheet.facts)
