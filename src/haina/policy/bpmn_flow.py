"""A procedure as a flow of nodes: tasks, timers, ends, and gateways where ways part and meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from haina.rules.text import Text

from .policy import Policy
from .procedure_lengths import longest
from .procedures import Join, Procedure, Stage, Term


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One node: its BPMN element, its lane, its column, and its row beside others of one column and lane."""

    id: str
    tag: str
    label: Text
    lane: str
    column: float
    row: int = 0
    note: Text | None = None
    #: Days until the timer of it fires.
    days: int | None = None
    attached_to: str | None = None
    interrupts: bool = False
    #: The flow that is taken where no condition holds.
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A way from one node to another, with its condition where a gateway chooses."""

    id: str
    source: str
    target: str
    label: Text | None = None
    condition: str | None = None


@dataclass(slots=True)
class Diagram:
    """A procedure as nodes and flows; `lanes` gives the departments from top to bottom."""

    lanes: dict[str, Text] = field(default_factory=dict)
    nodes: list[FlowNode] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    def connect(
        self, source: str, target: str, label: Text | None = None, condition: str | None = None
    ) -> str:
        """Lead a way from one node to another; the id of the flow."""
        id = f"flow_{source}_{target}"
        self.flows.append(Flow(id, source, target, label, condition))
        return id


_ACCEPTED = Text(zh="受理", en="accepted")
_DECLINED = Text(zh="不予受理", en="not accepted")
_GRANTED = Text(zh="准予", en="granted")
_REFUSED = Text(zh="不予", en="refused")
_TOGETHER = Text(zh="都完成", en="all done")
_APART = Text(zh="同时办理", en="at the same time")
_FILED = Text(zh="提交申请", en="Application handed in")
_OVERDUE = Text(zh="超期上报主管", en="Overdue: told to the supervisor")


def flow_of(policy: Policy, procedure: Procedure, on: date) -> Diagram:
    """The flow of a procedure, with the terms of a day."""
    return _Builder(policy, procedure, on).built()


class _Builder:
    """Puts one flow together, from the start to the ends."""

    def __init__(self, policy: Policy, procedure: Procedure, on: date) -> None:
        self.policy, self.procedure, self.on = policy, procedure, on
        self.diagram = Diagram()
        self.depths = depths(procedure)
        self.rows = _rows(procedure, self.depths)
        #: The node from which the way goes on when a stage is done.
        self.exits: dict[str, str] = {}

    def built(self) -> Diagram:
        """The whole diagram."""
        procedure = self.procedure
        for stage in procedure.stages:
            title = self.policy.departments[stage.department].title_on(self.on)
            self.diagram.lanes.setdefault(stage.department, title)
        first = procedure.first_stages[0]
        self._add("start", "startEvent", _FILED, first.department, -0.6)
        for stage in sorted(procedure.stages, key=lambda each: self.depths[each.id]):
            self._stage(stage)
        self._lead("start", [stage.id for stage in procedure.first_stages], first, -0.35)
        for stage in procedure.stages:
            following = [each.id for each in procedure.following(stage.id)]
            if following:
                self._lead(self.exits[stage.id], following, stage, self.depths[stage.id] + 0.55)
        self._ends()
        return self.diagram

    def _add(self, id: str, tag: str, label: Text, lane: str, column: float, row: int = 0) -> str:
        self.diagram.nodes.append(FlowNode(id, tag, label, lane, column, row))
        return id

    def _stage(self, stage: Stage) -> None:
        """The task of a stage with its timer, the gateway before it and, of an acceptance, the one after."""
        depth, row, lane = self.depths[stage.id], self.rows[stage.id], stage.department
        days = longest(stage.term, self.policy.standards, self.on)
        if len(stage.after) > 1:
            self._add(f"{stage.id}_join", "parallelGateway", _TOGETHER, lane, depth - 0.3, row)
            self.diagram.connect(f"{stage.id}_join", stage.id)
        notice = stage.kind == "publication"
        self.diagram.nodes.append(
            FlowNode(
                stage.id,
                "intermediateCatchEvent" if notice else "userTask",
                stage.title,
                lane,
                depth,
                row,
                note=_note(stage.asks, stage.term, days),
                days=(days or 1) if notice else None,
            )
        )
        self.exits[stage.id] = stage.id
        if stage.kind == "acceptance":
            self._acceptance(stage, depth, row)
        if not notice and days is not None:
            self._timer(stage, depth, row, days)

    def _acceptance(self, stage: Stage, depth: int, row: int) -> None:
        """The gateway after an acceptance: on with it, or an end."""
        gate, end = f"{stage.id}_answer", f"{stage.id}_declined"
        on_id = f"flow_{gate}_{end}"
        self.diagram.nodes.append(
            FlowNode(
                gate, "exclusiveGateway", stage.title, stage.department, depth + 0.32, row, default=on_id
            )
        )
        self._add(end, "endEvent", _DECLINED, stage.department, depth + 0.32, row + 1)
        self.diagram.connect(stage.id, gate)
        self.diagram.connect(gate, end, _DECLINED)
        self.exits[stage.id] = gate

    def _timer(self, stage: Stage, depth: int, row: int, days: int) -> None:
        """What happens when the term of a stage has run out: told to the supervisor, or silence decides."""
        label = {
            "escalate": _OVERDUE,
            "approve": Text(zh="逾期视为同意", en="No answer in time: agreed"),
            "refuse": Text(zh="逾期视为不同意", en="No answer in time: refused"),
        }[stage.silence]
        timer, end = f"{stage.id}_term", f"{stage.id}_overdue"
        self.diagram.nodes.append(
            FlowNode(
                timer,
                "boundaryEvent",
                label,
                stage.department,
                depth,
                row,
                days=days,
                attached_to=stage.id,
                interrupts=stage.silence != "escalate",
            )
        )
        if stage.silence == "approve":
            self.diagram.connect(timer, self._meeting(stage, depth, row))
            return
        self._add(end, "endEvent", label, stage.department, depth, row + 1)
        self.diagram.connect(timer, end)

    def _meeting(self, stage: Stage, depth: int, row: int) -> str:
        """The gateway where an answer and a silence that stands for it come together."""
        meeting = f"{stage.id}_answered"
        self._add(meeting, "exclusiveGateway", _GRANTED, stage.department, depth + 0.45, row)
        if self.exits[stage.id] == stage.id:
            self.diagram.connect(stage.id, meeting)
            self.exits[stage.id] = meeting
            return meeting
        self.diagram.connect(self.exits[stage.id], meeting, _ACCEPTED, "accepted == True")
        self.exits[stage.id] = meeting
        return meeting

    def _lead(self, source: str, following: list[str], stage: Stage, column: float) -> None:
        """Lead on to the stages that follow, side by side where there are several."""
        chosen = source.endswith("_answer")
        label, condition = (_ACCEPTED, "accepted == True") if chosen else (None, None)
        targets = [self._entry(each) for each in following]
        if len(targets) == 1:
            self.diagram.connect(source, targets[0], label, condition)
            return
        split = self._add(
            f"{stage.id}_split" if source != "start" else "start_split",
            "parallelGateway",
            _APART,
            stage.department,
            column,
            self.rows[stage.id],
        )
        self.diagram.connect(source, split, label, condition)
        for target in targets:
            self.diagram.connect(split, target)

    def _entry(self, stage: str) -> str:
        """The node by which a way comes to a stage."""
        return f"{stage}_join" if len(self.procedure.stage(stage).after) > 1 else stage

    def _ends(self) -> None:
        """The last answers meet, and the decision is told."""
        last = [stage for stage in self.procedure.stages if not self.procedure.following(stage.id)]
        lane, column = last[-1].department, max(self.depths.values()) + 1.0
        row = self.rows[last[-1].id]
        rule = join_words(self.procedure.join)
        refused = "flow_outcome_refused"
        if len(last) > 1:
            self._add("outcome_join", "parallelGateway", rule, lane, column - 0.3, row)
            self.diagram.connect("outcome_join", "outcome")
        for stage in last:
            target = "outcome_join" if len(last) > 1 else "outcome"
            exit = self.exits[stage.id]
            if exit.endswith("_answer"):
                self.diagram.connect(exit, target, _ACCEPTED, "accepted == True")
            else:
                self.diagram.connect(exit, target)
        self.diagram.nodes.append(
            FlowNode("outcome", "exclusiveGateway", rule, lane, column, row, default=refused)
        )
        self._add("granted", "endEvent", _GRANTED, lane, column + 0.35, row)
        self._add("refused", "endEvent", _REFUSED, lane, column, row + 1)
        self.diagram.connect("outcome", "granted", _GRANTED, "granted == True")
        self.diagram.connect("outcome", "refused", _REFUSED)


def depths(procedure: Procedure) -> dict[str, int]:
    """The column of each stage: one after the last that it waits for."""
    found: dict[str, int] = {}
    waiting = list(procedure.stages)
    while waiting:
        ready = [stage for stage in waiting if all(name in found for name in stage.after)]
        for stage in ready:
            found[stage.id] = 1 + max((found[name] for name in stage.after), default=-1)
        waiting = [stage for stage in waiting if stage.id not in found]
    return found


def _rows(procedure: Procedure, columns: Mapping[str, int]) -> dict[str, int]:
    """Two rows for each of several stages of one department that stand in one column."""
    rows: dict[str, int] = {}
    used: dict[tuple[str, int], int] = {}
    for stage in procedure.stages:
        place = (stage.department, columns[stage.id])
        rows[stage.id] = used.get(place, 0)
        used[place] = rows[stage.id] + 2
    return rows


def join_words(join: Join) -> Text:
    """How the answers of the deciding stages make one decision, in words."""
    if join.kind == "any":
        return Text(zh="任一部门同意即可", en="one agreement is enough")
    if join.kind == "quorum":
        return Text(zh=f"至少 {join.quorum} 个部门同意", en=f"at least {join.quorum} have to agree")
    if join.kind == "veto":
        return Text(
            zh="指定环节可以否决，其余按多数", en="named stages have a veto, of the others most decide"
        )
    return Text(zh="所有部门都要同意", en="all have to agree")


def _note(asks: Text, term: Term, days: int | None) -> Text:
    """What a stage asks, and its term in words."""
    if days is None:
        return asks
    unit = {
        "working_days": Text(zh="个工作日", en="working days"),
        "calendar_days": Text(zh="天", en="days"),
    }[term.unit]
    return Text(zh=f"{asks.zh}（{days} {unit.zh}）", en=f"{asks.en} ({days} {unit.en})")
