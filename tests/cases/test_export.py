"""Recorded cases are exported for a replay: days, stages and facts, and nothing that names a person."""

from __future__ import annotations

import json
from io import StringIO

from django.core.management import call_command

from haina.cases.clock import WorkCalendar
from haina.cases.policies import current_policy
from haina.cases.replay import Replay, recorded_case


def test_a_decided_case_is_exported_and_goes_the_same_way_again(draft) -> None:
    """Given a granted case, when it is exported and replayed, then it is granted on the same day."""
    draft.approved()
    out = StringIO()
    call_command("export_cases", "foreigner_work_permit", stdout=out)
    (line,) = out.getvalue().splitlines()
    data = json.loads(line)
    policy = current_policy()
    calendar = WorkCalendar(policy.calendar.years)
    case = recorded_case(data, calendar)
    assert case is not None
    course = Replay(policy, policy.procedures["foreigner_work_permit"], calendar).course(case)
    decided = next(event["on"] for event in data["events"] if event["kind"] == "approved")
    assert (course.outcome, str(course.decided)) == ("granted", decided)
    assert "passport" in case.documents


def test_nothing_exported_names_a_person(draft) -> None:
    draft.submitted()
    out = StringIO()
    call_command("export_cases", "foreigner_work_permit", stdout=out)
    data = json.loads(out.getvalue())
    assert "nationality" in data["facts"]
    assert not {"passport_number", "citizenship", "job_title"} & data["facts"].keys()
    assert all(set(event) <= {"kind", "on", "stage", "document", "ground"} for event in data["events"])
