"""Puts the ids of a case into words of the active language."""

from __future__ import annotations

import re
from uuid import UUID

from django.utils.translation import get_language, gettext

from haina.people.models import Account
from haina.policy import Policy
from haina.policy.procedures import Procedure
from haina.rules.text import Text


def in_active_language(text: Text) -> str:
    """A text of the pack in the language that the reader has chosen; Chinese unless it is English."""
    return text.en if (get_language() or "").startswith("en") else text.zh


#: How a record names a register of the pack, and the day on which it answered.
_REGISTER = re.compile(r"register:([a-z0-9_]+)(?:@([0-9]{4}-[0-9]{2}-[0-9]{2}))?", re.ASCII)


def register_mark(register: str, on: str = "") -> str:
    """What a record holds instead of a register's name, which has two languages."""
    return f"register:{register}@{on}" if on else f"register:{register}"


def source_in_words(policy: Policy, source: str) -> str:
    """Where something was looked up: a register by its title, anything else as it was written."""
    found = _REGISTER.fullmatch(source)
    register = policy.registers.get(found[1]) if found else None
    if found is None or register is None:
        return source
    title = in_active_language(register.title)
    return f"{title} ({found[2]})" if found[2] else title


class CaseNames:
    """Names from the pack and procedure of one case; an id that the pack does not know is shown as it is."""

    def __init__(self, policy: Policy, procedure: Procedure, *, shows_officers: bool) -> None:
        """`shows_officers` False: officers are named by their office only."""
        self._policy = policy
        self._procedure = procedure
        self._shows_officers = shows_officers
        self._accounts: dict[UUID, str] = {}

    def knows(self, accounts: dict[UUID, str]) -> None:
        """Take names that have been looked up together, so that none is looked up alone."""
        self._accounts.update(accounts)

    def stage(self, stage: str) -> str:
        """A stage's title."""
        titles = {known.id: known.title for known in self._procedure.stages}
        return in_active_language(titles[stage]) if stage in titles else stage

    def department(self, department: str) -> str:
        """A department's name."""
        known = self._policy.departments.get(department)
        return in_active_language(known.title) if known is not None else department

    def field(self, name: str) -> str:
        """The label of a form field or fact."""
        field = self._procedure.fields.get(name) or self._policy.facts.get(name)
        return in_active_language(field.label) if field is not None else name

    def document(self, kind: str) -> str:
        """The title of a kind of document."""
        titles = {known.id: known.title for known in self._procedure.documents}
        return in_active_language(titles[kind]) if kind in titles else kind

    def reason(self, reason: str) -> str:
        """A reason's text."""
        texts = {known.id: known.text for known in self._procedure.reasons}
        return in_active_language(texts[reason]) if reason in texts else reason

    def ground(self, ground: str) -> str:
        """The title of a ground on which a clock may be stopped."""
        titles = {known.id: known.title for known in self._procedure.pauses}
        return in_active_language(titles[ground]) if ground in titles else ground

    def source(self, source: str) -> str:
        """Where something was looked up."""
        return source_in_words(self._policy, source)

    def account(self, account_id: UUID) -> str:
        """An officer's name, where the reader may know it."""
        if not self._shows_officers:
            return gettext("an officer")
        if account_id not in self._accounts:
            account = Account.objects.filter(pk=account_id).first()
            self._accounts[account_id] = str(account) if account is not None else gettext("an officer")
        return self._accounts[account_id]
