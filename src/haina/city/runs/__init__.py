"""Runs of a whole city: every right and programme for everybody, with yes, no and unknown apart.

Needs polars, which drawing a city does not; import it only where a city is asked.
"""

from .asked import Asked, asked_of
from .running import Run, run_city

__all__ = ["Asked", "Run", "asked_of", "run_city"]
