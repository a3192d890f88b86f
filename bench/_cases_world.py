"""The city of the load bench: persons, employers, officers and their postings, all drawn from one seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

SEED = 2016
PERSONS = 100_000
ORGANISATIONS = 6_000
OFFICERS = 300
SUPERVISORS = 15
SINCE = date(2020, 1, 1)

_FAMILY_ZH = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
_GIVEN_ZH = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰波辉鹏宇浩轩梓涵欣怡子晨思远嘉诗雨"
_FAMILY = [
    "Nordahl",
    "Lindqvist",
    "Novotny",
    "Mensah",
    "Hayashi",
    "Marchand",
    "Menon",
    "Beltran",
    "Kowalski",
    "Rossi",
    "Schmidt",
    "Dubois",
    "Okafor",
    "Petrov",
    "Larsen",
    "Costa",
    "Tanaka",
    "Kim",
    "Nguyen",
    "Haddad",
    "Silva",
    "Murphy",
    "Andersson",
    "Moreau",
    "Fischer",
    "Ivanova",
    "Sato",
    "Park",
    "Garcia",
    "Brown",
    "Weber",
    "Jansen",
    "Ricci",
    "Yilmaz",
    "Demir",
    "Cohen",
    "Levi",
    "Farouk",
    "Chen",
    "Wang",
    "Li",
    "Zhang",
    "Singh",
    "Patel",
    "Khan",
]
_GIVEN = [
    "Kari",
    "Greta",
    "Tomas",
    "Samuel",
    "Aiko",
    "Luc",
    "Rajiv",
    "Ana",
    "Marta",
    "Jan",
    "Paolo",
    "Eva",
    "Claire",
    "Chidi",
    "Olga",
    "Nils",
    "Rita",
    "Kenji",
    "Min",
    "Linh",
    "Omar",
    "Joao",
    "Aoife",
    "Erik",
    "Julie",
    "Karl",
    "Irina",
    "Yuki",
    "Jae",
    "Lucia",
    "James",
    "Anna",
    "Pieter",
    "Bruno",
    "Elif",
    "Can",
    "David",
    "Noa",
]
_TRADES = ("光学", "生物", "软件", "机械", "新材料", "能源", "航运", "金融", "医疗", "芯片")
_TRADES_EN = [
    "Optics",
    "Biotech",
    "Software",
    "Machines",
    "Materials",
    "Energy",
    "Shipping",
    "Finance",
    "Medical",
    "Chips",
]


@dataclass(frozen=True, slots=True)
class Human:
    """A person with an account."""

    id: UUID
    account: UUID
    name: str
    chinese_name: str
    passport: str


@dataclass(frozen=True, slots=True)
class Firm:
    """An employer with an agent's account."""

    id: UUID
    agent: UUID
    credit_code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Official:
    """An officer or supervisor; a supervisor of all departments has the empty department."""

    account: UUID
    name: str
    department: str
    office: str


def draw_id(draw: random.Random) -> UUID:
    """A random UUID of this draw."""
    return UUID(int=draw.getrandbits(128), version=4)


@dataclass(frozen=True)
class World:
    """Everybody; the same for the same seed, sizes and departments."""

    persons: int
    organisations: int
    #: How many stages each department has in the pack: its share of the officers.
    departments: Mapping[str, int]

    @cached_property
    def humans(self) -> Sequence[Human]:
        """The persons."""
        draw = random.Random(f"{SEED}:persons")
        return [_human(draw, number) for number in range(self.persons)]

    @cached_property
    def firms(self) -> Sequence[Firm]:
        """The employers."""
        draw = random.Random(f"{SEED}:firms")
        return [_firm(draw, number) for number in range(self.organisations)]

    @cached_property
    def officials(self) -> Sequence[Official]:
        """The officers, every department with at least one, and the supervisors."""
        draw = random.Random(f"{SEED}:officials")
        total = sum(self.departments.values())
        counts = Counter(dict.fromkeys(self.departments, 1))
        while counts.total() < OFFICERS:
            counts[
                max(counts, key=lambda name: (self.departments[name] / total - counts[name] / OFFICERS, name))
            ] += 1
        officers = [
            Official(draw_id(draw), _name(draw), name, "officer")
            for name in sorted(counts)
            for _ in range(counts[name])
        ]
        busiest = sorted(self.departments, key=lambda name: (-self.departments[name], name))
        supervised = ["", "", *busiest][:SUPERVISORS]
        return [*officers, *(Official(draw_id(draw), _name(draw), name, "supervisor") for name in supervised)]

    @cached_property
    def officers_of(self) -> Mapping[str, Sequence[UUID]]:
        """The officers' accounts by department."""
        found: dict[str, list[UUID]] = {}
        for each in self.officials:
            if each.office == "officer":
                found.setdefault(each.department, []).append(each.account)
        return found

    def rows(self, made_at: datetime) -> Iterator[tuple[str, Sequence[object]]]:
        """The stored rows, by the name of their model, unsaved."""
        from haina.people.models import Account, IdentityDocument, Mandate, Organisation, Person, Posting

        def account(id: UUID, email: str, name: str) -> Account:
            # "!" is what Django writes for a password that nobody can have.
            return Account(id=id, email=email, name=name, password=f"!{id.hex}", created_at=made_at)

        humans, firms, officials = self.humans, self.firms, self.officials
        yield (
            "account",
            [account(each.account, f"p{n}@example.org", each.name) for n, each in enumerate(humans)],
        )
        yield (
            "account",
            [account(each.agent, f"f{n}@example.org", f"HR {each.name_en}") for n, each in enumerate(firms)],
        )
        yield (
            "account",
            [account(each.account, f"o{n}@example.org", each.name) for n, each in enumerate(officials)],
        )
        yield (
            "person",
            [
                Person(id=each.id, account_id=each.account, name=each.name, chinese_name=each.chinese_name)
                for each in humans
            ],
        )
        yield (
            "identity",
            [
                IdentityDocument(person_id=each.id, kind="passport", country="NOR", number=each.passport)
                for each in humans
            ],
        )
        yield (
            "organisation",
            [
                Organisation(
                    id=each.id, credit_code=each.credit_code, name_zh=each.name_zh, name_en=each.name_en
                )
                for each in firms
            ],
        )
        yield (
            "mandate",
            [
                Mandate(account_id=each.agent, organisation_id=each.id, scope=[], valid_from=SINCE)
                for each in firms
            ],
        )
        yield (
            "posting",
            [
                Posting(
                    account_id=each.account, office=each.office, department=each.department, valid_from=SINCE
                )
                for each in officials
            ],
        )


def _human(draw: random.Random, number: int) -> Human:
    chinese = _chinese_name(draw)
    foreign = draw.random() < 0.5
    name = _name(draw) if foreign else chinese
    also = chinese if not foreign or draw.random() < 0.4 else ""
    return Human(draw_id(draw), draw_id(draw), name, also, f"N{number:07d}")


def _firm(draw: random.Random, number: int) -> Firm:
    from haina.people.identity import credit_code_check_character

    stem = f"91310000{number:09d}"
    trade = draw.randrange(len(_TRADES))
    zh = f"上海{_chinese_name(draw)}{_TRADES[trade]}有限公司"
    en = f"{_name(draw).split()[1]} {_TRADES_EN[trade]} {number} Ltd"
    return Firm(draw_id(draw), draw_id(draw), stem + credit_code_check_character(stem), zh, en)


def _name(draw: random.Random) -> str:
    return f"{draw.choice(_GIVEN)} {draw.choice(_FAMILY)}"


def _chinese_name(draw: random.Random) -> str:
    return draw.choice(_FAMILY_ZH) + "".join(draw.choices(_GIVEN_ZH, k=draw.choice((1, 2, 2))))
