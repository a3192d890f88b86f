"""What a procedure says about time and about the whole, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from haina.policy import Policy
from haina.policy.bpmn_flow import join_words
from haina.policy.procedures import Procedure, Stage, Term
from haina.portal.words import in_words, list_words
from haina.rules.wording import rule_text


@dataclass(frozen=True, slots=True)
class RuleWords:
    """Something that holds for the whole procedure: what it is about, and what it says."""

    label: str
    text: str


def term_words(policy: Policy, term: Term, on: date) -> str:
    """Return a term in words; with several lengths, each with the standard that sets it."""
    lengths = []
    for option in term.options:
        dated = policy.standards[option.standard].on(on) if option.standard else None
        days = option.days if option.standard is None else dated.value if dated else None
        if isinstance(days, int):
            lengths.append(_days(days, term.unit) + _condition(policy, option.when))
            if option.when is None:
                break
    if not lengths:
        return gettext("no limit is published for this day")
    return gettext(" or ").join(dict.fromkeys(lengths))


def _condition(policy: Policy, rule: str | None) -> str:
    """Return for which cases a length counts, in brackets."""
    if rule is None:
        return ""
    label = in_words(rule_text(policy.program, rule).lines[0].text).rstrip(":：")
    return gettext(" (if: %(condition)s)") % {"condition": label}


def _days(days: int, unit: str) -> str:
    if unit == "working_days":
        return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def special_words(stage: Stage) -> str:
    """Return what is special about a stage: that anybody may object, or what silence means."""
    if stage.kind == "publication":
        return gettext("anybody may object until it ends")
    return {
        "approve": gettext("no answer in time means yes"),
        "refuse": gettext("no answer in time means no"),
    }.get(stage.silence, "")


def whole_rules(policy: Policy, procedure: Procedure, on: date) -> tuple[RuleWords, ...]:
    """Return what holds for the whole procedure, each with its heading."""
    return tuple(RuleWords(label, text) for label, text in _rules(policy, procedure, on))


def _rules(policy: Policy, procedure: Procedure, on: date) -> Iterator[tuple[str, str]]:
    if len(procedure.deciding) > 1:
        yield gettext("How the answers are joined"), _joined(procedure)
    correction = procedure.correction.answer_within
    if correction is not None:
        yield gettext("Time to correct a returned file"), term_words(policy, correction, on)
    if procedure.extension is not None:
        longer = term_words(policy, procedure.extension.options, on)
        by_supervisor = gettext("%(time)s, with the approval of the head and a reason") % {"time": longer}
        yield gettext("More time"), by_supervisor if procedure.extension.by == "supervisor" else longer
    if procedure.pauses:
        grounds = list_words(in_words(ground.title) for ground in procedure.pauses)
        yield gettext("What stops the clock"), grounds
    later = [in_words(each.title) for each in procedure.documents if each.later is not None]
    if later:
        yield gettext("What may follow later, if you promise it"), list_words(later)
    promised = [in_words(each.title) for each in procedure.documents if each.promise is not None]
    if promised:
        yield gettext("What a written promise may replace"), list_words(promised)
    if procedure.appeal is not None:
        department = policy.departments[procedure.appeal.to].title_on(on)
        yield (
            gettext("Appeal"),
            gettext("within %(time)s, to: %(department)s")
            % {
                "time": term_words(policy, procedure.appeal.within, on),
                "department": in_words(department),
            },
        )
    if procedure.appointment is not None:
        yield gettext("Appointment"), in_words(procedure.appointment.where)


def _joined(procedure: Procedure) -> str:
    """Return how the answers become one decision; with the stages that can refuse alone."""
    words = in_words(join_words(procedure.join))
    if not procedure.join.vetoes:
        return words
    named = list_words(in_words(procedure.stage(id).title) for id in procedure.join.vetoes)
    return f"{words} ({named})"
