"""What pages of vouchers call things."""

from __future__ import annotations

from haina.cases.names import in_active_language
from haina.cases.policies import current_policy


def title_of(programme: str) -> str:
    """What a programme is called; its id where the pack no longer has it."""
    right = current_policy().programmes.get(programme)
    return programme if right is None else in_active_language(right.title)
