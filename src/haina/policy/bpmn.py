"""A procedure as a BPMN 2.0 document with its diagram, for programs that read that format.

Departments are lanes, stages are user tasks, a public notice is a timer between tasks, and a term is a timer
on the edge of a task: what happens when it runs out depends on what silence means there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as Xml

from haina.rules.text import Text

from .bpmn_flow import Diagram, FlowNode, flow_of
from .bpmn_layout import Layout, Rectangle, laid_out
from .policy import Policy
from .procedures import Procedure

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_LINES = "http://www.omg.org/spec/DD/20100524/DI"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"

_PREFIXES = {"bpmn": _BPMN, "bpmndi": _DI, "dc": _DC, "di": _LINES, "xsi": _SCHEMA}


def bpmn_of(policy: Policy, procedure: Procedure, on: date, lang: str = "en") -> str:
    """The BPMN 2.0 document of a procedure, with the terms of a day and the words of one language."""
    for prefix, address in _PREFIXES.items():
        Xml.register_namespace(prefix, address)
    flow = flow_of(policy, procedure, on)
    layout = laid_out(flow)
    root = Xml.Element(
        _name("definitions"),
        {
            "id": f"definitions_{procedure.id}",
            "targetNamespace": f"urn:haina:{policy.id}:{policy.version[:12]}",
            "exporter": "Haina",
        },
    )
    collaboration = Xml.SubElement(root, _name("collaboration"), {"id": "collaboration"})
    Xml.SubElement(
        collaboration,
        _name("participant"),
        {"id": "pool", "name": procedure.title.in_(lang), "processRef": procedure.id},
    )
    _process(root, procedure, flow, lang)
    _diagram(root, flow, layout)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _name(tag: str, space: str = _BPMN) -> str:
    return f"{{{space}}}{tag}"


def _process(root: Xml.Element, procedure: Procedure, flow: Diagram, lang: str) -> None:
    """The process: lanes, then nodes, then the flows between them."""
    process = Xml.SubElement(
        root,
        _name("process"),
        {"id": procedure.id, "name": procedure.title.in_(lang), "isExecutable": "true"},
    )
    _documentation(process, procedure.summary, lang)
    lanes = Xml.SubElement(process, _name("laneSet"), {"id": "lanes"})
    for number, (department, title) in enumerate(flow.lanes.items()):
        lane = Xml.SubElement(lanes, _name("lane"), {"id": f"lane_{number}", "name": title.in_(lang)})
        for node in flow.nodes:
            if node.lane == department:
                Xml.SubElement(lane, _name("flowNodeRef")).text = node.id
    for node in flow.nodes:
        _node(process, node, flow, lang)
    for each in flow.flows:
        given = {"id": each.id, "sourceRef": each.source, "targetRef": each.target}
        if each.label is not None:
            given["name"] = each.label.in_(lang)
        element = Xml.SubElement(process, _name("sequenceFlow"), given)
        if each.condition is not None:
            expression = Xml.SubElement(
                element,
                _name("conditionExpression"),
                {_name("type", _SCHEMA): "bpmn:tFormalExpression"},
            )
            expression.text = each.condition


def _documentation(element: Xml.Element, text: Text | None, lang: str) -> None:
    if text is not None:
        Xml.SubElement(element, _name("documentation")).text = text.in_(lang)


def _node(process: Xml.Element, node: FlowNode, flow: Diagram, lang: str) -> None:
    """One node with what goes in and out, and its timer where it waits."""
    given = {"id": node.id, "name": node.label.in_(lang)}
    if node.attached_to is not None:
        given |= {"attachedToRef": node.attached_to, "cancelActivity": "true" if node.interrupts else "false"}
    if node.default is not None:
        given["default"] = node.default
    element = Xml.SubElement(process, _name(node.tag), given)
    _documentation(element, node.note, lang)
    for each in flow.flows:
        if each.target == node.id:
            Xml.SubElement(element, _name("incoming")).text = each.id
    for each in flow.flows:
        if each.source == node.id:
            Xml.SubElement(element, _name("outgoing")).text = each.id
    if node.days is not None:
        timer = Xml.SubElement(element, _name("timerEventDefinition"), {"id": f"{node.id}_timer"})
        duration = Xml.SubElement(
            timer, _name("timeDuration"), {_name("type", _SCHEMA): "bpmn:tFormalExpression"}
        )
        # A quoted ISO duration is both a text of its own and an expression of engines that evaluate it.
        duration.text = f'"P{node.days}D"'


def _diagram(root: Xml.Element, flow: Diagram, layout: Layout) -> None:
    """Where everything stands in the picture."""
    diagram = Xml.SubElement(root, _name("BPMNDiagram", _DI), {"id": "diagram"})
    plane = Xml.SubElement(diagram, _name("BPMNPlane", _DI), {"id": "plane", "bpmnElement": "collaboration"})
    for id, box in _boxes(flow, layout):
        given = {"id": f"{id}_shape", "bpmnElement": id}
        if id == "pool" or id.startswith("lane_"):
            given["isHorizontal"] = "true"
        shape = Xml.SubElement(plane, _name("BPMNShape", _DI), given)
        Xml.SubElement(shape, _name("Bounds", _DC), box.attributes())
    for each in flow.flows:
        edge = Xml.SubElement(
            plane, _name("BPMNEdge", _DI), {"id": f"{each.id}_edge", "bpmnElement": each.id}
        )
        for x, y in layout.way(each.source, each.target):
            Xml.SubElement(edge, _name("waypoint", _LINES), {"x": str(x), "y": str(y)})


def _boxes(flow: Diagram, layout: Layout) -> Iterator[tuple[str, Rectangle]]:
    yield "pool", layout.pool
    for number, department in enumerate(flow.lanes):
        yield f"lane_{number}", layout.lanes[department]
    for node in flow.nodes:
        yield node.id, layout.nodes[node.id]
