"""Prints the permission table as the page docs/permissions.md; a test holds page and table equal."""

from __future__ import annotations

from haina.people.permissions import STAGE_VERBS, TABLE, Role, State, Verb

_HEAD = """# Who may do what

Printed from `haina.people.permissions` by `manage.py print_permissions --write`; do not edit by hand.

Roles are towards one case: whoever is a party to a case holds no office in it. An officer sees the cases in
which a department of theirs has or had a stage; verbs marked * need the stage to be of their own department.
A supervisor sees the filed cases of the departments under supervision. An agent sees the cases of the
organisations, and an applicant their own, as far as their mandate reaches. What nobody may do is left out.
"""

_VERB_WORDS = {verb: verb.value.replace("_", " ") for verb in Verb}


def page() -> str:
    """The whole page as Markdown: one table a role, verbs down, states across."""
    return _HEAD + "".join(_role_section(role) for role in Role)


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
