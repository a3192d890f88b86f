"""Everything that changes a department's wordings, one file per verb."""

from haina.cases.desks.verbs.retire_wording import retire_wording
from haina.cases.desks.verbs.write_wording import write_wording

__all__ = ["retire_wording", "write_wording"]
