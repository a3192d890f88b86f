"""What the pages that take files say of one that was not taken."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from haina.cases.names import in_active_language
from haina.policy.procedures import DocumentKind


def upload_errors(kinds: Iterable[DocumentKind], kind: str, problem: str) -> list[dict[str, str]]:
    """The summary of a page that refused a file: it names the document and leads to its place."""
    if not problem:
        return []
    title = next((in_active_language(each.title) for each in kinds if each.id == kind), "")
    named = gettext("%(title)s: %(problem)s") % {"title": title, "problem": problem} if title else problem
    return [{"place": f"#id_{kind}_file", "message": named}]
