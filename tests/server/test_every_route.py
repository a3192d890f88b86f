"""Feature: every address answers every role as the one table says, and none is missing in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone, translation

from haina.cases.asking import ask_registers
from haina.cases.joint.queries import JointView, joint_view
from haina.cases.joint.verbs import start_together
from haina.cases.models import Case
from haina.cases.policies import current_policy
from haina.money.events import Event
from haina.money.models import Entry
from haina.people.models import Account, Posting
from haina.portal.inquiry.scope import read_scope
from haina.portal.verbs.publish_policy import publish_policy
from haina.portal.verbs.start_inquiry import start_inquiry

from ..cases.conftest import City, people_the
from ..money.grants import Town as Payer
from .identities import who_is_who
from .routes import LOGIN, ROLES, SETUP, TABLE, Answer, Line

SOAK = os.environ.get("HAINA_PROPERTIES") == "soak"
#: The test's people by role.
ACCOUNTS = {
    "stranger": "somebody",
    "concerned": "Kari",
    "agent": "agent",
    "rival": "rival",
    "window": "window",
    "work": "hr",
    "border": "border",
    "supervisor": "head",
    "auditor": "auditor",
    "newcomer": "hr2",
}
OFFICIAL = ("window", "hr", "border", "head", "auditor")


@dataclass
class Town:
    """The people, one case in each state, and an inquiry."""

    city: City
    cases: dict[str, Case]
    inquiry: str
    look: str
    joint: JointView
    who: dict[str, str]
    clients: dict[str, Client]

    def fill(self, line: Line, values: dict[str, str]) -> dict[str, str]:
        """Put what exists into the gaps."""
        case = self.cases.get(line.case)
        known = {
            **self.who,
            "{inquiry}": self.inquiry,
            "{look}": self.look,
            "{joint}": str(self.joint.row.pk),
            "{joint_seen}": self.joint.seen,
            "{section}": self.joint.form.sections[0].id,
            "{employer}": str(self.city.employers["Beidou"].pk),
            # The contract is the one paper that every department of this procedure needs.
            "{document}": str(case.documents.get(kind="contract").pk) if case else "",
        }
        return {name: known.get(value, value) for name, value in values.items()}

    def ask(self, line: Line, role: str) -> HttpResponseBase:
        """Ask as a role, and take back whatever it changed."""
        gaps = self.fill(line, dict(line.gaps))
        body = {"key": str(uuid4()), **self.fill(line, dict(line.body))}
        if line.case:
            gaps["case_id"] = str(self.cases[line.case].pk)
            body["seen"] = str(self.cases[line.case].sequence)
        with translation.override("en"):
            address = reverse(line.name, kwargs=gaps)
        with transaction.atomic():
            client = self.clients[role]
            response = client.get(address) if line.method == "GET" else client.post(address, body)
            transaction.set_rollback(True)
        if response.streaming:
            b"".join(response)  # read to its end, the file is closed
        return response


@pytest.fixture
def town(published_once: None, db: None, settings: object, tmp_path: Path) -> Town:
    settings.HAINA_UPLOADS = tmp_path / "uploads"  # type: ignore[attr-defined]
    settings.HAINA_SIGNING_KEY = tmp_path / "signing-key.json"  # type: ignore[attr-defined]
    policy = current_policy()
    publish_policy(policy, timezone.now())
    city = people_the(City(now=timezone.now()))
    city.officer("auditor", "audit_bureau", Posting.Office.AUDITOR)
    for name in OFFICIAL:
        TOTP.activate(city.account(name), generate_totp_secret())
    cases = {
        "draft": city.begin().filled().row,
        "submitted": city.begin().submitted().row,
        "reviewed": city.begin().accepted().row,
        "issued": city.begin().issued().row,
    }
    scope = read_scope(policy, "event:coming_to_work")
    assert scope is not None
    settings.HAINA_REGISTERS_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]
    asked = {each.register: each for each in ask_registers(timezone.now(), cases["reviewed"].pk)}
    inquiry = start_inquiry(policy, scope, timezone.now())
    known = {**who_is_who(city), **paying(city)}
    return Town(city, cases, inquiry, str(asked["tax"].pk), joint_of(city), known, clients_of(city))


def paying(city: City) -> dict[str, str]:
    """A plan of the department of `work` that is filed and funded, with an open call; its first entry."""
    town = Payer(city)
    town.city.officer("hr3", "hrss_bureau")
    town.call(town.funded(900, "training", by="hr3"), 500)
    entry = Entry.objects.filter(event=Event.APPROPRIATE).latest("pk")
    return {"{entry}": str(entry.pk), "{budget}": str(entry.legs.latest("position").account_id)}


def joint_of(city: City) -> JointView:
    """Two rights that Beidou's agent has begun on one form."""
    procedures = [each.id for each in current_policy().procedures.values() if each.filed_by == "organisation"]
    begun = start_together(
        city.actor("agent"),
        city.now,
        procedures[:2],
        organisation_id=city.employers["Beidou"].pk,
        person_id=city.persons["Kari"].pk,
        key=city.key(),
    )
    return joint_view(city.actor("agent"), begun.joint_id, city.now)


def clients_of(city: City) -> dict[str, Client]:
    """A browser for each role, signed in."""
    clients = {role: Client() for role in ROLES}
    for role, name in ACCOUNTS.items():
        clients[role].force_login(city.account(name))
    return clients


def answer_of(response: HttpResponseBase) -> Answer:
    """What an answer amounts to: its status, or where it sends one first."""
    location = response.headers.get("Location", "")
    if "/account/login/" in location:
        return LOGIN
    return SETUP if location.endswith("/2fa/totp/activate/") else response.status_code


def asked(number: int, line: Line) -> list[str]:
    """Who asks: everybody; of those for whom a page is the same, in a short run, two in turn.

    A long run (`HAINA_PROPERTIES=soak`) asks as everybody everywhere.
    """
    alike = [role for role in ROLES if role not in {"visitor", "newcomer"}]
    if SOAK:
        return list(ROLES)
    if line.method != "GET" or len({line.answers[role] for role in alike}) > 1:
        # Who has to do with nothing and who audits take turns where both get the same.
        turns = ("stranger", "auditor") if line.answers["stranger"] == line.answers["auditor"] else ("",)
        return [role for role in ROLES if role not in turns or role == turns[number % 2]]
    return ["visitor", "newcomer", alike[number % len(alike)], alike[(number + 3) % len(alike)]]


def test_every_role_gets_what_the_table_says(town: Town) -> None:
    differing = []
    for number, line in enumerate(TABLE):
        for role in asked(number, line):
            found = answer_of(town.ask(line, role))
            if found != line.answers[role]:
                differing.append(f"{line}: {role} expected {line.answers[role]}, got {found}")
    assert not differing, "\n".join(differing)


def names(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """The names of all addresses below a resolver."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield before + (pattern.name or str(pattern.pattern))
        else:
            yield from names(pattern, before + (f"{pattern.namespace}:" if pattern.namespace else ""))


def test_no_address_is_missing_in_the_table() -> None:
    assert sorted(set(names(get_resolver()))) == sorted({line.name for line in TABLE})


def test_a_role_is_a_relation_and_never_a_password(town: Town) -> None:
    """A mandate that has ended leaves nothing: the same account sees nothing of the employer's any more."""
    line = next(line for line in TABLE if line.name == "cases:case" and line.case == "issued")
    town.city.account("agent").mandates.update(valid_to=date(2020, 1, 2))
    assert answer_of(town.ask(line, "agent")) == 404
    town.city.account("hr").postings.update(valid_to=date(2020, 1, 2))
    assert answer_of(town.ask(line, "work")) == 404
    Account.objects.filter(email="kari@example.org").update(is_active=False)
    assert answer_of(town.ask(line, "concerned")) in (404, LOGIN)
