"""Answers about a public notice: anybody may object, an officer answers, and it ends when both are over."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from haina.cases import commands, events
from haina.cases.commands import Act, RunOut
from haina.cases.decide_clock import publication_over
from haina.cases.deciding import open_stage, require, require_state
from haina.cases.events import Event
from haina.cases.refusals import Refusal
from haina.cases.state import CaseState, Objection
from haina.people.permissions import State
from haina.policy.procedures import Procedure

Events = tuple[Event, ...]

#: The longest text of an objection or an answer.
LONGEST_TEXT = 4000


def make_objection(
    command: commands.MakeObjection, case: CaseState, procedure: Procedure, act: Act
) -> Events:
    """Somebody objects to what is on public notice; once more only after an answer."""
    require_state(case, State.SUBMITTED, State.RETURNED, State.IN_REVIEW)
    open_notices = [stage for stage in case.open_stages if stage.kind == "publication"]
    if not open_notices:
        raise Refusal("not_on_notice", _("There is no public notice to object to, or its time is over."))
    stage = open_notices[0]
    _check_text(command.text)
    mine = (each for each in case.unanswered(stage.id) if each.account_id == act.account_id)
    require(next(mine, None) is None, "objected", _("You have objected already; wait for the answer."))
    number = len(case.objections) + 1
    return (events.ObjectionMade(stage.id, stage.department, number, command.text.strip()),)


def answer_objection(
    command: commands.AnswerObjection, case: CaseState, procedure: Procedure, act: Act
) -> Events:
    """An officer answers; where the time is over and nothing else is unanswered, the notice ends."""
    require_state(case, State.SUBMITTED, State.IN_REVIEW)
    stage = open_stage(case, procedure, command.stage, "publication", act)
    waiting = {each.number: each for each in case.unanswered(stage.id)}
    if command.number not in waiting:
        raise Refusal("no_objection", _("This objection has been answered or was never made."))
    _check_text(command.text)
    text = command.text.strip()
    answered = events.ObjectionAnswered(stage.id, stage.department, command.number, text, command.upheld)
    if len(waiting) > 1 or command.due is None or command.due >= act.on:
        return (answered,)
    after = _with_answer(case, command.number, text, upheld=command.upheld)
    over = RunOut(stage.id, command.due, command.terms, check=command.check)
    return (answered, *publication_over(over, after, procedure, stage))


def _with_answer(case: CaseState, number: int, text: str, *, upheld: bool) -> CaseState:
    return replace(case, objections=tuple(answered(each, number, text, upheld) for each in case.objections))


def answered(objection: Objection, number: int, text: str, upheld: bool) -> Objection:
    """The objection with its answer, if it is the one of this number."""
    return replace(objection, answer=text, upheld=upheld) if objection.number == number else objection


def _check_text(text: str) -> None:
    require(bool(text.strip()), "empty_text", _("Write what you want to say."))
    require(len(text) <= LONGEST_TEXT, "too_long", _("The text is too long."))
