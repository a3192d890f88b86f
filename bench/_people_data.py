"""Synthetic people for bench/people_linking.py, made apart from the linker.

Nothing here is shared with `haina.people.linking`: names and their frequencies are Faker's, pinyin is
xpinyin's, Cantonese spellings are those of the package cantonese-romanisation, and check digits are
worked out here. The linker has its readings from pypinyin and its Cantonese from Jyutping with rules of
its own. The rates below are this file's own; the linker knows none of them.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cantoroman.canto import Cantonese
from faker.providers.person.de_DE import Provider as German
from faker.providers.person.en_US import Provider as American
from faker.providers.person.fr_FR import Provider as French
from faker.providers.person.zh_CN import Provider as Mainland
from faker.providers.person.zh_TW import Provider as Traditional
from xpinyin import Pinyin

#: How many entries a person has in the register, by chance.
ENTRIES = ((1, 0.55), (2, 0.30), (3, 0.10), (4, 0.05))
#: Who they are.
KINDS = (("mainland", 0.78), ("hongkong", 0.10), ("foreign", 0.12))
TYPO, WRONG_CHARACTER, WRONG_DATE, NO_DATE, AGENT, TWIN = 0.03, 0.01, 0.015, 0.04, 0.02, 0.003
_FOREIGN: Mapping[str, type] = {"USA": American, "DEU": German, "FRA": French}
#: Surnames that are read otherwise than the same character elsewhere.
_READ = {
    "曾": "zeng",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "区": "ou",
    "任": "ren",
    "盖": "ge",
}
_EARLIEST, _DAYS = date(1955, 1, 1), 365 * 50


@dataclass
class Entry:
    """One entry as somebody wrote it down."""

    id: str
    person: int
    characters: str = ""
    letters: str = ""
    born: date | None = None
    nationality: str = ""
    card: str = ""
    passport: str = ""
    permit: str = ""
    email: str = ""
    phone: str = ""
    employer: str = ""


@dataclass
class Somebody:
    """A person as they are."""

    number: int
    kind: str
    characters: str
    #: Surname and given name in letters, in one or two ways.
    spellings: list[tuple[str, list[str]]]
    born: date
    nationality: str
    card: str = ""
    permit: str = ""
    passports: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    employers: list[str] = field(default_factory=list)


class World:
    """Draws people and what is written down of them, the same for the same seed."""

    def __init__(self, count: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = count
        self.pinyin = Pinyin()
        self.roman = Cantonese().charToRoman
        self.mainland = _weighted(Mainland.last_names)
        self.traditional = _weighted(
            {name: weight for name, weight in Traditional.last_names.items() if self._spelled(name)}
        )
        self.characters = _by_rank(Mainland.first_names)
        self.traditional_characters = [
            each for each in _by_rank(Traditional.first_names) if self._spelled(each)
        ]
        self.foreign = {country: _foreign(provider) for country, provider in _FOREIGN.items()}
        self.agents = [f"agent{number}@example.com" for number in range(max(count // 2000, 1))]

    def entries(self) -> Iterator[Entry]:
        """About `count` entries in random order, with who they truly are."""
        made: list[Entry] = []
        number = 0
        while len(made) < self.count:
            somebody = self._somebody(number)
            family = [somebody]
            if self.random.random() < TWIN:
                number += 1
                family.append(self._twin(somebody, number))
            for each in family:
                made += [self._entry(each, len(made) + place) for place in range(_pick(self.random, ENTRIES))]
            number += 1
        self.random.shuffle(made)
        yield from made[: self.count]

    def _spelled(self, text: str) -> bool:
        return all(self.roman.get(each) for each in text)

    def _somebody(self, number: int) -> Somebody:
        kind = _pick(self.random, KINDS)
        born = _EARLIEST + timedelta(days=self.random.randrange(_DAYS))
        if kind == "foreign":
            country = self.random.choice(sorted(self.foreign))
            first, last = self.foreign[country]
            given = [first() for _ in range(self.random.choice((1, 1, 2)))]
            somebody = Somebody(number, kind, "", [(last(), given)], born, country)
        else:
            somebody = self._chinese(number, kind, born)
        self._papers(somebody)
        return somebody

    def _chinese(self, number: int, kind: str, born: date) -> Somebody:
        surname = _draw(self.random, self.mainland if kind == "mainland" else self.traditional)
        pool = self.characters if kind == "mainland" else self.traditional_characters
        length = 1 if self.random.random() < (0.3 if kind == "mainland" else 0.05) else 2
        given = "".join(self._skewed(pool) for _ in range(length))
        read = "".join(_READ.get(each, self.pinyin.get_pinyin(each, "")) for each in surname)
        spellings = [(read, [self.pinyin.get_pinyin(each, "") for each in given])]
        if kind == "hongkong":
            one = [self.random.choice(self.roman[each]) for each in surname]
            spellings.insert(0, ("".join(one), [self.random.choice(self.roman[each]) for each in given]))
        return Somebody(
            number, kind, surname + given, spellings, born, "CHN" if kind == "mainland" else "HKG"
        )

    def _skewed(self, pool: list[str]) -> str:
        return pool[int(len(pool) * self.random.random() ** 2)]

    def _papers(self, somebody: Somebody) -> None:
        draw = self.random
        if somebody.kind == "mainland":
            somebody.card = _card(
                f"{draw.randrange(11, 66)}{draw.randrange(1, 30):02d}{draw.randrange(1, 30):02d}",
                somebody,
                draw,
            )
        if somebody.kind == "hongkong":
            somebody.permit = f"H{draw.randrange(10**8):08d}"
        shape: Callable[[], str] = {
            "USA": lambda: f"{draw.randrange(10**9):09d}",
            "DEU": lambda: "C" + "".join(draw.choice("CFGHJKLMNPRTVWXYZ0123456789") for _ in range(8)),
            "FRA": lambda: (
                f"{draw.randrange(100):02d}{draw.choice('ACEFHV')}{draw.choice('ABKLRT')}{draw.randrange(10**5):05d}"
            ),
            "CHN": lambda: f"E{draw.randrange(10**8):08d}",
            "HKG": lambda: f"K{draw.randrange(10**8):08d}",
        }[somebody.nationality]
        somebody.passports = [shape() for _ in range(3)]
        stem = "".join(draw.choice(string.ascii_lowercase) for _ in range(7))
        somebody.emails = [f"{stem}@example.com", f"{stem[:3]}{draw.randrange(10**4)}@example.org"]
        somebody.phones = [f"1{draw.randrange(3 * 10**9, 10**10)}" for _ in range(2)]
        firms = max(self.count // 40, 20)
        somebody.employers = [f"firm{int(firms * draw.random() ** 2)}" for _ in range(3)]

    def _twin(self, of: Somebody, number: int) -> Somebody:
        """A brother or sister born on the same day, at the same address: another given name and card."""
        twin = self._chinese(number, "mainland", of.born) if of.kind != "foreign" else self._somebody(number)
        if of.kind == "mainland":
            twin.characters = of.characters[0] + twin.characters[1:]
            twin.spellings = [(of.spellings[0][0], twin.spellings[0][1])]
        twin.born = of.born
        self._papers(twin)
        twin.phones[0] = of.phones[0]
        return twin

    def _entry(self, who: Somebody, place: int) -> Entry:
        draw = self.random
        stage = min(int(draw.random() * 3), 2)
        entry = Entry(f"e{place:08d}", who.number, nationality=who.nationality)
        written = draw.random()
        if who.characters and (written < 0.6 or draw.random() < 0.3):
            entry.characters = self._miswritten(who.characters, who)
        if not entry.characters or written > 0.75:
            entry.letters = self._lettered(who)
        if draw.random() > NO_DATE:
            entry.born = self._misdated(who.born)
        if who.card and draw.random() < 0.45:
            entry.card = who.card
        if draw.random() < (0.7 if who.kind == "foreign" else 0.25):
            entry.passport = self._typo(who.passports[stage], string.digits)
        if who.permit and draw.random() < 0.4:
            entry.permit = who.permit + f"{stage:02d}"
        if draw.random() < 0.5:
            entry.email = draw.choice(self.agents) if draw.random() < AGENT else who.emails[stage // 2]
        if draw.random() < 0.5:
            entry.phone = self._typo(who.phones[stage // 2], string.digits)
        if draw.random() < 0.6:
            entry.employer = who.employers[stage]
        return entry

    def _miswritten(self, characters: str, who: Somebody) -> str:
        if self.random.random() > WRONG_CHARACTER:
            return characters
        pool = self.characters if who.kind == "mainland" else self.traditional_characters
        return characters[:-1] + self._skewed(pool)

    def _lettered(self, who: Somebody) -> str:
        draw = self.random
        family, given = who.spellings[int(draw.random() ** 3 * len(who.spellings))]
        family = self._typo(family, string.ascii_lowercase).title()
        if who.kind == "foreign":
            given = given[:1] if draw.random() < 0.2 else given
            words = " ".join(given) if draw.random() > 0.03 else f"{given[0][0]}."
        elif len(who.spellings) > 1 and family.lower() == who.spellings[0][0]:
            words = draw.choice((" ", "-", " ")).join(each.title() for each in given)
        else:
            words = draw.choice(("", "", "-", " ")).join(given).title()
        words = self._typo(words, string.ascii_lowercase)
        shapes = (f"{family} {words}", f"{words} {family}", f"{family.upper()} {words}", f"{family}, {words}")
        return draw.choice(shapes)

    def _misdated(self, born: date) -> date:
        draw = self.random
        if draw.random() > WRONG_DATE:
            return born
        if born.day <= 12 and draw.random() < 0.4:
            return date(born.year, born.day, born.month)
        if draw.random() < 0.5:
            return date(born.year + draw.choice((-1, 1, 10, -10)), born.month, min(born.day, 28))
        return date(born.year, born.month, draw.randrange(1, 29))

    def _typo(self, text: str, letters: str) -> str:
        draw = self.random
        if draw.random() > TYPO or len(text) < 3:
            return text
        at = draw.randrange(1, len(text) - 1)
        change = draw.randrange(4)
        if change == 0:
            return text[:at] + draw.choice(letters) + text[at + 1 :]
        if change == 1 and letters != string.digits:
            return text[:at] + text[at + 1 :]
        if change == 2 and letters != string.digits:
            return text[:at] + draw.choice(letters) + text[at:]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _card(region: str, somebody: Somebody, draw: random.Random) -> str:
    """A resident identity number; two people of one day and county may by a rare chance get the same."""
    stem = f"{region}{somebody.born:%Y%m%d}{draw.randrange(1000):03d}"
    factors = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * factor for digit, factor in zip(stem, factors, strict=True))
    return stem + "10X98765432"[total % 11]


def _weighted(names: Mapping[str, float]) -> tuple[list[str], list[float]]:
    total, sums = 0.0, []
    for weight in names.values():
        total += weight
        sums.append(total)
    return list(names), sums


def _draw(draw: random.Random, names: tuple[list[str], list[float]]) -> str:
    return draw.choices(names[0], cum_weights=names[1])[0]


def _by_rank(names: Iterable[str]) -> list[str]:
    """The characters of given names, the more frequent first."""
    return list(dict.fromkeys("".join(names)))


def _foreign(provider: type) -> tuple[Callable[[], str], Callable[[], str]]:
    draw = random.Random(provider.__module__)
    first, last = list(provider.first_names), list(provider.last_names)  # type: ignore[attr-defined]
    return lambda: draw.choice(first), lambda: draw.choice(last)


def _pick(draw: random.Random, chances: tuple[tuple[Any, float], ...]) -> Any:
    values, weights = zip(*chances, strict=True)
    return draw.choices(values, weights)[0]
