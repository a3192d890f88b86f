"""How much speaks for two records being one, in bits, after Fellegi and Sunter (1969), with every reason in
words.

A weight is the binary logarithm of how much more often something is seen of one person written down twice
than of two people: log2(m / u). The u of a name, date, contact or employer is how often it occurs in the
register itself, so that a common name says little and a rare one much. Before anything is compared, the odds
that two records of a register of N are one person are about 1 : N; so the same evidence has to weigh more in
a bigger register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import log2

from haina.people.linking.names import Likeness, Name, edits, likeness
from haina.people.linking.numbers import Kind, Number, can_be_upgrade, lasting
from haina.people.linking.records import Record, conflict
from haina.rules.text import Text


class Band(StrEnum):
    """What follows from a weight."""

    LINK = "link"
    #: An officer decides.
    DOUBTFUL = "doubtful"
    NO = "no"


#: From this many bits on two records are linked: the odds are 64 : 1.
LINK_FROM = 6.0
#: From this many bits on an officer is asked: the odds are 1 : 8.
DOUBT_FROM = -3.0

#: log2 of how often one person's names, written down twice, are alike in just this way.
_NAME_MATCHES = {
    Likeness.SAME_CHARACTERS: -0.4,
    Likeness.SAME_SOUND: -0.4,
    Likeness.CANTONESE: -2.0,
    Likeness.HOMOPHONE: -5.0,
    Likeness.CROSSED: -4.0,
    Likeness.SHORTENED: -4.0,
    Likeness.CLOSE: -4.5,
    Likeness.PART: -9.0,
    Likeness.DIFFERENT: -9.0,
}
#: How many more names are alike in this way than are the same.
_NEIGHBOURS = {Likeness.CROSSED: 40.0, Likeness.SHORTENED: 60.0, Likeness.CLOSE: 25.0}
#: How many days have been birthdays of people alive, about; and what of them are one digit away from a day.
_BIRTHDAYS = 25_000.0
_ONE_DIGIT_AWAY = 40.0
#: Nothing in a register is seen less often than once, nor is anything rarer than one in a few million.
_RAREST = 2.0**-22
#: The most that a surname or a given name alone can say.
_PART_OF_NAME = 2.0**-6
#: The most that a rare nationality can say, in bits.
_MOST_OF_NATIONALITY = 10.0


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How often things occur in a register of `size` records."""

    size: int
    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, records: Iterable[Record]) -> Frequencies:
        """Count a register."""
        counts: Counter[str] = Counter()
        size = 0
        for record in records:
            size += 1
            counts.update(counted(record))
        return cls(max(size, 2), counts)

    def share(self, thing: str) -> float:
        """What part of the register has the thing, the two records that are compared left out."""
        return max((self.counts[thing] - 2) / self.size, _RAREST)

    def share_of_known(self, what: str, value: str) -> float:
        """What part has a value, of those of whom it is known; where few are, little is said."""
        known = self.size - self.counts[f"{what} "]
        return max(self.counts[f"{what} {value}"] - 1, 1) / max(known, 2)

    def share_of_name(self, whole: str, *names: Name) -> float:
        """What part of the register has a name; a rare one is put together from surname and given name.

        `whole` is what is counted of the whole name. A name that nobody else has is as rare as its parts say.
        """
        parts = (
            self._part(f"family {''.join(form.family)}") * self._part(f"given {' '.join(form.given)}")
            for name in names
            for form in name.forms
        )
        return max(self.share(whole), max(parts, default=_RAREST))

    def _part(self, thing: str) -> float:
        return max(self.counts[thing] - 1, 1) / self.size

    @property
    def prior(self) -> float:
        """The bits that speak against two records being one before anything is compared."""
        return -log2(self.size)


def counted(record: Record) -> frozenset[str]:
    """What of a record is counted in a register, each with what it is."""
    return frozenset(_counted(record))


def _counted(record: Record) -> Iterator[str]:
    for name in record.names:
        if name.characters:
            yield f"characters {name.characters}"
        yield from (f"sound {' '.join(bag)}" for bag in name.bags)
        yield from (f"fold {' '.join(bag)}" for bag in name.cantonese_bags)
        yield from (f"family {family}" for family in name.families)
        yield from (f"given {' '.join(form.given)}" for form in name.forms)
    yield f"born {record.born}"
    yield f"nationality {record.nationality}"
    yield from (f"email {each}" for each in record.emails)
    yield from (f"phone {each}" for each in record.phones)
    yield from (f"employer {each}" for each in record.employers)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for (bits above zero) or against two records being one."""

    about: str
    bits: float
    text: Text


@dataclass(frozen=True, slots=True)
class Weighed:
    """All that was found of two records."""

    bits: float
    evidence: tuple[Evidence, ...]
    #: Two numbers of which nobody has two; such records are never linked, whatever else agrees.
    must_not: tuple[Number, Number] | None

    @property
    def band(self) -> Band:
        """What follows."""
        if self.must_not is not None or self.bits < DOUBT_FROM:
            return Band.NO
        return Band.LINK if self.bits >= LINK_FROM else Band.DOUBTFUL


def weigh(one: Record, other: Record, register: Frequencies) -> Weighed:
    """Weigh two records against each other; the same whichever comes first."""
    evidence = tuple(_evidence(one, other, register))
    size = f"{register.size:,}"
    prior = Evidence(
        "prior", register.prior, Text(zh=f"登记册有 {size} 条记录", en=f"the register has {size} records")
    )
    return Weighed(prior.bits + sum(each.bits for each in evidence), (prior, *evidence), conflict(one, other))


def _evidence(one: Record, other: Record, register: Frequencies) -> Iterator[Evidence]:
    if one.names and other.names:
        yield max(
            (_name(mine, theirs, register) for mine in one.names for theirs in other.names),
            key=lambda each: (each.bits, each.text.en),
        )
    if one.born and other.born:
        yield _born(one.born, other.born, register)
    if one.male is not None and other.male is not None:
        same = one.male == other.male
        yield Evidence("sex", 0.9 if same else -5.0, _said("性别", "sex", same))
    if one.nationality and other.nationality:
        same = one.nationality == other.nationality
        share = min(register.share_of_known("nationality", one.nationality), 0.95)
        bits = min(-log2(share), _MOST_OF_NATIONALITY) if same else -5.0
        yield Evidence("nationality", bits, _said("国籍", "nationality", same))
    yield from _numbers(one, other)
    yield from _shared("email", Text(zh="电子邮箱", en="e-mail address"), one.emails, other.emails, register)
    yield from _shared("phone", Text(zh="电话", en="telephone"), one.phones, other.phones, register)
    yield from _shared("employer", Text(zh="单位", en="employer"), one.employers, other.employers, register)


def _said(zh: str, en: str, same: bool) -> Text:
    return Text(zh=f"{zh}{'相同' if same else '不同'}", en=f"{'the same' if same else 'another'} {en}")


_NAME_WORDS = {
    Likeness.SAME_CHARACTERS: Text(zh="用字相同", en="the same characters"),
    Likeness.SAME_SOUND: Text(zh="读音相同", en="names of the same sound"),
    Likeness.CANTONESE: Text(zh="一为汉字，一为其粤语拼写", en="characters, and their Cantonese spelling"),
    Likeness.HOMOPHONE: Text(zh="读音相同，用字不同", en="the same sound in other characters"),
    Likeness.CROSSED: Text(zh="一为普通话拼音，一为粤语拼写", en="Mandarin in one, Cantonese in the other"),
    Likeness.SHORTENED: Text(zh="名字缩写", en="a given name in short"),
    Likeness.CLOSE: Text(zh="只差一二字母或一字", en="names but for a letter or character"),
    Likeness.PART: Text(zh="只有姓或名相同", en="only the surname or the given name"),
    Likeness.DIFFERENT: Text(zh="名字不同", en="different names"),
}


def _name(mine: Name, theirs: Name, register: Frequencies) -> Evidence:
    alike = likeness(mine, theirs)
    first, second = sorted((mine.text, theirs.text))
    words = _NAME_WORDS[alike]
    text = Text(zh=f"{first} / {second}：{words.zh}", en=f"{first} / {second}: {words.en}")
    share = _name_share(mine, theirs, alike, register)
    return Evidence("name", _NAME_MATCHES[alike] - log2(min(share, 1.0)), text)


def _name_share(mine: Name, theirs: Name, alike: Likeness, register: Frequencies) -> float:
    """How probable it is that somebody else's name is as like to this one."""
    if alike is Likeness.DIFFERENT:
        return 1.0
    if alike is Likeness.PART:
        # However rare the surname: brothers and sisters share it, and at times the birth date too.
        shared = mine.families & theirs.families
        return max((_PART_OF_NAME, *(register.share(f"family {each}") for each in shared)))
    if alike is Likeness.SAME_CHARACTERS:
        return register.share_of_name(f"characters {mine.characters}", mine, theirs)
    if alike in (Likeness.SAME_SOUND, Likeness.HOMOPHONE):
        shared_bags = mine.bags & theirs.bags
        return max(register.share_of_name(f"sound {' '.join(bag)}", mine, theirs) for bag in shared_bags)
    if alike is Likeness.CANTONESE:
        shared_bags = mine.cantonese_bags & theirs.cantonese_bags
        return max(register.share_of_name(f"fold {' '.join(bag)}", mine, theirs) for bag in shared_bags)
    either = [
        register.share_of_name(f"sound {' '.join(bag)}", name) for name in (mine, theirs) for bag in name.bags
    ]
    return max(either, default=0.05) * _NEIGHBOURS[alike]


def _born(mine: date, theirs: date, register: Frequencies) -> Evidence:
    if mine == theirs:
        bits = -0.1 - log2(max(register.share(f"born {mine}"), 1 / _BIRTHDAYS))
        return Evidence("born", bits, _said("出生日期", "birth date", True))
    swapped = mine.year == theirs.year and (mine.month, mine.day) == (theirs.day, theirs.month)
    if swapped:
        words = Text(zh="出生日期月日颠倒", en="birth dates with month and day exchanged")
        return Evidence("born", log2(0.005 * _BIRTHDAYS), words)
    if sum(one != other for one, other in zip(f"{mine:%Y%m%d}", f"{theirs:%Y%m%d}", strict=True)) == 1:
        words = Text(zh="出生日期只差一位数字", en="birth dates but for one digit")
        return Evidence("born", log2(0.01 * _BIRTHDAYS / _ONE_DIGIT_AWAY), words)
    return Evidence(
        "born", -3.5 if mine.year == theirs.year else -8.0, _said("出生日期", "birth date", False)
    )


def _numbers(one: Record, other: Record) -> Iterator[Evidence]:
    """The strongest thing that the numbers say; every kind is looked at, old and new cards too."""
    same = set(one.numbers) & set(other.numbers)
    if same:
        strongest = max(same, key=lambda each: (each.is_lifelong, each.key))
        bits = 40.0 if strongest.is_lifelong else 28.0
        yield Evidence("number", bits, _said("证件号码", "document number", True))
        return
    found = [_two_numbers(mine, theirs) for mine in one.numbers for theirs in other.numbers]
    known = [each for each in found if each is not None]
    if known:
        yield max(known, key=lambda each: each.bits)


def _two_numbers(mine: Number, theirs: Number) -> Evidence | None:
    if mine.kind is theirs.kind is Kind.CREDIT_CODE and lasting(mine) == lasting(theirs):
        words = Text(
            zh="主体标识码相同，由另一机关重新登记", en="the same body, registered anew by another office"
        )
        return Evidence("number", 28.0, words)
    if {mine.kind, theirs.kind} == {Kind.PERMANENT_RESIDENT, Kind.PERMANENT_RESIDENT_OLD}:
        old, new = sorted((mine, theirs), key=lambda each: each.kind is Kind.PERMANENT_RESIDENT)
        if can_be_upgrade(old, new):
            return Evidence("number", 1.0, Text(zh="新旧永居证号相符", en="an old and a new card that fit"))
        return Evidence(
            "number", -8.0, Text(zh="新旧永居证号不符", en="an old and a new card that do not fit")
        )
    if mine.kind is not theirs.kind or mine.country != theirs.country or mine.is_lifelong:
        return None
    if edits(mine.text, theirs.text, 1) == 1:
        return Evidence("number", 6.0, Text(zh="证件号码只差一位", en="document numbers but for one sign"))
    return Evidence(
        "number", -0.5, Text(zh="证件号码不同（可能已换证）", en="other numbers (it may be renewed)")
    )


#: What it weighs against two records that both have one and share none.
_APART = {"email": -1.0, "phone": -0.8, "employer": -0.5}
#: What it weighs at most to share one: families share a telephone, and people a desk.
_MOST = {"email": 14.0, "phone": 10.0, "employer": 9.0}


def _shared(
    about: str, what: Text, mine: frozenset[str], theirs: frozenset[str], register: Frequencies
) -> Iterator[Evidence]:
    if not mine or not theirs:
        return
    same = mine & theirs
    if same:
        rarest = min(register.share(f"{about} {each}") for each in same)
        bits = min(max(-0.8 - log2(rarest), 0.0), _MOST[about])
        yield Evidence(about, bits, _said(what.zh, what.en, True))
    else:
        yield Evidence(about, _APART[about], _said(what.zh, what.en, False))
