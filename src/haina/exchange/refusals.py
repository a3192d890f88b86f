"""Why something is not done to a look."""

from __future__ import annotations

from uuid import UUID

from django.utils.functional import Promise


class LookNotFound(LookupError):
    """There is no such look, or the actor may not know of it; the two are not told apart."""

    def __init__(self, request_id: UUID) -> None:
        super().__init__(f"no look {request_id} to be seen")


class LookForbidden(PermissionError):
    """The actor sees the look but may not do this to it."""


class LookRefused(ValueError):
    """The look does not allow it as it stands; `message` is a lazy sentence in the reader's language."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
