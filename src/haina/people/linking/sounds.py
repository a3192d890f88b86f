"""How characters sound: in Mandarin as pinyin, in Cantonese as people of Hong Kong and Macao spell it.

Spelling in Hong Kong follows no one table (Tsui, Chui; Lee, Li; Kwok, Kuok). So what is compared is a *fold*:
the spelling with everything taken away in which usage wavers. The rules below make spellings from Jyutping.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

import jyutping
from pypinyin import Style, pinyin

from haina.people.linking.surnames import COMPOUND, READINGS

_INITIALS = {"gw": "kw", "z": "ch", "c": "ch", "j": "y", "g": "k", "d": "t", "b": "p"}
_FINALS = {
    "oeng": "eung", "oek": "euk", "oe": "euh", "eoi": "ui", "eon": "un", "eot": "ut",
    "yun": "uen", "yut": "uet", "yu": "u", "ei": "i", "ou": "o",
}  # fmt: skip
_FOLDS = (
    (r"^(?:tsz|tz|ts|zh|ch|cz|c|z|j|q)", "c"), (r"^(?:sh|sz|x)", "s"), (r"^(?:gw|kw|qu|ku(?=[ao]))", "kw"),
    (r"^g", "k"), (r"^d", "t"), (r"^b", "p"), (r"^ng(?=[aeiou])", ""), (r"^n(?=[aeiou])", "l"),
    (r"^v", "w"), (r"(?<=.)h$", ""), (r"aa", "a"), (r"^i(?=[aeiou])", "y"), (r"^y(?=[iu])", ""),
    (r"ee|ei|ay|ey", "i"), (r"oo|ue", "u"), (r"ou|ow", "o"), (r"eo(?=ng|k)", "eu"), (r"um$", "am"),
    (r"^c$", "ci"), (r"^s$", "si"), (r"ew$", "iu"), (r"aw$", "o"),
)  # fmt: skip
#: The unified ideographs of the basic block.
_COMMON = range(0x4E00, 0x9FA6)
_NOT_IN_NAMES = frozenset({"m", "n", "ng", "hm", "hng"})


def without_tone(syllable: str) -> str:
    """Pinyin in plain letters, with ü as v became usual in passports: lü and lv are both `lu`."""
    return syllable.replace("ü", "u").replace("v", "u")


@lru_cache(maxsize=1)
def mandarin_syllables() -> frozenset[str]:
    """Syllables that Mandarin has, as pinyin without tones writes them."""
    read = {mandarin(chr(code)) for code in _COMMON}
    return frozenset(each for each in read if each.isascii() and each.isalpha() and each not in _NOT_IN_NAMES)


@lru_cache(maxsize=65536)
def mandarin(characters: str) -> str:
    """Pinyin of one character, or of a few that are read together, without tones."""
    return "".join(without_tone(each[0]) for each in pinyin(characters, style=Style.NORMAL))


@lru_cache(maxsize=8192)
def surname_in_mandarin(surname: str) -> str:
    """Pinyin of a surname, which is often read otherwise than the same character elsewhere."""
    known = READINGS.get(surname)
    return without_tone(known) if known is not None else mandarin(surname)


def surname_length(name: str) -> int:
    """How many characters of a Chinese name are its surname."""
    return 2 if len(name) > 2 and name[:2] in COMPOUND else 1


@lru_cache(maxsize=65536)
def cantonese(character: str) -> frozenset[str]:
    """Folds of all Cantonese readings of a character; empty where none is known."""
    readings = jyutping.get(character, multiple=True)[0]
    if readings is None:
        return frozenset()
    return frozenset(fold(_spelled(each)) for each in ([readings] if isinstance(readings, str) else readings))


def _spelled(reading: str) -> str:
    """One way in which Hong Kong spells a reading in Jyutping."""
    match = re.fullmatch(r"(ng(?=[aeiouy])|gw|kw|[bpmfdtnlgkhwzcsj]?)([a-z]+)[1-6]?", reading)
    if match is None:
        return reading
    initial, final = match.groups()
    if final in ("m", "ng"):
        return final
    return _INITIALS.get(initial, initial) + _FINALS.get(final, final)


@lru_cache(maxsize=65536)
def fold(spelling: str) -> str:
    """What is left of a Cantonese spelling without that in which usage wavers."""
    for pattern, plain in _FOLDS:
        spelling = re.sub(pattern, plain, spelling)
    return spelling


@lru_cache(maxsize=65536)
def in_syllables(word: str) -> tuple[tuple[str, ...], ...]:
    """Ways to cut a word into Mandarin syllables, fewest first, at most three; `xian` is xian and xi-an."""
    found = sorted(_cuts(word, 3), key=len)
    return tuple(found[:3])


def _cuts(word: str, left: int) -> list[tuple[str, ...]]:
    if not word:
        return [()]
    if left == 0:
        return []
    return [
        (word[:length], *rest)
        for length in range(1, min(6, len(word)) + 1)
        if word[:length] in mandarin_syllables()
        for rest in _cuts(word[length:], left - 1)
    ]


@lru_cache(maxsize=1)
def correspondences() -> frozenset[tuple[str, str]]:
    """Pairs of a Mandarin syllable and a Cantonese fold that one common character has."""
    pairs: set[tuple[str, str]] = set()
    for code in _COMMON:
        pairs.update(product([mandarin(chr(code))], cantonese(chr(code))))
    return frozenset(pairs)
