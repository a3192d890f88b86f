"""Why something is not done: one exception with a code for programs and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CaseError(Exception):
    """Base of everything that a verb can answer instead of doing what was asked."""


class CaseNotFound(CaseError):
    """There is no such case, or the actor may not know of it; the two are not told apart."""

    def __init__(self, case_id: UUID) -> None:
        super().__init__(f"no case {case_id} to be seen")
        self.case_id = case_id


class Forbidden(CaseError):
    """The actor sees the case but may not do this to it as it stands."""

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(f"may not {verb} a case that is {state}")
        self.verb = verb
        self.state = state


class NoMandate(Forbidden):
    """The actor has no mandate to file this for them; `message` says how to get one."""

    def __init__(self, filed_by: str) -> None:
        super().__init__("start_draft", "new")
        self.message = _NO_MANDATE[filed_by]

    def __str__(self) -> str:
        return str(self.message)


_NO_MANDATE = {
    "person": _(
        "This application belongs to the person. To file it for somebody, ask them to give you a mandate: "
        "they choose “Mandates” on their page and write your e-mail address, and you accept it on yours."
    ),
    "organisation": _(
        "This application belongs to the organisation. To file it, ask the people who act for it to give you "
        "a mandate: they choose “Mandates” on their page and write your e-mail address or the credit code of "
        "your firm, and you accept it on yours."
    ),
}


class Refusal(CaseError):
    """The case does not allow it; `message` is a lazy sentence in the reader's language."""

    def __init__(self, code: str, message: str | Promise, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One thing that happened since the actor looked, in both languages."""

    sequence: int
    kind: str
    words: Mapping[str, str]


class Stale(CaseError):
    """The actor decided on an older view of the case; `meanwhile` says what happened since."""

    def __init__(self, seen: int, now: int, meanwhile: Sequence[Meanwhile]) -> None:
        super().__init__(f"seen {seen}, now {now}")
        self.seen = seen
        self.now = now
        self.meanwhile = tuple(meanwhile)


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field of a form or one kind of document."""

    name: str
    code: str
    message: str | Promise


class FormIncomplete(CaseError):
    """The form cannot be taken as it is; every problem is named at once."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__(", ".join(f"{problem.name}: {problem.code}" for problem in problems))
        self.problems = tuple(problems)


class FileRefused(CaseError):
    """An uploaded file is not kept; `message` says why and what would do."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class KeyUsed(CaseError):
    """The idempotency key has been used for something else."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key} was used for another command")
        self.key = key
