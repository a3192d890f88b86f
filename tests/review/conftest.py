"""A hall of review: a round with two criteria, applications as rows, experts, officers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from haina.cases.models import NO_HASH, Case
from haina.cases.policies import current_policy, store_version
from haina.people.actors import Actor, actor_for
from haina.people.models import Account, Organisation, Person, Posting
from haina.review.models import Assignment, Entry, Ranking, Reviewer, Round, Score

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DEPARTMENT = "hrss_bureau"
PROCEDURE = "tiered_talent_grant_procedure"


@dataclass
class Hall:
    """Somebody to act, at a time that the test moves on."""

    now: datetime = NOW
    accounts: dict[str, Account] = field(default_factory=dict)
    made: dict[str, Round] = field(default_factory=dict)
    version: str = ""
    #: The criteria of the round that is made as rows, with their weights.
    weights: dict[str, str] = field(default_factory=lambda: {"skill": "0.6", "care": "0.4"})

    def __post_init__(self) -> None:
        self.version = store_version(current_policy(), self.now)
        self.officer("officer", DEPARTMENT)
        self.officer("stranger", "finance_bureau")
        self.officer("head", DEPARTMENT, Posting.Office.SUPERVISOR)

    def account(self, name: str) -> Account:
        """The account of a name, made when first asked for."""
        if name not in self.accounts:
            self.accounts[name] = Account.objects.create(email=f"{name}@example.org".lower(), name=name)
        return self.accounts[name]

    def actor(self, name: str) -> Actor:
        """Somebody as they are on the day."""
        return actor_for(self.account(name), self.now.date())

    def officer(self, name: str, department: str, office: str = Posting.Office.OFFICER) -> None:
        """Post an account to a department."""
        Posting.objects.create(
            account=self.account(name), department=department, office=office, valid_from=date(2020, 1, 1)
        )

    def person(self, name: str, *, account: bool = True) -> Person:
        """A person of the name, with an account."""
        owner = self.account(name) if account else None
        return Person.objects.filter(name=name).first() or Person.objects.create(name=name, account=owner)

    def case(self, name: str, organisation: Organisation | None = None, **more: object) -> Case:
        """An application of a person as it stands after filing; only its row, with no events."""
        number = Case.objects.count() + 1
        return Case.objects.create(
            reference=f"TTG-{number}",
            procedure=PROCEDURE,
            policy_version_id=self.version,
            person=self.person(name),
            organisation=organisation,
            **{
                "state": "in_review",
                "departments": [DEPARTMENT],
                "started_at": self.now,
                "filed_at": self.now - timedelta(days=100 - number),
                "changed_at": self.now,
                **more,
            },
        )

    @property
    def round(self) -> Round:
        """A round as rows."""
        if "round" not in self.made:
            self.made["round"] = Round.objects.create(
                title={"zh": "一轮", "en": "A round"},
                scheme="basic_research_review",
                policy_version_id=self.version,
                department=DEPARTMENT,
                weights=self.weights,
                tilts={"front_line_and_young": "0"},
                places=1,
                least_reviews=1,
                opens_at=self.now - timedelta(days=1),
                closes_at=self.now + timedelta(days=10),
                opened_by=self.account("officer"),
                opened_at=self.now,
            )
        return self.made["round"]

    def entry(self, name: str) -> Entry:
        """The application of a person in the round."""
        number = Entry.objects.filter(round=self.round).count() + 1
        return Entry.objects.create(
            round=self.round,
            case=self.case(name),
            number=number,
            entered_by=self.account("officer"),
            entered_at=self.now,
        )

    def reviewer(self, name: str, role: str = "evaluation_expert") -> Reviewer:
        """An appointed expert."""
        return Reviewer.objects.create(
            account=self.account(name),
            role=role,
            department=DEPARTMENT,
            appointed_by=self.account("officer"),
            appointed_at=self.now,
        )

    def task(self, reviewer: str, applicant: str = "Kari") -> Assignment:
        """An application that a reviewer is to judge."""
        return Assignment.objects.create(
            entry=self.entry(applicant),
            reviewer=self.reviewer(reviewer),
            assigned_by=self.account("officer"),
            assigned_at=self.now,
        )

    def mark(self, task: Assignment, criterion: str, mark: int = 80) -> Score:
        """A mark as a row."""
        return Score.objects.create(assignment=task, criterion=criterion, mark=mark, scored_at=self.now)

    def close_by_hand(self, previous_hash: str = NO_HASH) -> None:
        """The round closed with a ranking, as rows."""
        Round.objects.filter(pk=self.round.pk).update(closed_at=self.now, closed_by=self.account("officer"))
        Ranking.objects.create(
            round=self.round,
            sequence=1,
            content={},
            previous_hash=previous_hash,
            hash=sha256(b"").hexdigest(),
            made_by=self.account("officer"),
            made_at=self.now,
        )


@pytest.fixture
def hall(db: None) -> Hall:
    """The hall, in a transaction that the test takes back."""
    return Hall()
