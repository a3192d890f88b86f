"""A small pack with a city, and three policy makers and an officer who work with it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import translation

from haina.cases.policies import current_policy, forget_policies
from haina.cases.refusals import Refusal
from haina.drafts import verbs
from haina.drafts.models import Draft
from haina.drafts.proposals import Proposal, TypedValue
from haina.people.actors import Actor, actor_for
from haina.people.models import Account, Posting
from haina.policy import Policy
from haina.rules.text import Text

from ..city.conftest import AUREL_CITY

AUREL = Path(__file__).parents[1] / "packs" / "aurel"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
#: Far ahead, so that the day is to come whenever the tests run.
FROM = date(2090, 1, 1)
LATER = date(2091, 1, 1)
MAKER = Posting.Office.POLICY_MAKER


@dataclass
class Office:
    """People by name, and what they do with drafts."""

    accounts: dict[str, Account] = field(default_factory=dict)

    def post(self, name: str, office: str) -> None:
        """Give somebody an office and a second factor."""
        account = Account.objects.create(email=f"{name}@example.org", name=name)
        Posting.objects.create(
            account=account, department="harbour_office", office=office, valid_from=date(2020, 1, 1)
        )
        TOTP.activate(account, generate_totp_secret())
        self.accounts[name] = account

    def actor(self, name: str) -> Actor:
        """Somebody as the actor that they are."""
        return actor_for(self.accounts[name], NOW.date())

    def client(self, name: str) -> Client:
        """A browser in which somebody has signed in."""
        client = Client()
        client.force_login(self.accounts[name])
        return client

    def write(self, *values: TypedValue, by: str = "ada") -> Draft:
        """Have somebody write a draft of these values; four years for the pass if none are given."""
        return verbs.write(self.actor(by), NOW, proposal(*values))

    def consent(self, draft: Draft, *names: str) -> None:
        """Have people consent to a draft as it stands, one after the other."""
        for name in names:
            content = Draft.objects.get(pk=draft.pk).content
            verbs.consent(self.actor(name), NOW, draft.pk, reason="It is right.", seen=content)

    def publish(self, draft: Draft, by: str = "bo") -> None:
        """Have a draft published as it stands."""
        content = Draft.objects.get(pk=draft.pk).content
        verbs.publish(self.actor(by), NOW, draft.pk, seen=content)
        forget_policies()


def proposal(*values: TypedValue, title: str = "Fewer passes") -> Proposal:
    """What somebody proposes over the policy in force."""
    given = values or (TypedValue("pass_years", "4", FROM),)
    texts = Text("少发通行证", title), Text("人手不足", "Too few hands")
    return Proposal(*texts, given, current_policy().version)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is done inside is refused for this reason."""
    with pytest.raises(Refusal) as told:
        yield
    assert told.value.code == code


@pytest.fixture(scope="session")
def harbour_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of Aurel with a city."""
    folder = tmp_path_factory.mktemp("pack") / "aurel"
    shutil.copytree(AUREL, folder)
    (folder / "city").mkdir()
    (folder / "city" / "city.yaml").write_text(AUREL_CITY, encoding="utf-8")
    return folder


@pytest.fixture
def policy(harbour_pack: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Policy]:
    """That pack in force, and nothing published over it."""
    monkeypatch.setenv("HAINA_POLICY", str(harbour_pack))
    forget_policies()
    yield current_policy()
    forget_policies()


@pytest.fixture
def office(db: None, policy: Policy, settings: object, tmp_path: Path) -> Iterator[Office]:
    """Ada, Bo and Cy make policy, Dee is an officer; sentences are English, cities small and thrown away."""
    settings.HAINA_VAR = tmp_path  # type: ignore[attr-defined]
    settings.HAINA_TRIAL_PEOPLE = 800  # type: ignore[attr-defined]
    office = Office()
    for name in ("ada", "bo", "cy"):
        office.post(name, MAKER)
    office.post("dee", Posting.Office.OFFICER)
    with translation.override("en"):
        yield office
