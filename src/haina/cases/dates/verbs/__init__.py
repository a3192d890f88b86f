"""What people do about their calendar, one file a verb."""

from haina.cases.dates.verbs.end_feed import end_feed
from haina.cases.dates.verbs.open_feed import open_feed
from haina.cases.dates.verbs.refresh import refresh
from haina.cases.dates.verbs.summarise import summarise
from haina.cases.dates.verbs.warn_of_silence import warn_of_silence

__all__ = ["end_feed", "open_feed", "refresh", "summarise", "warn_of_silence"]
