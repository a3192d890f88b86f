"""What the permission table needs to know about a case; the stored row and the folded state both have it."""

from __future__ import annotations

from datetime import date
from typing import Protocol
from uuid import UUID


class CaseLike(Protocol):
    """A case as the table sees it."""

    @property
    def state(self) -> str:
        """One of `State`."""

    @property
    def procedure(self) -> str:
        """Id of its procedure."""

    @property
    def organisation_id(self) -> UUID | None:
        """The organisation that files, if one does."""

    @property
    def person_id(self) -> UUID | None:
        """The person whom it is about."""

    @property
    def mandate_id(self) -> int | None:
        """The mandate under which it was begun, where somebody did so for another."""

    @property
    def departments(self) -> list[str]:
        """Departments that have or had a stage in it."""


class CaseOnNotice(CaseLike, Protocol):
    """A stored case, which may stand on public notice."""

    @property
    def published_until(self) -> date | None:
        """The last day for objections; None while it is not on public notice."""
