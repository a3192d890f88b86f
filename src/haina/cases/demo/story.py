"""The demo's cases: steps of some working days ago, taken through the same verbs as any other."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from haina.cases import verbs
from haina.cases.demo.people import Population
from haina.cases.demo.specimen import specimen
from haina.cases.demo_chapters import STEPS
from haina.cases.models import Case
from haina.cases.perform import Receipt
from haina.cases.policies import policy_of, working_calendar
from haina.cases.readings import Readings
from haina.cases.state import CaseState, Item
from haina.cases.store import load_state
from haina.people.actors import Actor


@dataclass
class Telling:
    """One case while its story is told; a step has a key, so it happens once however often it is told."""

    people: Population
    procedure: str
    case: Mapping[str, Any]
    now: datetime
    #: The case; set by the first step.
    id: UUID = field(default_factory=uuid4)

    def tell(self) -> UUID:
        """Take all steps, beginning with the draft; return the case."""
        first, employer = self.case["steps"][0], self.case.get("employer")
        person = self.case.get("person")
        begun = verbs.start_draft(
            self._actor("agent", first["ago"]),
            self._at(first["ago"], 0),
            self.procedure,
            organisation_id=self.people.employers[employer].pk if employer else None,
            person_id=self.people.persons[person].pk if person else None,
            key=self.key("begin"),
        )
        self.id = begun.case_id
        for number, step in enumerate(self.case["steps"], 1):
            (_STEPS.get(step["do"]) or STEPS[step["do"]])(self, step, number)
        return begun.case_id

    def do(
        self, verb: Callable[..., Receipt], step: Mapping[str, Any], number: int, /, *words: Any, **more: Any
    ) -> None:
        """Have whoever the step names do something on the newest view."""
        verb(
            self.who(step),
            self.at(step, number),
            self.id,
            *words,
            key=self.key(more.pop("part", number)),
            seen=Case.objects.values_list("sequence", flat=True).get(pk=self.id),
            **more,
        )

    def who(self, step: Mapping[str, Any]) -> Actor:
        """Who takes a step."""
        return self._actor(step["who"], step["ago"])

    def key(self, step: object) -> str:
        """What makes a step happen once."""
        return f"demo:{self.case['id']}:{step}"

    def at(self, step: Mapping[str, Any], number: int) -> datetime:
        """When a step happened."""
        return self._at(step["ago"], number)

    def needed_documents(self, form: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Ids and English titles of the documents that a form needs."""
        row = Case.objects.get(pk=self.id)
        policy = policy_of(row.policy_version_id)
        procedure = policy.procedures[row.procedure]
        readings = Readings(policy, procedure, CaseState(), form, timezone.localdate(self.now))
        needed = readings.required().documents
        return [(kind.id, kind.title.en) for kind in procedure.documents if kind.id in needed]

    def _actor(self, who: str, ago: int) -> Actor:
        email = self.case["agent"] if who == "agent" else who
        return self.people.actor(email, self._day(ago))

    def _day(self, ago: int) -> date:
        """The day so many working days before today, or before the last working day."""
        calendar = working_calendar()
        day = timezone.localdate(self.now)
        while ago > 0:
            day -= timedelta(days=1)
            ago -= calendar.kind(day).is_working
        return day

    def _at(self, ago: int, minute: int) -> datetime:
        """A time on that day: in the morning, or just before now if it is today."""
        if ago == 0:
            return self.now - timedelta(minutes=30 - minute)
        day = self._day(ago)
        zone = timezone.get_current_timezone()
        return datetime(day.year, day.month, day.day, 9, 10 + minute, tzinfo=zone)


def _fill(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    form = {name: _typed(value) for name, value in step["form"].items()}
    telling.do(verbs.save_draft, step, number, form)


def _typed(value: object) -> object:
    """A value of the file as a form sends it; a history as its rows."""
    if isinstance(value, list):
        return [{name: _typed(each) for name, each in row.items()} for row in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _attach(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    if load_state(telling.id).filed_at is not None:
        return
    form = Case.objects.values_list("draft", flat=True).get(pk=telling.id)
    left_out = step.get("but", ())
    for kind, title in telling.needed_documents(form or {}):
        if kind in left_out:
            continue
        content = io.BytesIO(specimen(f"{title} / {telling.case.get('person') or telling.case['employer']}"))
        telling.do(verbs.attach_document, step, number, kind, f"{kind}.pdf", content, part=f"{number}:{kind}")


def _submit(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    telling.do(verbs.submit, step, number, declared=True, committed=step.get("committed", ()))


def _return(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    items = [Item("field", name, remark) for name, remark in step.get("fields", {}).items()]
    items += [Item("document", name, remark) for name, remark in step.get("documents", {}).items()]
    telling.do(
        verbs.return_for_correction,
        step,
        number,
        step["stage"],
        items=items,
        reasons=step.get("reasons", ()),
        note=step.get("note", ""),
    )


def _verify(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    telling.do(
        verbs.verify_fact,
        step,
        number,
        step["stage"],
        fact=step["fact"],
        value=_typed(step["value"]),
        source=step["source"],
    )


def _refuse(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    telling.do(verbs.refuse, step, number, step["stage"], reasons=step["reasons"], note=step.get("note", ""))


def _note(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    telling.do(verbs.add_note, step, number, step["text"])


def _object(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    # Whoever objects has no part in the case and need not have seen what happened in it.
    actor, at, key = telling.who(step), telling.at(step, number), telling.key(number)
    verbs.make_objection(actor, at, telling.id, text=step["text"], key=key)


def _answer_objection(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    told = {"number": step["number"], "text": step["text"], "upheld": step["upheld"]}
    telling.do(verbs.answer_objection, step, number, step["stage"], **told)


def _ask_more_time(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    telling.do(verbs.ask_extension, step, number, reasons=step["reasons"], note=step.get("note", ""))


def _stage_verb(verb: Callable[..., Receipt]) -> Callable[[Telling, Mapping[str, Any], int], None]:
    def take(telling: Telling, step: Mapping[str, Any], number: int) -> None:
        telling.do(verb, step, number, step["stage"])

    return take


def _issue(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    verbs.issue(telling.at(step, number), telling.id)


def _escalate(telling: Telling, step: Mapping[str, Any], number: int) -> None:
    verbs.escalate_overdue(telling.at(step, number))


_STEPS: Mapping[str, Callable[[Telling, Mapping[str, Any], int], None]] = {
    "fill": _fill,
    "attach": _attach,
    "submit": _submit,
    "claim": _stage_verb(verbs.claim),
    "accept": _stage_verb(verbs.accept),
    "return": _return,
    "verify": _verify,
    "approve": _stage_verb(verbs.approve),
    "refuse": _refuse,
    "note": _note,
    "object": _object,
    "answer_objection": _answer_objection,
    "ask_more_time": _ask_more_time,
    "issue": _issue,
    "escalate": _escalate,
}
