"""Warn officers in good time where their silence would be an answer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext

from haina.cases import outbox
from haina.cases.events.base import shown_day
from haina.cases.links import case_address
from haina.cases.meanwhile import LANGUAGES
from haina.cases.models import CaseStage, Notice
from haina.cases.names import CaseNames
from haina.cases.policies import policy_of
from haina.people.models import Posting

_log = logging.getLogger(__name__)

#: How long before the last day officers are warned.
BEFORE = timedelta(days=14)


def warn_of_silence(now: datetime) -> int:
    """Tell of each step that counts as answered without an answer, two weeks before; how many were told of.

    A shorter term is told of as soon as it runs; a last day that moves is told of again when it comes near.
    """
    today = timezone.localdate(now)
    told = 0
    for stage in _silent(today):
        try:
            with transaction.atomic():
                told += bool(_warn(stage, now, today))
        except Exception:
            # Whatever is wrong with one case must not keep the others from being told of.
            _log.exception("nobody could be warned about %s", stage)
    return told


def _silent(today: date) -> Iterator[CaseStage]:
    """The open steps whose silence is an answer and whose last day is near."""

    @cache
    def silence(version: str, procedure: str, stage: str) -> str:
        return policy_of(version).procedures[procedure].stage(stage).silence

    near = CaseStage.objects.filter(status="open", due__range=(today, today + BEFORE))
    named = near.values_list("pk", "case__policy_version_id", "procedure", "stage").order_by("due", "pk")
    for pk, version, procedure, stage in named.iterator(chunk_size=2000):
        if silence(version, procedure, stage) != "escalate":
            yield CaseStage.objects.select_related("case__person").get(pk=pk)


def _warn(stage: CaseStage, now: datetime, today: date) -> list[Notice]:
    row, due = stage.case, stage.due
    if due is None:
        return []
    policy = policy_of(row.policy_version_id)
    procedure = policy.procedures[row.procedure]
    names = CaseNames(policy, procedure, shows_officers=True)
    approves = procedure.stage(stage.stage).silence == "approve"
    subject, body = {}, {}
    for short, code in LANGUAGES.items():
        with translation.override(code):
            words = {"reference": row.reference, "stage": names.stage(stage.stage), "day": shown_day(due)}
            subject[short] = gettext("Silence counts as an answer: %(reference)s") % words
            if approves:
                said = gettext("%(stage)s: without an answer by %(day)s it counts as approved.") % words
            else:
                said = gettext("%(stage)s: without an answer by %(day)s it counts as refused.") % words
            body[short] = f"{said} {case_address(row.pk)}"
    made = []
    for account in _whom(stage, today):
        notice, is_new = Notice.objects.get_or_create(
            case=row,
            sequence=0,
            notice=f"silence_{due}_{stage.stage}"[:80],
            account_id=account,
            defaults={"subject": subject, "body": body, "created_at": now},
        )
        made += [notice] if is_new else []
    outbox.send_notices(made)
    return made


def _whom(stage: CaseStage, today: date) -> list[UUID]:
    """Who is on the step; where nobody is, every officer of the department. Nobody in a case of their own."""
    if stage.officer_id is not None:
        return [stage.officer_id]
    valid = Q(valid_from__lte=today) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    posted = Posting.objects.filter(valid, office=Posting.Office.OFFICER, department=stage.department)
    person = stage.case.person
    own = None if person is None else person.account_id
    return [each for each in posted.values_list("account_id", flat=True).distinct() if each != own]
