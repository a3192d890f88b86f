"""What is done with drafts, one file a verb."""

from .change import change
from .consent import consent
from .discard import discard
from .publish import publish
from .try_out import try_out
from .withdraw import withdraw
from .write import write

__all__ = ["change", "consent", "discard", "publish", "try_out", "withdraw", "write"]
