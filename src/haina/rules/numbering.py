"""Giving every node of a program its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from haina.rules.tree import Arithmetic, Call, Choose, Compare, Logic, Node


def numbered(trees: Mapping[str, Node]) -> tuple[dict[str, Node], tuple[Node, ...]]:
    """Number the nodes of all trees, parents first, and list them by their number."""
    nodes: list[Node] = []
    roots = {name: _numbered(tree, nodes) for name, tree in trees.items()}
    return roots, tuple(nodes)


def _numbered(node: Node, nodes: list[Node]) -> Node:
    number = len(nodes)
    nodes.append(node)
    below = tuple(_numbered(child, nodes) for child in node.children)
    nodes[number] = made = rebuilt(node, number, below)
    return made


def rebuilt(node: Node, number: int, below: tuple[Node, ...]) -> Node:
    """Give ``node`` with another number and other nodes below it, in the order of ``children``."""
    match node:
        case Logic() | Arithmetic():
            return replace(node, id=number, operands=below)
        case Compare():
            return replace(node, id=number, left=below[0], right=below[1])
        case Choose():
            pairs = tuple(zip(below[:-1:2], below[1:-1:2], strict=True))
            return replace(node, id=number, branches=pairs, otherwise=below[-1])
        case Call():
            count, named = len(node.arguments), len(node.options)
            options = tuple((name, new) for (name, _), new in zip(node.options, below[count:], strict=False))
            where = below[count + named] if node.where is not None else None
            return replace(node, id=number, arguments=below[:count], options=options, where=where)
    return replace(node, id=number)
