"""Who and what the case tests know: employers with agents, foreigners, officers of three departments."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from haina.cases import verbs
from haina.cases.models import Case
from haina.cases.perform import Receipt
from haina.cases.policies import current_policy
from haina.people.actors import Actor, actor_for
from haina.people.identity import credit_code_check_character
from haina.people.models import Account, Mandate, Organisation, Person, Posting
from haina.policy.procedures import Procedure

ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday with two ordinary working weeks after it.
MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=ZONE)
PROCEDURE = "foreigner_work_permit"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40 + b"IEND\xaeB`\x82"
#: A form that the rules say yes to: class B, two years.
FORM = {
    "nationality": "foreign",
    "citizenship": "Norway",
    "birth_date": "1990-05-01",
    "passport_number": "N1234567",
    "passport_expiry": "2034-05-01",
    "no_crime_record_home": "true",
    "fit_for_work": "true",
    "job_title": "Optics engineer",
    "job_contract": "true",
    "contract_from": "2026-12-01",
    "contract_end": "2029-11-30",
    "annual_salary": "380000",
    "highest_degree": "master",
    "experience_years": "6",
    "high_end_ground": "none",
}
DOCUMENTS = ("passport", "contract", "no_criminal_record", "health")


def credit_code(number: int) -> str:
    """A well-formed unified social credit code of nobody."""
    stem = f"91310000{number:09d}"
    return stem + credit_code_check_character(stem)


@dataclass
class City:
    """Somebody to act, at a time that the test moves on."""

    now: datetime = MONDAY
    accounts: dict[str, Account] = field(default_factory=dict)
    employers: dict[str, Organisation] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    keys: Iterator[int] = field(default_factory=count)

    def account(self, name: str) -> Account:
        """The account of a name, made when first asked for."""
        if name not in self.accounts:
            self.accounts[name] = Account.objects.create(email=f"{name}@example.org", name=name)
        return self.accounts[name]

    def officer(self, name: str, department: str, office: str = Posting.Office.OFFICER) -> None:
        """Post an account to a department."""
        Posting.objects.create(
            account=self.account(name), department=department, office=office, valid_from=date(2020, 1, 1)
        )

    def employer(self, name: str, agent: str) -> None:
        """Found an employer with an agent."""
        employer = Organisation.objects.create(
            credit_code=credit_code(len(self.employers) + 1), name_zh=f"{name}公司", name_en=name
        )
        self.employers[name] = employer
        Mandate.objects.create(
            account=self.account(agent), organisation=employer, valid_from=date(2020, 1, 1)
        )

    def person(self, name: str, *, with_account: bool = True) -> None:
        """Bring a person to town."""
        account = self.account(name) if with_account else None
        self.persons[name] = Person.objects.create(name=name, account=account)

    def actor(self, name: str) -> Actor:
        """Who the account is today."""
        return actor_for(self.account(name), self.now.astimezone(ZONE).date())

    def key(self) -> str:
        """A fresh idempotency key."""
        return f"key-{next(self.keys)}"

    def begin(self, who: str = "agent", employer: str = "Beidou", person: str = "Kari") -> Application:
        """An application that has just been begun."""
        receipt = verbs.start_draft(
            self.actor(who),
            self.now,
            PROCEDURE,
            organisation_id=self.employers[employer].pk,
            person_id=self.persons[person].pk,
            key=self.key(),
        )
        return Application(self, receipt.case_id, receipt)

    def wait(self, days: int = 0, hours: int = 0) -> None:
        """Let time pass."""
        self.now += timedelta(days=days, hours=hours)

    def go_to(self, day: date) -> None:
        """Go on to the morning of a day."""
        self.now = datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZONE)


@dataclass
class Application:
    """One case, and the people of the city acting on it."""

    city: City
    id: UUID
    last: Receipt

    @property
    def row(self) -> Case:
        """The case as stored."""
        return Case.objects.get(pk=self.id)

    def does(self, who: str, verb: Callable[..., Receipt], *words: object, **more: object) -> Receipt:
        """Have somebody do something on the newest view of the case."""
        more = {"key": self.city.key(), "seen": self.row.sequence, **more}
        self.last = verb(self.city.actor(who), self.city.now, self.id, *words, **more)
        return self.last

    def attach(self, kind: str, content: bytes = PDF, name: str = "", who: str = "agent") -> Receipt:
        """Have the agent attach a file."""
        unique = content.replace(b"<<>>", b"<</K /" + kind.encode() + b">>", 1)
        stream = io.BytesIO(unique)
        return self.does(who, verbs.attach_document, kind, name or f"{kind}.pdf", stream)

    def filled(self, **changed: str) -> Application:
        """Fill in the form and attach what is needed."""
        self.does("agent", verbs.save_draft, {**FORM, **changed})
        for kind in DOCUMENTS:
            self.attach(kind)
        return self

    def submitted(self, **changed: str) -> Application:
        """File it."""
        self.filled(**changed)
        self.does("agent", verbs.submit, declared=True)
        return self

    def accepted(self, **changed: str) -> Application:
        """File it and have the window accept it."""
        self.submitted(**changed)
        self.does("window", verbs.accept, "pre_check")
        return self

    def approved(self, **changed: str) -> Application:
        """File it and have everybody agree."""
        self.accepted(**changed)
        self.does("hr", verbs.approve, "employment_review")
        self.does("border", verbs.approve, "residence_review")
        return self

    def issued(self, **changed: str) -> Application:
        """File it, have everybody agree, and have the permit issued."""
        self.approved(**changed)
        self.last = verbs.issue(self.city.now, self.id)
        return self


def people_the(city: City) -> City:
    """Everybody that the tests know by name."""
    city.employer("Beidou", agent="agent")
    city.employer("Nanshan", agent="rival")
    city.person("Kari")
    city.person("Luc", with_account=False)
    city.officer("window", "single_window")
    city.officer("window2", "single_window")
    city.officer("hr", "hrss_bureau")
    city.officer("hr2", "hrss_bureau")
    city.officer("border", "exit_entry")
    city.officer("head", "", Posting.Office.SUPERVISOR)
    return city


@pytest.fixture
def city(db: None, settings: object, tmp_path_factory: pytest.TempPathFactory) -> City:
    """The city, in a transaction that the test takes back."""
    settings.HAINA_UPLOADS = tmp_path_factory.mktemp("uploads")  # type: ignore[attr-defined]
    return people_the(City())


@pytest.fixture
def committed_city(
    transactional_db: None, settings: object, tmp_path_factory: pytest.TempPathFactory
) -> City:
    """The city, committed, so that several connections see it."""
    # The queue's tables are not ours to flush: what an earlier test has queued would run in this one.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    settings.HAINA_UPLOADS = tmp_path_factory.mktemp("uploads")  # type: ignore[attr-defined]
    return people_the(City())


@pytest.fixture
def draft(city: City) -> Application:
    """An application that Beidou's agent has begun for Kari."""
    return city.begin()


@pytest.fixture
def start(city: City) -> Callable[..., Application]:
    """Begin another application."""
    return city.begin


@pytest.fixture
def procedure_is(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Procedure]:
    """Change the work permit's procedure for this test: `procedure_is(change, another_change)`."""

    def change(*changes: Callable[[Procedure], Procedure]) -> Procedure:
        procedures = current_policy().procedures
        procedure = procedures[PROCEDURE]
        for each in changes:
            procedure = each(procedure)
        monkeypatch.setitem(procedures, PROCEDURE, procedure)  # type: ignore[arg-type]
        return procedure

    return change
