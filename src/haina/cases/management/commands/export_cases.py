"""`manage.py export_cases`: recorded cases as lines of JSON, for `haina policy replay`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from haina.cases.models import Case, CaseEvent
from haina.cases.policies import current_policy

#: What of an event's content a replay needs; nothing of it names a person.
_KEPT = ("stage", "document", "ground")


class Command(BaseCommand):
    """Writes one line for each case of a procedure: days, stages, documents, and facts that rules read."""

    help = "Write recorded cases as JSON lines, without names, for haina policy replay."

    def add_arguments(self, parser: CommandParser) -> None:
        """The procedure whose cases are wanted."""
        parser.add_argument("procedure", help="id of the procedure")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the lines."""
        for case in Case.objects.filter(procedure=options["procedure"]).order_by("pk").iterator():
            self.stdout.write(json.dumps(_line(case), ensure_ascii=False))


def _line(case: Case) -> dict[str, Any]:
    events = list(CaseEvent.objects.filter(case=case).order_by("sequence"))
    return {
        "case": case.reference,
        "procedure": case.procedure,
        "facts": _facts(case, events),
        "events": list(_events(events)),
    }


def _events(events: list[CaseEvent]) -> Iterator[Mapping[str, Any]]:
    for event in events:
        kept = {name: event.payload[name] for name in _KEPT if name in event.payload}
        yield {"kind": event.kind, "on": event.on.isoformat(), **kept}


def _facts(case: Case, events: list[CaseEvent]) -> dict[str, Any]:
    """The facts of the form as last filed; what only a form asks, names among it, stays here."""
    forms = [event.payload["form"] for event in events if event.kind in ("submitted", "resubmitted")]
    known = current_policy().facts
    return {name: value for name, value in (forms[-1] if forms else {}).items() if name in known}
