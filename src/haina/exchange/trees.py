"""Merkle trees as in RFC 9162 over SHA-256: made in bounded memory, with the path from one leaf to the top.

Leaves and inner nodes have different prefixes, so that the one cannot be passed off as the other. Pure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

#: What stands in place of the root or the hash before the first.
NO_HASH = "0" * 64


def root_of(day: date, count: int, tree: str, previous: str) -> str:
    """The published root of a day: SHA-256 over day, number of leaves, tree and the root before."""
    return hashlib.sha256(f"{day.isoformat()}|{count}|{tree}|{previous}".encode()).hexdigest()


def tree_of(hashes: Iterable[str]) -> tuple[str, int]:
    """The root of the Merkle tree over these hashes and how many they are; bounded memory, any number."""
    peaks: list[tuple[int, bytes]] = []
    count = 0
    for given in hashes:
        size, node = 1, leaf_of(given)
        while peaks and peaks[-1][0] == size:
            size, node = size * 2, _node(peaks.pop()[1], node)
        peaks.append((size, node))
        count += 1
    if not peaks:
        return hashlib.sha256(b"").hexdigest(), 0
    top = peaks.pop()[1]
    while peaks:
        top = _node(peaks.pop()[1], top)
    return top.hex(), count


def climbed(leaf: str, path: Iterable[tuple[str, str]]) -> str:
    """The root of the tree to which the path leads from a leaf; raises ValueError for what is no hash."""
    node = leaf_of(leaf)
    for side, neighbour in path:
        other = bytes.fromhex(neighbour)
        node = _node(other, node) if side == "left" else _node(node, other)
    return node.hex()


def path_to(nodes: list[bytes], place: int) -> Iterator[tuple[str, str]]:
    """The neighbours of a leaf from the bottom of the tree to its top, each with its side."""
    if len(nodes) == 1:
        return
    split = 1 << ((len(nodes) - 1).bit_length() - 1)
    left, right = nodes[:split], nodes[split:]
    if place < split:
        yield from path_to(left, place)
        yield "right", _top(right).hex()
    else:
        yield from path_to(right, place - split)
        yield "left", _top(left).hex()


def leaf_of(hash: str) -> bytes:
    """The leaf for a hash in hexadecimal digits."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(hash)).digest()


def _top(nodes: list[bytes]) -> bytes:
    if len(nodes) == 1:
        return nodes[0]
    split = 1 << ((len(nodes) - 1).bit_length() - 1)
    return _node(_top(nodes[:split]), _top(nodes[split:]))


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
