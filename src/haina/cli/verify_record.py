"""`haina verify` without a file: whether the stored record of all cases is as it was written."""

from __future__ import annotations

import argparse
import json
import os

from haina.cli.language import Speaker
from haina.rules.text import Text

FAULTS = {
    "changed": Text(zh="内容被改动", en="changed"),
    "missing": Text(zh="缺失", en="missing"),
    "unchained": Text(zh="与前一事件不相连", en="does not follow the one before"),
    "row": Text(zh="案件行与事件不符", en="the case's row is not what the events say"),
}


def verify_record(arguments: argparse.Namespace) -> int:
    """Check the chain of every case; 0 when whole, 1 when not, 2 where there is no database to check."""
    # Django is set up here, so that checking a document needs neither settings nor a database.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haina.server.settings")
    import django
    from django.db import DatabaseError

    from haina.cli.verify import Unchecked

    django.setup()
    try:
        return _report(arguments)
    except DatabaseError as error:
        cause = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise Unchecked(
            f"读不了数据库（{cause}）。请先运行 haina serve，或用 DATABASE_URL 指明数据库。",
            f"cannot read the database ({cause}). Run haina serve first, or name it with DATABASE_URL.",
        ) from None


def _report(arguments: argparse.Namespace) -> int:
    from haina.cases.chain import verify_all
    from haina.cases.models import CaseEvent

    speaker: Speaker = arguments.speaker
    breaks = list(verify_all())
    events = CaseEvent.objects.count()
    if arguments.format == "json":
        found = [{"case": str(one.case_id), "event": one.sequence, "fault": one.fault} for one in breaks]
        print(json.dumps({"good": not breaks, "events": events, "breaks": found}, indent=2))
    else:
        for one in breaks:
            fault = speaker(FAULTS[one.fault])
            print(
                speaker.say("案件 {} 第 {} 个事件：{}", "case {} event {}: {}").format(
                    one.case_id, one.sequence, fault
                )
            )
        print(
            speaker.say(f"{events} 个事件，均如写入时一样。", f"{events} events, all as they were written.")
            if not breaks
            else speaker.say(
                f"{len(breaks)} 处与写入时不同。", f"{len(breaks)} places are not as they were written."
            )
        )
    return 1 if breaks else 0
