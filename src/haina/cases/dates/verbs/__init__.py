"""What people do about their calendar, one file a verb."""

from haina.cases.dates.verbs.end_feed import end_feed
from haina.cases.dates.verbs.open_feed import open_feed
from haina.cases.dates.verbs.refresh import refresh

__all__ = ["end_feed", "open_feed", "refresh"]
