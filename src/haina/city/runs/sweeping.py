"""Sweeps: the same policy with several values of one or two standards, as the variants of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from haina.policy import Policy
from haina.policy.with_values import with_values

from .comparing import Variant

#: What the policy without any other value is called.
AS_IT_IS = "as it is"


def variants_of(policy: Policy, on: date, tried: Mapping[str, Sequence[str]]) -> tuple[Variant, ...]:
    """The policy as it is, and with each value of each standard, those of several standards combined.

    The values hold from the day on. Raises `ValueRefused` for a value that cannot be tried.
    """
    found = [Variant(AS_IT_IS, policy, on)]
    for values in product(*tried.values()):
        chosen = dict(zip(tried, values, strict=True))
        words = tuple(f"{name}={value}" for name, value in chosen.items())
        found.append(Variant(variant_name(chosen), with_values(policy, chosen, on), on, words))
    return tuple(found)


def axes_of(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """The standards that the variants of a result try, each with its values; {} where it is no sweep."""
    first, *others = manifest["variants"]
    words = [[each.partition("=") for each in variant["values"]] for variant in others]
    names = {tuple(name for name, _, _ in each) for each in words}
    if first["name"] != AS_IT_IS or len(names) != 1:
        return {}
    values = zip(*([value for _, _, value in each] for each in words), strict=True)
    return {name: list(dict.fromkeys(each)) for name, each in zip(names.pop(), values, strict=True)}


def variant_name(point: Mapping[str, str]) -> str:
    """What the variant with these values is called."""
    return ", ".join(f"{name}={value}" for name, value in point.items())
