"""Names as people write them, in normal forms that can be compared across scripts, orders and spellings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import product

from haina.people.linking import sounds
from haina.people.linking.surnames import COMPOUND, IN_PINYIN

#: Sounds of a name, without order: 王小明, Wang Xiaoming and Xiao-Ming WANG have the same.
Bag = tuple[str, ...]

_IDEOGRAPHS = re.compile(r"[㐀-䶿一-鿿豈-﫿]+")
_NOT_LETTERS = re.compile(r"[^a-z]+")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "jr", "sr", "ii", "iii"})
#: Passports have no ü; these are what stands for lü and nü in them and elsewhere.
_PASSPORT_SPELLINGS = {"lyu": "lu", "lv": "lu", "nyu": "nu", "nv": "nu"}
_COMPOUND_IN_PINYIN = frozenset(map(sounds.surname_in_mandarin, COMPOUND))
_EXTRA_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i"}
)


class Likeness(IntEnum):
    """How alike two names are, the more the higher."""

    DIFFERENT = 0
    #: Only the surname, or only the given name.
    PART = 1
    #: One or two letters or a character are another.
    CLOSE = 2
    #: The same surname, and of the given names only initials, or some of several.
    SHORTENED = 3
    #: One in Mandarin, one in Cantonese spelling, and characters exist that have both.
    CROSSED = 4
    #: Both in characters that sound the same.
    HOMOPHONE = 5
    #: The characters of one are spelled in Cantonese as the other.
    CANTONESE = 6
    #: The same sounds: the pinyin of the characters, or the same letters.
    SAME_SOUND = 7
    SAME_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class Form:
    """One way to read a name: its surname and given names as sounds."""

    family: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def bag(self) -> Bag:
        """Its sounds without order."""
        return tuple(sorted((*self.family, *self.given)))


@dataclass(frozen=True, eq=False)
class Name:
    """A written name with all that is compared of it; which it is follows from its text alone."""

    text: str
    #: The characters; empty for a name in letters.
    characters: str
    #: Readings as pinyin, or as the letters stand.
    forms: tuple[Form, ...]
    #: Readings as folds of Cantonese.
    cantonese: tuple[Form, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Name) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @cached_property
    def bags(self) -> frozenset[Bag]:
        """Sounds of all readings."""
        return frozenset(each.bag for each in self.forms)

    @cached_property
    def cantonese_bags(self) -> frozenset[Bag]:
        """Folded sounds of all Cantonese readings."""
        return frozenset(each.bag for each in self.cantonese)

    @cached_property
    def families(self) -> frozenset[str]:
        """Everything that may be its surname, in pinyin where it is one that is spelled otherwise abroad."""
        written = {"".join(each.family) for each in self.forms if each.family}
        return frozenset(written | {pinyin for each in written for pinyin in IN_PINYIN.get(each, ())})


def plain(text: str) -> str:
    """Small letters without marks, half-width, with single spaces where anything else stood."""
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(_EXTRA_LETTERS)
    without_marks = "".join(each for each in lowered if not unicodedata.combining(each))
    return _NOT_LETTERS.sub(" ", re.sub(r"['’ʼ`´]", "", without_marks)).strip()


@lru_cache(maxsize=262_144)
def read_name(text: str) -> Name:
    """Read a name in characters or letters, whichever way round it is written."""
    characters = "".join(_IDEOGRAPHS.findall(unicodedata.normalize("NFKC", text)))
    if len(characters) > 1:
        return _in_characters(text, characters)
    words = [_PASSPORT_SPELLINGS.get(each, each) for each in plain(text).split() if each not in _TITLES]
    forms = tuple(dict.fromkeys(_forms(words, _family_words(text, words))))
    folded = tuple(
        dict.fromkeys(
            Form(tuple(map(sounds.fold, each.family)), tuple(map(sounds.fold, each.given))) for each in forms
        )
    )
    return Name(text, "", forms, folded if len(words) in (2, 3, 4) else ())


def _in_characters(text: str, characters: str) -> Name:
    length = sounds.surname_length(characters)
    family, given = characters[:length], characters[length:]
    in_mandarin = Form((sounds.surname_in_mandarin(family),), tuple(map(sounds.mandarin, given)))
    in_cantonese = [
        Form(each[:length], each[length:])
        for each in product(*(sorted(sounds.cantonese(one)) for one in characters))
    ]
    return Name(text, characters, (in_mandarin,), tuple(in_cantonese[:8]))


def _family_words(text: str, words: list[str]) -> tuple[str, ...]:
    """The surname, where the writing says which it is: before a comma, or alone in capitals."""
    if "," in text or "，" in text:
        return tuple(plain(re.split("[,，]", text)[0]).split())
    capital = [each for each in text.split() if len(each) > 1 and each.isupper() and "." not in each]
    if capital and len(capital) < len(text.split()):
        return tuple(plain(" ".join(capital)).split())
    return ()


def _forms(words: list[str], family: tuple[str, ...]) -> list[Form]:
    if not words:
        return []
    if len(words) == 1:
        return [Form((), (words[0],))]
    if family and all(each in words for each in family):
        given = list(words)
        for each in family:
            given.remove(each)
        return _with_syllables(family, tuple(given))
    if len(words) > 2 and not _is_chinese(words[0]) and not _is_chinese(words[-1]):
        two = [Form(tuple(words[-2:]), tuple(words[:-2])), Form(tuple(words[:2]), tuple(words[2:]))]
        return [Form((words[-1],), tuple(words[:-1])), Form((words[0],), tuple(words[1:])), *two]
    first = _with_syllables((words[0],), tuple(words[1:]))
    last = _with_syllables((words[-1],), tuple(words[:-1]))
    return first + last if _is_chinese(words[0]) or not _is_chinese(words[-1]) else last + first


def _with_syllables(family: tuple[str, ...], given: tuple[str, ...]) -> list[Form]:
    """The form as written, and cut into syllables where the surname and all words can be Chinese."""
    if not (len(family) == 1 and _is_chinese(family[0])):
        return [Form(family, given)]
    cuts = [sounds.in_syllables(each) for each in given]
    if not all(cuts) or len(given) > 2:
        return [Form(family, given)]
    syllables = (tuple(syllable for word in each for syllable in word) for each in product(*cuts))
    return [Form(family, each) for each in syllables if len(each) <= 3] or [Form(family, given)]


@lru_cache(maxsize=16384)
def _is_chinese(word: str) -> bool:
    """Whether the word can be a Chinese surname, in pinyin or as spelled abroad."""
    if word in IN_PINYIN or word in _COMPOUND_IN_PINYIN:
        return True
    cuts = sounds.in_syllables(word)
    return bool(cuts) and len(cuts[0]) == 1


@lru_cache(maxsize=262_144)
def likeness(one: Name, other: Name) -> Likeness:
    """How alike two names are; the same whichever comes first."""
    if one.characters and one.characters == other.characters:
        return Likeness.SAME_CHARACTERS
    both_in_characters = bool(one.characters and other.characters)
    if one.bags & other.bags:
        return Likeness.HOMOPHONE if both_in_characters else Likeness.SAME_SOUND
    if (
        not both_in_characters
        and (one.characters or other.characters)
        and (one.cantonese_bags & other.cantonese_bags)
    ):
        return Likeness.CANTONESE
    pairs = [(mine, theirs) for mine in one.forms for theirs in other.forms]
    if not both_in_characters and any(_crossed(mine, theirs) for mine, theirs in pairs):
        return Likeness.CROSSED
    if any(_shortened(mine, theirs) for mine, theirs in pairs):
        return Likeness.SHORTENED
    if both_in_characters:
        if _one_character_off(one.characters, other.characters):
            return Likeness.CLOSE
    elif any(_close(mine, theirs) for mine, theirs in pairs):
        return Likeness.CLOSE
    return Likeness.PART if any(_part(mine, theirs) for mine, theirs in pairs) else Likeness.DIFFERENT


def _crossed(one: Form, other: Form) -> bool:
    return _spelled_as(one, other) or _spelled_as(other, one)


def _spelled_as(mandarin: Form, cantonese: Form) -> bool:
    """Whether characters exist that have the first as pinyin and the second as their Cantonese spelling."""
    if len(mandarin.given) != len(cantonese.given) or not mandarin.given or not mandarin.family:
        return False
    family = "".join(cantonese.family)
    if "".join(mandarin.family) not in IN_PINYIN.get(family, ()) or mandarin.family == cantonese.family:
        return False
    known = sounds.correspondences()
    return all(
        (mine, sounds.fold(theirs)) in known
        for mine, theirs in zip(mandarin.given, cantonese.given, strict=True)
    )


def _shortened(one: Form, other: Form) -> bool:
    if one.family != other.family or not one.family or not one.given or not other.given:
        return False
    fewer, more = sorted((one.given, other.given), key=lambda given: (len(given), sum(map(len, given))))
    if all(len(each) == 1 for each in fewer) and not all(len(each) == 1 for each in more):
        initials = tuple(each[0] for each in more)
        return fewer == initials[: len(fewer)] or tuple("".join(fewer)) == initials
    whole_words = all(len(each) > 2 for each in fewer) and len(fewer) < len(more)
    return whole_words and set(fewer) <= set(more) and not any(_is_chinese(each) for each in one.family)


def _one_character_off(one: str, other: str) -> bool:
    """Whether one of at least three characters differs, or two have changed places."""
    if len(one) != len(other) or len(one) < 3:
        return False
    differing = [index for index in range(len(one)) if one[index] != other[index]]
    return len(differing) == 1 or sorted(one) == sorted(other)


def _close(one: Form, other: Form) -> bool:
    """Whether the letters differ by one error, or by two in names of twelve letters and more."""
    mine, theirs = "".join((*one.family, *one.given)), "".join((*other.family, *other.given))
    shorter = min(len(mine), len(theirs))
    if shorter < 5:
        return False
    allowed = 2 if shorter >= 12 else 1
    return edits(mine, theirs, allowed) <= allowed


def _part(one: Form, other: Form) -> bool:
    family = bool(one.family) and one.family == other.family
    given = len("".join(one.given)) > 2 and one.given == other.given
    return family or given


def edits(one: str, other: str, most: int) -> int:
    """Errors of one letter between two texts, or `most` + 1 if there are more.

    An error is a letter that is wrong, missing or too many, or two that have changed places.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        before_before, before, row = before, row, [index]
        for place, theirs in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != theirs))
            if index > 1 and place > 1 and letter == other[place - 2] and one[index - 2] == theirs:
                cost = min(cost, before_before[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
