"""What a round is called in the reader's language."""

from __future__ import annotations

from haina.cases.names import in_active_language
from haina.review.models import Round
from haina.rules.text import Text


def title_of(round: Round) -> str:
    """The title of a round in the reader's language."""
    return in_active_language(Text(zh=round.title["zh"], en=round.title["en"]))
