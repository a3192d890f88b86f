"""Where the nodes of a flow stand: departments as rows, stages as columns from left to right."""

from __future__ import annotations

from dataclasses import dataclass

from .bpmn_flow import Diagram, FlowNode

_COLUMN, _ROW = 300, 120
_LEFT, _TOP, _HEAD = 160, 40, 30
_BEFORE = 240
#: Width and height of a node by its element; all others are round or square and this small.
_SIZES = {"userTask": (120, 80), "exclusiveGateway": (50, 50), "parallelGateway": (50, 50)}
_SMALL = (36, 36)


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place in the picture, in points from its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    def attributes(self) -> dict[str, str]:
        """The four numbers as they stand in XML."""
        return {name: str(getattr(self, name)) for name in ("x", "y", "width", "height")}

    @property
    def middle(self) -> float:
        """The height at which ways come in and go out."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of the pool, its lanes and all nodes."""

    pool: Rectangle
    lanes: dict[str, Rectangle]
    nodes: dict[str, Rectangle]

    def way(self, source: str, target: str) -> list[tuple[float, float]]:
        """The corners of the line from one node to another: across, up or down, and across."""
        start, end = self.nodes[source], self.nodes[target]
        if end.x <= start.x + start.width:
            return [
                (start.x + start.width / 2, start.y + start.height),
                (end.x + end.width / 2, end.y),
            ]
        right, left = start.x + start.width, end.x
        bend = (right + left) / 2
        return [(right, start.middle), (bend, start.middle), (bend, end.middle), (left, end.middle)]


def laid_out(flow: Diagram) -> Layout:
    """The places of everything in a flow."""
    width = _BEFORE + (max(node.column for node in flow.nodes) + 1) * _COLUMN
    lanes: dict[str, Rectangle] = {}
    top: float = _TOP
    for department in flow.lanes:
        rows = 1 + max((node.row for node in flow.nodes if node.lane == department), default=0)
        lanes[department] = Rectangle(_LEFT + _HEAD, top, width - _HEAD, rows * _ROW)
        top += rows * _ROW
    nodes = {node.id: _place(node, lanes[node.lane]) for node in flow.nodes if node.attached_to is None}
    for node in flow.nodes:
        if node.attached_to is not None:
            host = nodes[node.attached_to]
            nodes[node.id] = Rectangle(host.x + 20, host.y + host.height - 18, *_SMALL)
    return Layout(Rectangle(_LEFT, _TOP, width, top - _TOP), lanes, nodes)


def _place(node: FlowNode, lane: Rectangle) -> Rectangle:
    width, height = _SIZES.get(node.tag, _SMALL)
    middle_x = lane.x + _BEFORE + node.column * _COLUMN
    middle_y = lane.y + (node.row + 0.5) * _ROW
    return Rectangle(middle_x - width / 2, middle_y - height / 2, width, height)
