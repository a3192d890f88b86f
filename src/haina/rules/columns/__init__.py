"""Rules for a whole population at once: the typed tree as a staged plan over Polars columns.

Needs polars, which nothing else in :mod:`haina.rules` does; import it only where a population is answered.
"""

from haina.rules.columns.frames import Frames
from haina.rules.columns.given import FrameError
from haina.rules.columns.plan import STATUS, ColumnPlan, Report
from haina.rules.columns.shown import PLACES

__all__ = ["PLACES", "STATUS", "ColumnPlan", "FrameError", "Frames", "Report"]
