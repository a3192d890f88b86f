"""The demo's people: persons, employers, and accounts with passwords that only this installation knows."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings

from haina.people.actors import Actor, actor_for
from haina.people.identity import credit_code_check_character
from haina.people.models import Account, Mandate, Organisation, Person, Posting

#: Gives every demo account the same password; for tests and screencasts.
PASSWORD_VARIABLE = "HAINA_DEMO_PASSWORD"  # noqa: S105 - the name of a variable, not a password
_FILE = "demo-accounts.json"
#: Postings and mandates of the demo are valid since then.
_SINCE = date(2016, 9, 26)
#: Offices by the key under which the file names their department.
_OFFICES = {
    "officer_of": Posting.Office.OFFICER,
    "auditor_of": Posting.Office.AUDITOR,
    "policy_maker_of": Posting.Office.POLICY_MAKER,
}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """One line of the table of accounts."""

    role: str
    name: str
    email: str
    password: str
    #: Secret of the second factor, base32; empty for those who need none.
    totp: str


class Passwords:
    """The passwords and second factors of the demo, kept in one file of mode 600."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._known: dict[str, dict[str, str]] = {}
        if self._path.exists():
            self._known = json.loads(self._path.read_text(encoding="utf-8"))

    def of(self, email: str) -> tuple[str, str]:
        """Password and TOTP secret of an account, made when first asked for."""
        given = os.environ.get(PASSWORD_VARIABLE)
        fresh = {"password": secrets.token_urlsafe(12), "totp": generate_totp_secret()}
        known = self._known.setdefault(email, fresh)
        return given or known["password"], known["totp"]

    def give(self, email: str, account: Account, password: str) -> None:
        """Let an account have its password, where it has another; what is on record need not be hashed."""
        if self._known[email].get("seal") == _seal(account, password):
            return
        if not account.check_password(password):
            account.set_password(password)
            account.save()
        self.record(email, account, password)

    def record(self, email: str, account: Account, password: str) -> None:
        """Remember that an account has this password."""
        self._known[email]["seal"] = _seal(account, password)

    def keep(self) -> None:
        """Write the file."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._known, file, indent=1, sort_keys=True)
        fresh.replace(self._path)


def _seal(account: Account, password: str) -> str:
    """Tells whether what is stored of an account's password is still that of this one."""
    return sha256(f"{account.password} {password}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody in the demo by the names that its file uses."""

    employers: Mapping[str, Organisation]
    persons: Mapping[str, Person]
    accounts: Mapping[str, Account]
    table: tuple[DemoAccount, ...]
    #: Who somebody is on a day; nobody's office or mandate changes while the city is made.
    _actors: dict[tuple[str, date], Actor] = field(default_factory=dict)

    def actor(self, email: str, on: date) -> Actor:
        """Who acts under an address on a day."""
        if (email, on) not in self._actors:
            self._actors[email, on] = actor_for(self.accounts[email], on)
        return self._actors[email, on]


def populate(data: Mapping[str, Any]) -> Population:
    """Make whoever of the file's people is not there yet."""
    passwords = Passwords(Path(settings.HAINA_SECRETS))
    employers = {one["id"]: _employer(one) for one in data["employers"]}
    accounts: dict[str, Account] = {}
    table: list[DemoAccount] = []
    for one in data["accounts"]:
        account, line = _account(one, _role(one, employers), passwords)
        accounts[one["email"]] = account
        table.append(line)
        _appoint(account, one, employers)
    persons = {}
    for one in data["persons"]:
        owner: Account | None = None
        if "account" in one:
            owner, line = _account({**one, "email": one["account"]}, "person", passwords)
            table.append(line)
            accounts[one["account"]] = owner
        persons[one["id"]] = _person(one, owner)
    passwords.keep()
    return Population(employers, persons, accounts, tuple(table))


def _employer(one: Mapping[str, str]) -> Organisation:
    stem = one["credit_code_stem"]
    code = stem + credit_code_check_character(stem)
    names = {"name_zh": one["name_zh"], "name_en": one["name_en"]}
    return Organisation.objects.get_or_create(credit_code=code, defaults=names)[0]


def _person(one: Mapping[str, str], account: Account | None) -> Person:
    known = {"name": one["name"], "chinese_name": one.get("chinese_name", ""), "account": account}
    return Person.objects.filter(**known).first() or Person.objects.create(**known)


def _role(one: Mapping[str, Any], employers: Mapping[str, Organisation]) -> str:
    if "acts_for" in one:
        return f"agent of {employers[one['acts_for']].name_en}"
    if "auditor_of" in one:
        return f"auditor at {one['auditor_of']}"
    if "policy_maker_of" in one:
        return f"policy maker at {one['policy_maker_of']}"
    return "supervisor" if one.get("supervisor") else f"officer of {one['officer_of']}"


def _account(one: Mapping[str, Any], role: str, passwords: Passwords) -> tuple[Account, DemoAccount]:
    email = one["email"]
    language = Account.Language.ENGLISH if one.get("language") == "en" else Account.Language.CHINESE
    account = Account.objects.filter(email=email).first()
    password, totp = passwords.of(email)
    if account is None:
        account = Account.objects.create_user(email, password, name=one["name"], language=language)
        passwords.record(email, account, password)
    else:
        passwords.give(email, account, password)
    EmailAddress.objects.get_or_create(
        user=account, email=email, defaults={"verified": True, "primary": True}
    )
    official = one.get("supervisor", False) or any(key in one for key in _OFFICES)
    if official and not Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(account, totp)
    return account, DemoAccount(role, one["name"], email, password, totp if official else "")


def _appoint(account: Account, one: Mapping[str, Any], employers: Mapping[str, Organisation]) -> None:
    if "acts_for" in one:
        Mandate.objects.get_or_create(
            account=account, organisation=employers[one["acts_for"]], defaults={"valid_from": _SINCE}
        )
        return
    office = Posting.Office.SUPERVISOR if one.get("supervisor") else Posting.Office.OFFICER
    held = next((key for key in _OFFICES if key in one), "")
    office = _OFFICES.get(held, office)
    Posting.objects.get_or_create(
        account=account,
        office=office,
        department=one.get(held, ""),
        defaults={"valid_from": _SINCE},
    )


def as_table(accounts: Iterable[DemoAccount]) -> str:
    """The accounts as aligned text: role, address, password, second factor."""
    lines = [("role", "e-mail", "password", "second factor (TOTP secret)")]
    lines += [(one.role, one.email, one.password, one.totp) for one in accounts]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[3]]).rstrip()
        for line in lines
    )
