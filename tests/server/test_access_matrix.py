"""Feature: every address of a case answers every kind of person as the one permission table says.

Nothing here lists answers: who may what is asked of the table itself, for each address, person, state of the
case and method. A new address of a case needs a line in `DOES`, or the test fails. What somebody may not know
of answers exactly as what does not exist.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4
from zlib import crc32

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone, translation

from haina.cases import verbs
from haina.cases.asking import ask_registers
from haina.cases.models import Case
from haina.exchange.models import RegisterRequest
from haina.people.actors import VISITOR, Actor
from haina.people.look_permissions import LOOKS, LookVerb
from haina.people.models import Mandate, Posting
from haina.people.permissions import PERMISSIONS, Verb

from ..cases.conftest import City, people_the
from .routes import TABLE

SOAK = os.environ.get("HAINA_PROPERTIES") == "soak"
STAGES = {
    "pre_check": "single_window",
    "employment_review": "hrss_bureau",
    "residence_review": "exit_entry",
}


@dataclass(frozen=True)
class Does:
    """What an address does to a case: the verbs of which one is needed, to look at it and to send it."""

    to_look: frozenset[Verb] | None
    to_send: frozenset[Verb] | None
    gaps: Mapping[str, str] | None = None
    #: The department of the stage that the address is about.
    department: str | None = None

    def needed(self, method: str) -> frozenset[Verb] | None:
        """The verbs of which one is needed; None where the address does not know the method."""
        return self.to_look if method == "get" else self.to_send


def does(look: str, send: str = "", gaps: Mapping[str, str] | None = None, stage: str = "") -> Does:
    """Verbs by name, divided by blanks; no word where a method is not known."""
    to_look, to_send = (
        frozenset(Verb(word) for word in words.split()) if words else None for words in (look, send)
    )
    named = {**(gaps or {}), **({"stage": stage} if stage else {})}
    return Does(to_look, to_send, named, STAGES.get(stage))


WORK = "employment_review"
#: Every address of a case: the verbs that it needs for GET, and for POST.
DOES = {
    "cases:case": does("read"),
    "cases:receipt": does("read"),
    "cases:fill": does("save_draft", "save_draft", {"section": "worker"}),
    "cases:documents": does("attach_document", "attach_document"),
    "cases:check": does("submit resubmit", "submit resubmit"),
    "cases:withdraw": does("withdraw", "withdraw"),
    "cases:later": does("hand_in_later", "hand_in_later"),
    "cases:appeal": does("appeal", "appeal"),
    "cases:reissue": does("reissue", "reissue"),
    "cases:permit": does("read"),
    "cases:credential": does("read"),
    "cases:document": does("read_document", "", {"document_id": "{document}"}),
    "cases:remove": does("", "remove_document", {"document_id": "{document}"}),
    "cases:close": does("", "read"),
    "cases:note": does("", "add_note"),
    "cases:appointment": does("book_appointment", "book_appointment"),
    "cases:cancel_appointment": does("", "cancel_appointment"),
    "cases:version": does("move_to_version", "move_to_version"),
    "cases:version_back": does("", "move_back"),
    "cases:agent": does("dismiss_agent", "entrust"),
    "cases:dismiss_agent": does("", "dismiss_agent"),
    "cases:whole_case": does("extend", "extend", {"act": "extend"}),
    "cases:claim": does("", "claim", stage=WORK),
    "cases:release": does("", "release", stage=WORK),
    "cases:hand_over": does("hand_over", "hand_over", stage=WORK),
    "cases:pause": does("pause", "pause", stage=WORK),
    "cases:resume": does("", "resume", stage=WORK),
    "cases:send_back": does("return_for_correction", "return_for_correction", stage=WORK),
    "cases:verify_fact": does("verify_fact", "verify_fact", {"fact": "annual_salary"}, stage=WORK),
    "cases:answer": does("approve", "approve", {"act": "approve"}, stage=WORK),
    "cases:ask_register": does("", "ask_register", {"register": "education"}, stage=WORK),
    "cases:objection": does("answer_objection", "answer_objection", {"number": "1"}, stage=WORK),
    "cases:promise": does("check_promise", "check_promise", {"document": "health"}),
}
#: Addresses with the id of a case that are open to all or about something else; `routes.py` has them all.
APART = {
    "cases:again": "files the same once more, for somebody else",
    "cases:proof_of": "public: shows hashes",
    "proof_json": "public: shows hashes",
    "case_short": "sends on to the case's page",
    "cases:notice": "public while there is a notice",
    "cases:joint_take_out": "about a joint application",
    "cases:attendance": "about an appointment",
    "money:terms": "about the award that follows: by the table of money",
    "guarantees:exit": "about the exit of a stake: by the table of guarantees",
    "guarantees:overrule": "about the exit of a stake: by the table of guarantees",
    "money:project": "about an application for money: for who fills it in",
}
#: Where what is asked for may be missing, or not be for one's department, in a case that one may see.
MAY_BE_MISSING = {
    *("cases:permit", "cases:credential", "cases:objection", "cases:promise", "cases:appointment"),
    "cases:document",
}
STATES = ("draft", "submitted", "reviewed", "issued", "withdrawn") if SOAK else ("draft", "reviewed")


@dataclass
class Town:
    """Cases by state, and everybody who may come to one: name → who they are to it."""

    city: City
    cases: dict[str, Case]
    clients: dict[str, Client]

    def actor(self, name: str) -> Actor:
        """Who acts under a name."""
        return VISITOR if name == "visitor" else self.city.actor(name)

    def ask(self, name: str, method: str, address: str, seen: int = 1) -> HttpResponseBase:
        """Ask as somebody, and take back whatever it changed."""
        with transaction.atomic():
            client = self.clients[name]
            body = {"key": str(uuid4()), "seen": str(seen), "text": "Called."}
            response = client.get(address) if method == "get" else client.post(address, body)
            transaction.set_rollback(True)
        if response.streaming:
            b"".join(response)
        return response


#: Everybody who may come: agents whose mandate is another's, has ended, has not begun or is for something
#: else; officers of the departments of the case and of another; supervisors of one, of another and of all;
#: an auditor, whose books show a case only behind a payment.
PEOPLE = (
    *("visitor", "somebody", "Kari", "agent", "rival", "ended", "early", "elsewhere"),
    *("window", "hr", "border", "stranger office", "head", "head of work", "head elsewhere", "left"),
    "auditor",
)


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Path) -> Town:
    """The people and the cases."""
    settings.HAINA_UPLOADS = tmp_path / "uploads"
    settings.HAINA_REGISTERS_URL = "http://127.0.0.1:9"
    return build()


def build() -> Town:
    """Fill the town."""
    city = people_the(City(now=timezone.now()))
    beidou = city.employers["Beidou"]
    city.officer("stranger office", "education_commission")
    city.officer("head of work", "hrss_bureau", Posting.Office.SUPERVISOR)
    city.officer("head elsewhere", "education_commission", Posting.Office.SUPERVISOR)
    city.officer("left", "hrss_bureau")
    city.officer("auditor", "audit_bureau", Posting.Office.AUDITOR)
    city.account("left").postings.update(valid_to=date(2021, 1, 1))
    for name, days in (
        ("ended", {"valid_from": date(2020, 1, 1), "valid_to": date(2021, 1, 1)}),
        ("early", {"valid_from": date(2090, 1, 1)}),
        ("elsewhere", {"valid_from": date(2020, 1, 1), "scope": ["pr_market_procedure"]}),
    ):
        Mandate.objects.create(account=city.account(name), organisation=beidou, **days)
    clients = {name: Client() for name in PEOPLE}
    for name in PEOPLE[1:]:
        account = city.account(name)
        if city.actor(name).is_staff or name in ("left", "auditor"):
            TOTP.activate(account, generate_totp_secret())
        clients[name].force_login(account)
    cases = {
        "draft": city.begin().filled(),
        "submitted": city.begin().submitted(),
        "reviewed": city.begin().accepted(),
        "issued": city.begin().issued(),
        "withdrawn": (withdrawn := city.begin().submitted()),
    }
    withdrawn.does("agent", verbs.withdraw)
    ask_registers(timezone.now(), cases["reviewed"].id)
    return Town(city, {state: case.row for state, case in cases.items()}, clients)


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its name."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield before + (pattern.name or str(pattern.pattern)), pattern
        else:
            yield from patterns(pattern, before + (f"{pattern.namespace}:" if pattern.namespace else ""))


ALL = dict(patterns(get_resolver()))


def test_every_address_of_a_case_says_what_it_does() -> None:
    of_a_case = {name for name, pattern in ALL.items() if "case_id" in pattern.pattern.converters}
    assert of_a_case == DOES.keys() | APART.keys()


def address_of(name: str, case_id: object, case: Case) -> str:
    """The address with everything in its gaps."""
    document = case.documents.order_by("pk").first()
    known = {"{document}": str(document.pk if document is not None else uuid4())}
    gaps = {gap: known.get(value, value) for gap, value in (DOES[name].gaps or {}).items()}
    with translation.override("en"):
        return reverse(name, kwargs={"case_id": case_id, **gaps})


def outcome(response: HttpResponseBase) -> str:
    """login, missing (404), forbidden (403), no_method (405) or served."""
    if "/account/login/" in response.headers.get("Location", ""):
        return "login"
    return {403: "forbidden", 404: "missing", 405: "no_method"}.get(response.status_code, "served")


def expected(actor: Actor, does: Does, method: str, case: Case) -> str:
    """What the permission table makes of it."""
    needed = does.needed(method)
    if actor.is_visitor:
        return "login"
    if needed is None:
        return "no_method"
    if not PERMISSIONS.may(actor, Verb.READ, case):
        return "missing"
    may = any(PERMISSIONS.may(actor, verb, case, does.department) for verb in needed)
    return "served" if may else "forbidden"


def asked(town: Town, state: str, name: str) -> Iterator[tuple[str, str]]:
    """Who asks, and how: of those to whom the case is nothing, one at each address, in turn.

    Pages are looked at in one state only, and sent in all. A long run asks as everybody everywhere.
    """
    case = town.cases[state]
    hidden = [each for each in PEOPLE if not PERMISSIONS.may(town.actor(each), Verb.READ, case)]
    for method in ("get", "post"):
        turn = hidden[crc32((name + method).encode()) % len(hidden)]
        for person in PEOPLE:
            needless = (person in hidden and person != turn) or (method == "get" and state != "reviewed")
            if SOAK or not needless:
                yield person, method


@pytest.mark.parametrize("state", STATES)
def test_every_address_of_a_case_answers_as_the_permission_table_says(town: Town, state: str) -> None:
    case, differing = town.cases[state], []
    for name, found in DOES.items():
        address = address_of(name, case.pk, case)
        for person, method in asked(town, state, name):
            response = town.ask(person, method, address, case.sequence)
            got, wanted = outcome(response), expected(town.actor(person), found, method, case)
            missing = got == "missing" and wanted in ("served", "forbidden") and name in MAY_BE_MISSING
            if response.status_code >= 500 or (got != wanted and not missing):
                differing.append(f"{method} {name} {state} {person}: {wanted}, got {response.status_code}")
    assert not differing, "\n".join(differing)


def test_what_one_may_not_know_of_looks_as_if_it_were_not_there(town: Town) -> None:
    """Given somebody else's case, then its answer is letter by letter that of a case that does not exist."""
    case = town.cases["reviewed"]
    for person in PEOPLE[1:]:
        if PERMISSIONS.may(town.actor(person), Verb.READ, case):
            continue
        for name in ("cases:case", "cases:document", "cases:permit", "cases:answer"):
            there, nowhere = (
                town.ask(person, "get", address_of(name, one, case)) for one in (case.pk, uuid4())
            )
            assert there.status_code == nowhere.status_code == 404
            assert without_numbers(there) == without_numbers(nowhere), (person, name)


NUMBERS = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|[A-Za-z0-9]{64}|nonce=\"[^\"]+")


def without_numbers(response: HttpResponseBase) -> bytes:
    """The page without the ids and tokens that differ at every request."""
    import re

    page = getattr(response, "content", b"")
    return re.sub(
        rb"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|[A-Za-z0-9]{64}|nonce-[^\"]+|nonce=\"[^\"]+", b"", page
    )


def test_a_list_shows_each_exactly_the_cases_that_they_may_read(town: Town) -> None:
    for person in PEOPLE[1:]:
        actor = town.actor(person)
        shown = set(Case.objects.filter(PERMISSIONS.visible(actor)).values_list("pk", flat=True))
        assert shown == {case.pk for case in Case.objects.all() if PERMISSIONS.may(actor, Verb.READ, case)}


#: Every address of a look in a register, and what it needs.
LOOK_DOES = {
    "cases:look_consent": LookVerb.GIVE_CONSENT,
    "cases:look_withdraw": LookVerb.WITHDRAW_CONSENT,
    "cases:look_object": LookVerb.OBJECT,
    "cases:look_answer": LookVerb.ANSWER_OBJECTION,
}


def test_every_address_of_a_look_answers_as_the_table_says(town: Town) -> None:
    assert LOOK_DOES.keys() == {name for name, one in ALL.items() if "request_id" in one.pattern.converters}
    differing = []
    for look in RegisterRequest.objects.filter(register__in=("tax", "exit_entry", "market_entities")):
        for name, verb in LOOK_DOES.items():
            for person in PEOPLE:
                actor = town.actor(person)
                with translation.override("en"):
                    there, nowhere = (
                        outcome(town.ask(person, "post", reverse(name, args=[one])))
                        for one in (look.pk, uuid4())
                    )
                wanted = "served" if LOOKS.may(actor, verb, look) else "forbidden"
                if actor.is_visitor:
                    wanted = "login"
                elif not LOOKS.may(actor, LookVerb.READ, look):
                    wanted = nowhere
                if there != wanted:
                    differing.append(f"{name} {look.register} {person}: {wanted}, got {there}")
    assert not differing, "\n".join(differing)


def test_every_address_with_an_id_is_walked_somewhere() -> None:
    """Given an address with an id or a token, then this file or the list of all answers knows it."""
    listed = {line.name for line in TABLE}
    with_id = {
        name for name, one in ALL.items() if any(each.endswith("_id") for each in one.pattern.converters)
    }
    assert with_id <= DOES.keys() | APART.keys() | LOOK_DOES.keys() | listed
    assert APART.keys() <= listed
