"""Where all chance comes from: a counter-based generator for each column of each block of rows.

A column's values depend on the seed, its name and its block alone, not on what else is drawn, in what order
or by how many processes; so a pack that gains a column leaves the others as they were.
"""

from __future__ import annotations

import hashlib

import numpy as np

#: Changes with every change of the program that changes what a seed gives.
GENERATOR = 1


def chance(seed: int, *names: str | int) -> np.random.Generator:
    """The source of chance for what the names say: subject, part, block, column."""
    words = "\x1f".join(str(each) for each in (GENERATOR, seed, *names))
    key = hashlib.sha256(words.encode()).digest()[:16]
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key, "little")))
