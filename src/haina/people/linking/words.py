"""Weights in words, for those who decide and for those concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from haina.people.linking.weights import DOUBT_FROM, LINK_FROM, Evidence
from haina.rules.text import Text

#: From so many bits on, the words; the first that fits.
_STRENGTH = (
    (12.0, Text(zh="极有力地支持", en="speaks very strongly for it")),
    (6.0, Text(zh="有力地支持", en="speaks strongly for it")),
    (2.0, Text(zh="支持", en="speaks for it")),
    (0.3, Text(zh="略微支持", en="speaks a little for it")),
    (-0.3, Text(zh="说明不了什么", en="says next to nothing")),
    (-2.0, Text(zh="略微不支持", en="speaks a little against it")),
    (-6.0, Text(zh="不支持", en="speaks against it")),
)
_LEAST = Text(zh="有力地反对", en="speaks strongly against it")
_PRIOR = Text(zh="登记册越大，碰巧相同的人越多", en="the bigger it is, the more people are alike by chance")


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against two being one: what, how much in words, and the bits."""

    what: Text
    strength: Text
    bits: float

    @property
    def tone(self) -> str:
        """Whether it is for (good), against (bad) or neither (plain)."""
        if abs(self.bits) < 0.3:
            return "plain"
        return "good" if self.bits > 0 else "bad"


def in_words(evidence: Iterable[Evidence]) -> tuple[Reason, ...]:
    """What was weighed, in words; the register's size comes last."""
    return tuple(_sorted(_reason(each.about, each.text, each.bits) for each in evidence))


def stored_in_words(evidence: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    """The same of evidence as it is stored with a pair in doubt."""
    return tuple(
        _sorted(
            _reason(each["about"], Text(zh=each["zh"], en=each["en"]), float(each["bits"]))
            for each in evidence
        )
    )


def _reason(about: str, text: Text, bits: float) -> Reason:
    return Reason(text, _PRIOR if about == "prior" else strength(bits), bits)


def _sorted(reasons: Iterable[Reason]) -> list[Reason]:
    return sorted(reasons, key=lambda each: (each.strength is _PRIOR, -abs(each.bits)))


def strength(bits: float) -> Text:
    """How much bits say, in words."""
    return next((words for least, words in _STRENGTH if bits >= least), _LEAST)


def verdict(bits: float) -> Text:
    """What all of it together says: how probable it is that the two are one."""
    if bits >= LINK_FROM + 6:
        return Text(zh="几乎可以肯定是同一个", en="almost certainly one")
    if bits >= LINK_FROM:
        return Text(zh="很可能是同一个", en="very probably one")
    if bits >= 0:
        return Text(zh="是同一个的可能较大", en="rather one than two")
    if bits >= DOUBT_FROM:
        return Text(zh="是两个的可能较大，但不能排除是同一个", en="rather two, but they may be one")
    return Text(zh="很可能是两个", en="probably two")
