"""The procedure of an appeal, made from the procedure whose decision it is against.

Where a procedure does not name another one for it, an appeal is one stage: another officer of the department
that the procedure names decides within a term of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from haina.people.actors import APPEAL
from haina.policy import Policy
from haina.policy.procedures import (
    Appeal,
    Correction,
    Form,
    FormField,
    FormSection,
    Join,
    Procedure,
    ReasonText,
    Stage,
)
from haina.rules.text import Text
from haina.rules.types import TEXT

#: What is added to the id of a procedure to name its appeal.
SUFFIX = APPEAL
#: The one field of an appeal.
GROUNDS = "grounds"
STAGE = "appeal"

_TITLE = Text(zh="复核：", en="Appeal: ")
_STAGE_TITLE = Text(zh="复核决定", en="Decision on the appeal")
_ASKS = Text(
    zh="原决定在事实和依据上是否正确？",
    en="Was the decision right in fact and in law?",
)
_GROUNDS = Text(zh="复核理由", en="Grounds of the appeal")
_DECLARATION = Text(
    zh="本申请人声明以上内容真实，请求由其他承办人复核原决定。",
    en="I declare that this is true and ask that another officer reviews the decision.",
)
_REASONS = {
    "decision_stands": Text(
        zh="原决定认定事实清楚、适用依据正确", en="The decision was right in fact and in law"
    ),
    "grounds_not_shown": Text(zh="复核理由没有得到证明", en="The grounds of the appeal have not been shown"),
}


class Procedures(dict[str, Procedure]):
    """A pack's procedures; the appeal against one is found by its id, and not listed among them."""

    def __missing__(self, id: str) -> Procedure:
        """The procedure of an appeal, made when it is first asked for; raises KeyError."""
        stem = id.removesuffix(SUFFIX)
        against = self.get(stem)
        if stem == id or against is None or against.appeal is None:
            raise KeyError(id)
        return appeal_procedure(against, against.appeal, self)


def with_appeals(policy: Policy) -> Policy:
    """The pack with the procedures of its appeals."""
    return replace(policy, procedures=Procedures(policy.procedures))


def appeal_procedure(against: Procedure, appeal: Appeal, known: Mapping[str, Procedure]) -> Procedure:
    """The procedure of an appeal: the form is its grounds, the stages are one of its own or those named."""
    named = known.get(appeal.procedure or "")
    reasons = [ReasonText(id, ("refuse",), text, appeal.place) for id, text in _REASONS.items()]
    return replace(
        against if named is None else named,
        id=against.id + SUFFIX,
        title=Text(_TITLE.zh + against.title.zh, _TITLE.en + against.title.en),
        clauses=against.clauses,
        rights=(),
        reference=against.reference,
        filed_by=against.filed_by,
        form=_form(appeal),
        documents=(),
        stages=_stages(appeal) if named is None else named.stages,
        join=Join("all") if named is None else named.join,
        total=appeal.term,
        correction=Correction(0, None, appeal.place) if named is None else named.correction,
        extension=None if named is None else named.extension,
        declaration=_DECLARATION,
        reasons=tuple(reasons) if named is None else named.reasons,
        notices=() if named is None else named.notices,
        grant=None,
        pauses=() if named is None else named.pauses,
        appeal=None,
        appointment=None,
        derive=lambda form: form.sections,
    )


def _stages(appeal: Appeal) -> tuple[Stage, ...]:
    return (
        Stage(
            id=STAGE,
            title=_STAGE_TITLE,
            kind="decision",
            department=appeal.to,
            after=(),
            term=appeal.term,
            silence="escalate",
            may_return=False,
            verifies=(),
            asks=_ASKS,
            place=appeal.place,
        ),
    )


def _form(appeal: Appeal) -> Form:
    field = FormField(
        name=GROUNDS,
        fact=False,
        type=TEXT,
        label=_GROUNDS,
        help=None,
        required=True,
        when=None,
        pattern=None,
        pattern_help=None,
        options=(),
        personal=False,
        place=appeal.place,
    )
    section = FormSection(GROUNDS, _GROUNDS, (field,), appeal.place)
    return Form((section,), (), appeal.place)
