"""What must hold inside a procedure beyond its shape: reachable stages, terms that fit, names that exist."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping
from datetime import date
from string import Formatter

from haina.rules.declarations import FactDeclaration, StandardDeclaration
from haina.rules.problems import nearest
from haina.rules.text import Place, Problem, Text
from haina.rules.types import DATE, Money, Type

from .procedure_term_checks import check_terms
from .procedures import Notice, Procedure
from .records import Right

PLACEHOLDERS = (
    "reference",
    "procedure",
    "person",
    "organisation",
    "department",
    "due",
    "items",
    "reasons",
    "note",
    "document",
    "valid_from",
    "valid_to",
    "link",
)
_NEEDED_OUTCOMES = ("decline", "return", "refuse", "revoke")


def check_procedures(
    procedures: Iterable[Procedure],
    facts: Mapping[str, FactDeclaration],
    standards: Mapping[str, StandardDeclaration],
    on: date,
) -> Iterable[Problem]:
    """Every defect of the procedures of a pack, each told once though it may stand in a pattern of many.

    Terms are compared with the values of standards on a day.
    """
    known = {name: fact.type for name, fact in facts.items()}
    notices: dict[int, Notice] = {}
    found: dict[Problem, None] = {}
    for procedure in procedures:
        found.update(dict.fromkeys(_check(procedure, known, standards, on)))
        notices.update((id(notice), notice) for notice in procedure.notices)
    for notice in notices.values():
        found.update(dict.fromkeys(_placeholders(notice)))
    return found


def _check(
    procedure: Procedure,
    facts: dict[str, Type],
    standards: Mapping[str, StandardDeclaration],
    on: date,
) -> list[Problem]:
    return [
        *_unique(procedure),
        *_stages(procedure),
        *_joined(procedure),
        *check_terms(procedure, standards, on),
        *_fields(procedure, facts),
        *_reasons(procedure),
        *_fees(procedure, standards),
    ]


def check_offered(
    rights: Iterable[Right], procedures: Mapping[str, Procedure], unfinished: bool = False
) -> Iterable[Problem]:
    """A right has the procedure that names it, or says why nothing is applied for; never both or neither."""
    for right in rights:
        if right.procedure is not None and right.no_procedure is not None:
            yield Problem(
                right.place,
                "procedure_and_none",
                Text(
                    zh=f"{right.id} 既有办事程序，又说不需要申请",
                    en=f"{right.id} has a procedure and also says that there is none",
                ),
                Text(zh="请删去 procedure 或 no_procedure", en="Remove procedure or no_procedure."),
            )
        elif right.procedure is None and right.no_procedure is None and not unfinished:
            yield Problem(
                right.place,
                "procedure_missing",
                Text(zh=f"没有写明 {right.id} 如何申请", en=f"nothing says how {right.id} is applied for"),
                Text(
                    zh="写 procedure: 办事程序；若无需申请，写 no_procedure: {zh: 理由, en: 理由}",
                    en="Write procedure: ID or, if nothing is filed, no_procedure: {zh: why, en: why}.",
                ),
            )
        offered = procedures.get(right.procedure or "")
        if offered is not None and right.id not in offered.rights:
            yield Problem(
                right.place,
                "procedure_for_others",
                Text(
                    zh=f"权利 {right.id} 用程序 {offered.id}，该程序却没有列出它",
                    en=f"the right {right.id} names the procedure {offered.id}, which does not name it",
                ),
                Text(zh=f"请把 {right.id} 写进 rights", en=f"Add {right.id} to its rights."),
            )


def _unique(procedure: Procedure) -> Iterable[Problem]:
    """Ids and field names are given once."""
    groups: tuple[tuple[Text, Iterable[tuple[str, Place]]], ...] = (
        (Text(zh="环节", en="stage"), ((each.id, each.place) for each in procedure.stages)),
        (Text(zh="材料", en="document"), ((each.id, each.place) for each in procedure.documents)),
        (Text(zh="表单部分", en="section"), ((each.id, each.place) for each in procedure.form.sections)),
        (Text(zh="暂停事由", en="ground of a pause"), ((each.id, each.place) for each in procedure.pauses)),
        (Text(zh="理由", en="reason"), ((each.id, each.place) for each in procedure.reasons)),
        (Text(zh="通知", en="notice"), ((each.id, each.place) for each in procedure.notices)),
        (
            Text(zh="填写项", en="field"),
            ((each.name, each.place) for section in procedure.form.sections for each in section.fields),
        ),
    )
    for label, found in groups:
        seen: dict[str, Place] = {}
        for id, place in found:
            if id in seen:
                yield Problem(
                    place,
                    "duplicate_id",
                    Text(
                        zh=f"{label.zh} {id} 重复，已在 {seen[id]} 定义",
                        en=f"the {label.en} {id} is given twice, first at {seen[id]}",
                    ),
                    Text(zh="请改名或删去其中一个", en="Rename or remove one of the two."),
                )
            seen.setdefault(id, place)


def _stages(procedure: Procedure) -> Iterable[Problem]:
    """Every stage waits only for stages that exist, and every one can be reached."""
    ids = [stage.id for stage in procedure.stages]
    for stage in procedure.stages:
        for before in stage.after:
            if before not in ids:
                yield Problem(
                    stage.place,
                    "unknown_stage",
                    Text(zh=f"没有名为 {before} 的环节", en=f"there is no stage named {before}"),
                    nearest(before, ids),
                )
    reached: set[str] = set()
    while True:
        ready = {
            stage.id
            for stage in procedure.stages
            if stage.id not in reached
            and all(before in reached or before not in ids for before in stage.after)
        }
        if not ready:
            break
        reached |= ready
    for stage in procedure.stages:
        if stage.id not in reached:
            yield Problem(
                stage.place,
                "unreachable_stage",
                Text(
                    zh=f"环节 {stage.id} 永远轮不到：它等待的环节最终又在等它",
                    en=f"the stage {stage.id} is never reached: what it waits for waits for it",
                ),
                Text(zh="请更正 after", en="Correct after."),
            )
    if not any(stage.kind == "decision" for stage in procedure.stages):
        yield Problem(
            procedure.place,
            "no_decision",
            Text(zh="没有作决定的环节", en="no stage decides"),
            Text(
                zh="至少要有一个 kind: decision 的环节", en="At least one stage of kind: decision is needed."
            ),
        )


def _joined(procedure: Procedure) -> Iterable[Problem]:
    """The join can come out both ways, and what it and other parts name are stages of the right kind."""
    deciding = [stage.id for stage in procedure.deciding]
    join = procedure.join
    if join.quorum is not None and join.quorum > len(deciding) and deciding:
        yield Problem(
            procedure.place,
            "join_quorum",
            Text(
                zh=f"要求 {join.quorum} 个同意，但只有 {len(deciding)} 个决定环节",
                en=f"the join needs {join.quorum} to agree, but only {len(deciding)} stage(s) decide",
            ),
            Text(zh="请减少 quorum，或增加决定环节", en="Lower the quorum, or add stages that decide."),
        )
    for id in join.vetoes:
        if id not in deciding:
            yield Problem(
                procedure.place,
                "join_veto",
                Text(
                    zh=f"{id} 不是作决定的环节，不能否决", en=f"{id} is no stage that decides: it has no veto"
                ),
                nearest(id, deciding) or Text(zh="写决定环节的 id", en="Name a stage of kind decision."),
            )
    for stage in procedure.stages:
        if stage.kind == "publication" and stage.silence != "escalate":
            yield Problem(
                stage.place,
                "publication_silence",
                Text(
                    zh=f"公示 {stage.id} 期满自行结束，不能再写 silence",
                    en=f"the public notice {stage.id} ends by itself: silence means nothing for it",
                ),
                Text(zh="请删去 silence", en="Remove silence."),
            )
    yield from _paused_lookups(procedure)
    need = procedure.appointment
    ids = [stage.id for stage in procedure.stages]
    if need is not None and need.stage not in ids:
        yield Problem(
            need.place,
            "unknown_stage",
            Text(zh=f"没有名为 {need.stage} 的环节", en=f"there is no stage named {need.stage}"),
            nearest(need.stage, ids),
        )


def _paused_lookups(procedure: Procedure) -> Iterable[Problem]:
    """A look-up that may stop the clock names a ground of the procedure."""
    grounds = [ground.id for ground in procedure.pauses]
    for stage in procedure.stages:
        for look in stage.lookups:
            if look.pause and look.pause not in grounds:
                yield Problem(
                    look.place,
                    "unknown_pause",
                    Text(
                        zh=f"没有名为 {look.pause} 的暂停事由",
                        en=f"there is no ground of a pause named {look.pause}",
                    ),
                    nearest(look.pause, grounds) or Text(zh="请补进 pauses", en="Add it under pauses."),
                )


def _fields(procedure: Procedure, facts: dict[str, Type]) -> Iterable[Problem]:
    """Documents, stages and the grant name fields of the form or facts of the pack."""
    own = {field.name: field for section in procedure.form.sections for field in section.fields}
    known = ChainMap({name: field.type for name, field in own.items()}, facts)
    uses = [(name, each.place) for each in procedure.documents for name in each.evidences]
    uses += [(name, each.place) for each in procedure.stages for name in each.verifies]
    uses += [(name, look.place) for each in procedure.stages for look in each.lookups for name in look.facts]
    if procedure.grant is not None:
        uses += [(name, procedure.grant.place) for name in procedure.grant.shows]
        uses += [(name, procedure.grant.validity.place) for name in procedure.grant.validity.not_after]
    for name, place in uses:
        if name not in known:
            yield Problem(
                place,
                "unknown_field",
                Text(zh=f"没有名为 {name} 的填写项或事实", en=f"there is no field or fact named {name}"),
                nearest(name, known),
            )
    kinds = {kind.id for kind in procedure.documents}
    for stage in procedure.stages:
        for name in stage.sees:
            if name not in known and name not in kinds:
                yield Problem(
                    stage.place,
                    "unknown_field",
                    Text(
                        zh=f"没有名为 {name} 的填写项、事实或材料",
                        en=f"there is no field, fact or document named {name}",
                    ),
                    nearest(name, [*known, *kinds]),
                )
    if procedure.grant is None:
        return
    for name in procedure.grant.validity.not_after:
        if name in known and known[name] != DATE:
            yield Problem(
                procedure.grant.validity.place,
                "not_a_date",
                Text(zh=f"{name} 不是日期", en=f"{name} is not a date"),
                Text(zh="not_after 只能写日期项", en="not_after takes dates only."),
            )


def check_shown(procedure: Procedure) -> Iterable[Problem]:
    """What the document shows is filled in: a field of the form, also of one that is worked out."""
    grant = procedure.grant
    if grant is None or not procedure.form.facts_of:
        return
    for name in (*grant.shows, *grant.validity.not_after):
        if name not in procedure.fields:
            yield Problem(
                grant.place,
                "not_asked",
                Text(zh=f"表单不问 {name}，证件上无法显示", en=f"the form does not ask for {name}"),
                nearest(name, procedure.fields)
                or Text(zh="请把它加入表单", en="Add it to the sections of the form."),
            )


def _fees(procedure: Procedure, standards: Mapping[str, StandardDeclaration]) -> Iterable[Problem]:
    """What it costs is an amount of money."""
    for name in procedure.fees:
        if name in standards and not isinstance(standards[name].type, Money):
            yield Problem(
                procedure.place,
                "not_money",
                Text(zh=f"标准 {name} 不是金额", en=f"the standard {name} is not an amount of money"),
                Text(zh="fees 只能写金额标准", en="fees takes standards of type money only."),
            )


def _reasons(procedure: Procedure) -> Iterable[Problem]:
    """No outcome that needs a reason is without one to choose."""
    offered = {outcome for reason in procedure.reasons for outcome in reason.outcomes}
    extended = () if procedure.extension is None else ("extend",)
    for outcome in (*_NEEDED_OUTCOMES, *extended):
        if outcome not in offered:
            yield Problem(
                procedure.place,
                "missing_reason",
                Text(zh=f"没有可用于 {outcome} 的理由", en=f"there is no reason to choose for {outcome}"),
                Text(zh="请在 reasons 里补上", en="Add one under reasons."),
            )


def _placeholders(notice: Notice) -> Iterable[Problem]:
    """Both languages of a notice say the same things, and only things that can be filled in."""
    for text in (notice.subject, notice.body):
        found = {lang: _names_in(text.in_(lang)) for lang in ("zh", "en")}
        if found["zh"] is None or found["en"] is None:
            yield Problem(
                notice.place,
                "bad_placeholder",
                Text(zh="花括号不成对", en="the braces do not match"),
                Text(zh="写作 {reference}", en="Write {reference}."),
            )
            continue
        unknown = sorted((found["zh"] | found["en"]) - set(PLACEHOLDERS))
        for name in unknown:
            yield Problem(
                notice.place,
                "unknown_placeholder",
                Text(zh=f"没有占位符 {{{name}}}", en=f"there is no placeholder {{{name}}}"),
                nearest(name, PLACEHOLDERS),
            )
        only = found["zh"] ^ found["en"]
        if only and not unknown:
            shown = ", ".join(f"{{{name}}}" for name in sorted(only))
            yield Problem(
                notice.place,
                "placeholders_differ",
                Text(zh=f"{shown} 只出现在一种语言里", en=f"{shown} stands in one language only"),
                Text(zh="两种语言要说同样的事", en="Say the same in both languages."),
            )


def _names_in(text: str) -> set[str] | None:
    """The placeholders of a text; None if its braces do not match or hold more than a name."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    names = {name for _, name, _, _ in parts if name is not None}
    plain = all(
        re.fullmatch(r"[a-z_]+", name) and not spec and not conversion
        for _, name, spec, conversion in parts
        if name is not None
    )
    return names if plain else None
