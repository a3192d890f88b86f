"""Prints the permission table as the page docs/permissions.md; a test holds page and table equal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from haina.people.identity_permissions import IDENTITY_TABLE, IdentityRole, IdentityVerb
from haina.people.look_permissions import LOOK_TABLE, LookRole, LookVerb
from haina.people.permissions import STAGE_VERBS, TABLE, Role, State, Verb

_HEAD = """# Who may do what

Printed from `haina.people.permissions`, `look_permissions`, `identity_permissions` and the `permissions` of
other rooms by `manage.py print_permissions --write`; do not edit by hand.

Roles are towards one case: whoever is a party to a case holds no office in it. An officer sees the cases in
which a department of theirs has or had a stage; verbs marked * need the stage to be of their own department.
A supervisor sees the filed cases of the departments under supervision. An applicant sees their own cases, and
an agent, one of an organisation's own people, those of the organisation, as far as the mandate reaches. A
representative sees the cases filed under the mandate, and of them what the table at the end says; a follower
has such a mandate, or an organisation's, that lets them read and not file. What nobody may do is left out.
"""

_LOOKS_HEAD = """
## Looks in registers

What may be done to a question that a department's stage asked of a register. Concerned is the person whom it
is about, or who acts for the organisation that it is about; asker an officer, and head a supervisor, of the
department that asked. Nobody holds an office in a matter of their own; others see nothing of it.

"""

_IDENTITIES_HEAD = """
## Who is who

What may be decided about two identities. Concerned is whose identity is one of them, or who acts for the
organisation that is; an officer is one of any department. Nobody decides about themselves, and who made a
decision does not answer an appeal against it.

"""

#: Tables of apps above this one, by the app's name; each gives its section as Markdown.
_FURTHER: dict[str, Callable[[], str]] = {}


def add_section(app: str, section: Callable[[], str]) -> None:
    """Have the table of another app printed on the page too; apps do so when they are ready."""
    _FURTHER[app] = section


_VERB_WORDS = {verb: verb.value.replace("_", " ") for verb in Verb}


def page() -> str:
    """The whole page as Markdown: one table a role, verbs down, states across."""
    cases = "".join(_role_section(role) for role in Role)
    own = _HEAD + cases + _LOOKS_HEAD + "".join(_look_rows()) + _IDENTITIES_HEAD + "".join(_identity_rows())
    return own + "".join(_FURTHER[app]() for app in sorted(_FURTHER))


def _look_rows() -> Iterator[str]:
    """The table of looks: verbs down, roles across."""
    yield "| verb | " + " | ".join(role.value for role in LookRole) + " |\n"
    yield "|---|" + ":-:|" * len(LookRole) + "\n"
    for verb in LookVerb:
        cells = ("●" if verb in LOOK_TABLE[role] else "" for role in LookRole)
        yield f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n"


def _identity_rows() -> Iterator[str]:
    """The table of identities: verbs down, roles across."""
    yield "| verb | " + " | ".join(role.value for role in IdentityRole) + " |\n"
    yield "|---|" + ":-:|" * len(IdentityRole) + "\n"
    for verb in IdentityVerb:
        cells = ("●" if verb in IDENTITY_TABLE[role] else "" for role in IdentityRole)
        yield f"| {verb.value.replace('_', ' ')} | " + " | ".join(cells) + " |\n"


def _role_section(role: Role) -> str:
    by_state = TABLE[role]
    verbs = [verb for verb in Verb if any(verb in allowed for allowed in by_state.values())]
    title = f"\n## {role.value.capitalize()}\n\n"
    if not verbs:
        return title + "Sees no case and may do nothing to any.\n"
    header = "| verb | " + " | ".join(state.value.replace("_", " ") for state in State) + " |\n"
    rule = "|---|" + ":-:|" * len(State) + "\n"
    return title + header + rule + "".join(_row(role, verb) for verb in verbs)


def _row(role: Role, verb: Verb) -> str:
    by_state = TABLE[role]
    cells = ("●" if verb in by_state.get(state, frozenset()) else "" for state in State)
    mark = "*" if role is Role.OFFICER and verb in STAGE_VERBS else ""
    return f"| {_VERB_WORDS[verb]}{mark} | " + " | ".join(cells) + " |\n"
