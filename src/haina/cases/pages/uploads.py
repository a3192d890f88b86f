"""How a page takes a file that was sent to it, and what it says of one that was not taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, TypeVar, cast

from django.http import HttpRequest
from django.utils.translation import gettext
from django_ratelimit.core import is_ratelimited

from haina.cases.names import in_active_language
from haina.cases.refusals import FileRefused, Refusal
from haina.policy.procedures import DocumentKind

UPLOADS_A_MINUTE = "30/m"

Taken = TypeVar("Taken")


@dataclass(frozen=True, slots=True)
class Untaken:
    """A file that was not taken: for which document, what is wrong, and the status of the answer."""

    kind: str = ""
    problem: str = ""
    status: int = 200


#: Nothing was sent.
NOTHING = Untaken()


def take_file(request: HttpRequest, take: Callable[[str, str, BinaryIO], Taken]) -> Taken | Untaken:
    """Have `take` do something with the kind, name and content of the sent file; or say why it cannot."""
    kind, file = request.POST.get("kind", ""), request.FILES.get("file")
    if is_ratelimited(request, group="upload", key="user", rate=UPLOADS_A_MINUTE, increment=True):
        return Untaken(kind, gettext("That was a lot of files in a minute. Wait a moment and go on."), 429)
    if file is None:
        return Untaken(kind, gettext("Choose a file first."), 422)
    try:
        return take(kind, file.name or "", cast(BinaryIO, file.file))
    except (FileRefused, Refusal) as error:
        return Untaken(kind, str(error), 422)


def upload_errors(kinds: Iterable[DocumentKind], untaken: Untaken) -> list[dict[str, str]]:
    """The summary of a page that refused a file: it names the document and leads to its place."""
    kind, problem = untaken.kind, untaken.problem
    if not problem:
        return []
    title = next((in_active_language(each.title) for each in kinds if each.id == kind), "")
    named = gettext("%(title)s: %(problem)s") % {"title": title, "problem": problem} if title else problem
    return [{"place": f"#id_{kind}_file", "message": named}]
